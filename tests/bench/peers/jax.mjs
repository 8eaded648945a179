// jax-js on its WebAssembly backend, `jax.mjs TASK eager|jit`. Every use of an array consumes it unless `.ref` is used.
// Its float64 has float32's accuracy in exp, tanh and the like, so everything is float32 but the product.
import "./quiet.mjs";
import { entry, sample, serve, training } from "./protocol.mjs";

// Node 20 has no Float16Array, and jax-js asks for it as soon as it makes a float64 array.
globalThis.Float16Array ??= class Float16Array {};
const {
  blockUntilReady,
  defaultDevice,
  init,
  jit,
  lax,
  nn,
  numpy: np,
  tree,
  valueAndGrad,
} = await import("@jax-js/jax");
await init("wasm");
defaultDevice("wasm");
const staged = process.argv[3] === "jit" ? jit : (f) => f;

const tensorOf = ({ data, shape }, double = false) =>
  np.array(double ? data : Float32Array.from(data), { shape, dtype: double ? np.float64 : np.float32 });

function trainingOf({ arrays, learningRate, decay, compared }, names, lossOf) {
  let params = names.map((name) => tensorOf(arrays[name]));
  let velocity = names.map((name) => np.zeros(arrays[name].shape));
  const batches = Array.from({ length: arrays.x.shape[0] }, (_, i) => [
    tensorOf(entry(arrays.x, i)),
    tensorOf(entry(arrays.target, i)),
  ]);
  const slope = valueAndGrad(lossOf);
  const step = staged((params, velocity, x, target) => {
    const [loss, gradient] = slope(tree.ref(params), x, target);
    const nextVelocity = velocity.map((v, i) => v.mul(decay).sub(gradient[i].mul(learningRate)));
    return [params.map((p, i) => p.add(nextVelocity[i].ref)), nextVelocity, loss];
  });
  const next = (i) => {
    const [x, target] = batches[i % batches.length];
    const [nextParams, nextVelocity, loss] = step(params, velocity, x.ref, target.ref);
    params = nextParams;
    velocity = nextVelocity;
    return loss;
  };
  const read = (loss, wanted) => {
    if (wanted) return loss.dataSync()[0];
    // What nobody waits for is not computed.
    return loss.blockUntilReady().then((done) => done.dispose());
  };
  return { next, ...training({ compared }, next, read, () => params.map((p) => Array.from(p.ref.dataSync()))) };
}

const crossEntropy = (logits, target) =>
  np
    .sum(target.mul(nn.logSoftmax(logits, 1)), 1)
    .mean()
    .neg();

function net(task) {
  const names = task.sizes.slice(1).flatMap((_, i) => [`W${i + 1}`, `b${i + 1}`]);
  const activation = nn[task.activation];
  return trainingOf(task, names, (params, x, target) => {
    let a = x;
    for (let i = 0; i < params.length; i += 2) {
      a = np.matmul(a, params[i]).add(params[i + 1]);
      if (i < params.length - 2) a = activation(a);
    }
    return crossEntropy(a, target);
  });
}

/** The largest of each 2 × 2 window. */
function pool(a) {
  const [n, c, h, w] = a.shape;
  return np.max(a.reshape([n, c, h / 2, 2, w / 2, 2]), [3, 5]);
}

const convnet = (task) =>
  trainingOf(task, ["K1", "b1", "K2", "b2", "W3", "b3"], ([K1, b1, K2, b2, W3, b3], x, target) => {
    let a = pool(nn.relu(lax.conv(x, K1, [1, 1], "SAME").add(b1.reshape([8, 1, 1]))));
    a = pool(nn.relu(lax.conv(a, K2, [1, 1], "SAME").add(b2.reshape([16, 1, 1]))));
    return crossEntropy(np.matmul(a.reshape([a.shape[0], 784]), W3).add(b3), target);
  });

function valueAndGradient({ arrays }, f) {
  const args = [arrays.x, arrays.w, arrays.b].map((array) => tensorOf(array));
  const step = staged(valueAndGrad(f, { argnums: [0, 1, 2] }));
  const run = () => step(...args.map((x) => x.ref)).flat();
  return {
    results: () => run().flatMap((t) => sample(Array.from(t.dataSync()))),
    call: async () => {
      for (const result of await blockUntilReady(run())) result.dispose();
    },
  };
}

const formula = (task) =>
  valueAndGradient(task, (x, w, b) => {
    let y = x.ref;
    for (let round = 0; round < task.rounds; round++) {
      const s = np.sin(w.ref.mul(y.ref).add(b.ref));
      const t = np.tanh(y.sub(s.ref));
      y = t.mul(0.5).sub(s.mul(x.ref).mul(0.1)).add(b.ref);
    }
    x.dispose();
    w.dispose();
    b.dispose();
    return np.sum(y);
  });

const elementwise = (task) =>
  valueAndGradient(task, (x, w, b) => np.sum(np.tanh(x.ref.mul(w).add(b)).mul(nn.sigmoid(x))));

function product({ arrays, dtype }) {
  const [a, b] = [arrays.a, arrays.b].map((array) => tensorOf(array, dtype === "float64"));
  const multiply = staged((a, b) => np.matmul(a, b));
  return {
    results: () => sample(Array.from(multiply(a.ref, b.ref).dataSync())),
    call: async () => {
      const c = multiply(a.ref, b.ref);
      await c.blockUntilReady();
      c.dispose();
    },
  };
}

/** Whoever forgets a `.ref` here gets an error, so this is the naive training as well. */
const naive = (task) => net(task).next;

await serve({ naive, net, convnet, formula, elementwise, product });
