// %% [markdown]
// # Backpropagation by hand: a two-layer net, a convolution, batch normalisation, an LSTM step
//
// Four layers, four derivations. Each one goes the same way: write down the way forward, walk it backwards, and ask at
// every symbol *what does the cost C change by when this changes?* Then the derived gradient is compared with the
// tape's (`compareGradients`), and the tape's with differences, which know no calculus (`checkGradient`).
//
// One rule does most of the work. For $z = aW$ with rows of examples and $\delta = \partial C/\partial z$:
// $\partial C/\partial W = a^T\delta$ and $\partial C/\partial a = \delta W^T$. Where batch, inputs and outputs have
// different sizes, no other product of these matrices has the right shape, which is how to remember it.
//
// `output/backprop-by-hand.txt` is what this script prints.

// %%
import {
  add,
  at,
  concatenate,
  div,
  log,
  matmul,
  mean,
  mul,
  neg,
  random,
  readTape,
  set,
  sigmoid,
  slice,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
  zeros,
} from "@wengert/autograd";
import { type CompareOptions, checkGradient, compareGradients, type GradientComparison } from "@wengert/gradcheck";
import { batchNorm, conv2d, lstmCell, softmax, verifyLayer } from "@wengert/nn";
import { check, say, section, show } from "@wengert/notebook";
import { graph, heatmap } from "@wengert/plot";

say("Backpropagation by hand, four times");

/** The derivation against the tape, and the tape against differences. */
function verify<P, const D extends readonly unknown[] = readonly []>(
  options: CompareOptions<P, D>,
): GradientComparison {
  const report = compareGradients(options);
  show(report);
  const { loss, params, data } = options;
  check(`${options.title}: by hand equals the tape`, report.ok);
  const differences = checkGradient((p: P) => loss(p, ...((data ?? []) as unknown as D)))(params);
  check(`${options.title}: the tape equals central differences`, differences.ok);
  return report;
}

const rng = random.RandomState(42);

// %% [markdown]
// ## 1. A net of two layers
// $$z_1 = xW_1 + b_1,\quad a_1 = \tanh z_1,\quad z_2 = a_1W_2 + b_2,\quad p = \mathrm{softmax}(z_2),\quad
// C = -\frac1N\sum_{nk} t_{nk}\ln p_{nk}$$
//
// From the end. The cost reaches $z_2$ through the softmax, whose outputs depend on all inputs of their row:
// $\partial p_k/\partial z_j = p_k(\delta_{kj} - p_j)$. Put into $\partial C/\partial z_j = -\frac1N\sum_k
// \frac{t_k}{p_k}\frac{\partial p_k}{\partial z_j}$ nearly everything cancels, and with $\sum_k t_k = 1$ there remains
// $$\frac{\partial C}{\partial z_2} = \frac{p - t}{N},\quad\text{prediction minus target.}$$
//
// From there the rule above, twice, with $\tanh' = 1 - \tanh^2$ between: $\partial C/\partial z_1 =
// (\partial C/\partial z_2\,W_2^T)\odot(1 - a_1^2)$. A bias is added to every row, so its derivative is the sum of rows.

// %%
section("1. A net of two layers");

interface Net {
  readonly W1: Tensor;
  readonly b1: Tensor;
  readonly W2: Tensor;
  readonly b2: Tensor;
}

const net: Net = { W1: rng.randn(4, 5), b1: rng.randn(5), W2: rng.randn(5, 3), b2: rng.randn(3) };
const x = rng.randn(6, 4);
const t = tensor([
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
  [0, 1, 0],
  [1, 0, 0],
  [0, 0, 1],
]);

const netCost = ({ W1, b1, W2, b2 }: Net, x: Tensor, t: Tensor): Tensor => {
  const a1 = tanh(add(matmul(x, W1), b1));
  const p = softmax(add(matmul(a1, W2), b2));
  return div(neg(sum(mul(t, log(p)))), x.shape[0]!);
};

function netByHand({ W1, b1, W2, b2 }: Net, x: Tensor, t: Tensor) {
  const z1 = add(matmul(x, W1), b1);
  const a1 = tanh(z1);
  const z2 = add(matmul(a1, W2), b2);
  const p = softmax(z2);

  const dz2 = div(sub(p, t), x.shape[0]!);
  const da1 = matmul(dz2, transpose(W2));
  const dz1 = mul(da1, sub(1, square(a1)));
  return {
    gradients: { W1: matmul(transpose(x), dz1), b1: sum(dz1, 0), W2: matmul(transpose(a1), dz2), b2: sum(dz2, 0) },
    intermediates: { z1, a1, z2, dz2, da1, dz1 },
  };
}

