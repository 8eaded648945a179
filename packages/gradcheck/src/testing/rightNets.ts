import {
  abs,
  add,
  astype,
  at,
  broadcastTo,
  div,
  exp,
  expandDims,
  greater,
  log,
  matmul,
  max,
  maximum,
  mean,
  mul,
  neg,
  random,
  relu,
  reshape,
  sigmoid,
  sign,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
  where,
} from "@wengert/autograd";

/** A net with a right backward pass by hand. */
export interface RightNet {
  readonly words: string;
  readonly loss: (params: Layers, x: Tensor, t: Tensor) => Tensor;
  readonly params: Layers;
  readonly data: [Tensor, Tensor];
  readonly hand: (params: Layers, x: Tensor, t: Tensor) => Layers;
}

export type Layers = readonly { readonly W: Tensor; readonly b: Tensor }[];

interface Activation {
  readonly f: (z: Tensor) => Tensor;
  /** The derivative from z and a, written in another way than f. */
  readonly slope: (z: Tensor, a: Tensor) => Tensor;
}

const activations: Readonly<Record<string, Activation>> = {
  sigmoid: { f: sigmoid, slope: (_z, a) => mul(a, sub(1, a)) },
  "sigmoid, written out": {
    f: (z) => div(1, add(1, exp(neg(z)))),
    slope: (z) => div(exp(neg(z)), square(add(1, exp(neg(z))))),
  },
  tanh: { f: tanh, slope: (_z, a) => sub(1, square(a)) },
  "tanh by exponentials": {
    f: (z) => div(sub(exp(z), exp(neg(z))), add(exp(z), exp(neg(z)))),
    slope: (z) => sub(1, square(tanh(z))),
  },
  relu: { f: relu, slope: (z) => greater(z, 0) },
  "relu by where": { f: (z) => where(greater(z, 0), z, 0), slope: (z) => where(greater(z, 0), 1, 0) },
  "relu by maximum": { f: (z) => maximum(z, 0), slope: (_z, a) => greater(a, 0) },
  "leaky relu": {
    f: (z) => where(greater(z, 0), z, mul(0.1, z)),
    slope: (z) => add(mul(0.9, greater(z, 0)), 0.1),
  },
  linear: { f: (z) => z, slope: (z) => add(mul(z, 0), 1) },
  softplus: { f: (z) => log(add(1, exp(z))), slope: (z) => sigmoid(z) },
};

interface Cost {
  readonly f: (z: Tensor, t: Tensor) => Tensor;
  /** dC/dz of the last layer. */
  readonly delta: (z: Tensor, t: Tensor) => Tensor;
  readonly targets: "any" | "one-hot" | "0 or 1";
}

const softmax = (z: Tensor): Tensor => {
  const e = exp(sub(z, max(z, -1, { keepdims: true })));
  return div(e, sum(e, -1, { keepdims: true }));
};
const logSoftmax = (z: Tensor): Tensor => {
  const shifted = sub(z, max(z, -1, { keepdims: true }));
  return sub(shifted, log(sum(exp(shifted), -1, { keepdims: true })));
};

const costs: Readonly<Record<string, Cost>> = {
  "mean square": { f: (z, t) => mean(square(sub(z, t))), delta: (z, t) => mul(sub(z, t), 2 / z.size), targets: "any" },
  "sum of squares": { f: (z, t) => sum(square(sub(z, t))), delta: (z, t) => mul(2, sub(z, t)), targets: "any" },
  "half, mean over the batch": {
    f: (z, t) => div(sum(mul(0.5, square(sub(t, z)))), z.shape[0]!),
    delta: (z, t) => neg(div(sub(t, z), z.shape[0]!)),
    targets: "any",
  },
  "softmax and cross-entropy": {
    f: (z, t) => neg(mean(sum(mul(t, log(softmax(z))), 1))),
    delta: (z, t) => div(sub(softmax(z), t), z.shape[0]!),
    targets: "one-hot",
  },
  "softmax and cross-entropy, step by step": {
    f: (z, t) => div(sum(neg(mul(t, log(softmax(z))))), z.shape[0]!),
    delta: (z, t) => {
      const p = softmax(z);
      const g = neg(div(div(t, p), z.shape[0]!));
      return mul(p, sub(g, sum(mul(g, p), -1, { keepdims: true })));
    },
    targets: "one-hot",
  },
  "log-softmax": {
    f: (z, t) => neg(div(sum(mul(t, logSoftmax(z))), z.shape[0]!)),
    delta: (z, t) => div(sub(softmax(z), t), z.shape[0]!),
    targets: "one-hot",
  },
  "sigmoid and cross-entropy": {
    f: (z, t) => {
      const p = sigmoid(z);
      return neg(mean(add(mul(t, log(p)), mul(sub(1, t), log(sub(1, p))))));
    },
    delta: (z, t) => div(sub(sigmoid(z), t), z.size),
    targets: "0 or 1",
  },
  "fused cross-entropy": {
    f: (z, t) => mean(add(sub(maximum(z, 0), mul(z, t)), log(add(1, exp(neg(abs(z))))))),
    delta: (z, t) => div(sub(sigmoid(z), t), z.size),
    targets: "0 or 1",
  },
};

/** A sum with its terms in another order: from the last to the first, one after the other. */
function sumBackwards(x: Tensor): Tensor {
  let total = at(x, x.shape[0]! - 1);
  for (let i = x.shape[0]! - 2; i >= 0; i--) total = add(total, at(x, i));
  return total;
}

/** xᵀδ by outer products of single rows. */
function byRows(x: Tensor, delta: Tensor): Tensor {
  let total: Tensor | null = null;
  for (let n = 0; n < x.shape[0]!; n++) {
    const one = mul(expandDims(at(x, n), 1), expandDims(at(delta, n), 0));
    total = total === null ? one : add(total, one);
  }
  return total!;
}

const decays: Readonly<Record<string, { f: (W: Tensor) => Tensor | null; slope: (W: Tensor) => Tensor | null }>> = {
  none: { f: () => null, slope: () => null },
  L2: { f: (W) => mul(0.01, sum(square(W))), slope: (W) => mul(0.02, W) },
  "half L2": { f: (W) => div(sum(mul(W, W)), 20), slope: (W) => div(W, 10) },
  L1: { f: (W) => mul(0.05, sum(abs(W))), slope: (W) => mul(0.05, sign(W)) },
};

/** The net of a seed: depth, widths, functions, batch, and the way of writing are drawn. */
export function rightNet(seed: number): RightNet {
  const rng = random.RandomState(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(rng.rand() * list.length)]!;
  const [depth, batch] = [1 + Math.floor(rng.rand() * 4), 1 + Math.floor(rng.rand() * 6)];
  const widths = Array.from({ length: depth + 1 }, () => 1 + Math.floor(rng.rand() * 5));
  const costName = pick(Object.keys(costs));
  const cost = costs[costName]!;
  if (cost.targets === "one-hot") widths[depth] = Math.max(2, widths[depth]!);
  const names = widths.slice(2).map(() => pick(Object.keys(activations)));
  const hidden = names.map((name) => activations[name]!);
  const float32 = rng.rand() < 0.2;
  const decayName = pick(Object.keys(decays));
  const decay = decays[decayName]!;
  const [zeros, dead, rows, backwards, normal] = [0.2, 0.2, 0.3, 0.3, 0.15].map((p) => rng.rand() < p);
  const typed = (x: Tensor): Tensor => (float32 ? astype(x, "float32") : x);
  const params = widths.slice(1).map((out, i) => {
    let W: Tensor = rng.randn(widths[i]!, out);
    if (zeros) W = mul(W, greater(rng.rand(widths[i]!, out), 0.3));
    let b: Tensor = mul(rng.randn(out), 0.3);
    if (dead && i === 0) b = sub(b, mul(50, greater(rng.rand(out), 0.5)));
    return { W: typed(W), b: typed(b) };
  });
  const x = typed(
    zeros ? mul(rng.randn(batch, widths[0]!), greater(rng.rand(batch, widths[0]!), 0.3)) : rng.randn(batch, widths[0]!),
  );
  const outputs = widths[depth]!;
  const t = typed(
    cost.targets === "any"
      ? rng.randn(batch, outputs)
      : cost.targets === "0 or 1"
        ? mul(1, greater(rng.rand(batch, outputs), 0.5))
        : oneHot(rng, batch, outputs),
  );
  const normalised = normal && batch > 1;

  const forward = (layers: Layers, x: Tensor) => {
    const inputs = [x];
    const zs: Tensor[] = [];
    layers.forEach(({ W, b }, i) => {
      zs[i] = add(matmul(inputs[i]!, W), normalisedBias(b, inputs[i]!));
      inputs[i + 1] = i < hidden.length ? hidden[i]!.f(zs[i]!) : zs[i]!;
    });
    return { inputs, zs, z: zs.at(-1)! };
  };
  const normalisedBias = (b: Tensor, input: Tensor): Tensor =>
    normalised ? broadcastTo(reshape(b, [1, b.size]), [input.shape[0]!, b.size]) : b;
  const norm = (x: Tensor): Tensor => {
    if (!normalised) return x;
    const centred = sub(x, mean(x, 0, { keepdims: true }));
    return div(centred, sqrt(add(mean(square(centred), 0, { keepdims: true }), 0.1)));
  };

  return {
    words: `seed ${seed}: ${widths.join("-")}, batch ${batch}, ${names.join(", ")}, ${costName}, ${decayName}${float32 ? ", float32" : ""}`,
    params,
    data: [x, t],
    loss: (layers, x, t) => {
      let total = cost.f(forward(layers, norm(x)).z, t);
      for (const { W } of layers) {
        const term = decay.f(W);
        if (term !== null) total = add(total, term);
      }
      return total;
    },
    hand: (layers, x, t) => {
      const { inputs, zs, z } = forward(layers, norm(x));
      const gradients: { W: Tensor; b: Tensor }[] = [];
      let delta = cost.delta(z, t);
      for (let i = layers.length - 1; i >= 0; i--) {
        const { W } = layers[i]!;
        const dW = rows ? byRows(inputs[i]!, delta) : matmul(transpose(inputs[i]!), delta);
        const term = decay.slope(W);
        gradients[i] = {
          W: term === null ? dW : add(dW, term),
          b: backwards ? sumBackwards(delta) : sum(delta, 0),
        };
        if (i > 0) {
          const da = rows ? transpose(matmul(W, transpose(delta))) : matmul(delta, transpose(W));
          delta = mul(hidden[i - 1]!.slope(zs[i - 1]!, inputs[i]!), da);
        }
      }
      return gradients;
    },
  };
}

function oneHot(rng: ReturnType<typeof random.RandomState>, rows: number, columns: number): Tensor {
  const classes = rng.rand(rows, 1);
  const first = Array.from({ length: columns }, (_, k) => k / columns);
  return mul(
    1,
    mul(
      greater(classes, first),
      sub(
        1,
        greater(
          classes,
          first.map((low) => low + 1 / columns),
        ),
      ),
    ),
  );
}