show(
  graph({
    title: "The tape of the net: walked upwards, it is the derivation",
    tape: readTape((p: Net) => netCost(p, x, t))(net),
  }),
);
verify({ title: "two layers", loss: netCost, params: net, data: [x, t], hand: netByHand });

// %% [markdown]
// What if we forget something? Leave out $\tanh'$, and see what the comparison says.

// %%
function netWithoutTanh(net: Net, x: Tensor, t: Tensor): Net {
  const { gradients, intermediates } = netByHand(net, x, t);
  const dz1 = intermediates.da1; // should be times 1 - a1²
  return { ...gradients, W1: matmul(transpose(x), dz1), b1: sum(dz1, 0) };
}

const forgetful = compareGradients({
  title: "a mistake",
  loss: netCost,
  params: net,
  data: [x, t],
  hand: netWithoutTanh,
});
// The last digits belong to the machine.
say(`${forgetful}`.replace(/agree to \S+$/m, "agree to rounding").replaceAll(/(\d\.\d{6})\d+/g, "$1"));
const wrong = netWithoutTanh(net, x, t).W1;
const ratios = div(wrong, netByHand(net, x, t).gradients.W1);
show(
  heatmap({
    title: "dC/dW1 without tanh', over the right one",
    values: ratios,
    xLabel: "hidden unit",
    yLabel: "input",
    valueLabel: "ratio",
  }),
);
check("the mistake is called by its name", forgetful.causes[0]?.code === "missing-activation-derivative");

// %% [markdown]
// ## 2. A convolution
// One channel in, one out, an image $x$ of height $H$ and width $W$, a kernel $k$ of 2 × 2 taps:
// $$y_{ij} = b + \sum_{uv} x_{i+u,\,j+v}\,k_{uv}$$
//
// Every tap $(u, v)$ sees a shifted part of the image, $x^{(uv)}_{ij} = x_{i+u,\,j+v}$, so that $y = b + \sum_{uv}
// k_{uv}\,x^{(uv)}$: four products of a number and an image. Hence
// $$\frac{\partial C}{\partial k_{uv}} = \sum_{ij}\delta_{ij}\,x_{i+u,\,j+v},\qquad
// \frac{\partial C}{\partial b} = \sum_{ij}\delta_{ij}.$$
//
// And what does $x_{ij}$ do to C? It is seen through every tap once, at another output each time:
// $$\frac{\partial C}{\partial x_{ij}} = \sum_{uv}\delta_{i-u,\,j-v}\,k_{uv},$$
// which is again a convolution, with the kernel turned round by 180°. In code: put $k_{uv}\,\delta$ back to where tap
// $(u, v)$ looked, and add up.

// %%
section("2. A convolution");

interface Convolution {
  /** The image, whose derivative is of interest as well. */
  readonly x: Tensor;
  readonly k: Tensor;
  readonly b: Tensor;
}

const taps = [0, 1].flatMap((u) => [0, 1].map((v) => [u, v] as const));
/** Where tap (u, v) looks in an image, for outputs of height m and width n. */
const window = (u: number, v: number, [m, n]: readonly number[]) => [slice(u, u + m!), slice(v, v + n!)] as const;
const sizeOfOutput = (x: Tensor): readonly [number, number] => [x.shape[0]! - 1, x.shape[1]! - 1];

const convolve = ({ x, k, b }: Convolution): Tensor => {
  const size = sizeOfOutput(x);
  return taps.reduce((y, [u, v]) => add(y, mul(at(k, u, v), at(x, ...window(u, v, size)))), b);
};
const convCost = (params: Convolution, target: Tensor): Tensor => mean(square(sub(convolve(params), target)));

function convByHand({ x, k, b }: Convolution, target: Tensor): Convolution {
  const size = sizeOfOutput(x);
  const y = convolve({ x, k, b });
  const dy = div(mul(2, sub(y, target)), y.size);
  const dk = taps.map(([u, v]) => sum(mul(dy, at(x, ...window(u, v, size)))));
  const parts = taps.map(([u, v]) => set(zeros(x.shape), window(u, v, size), mul(at(k, u, v), dy)));
  return {
    x: parts.reduce((a, b) => add(a, b)),
    k: tensor2x2(dk),
    b: sum(dy),
  };
}
/** Four numbers as the kernel [[k₀₀, k₀₁], [k₁₀, k₁₁]]. */
function tensor2x2(entries: readonly Tensor[]): Tensor {
  return add(
    [
      [entries[0]!, entries[1]!],
      [entries[2]!, entries[3]!],
    ],
    0,
  );
}

const picture: Convolution = { x: rng.randn(4, 5), k: rng.randn(2, 2), b: tensor(0.5) };
verify({ title: "convolution", loss: convCost, params: picture, data: [rng.randn(3, 4)], hand: convByHand });

// %% [markdown]
// The layer `conv2d` has the same rules for any number of examples, channels, strides, paddings and groups; there both
// sums are convolutions themselves. `verifyLayer` checks it, second derivatives included.

// %%
const layerReport = verifyLayer(conv2d(2, 3, 2, { stride: 2, padding: 1 }));
show(layerReport);
check("conv2d keeps the contract of a layer", layerReport.ok);

// %% [markdown]
// ## 3. Batch normalisation
// For each column, over a batch of $N$ rows, with $\mu = \frac1N\sum_n x_n$ and $\sigma^2 = \frac1N\sum_n (x_n - \mu)^2$:
// $$s = \sqrt{\sigma^2 + \varepsilon},\qquad \hat x_n = \frac{x_n - \mu}{s},\qquad y_n = \gamma\hat x_n + \beta$$
//
// $\gamma$ and $\beta$ are easy: $\partial C/\partial\gamma = \sum_n\delta_n\hat x_n$, $\partial C/\partial\beta =
// \sum_n\delta_n$. With $g_n = \gamma\delta_n = \partial C/\partial\hat x_n$, the input reaches C along three paths:
// - directly: $g_n/s$;
// - through $\mu$, which is $1/N$-th of every $x_n$: $\partial C/\partial\mu = -\sum_m g_m/s$ (through $\sigma^2$ it sends
//   nothing, for $\sum_m(x_m - \mu) = 0$);
// - through $\sigma^2$: $\frac{\partial C}{\partial\sigma^2} = \sum_m g_m\hat x_m\cdot\left(-\frac{1}{2s^2}\right)$, and
//   $\frac{\partial\sigma^2}{\partial x_n} = \frac2N(x_n - \mu) = \frac{2s}{N}\hat x_n$.
//
// Add the three up:
// $$\frac{\partial C}{\partial x_n} = \frac1s\Big(g_n - \frac1N\sum_m g_m - \hat x_n\,\frac1N\sum_m g_m\hat x_m\Big)$$
// In words: from $g$ is taken away what a shift of the column, and what a stretching of it, would do. The shift does not
// change $\hat x$, and the stretching, but for $\varepsilon$, neither: so they cannot matter.

// %%
section("3. Batch normalisation");

interface Norm {
  readonly x: Tensor;
  readonly gamma: Tensor;
  readonly beta: Tensor;
}

const EPSILON = 1e-5;
const normalised = (x: Tensor) => {
  const deviation = sub(x, mean(x, 0));
  const s = sqrt(add(mean(square(deviation), 0), EPSILON));
  return { hat: div(deviation, s), s };
};
const normCost = ({ x, gamma, beta }: Norm, target: Tensor): Tensor =>
  mean(square(sub(add(mul(gamma, normalised(x).hat), beta), target)));

function normByHand({ x, gamma, beta }: Norm, target: Tensor): Norm {
  const { hat, s } = normalised(x);
  const y = add(mul(gamma, hat), beta);
  const dy = div(mul(2, sub(y, target)), y.size);
  const g = mul(gamma, dy);
  const ofShift = mean(g, 0);
  const ofStretch = mul(hat, mean(mul(g, hat), 0));
  return { x: div(sub(sub(g, ofShift), ofStretch), s), gamma: sum(mul(dy, hat), 0), beta: sum(dy, 0) };
}

const columns: Norm = { x: mul(3, rng.randn(5, 3)), gamma: rng.randn(3), beta: rng.randn(3) };
verify({ title: "batch normalisation", loss: normCost, params: columns, data: [rng.randn(5, 3)], hand: normByHand });

const withShift = normByHand(columns, zeros([5, 3])).x;
check(
  "a shift of a column does not matter: its derivative sums to 0",
  (sum(withShift, 0).toArray() as number[]).every((total) => Math.abs(total) < 1e-12),
);
check("batchNorm keeps the contract of a layer", verifyLayer(batchNorm(3)).ok);

// %% [markdown]
// ## 4. A step of an LSTM
// Four gates from one product: $z = xW_x + hW_h + b$ in four parts,
// $$i = \sigma(z_i),\quad f = \sigma(z_f),\quad g = \tanh z_g,\quad o = \sigma(z_o),\qquad c' = f c + i g,\qquad
// h' = o\tanh c'.$$
//
// Let $\delta_h = \partial C/\partial h'$ and $\delta_c = \partial C/\partial c'$ be what the rest of the network sends
// back, and $\tau = \tanh c'$. The new memory $c'$ reaches C twice: as memory, and through the output:
// $$\bar\delta_c = \delta_c + \delta_h\,o\,(1 - \tau^2)$$
//
// Now each gate is a factor in one product:
// $$\frac{\partial C}{\partial z_i} = \bar\delta_c\,g\,i(1 - i),\quad
// \frac{\partial C}{\partial z_f} = \bar\delta_c\,c\,f(1 - f),\quad
// \frac{\partial C}{\partial z_g} = \bar\delta_c\,i\,(1 - g^2),\quad
// \frac{\partial C}{\partial z_o} = \delta_h\,\tau\,o(1 - o)$$
// and $\partial C/\partial c = \bar\delta_c\,f$: back through time the memory is multiplied by the forget gate alone, so
// that its gradient does not vanish as long as $f$ stays near 1. The rest is the rule for $z = xW_x + hW_h + b$.

// %%
section("4. A step of an LSTM");

interface Step {
  readonly Wx: Tensor;
  readonly Wh: Tensor;
  readonly b: Tensor;
  readonly x: Tensor;
  readonly h: Tensor;
  readonly c: Tensor;
}

const HIDDEN = 3;
const part = (z: Tensor, k: number): Tensor => at(z, ":", slice(k * HIDDEN, (k + 1) * HIDDEN));

function lstmForward({ Wx, Wh, b, x, h, c }: Step) {
  const z = add(add(matmul(x, Wx), matmul(h, Wh)), b);
  const [i, f, g, o] = [sigmoid(part(z, 0)), sigmoid(part(z, 1)), tanh(part(z, 2)), sigmoid(part(z, 3))] as const;
  const next = add(mul(f, c), mul(i, g));
  const tau = tanh(next);
  return { i, f, g, o, tau, c: next, h: mul(o, tau) };
}

/** Both results count: the output and the memory. */
const stepCost = (step: Step, toH: Tensor, toC: Tensor): Tensor => {
  const { h, c } = lstmForward(step);
  return add(sum(mul(h, toH)), sum(mul(c, toC)));
};

function stepByHand(step: Step, dh: Tensor, dcNext: Tensor): Step {
  const { Wx, Wh, x, h, c } = step;
  const { i, f, g, o, tau } = lstmForward(step);
  const dc = add(dcNext, mul(mul(dh, o), sub(1, square(tau))));
  const dz = concatenate(
    [
      mul(mul(dc, g), mul(i, sub(1, i))),
      mul(mul(dc, c), mul(f, sub(1, f))),
      mul(mul(dc, i), sub(1, square(g))),
      mul(mul(dh, tau), mul(o, sub(1, o))),
    ],
    1,
  );
  return {
    Wx: matmul(transpose(x), dz),
    Wh: matmul(transpose(h), dz),
    b: sum(dz, 0),
    x: matmul(dz, transpose(Wx)),
    h: matmul(dz, transpose(Wh)),
    c: mul(dc, f),
  };
}

const step: Step = {
  Wx: rng.randn(2, 4 * HIDDEN),
  Wh: rng.randn(HIDDEN, 4 * HIDDEN),
  b: rng.randn(4 * HIDDEN),
  x: rng.randn(5, 2),
  h: rng.randn(5, HIDDEN),
  c: rng.randn(5, HIDDEN),
};
verify({
  title: "LSTM step",
  loss: stepCost,
  params: step,
  data: [rng.randn(5, HIDDEN), rng.randn(5, HIDDEN)],
  hand: stepByHand,
});
check("lstmCell keeps the contract of a layer", verifyLayer(lstmCell(2, HIDDEN)).ok);
