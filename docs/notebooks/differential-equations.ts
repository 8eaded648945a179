// %% [markdown]
// # Differential equations solved by nets
//
// A net $N(x)$ becomes a trial solution that meets the initial or boundary conditions whatever its parameters are
// (I. Lagaris, A. Likas and D. Fotiadis, 1998). The loss is the mean square of what is left over when the trial solution is
// put into the equation: derivatives by $x$ stand inside of it. Its gradient by the parameters is one order more, the third
// where the equation has second derivatives. `grad` and `elementwiseGrad` nest, so that all of this is written down as it is
// spoken.
//
// Three problems, each with a known solution: an exponential decay, a boundary-value problem of second order, and the heat
// equation. `output/differential-equations.txt` is what this script prints.

// %%
import {
  abs,
  add,
  concatenate,
  elementwiseGrad,
  exp,
  expandDims,
  grad,
  jvp,
  linspace,
  matmul,
  max,
  mean,
  mul,
  ones,
  random,
  ravel,
  sin,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  tanh,
  valueAndGrad,
  zeros,
  zerosLike,
} from "@wengert/autograd";
import { check, say, section, show, table } from "@wengert/notebook";
import { lbfgs } from "@wengert/optim";
import { line as chart, heatmap } from "@wengert/plot";

say("Differential equations solved by nets");

/** One hidden layer: N(x) = tanh(xW + b)v, for points [N, inputs] → [N]. */
interface Net {
  readonly W: Tensor;
  readonly b: Tensor;
  readonly v: Tensor;
}

function newNet(inputs: number, hidden: number, seed: number): Net {
  const rng = random.RandomState(seed);
  return { W: rng.randn(inputs, hidden), b: rng.randn(hidden), v: mul(0.1, rng.randn(hidden)) };
}
const evaluate = ({ W, b, v }: Net, points: Tensor) => matmul(tanh(add(matmul(points, W), b)), v);
const line = (x: Tensor) => expandDims(x, 1);

/** Minimises a loss by L-BFGS: `rounds` times 20 iterations. */
function solve(loss: (net: Net) => Tensor, start: Net, rounds: number): Net {
  const optimizer = lbfgs({ history: 20 });
  const derived = valueAndGrad(loss);
  let [net, state] = [start, optimizer.init(start)];
  for (let round = 0; round < rounds; round++) {
    const [value, gradient] = derived(net);
    [net, state] = optimizer.update(net, gradient, state, { value, valueAndGrad: derived });
  }
  const [before, after] = [loss(start).item(), loss(net).item()];
  check(`training divides the loss by more than ${FALL}`, before / after > FALL);
  return net;
}
/** By how much every loss falls at least; how far it gets beyond that is a matter of the last bits. */
const FALL = 500;

const largestError = (found: Tensor, exact: Tensor) => max(abs(sub(found, exact))).item();

/** A column of points, what was found there, and the exact solution. */
function compare(name: string, x: Tensor, found: Tensor, exact: Tensor): void {
  const [xs, fs, es] = [x, found, exact].map((values) => values.toArray() as number[]) as [
    number[],
    number[],
    number[],
  ];
  table(
    [name, "net", "exact"],
    xs.flatMap((value, i) => (i % 5 === 0 ? [[value.toFixed(2), fs[i]!.toFixed(2), es[i]!.toFixed(2)]] : [])),
  );
  show(chart({ title: "The net and the exact solution", x, y: { net: found, exact }, xLabel: name, yLabel: "g" }));
}

// %% [markdown]
// ## An equation of first order
// $g'(t) = -\gamma g(t)$, $g(0) = g_0$, with the solution $g_0e^{-\gamma t}$. The trial solution $g_0 + t N(t)$ meets the
// initial condition.

// %%
section("g' = -2 g, g(0) = 10");

const [GAMMA, START] = [2, 10];
const t = linspace(0, 1, 21);
const decay = (net: Net) => (t: Tensor) => add(START, mul(t, evaluate(net, line(t))));
const decayLoss = (net: Net) => {
  const g = decay(net);
  return mean(square(add(elementwiseGrad(g)(t), mul(GAMMA, g(t)))));
};
const decayNet = solve(decayLoss, newNet(1, 8, 1), 12);
const decayExact = mul(START, exp(mul(-GAMMA, t)));
compare("t", t, decay(decayNet)(t), decayExact);
check("the net is the solution within 0.01 of 10", largestError(decay(decayNet)(t), decayExact) < 0.01);
check("its derivative is as well", largestError(elementwiseGrad(decay(decayNet))(t), mul(-GAMMA, decayExact)) < 0.05);

// %% [markdown]
// ## A boundary-value problem of second order
// Poisson's equation $-g''(x) = (3x + x^2)e^x$ on $[0, 1]$ with $g(0) = g(1) = 0$; the solution is $x(1 - x)e^x$. The trial
// solution $x(1 - x)N(x)$ is 0 at both ends. Second derivatives in the loss make its gradient one of third order.

// %%
section("-g'' = (3x + x^2) exp(x), g(0) = g(1) = 0");

const x = linspace(0, 1, 21);
const source = mul(add(mul(3, x), square(x)), exp(x));
const poisson = (net: Net) => (x: Tensor) => mul(mul(x, sub(1, x)), evaluate(net, line(x)));
const second = (f: (x: Tensor) => Tensor) => elementwiseGrad(elementwiseGrad(f));
const poissonLoss = (net: Net) => mean(square(add(second(poisson(net))(x), source)));

// Before it is minimised, the gradient of third order is checked along a direction, against differences of the loss.
const start = newNet(1, 8, 2);
const h = 1e-5;
const shifted = (step: number): Net => ({ ...start, W: add(start.W, step) });
const slope = (poissonLoss(shifted(h)).item() - poissonLoss(shifted(-h)).item()) / (2 * h);
const byTape = sum(grad(poissonLoss)(start).W).item();
check("the gradient through second derivatives is the difference quotient", Math.abs(byTape / slope - 1) < 1e-6);

const poissonNet = solve(poissonLoss, start, 12);
const poissonExact = mul(mul(x, sub(1, x)), exp(x));
compare("x", x, poisson(poissonNet)(x), poissonExact);
check("the net is the solution within 0.001", largestError(poisson(poissonNet)(x), poissonExact) < 1e-3);
check("the largest deviation between the points is as small", betweenPoints() < 1e-3);

function betweenPoints(): number {
  const fine = linspace(0, 1, 200);
  return largestError(poisson(poissonNet)(fine), mul(mul(fine, sub(1, fine)), exp(fine)));
}

// %% [markdown]
// ## The heat equation
// $u_t = u_{xx}$ on $0 \le x \le 1$, $u(x, 0) = \sin\pi x$, $u(0, t) = u(1, t) = 0$; the solution is
// $e^{-\pi^2t}\sin\pi x$. The trial solution $(1 - t)\sin\pi x + x(1 - x)\,t\,N(x, t)$ meets all three conditions.
//
// The derivatives by $x$ and $t$ are taken in forward mode here (`jvp` along an axis, twice for $u_{xx}$), and the gradient
// by the parameters in reverse mode over it.

// %%
section("u_t = u_xx, u(x, 0) = sin(pi x)");

/** A grid of points: all pairs of x and t. */
function grid(n: number): [x: Tensor, t: Tensor] {
  const [axis, one] = [linspace(0, 1, n), ones([n, n])];
  return [ravel(mul(expandDims(axis, 1), one)), ravel(mul(axis, one))];
}
const [gx, gt] = grid(9);
// Most happens early: t² puts more points there.
const gt2 = mul(0.5, square(gt));

type Field = (x: Tensor, t: Tensor) => Tensor;
const heat =
  (net: Net): Field =>
  (x, t) =>
    add(mul(sub(1, t), sin(mul(Math.PI, x))), mul(mul(mul(x, sub(1, x)), t), evaluate(net, stack([x, t], 1))));
const alongX =
  (u: Field): Field =>
  (x, t) =>
    jvp(u, [x, t], [ones(x.shape), zerosLike(t)])[1];
const alongT =
  (u: Field): Field =>
  (x, t) =>
    jvp(u, [x, t], [zerosLike(x), ones(t.shape)])[1];
const residual =
  (u: Field): Field =>
  (x, t) =>
    sub(alongT(u)(x, t), alongX(alongX(u))(x, t));
const heatLoss = (net: Net) => mean(square(residual(heat(net))(gx, gt2)));

const exactHeat: Field = (x, t) => mul(exp(mul(-(Math.PI ** 2), t)), sin(mul(Math.PI, x)));
check("the exact solution leaves nothing over", max(abs(residual(exactHeat)(gx, gt2))).item() < 1e-12);

const heatNet = solve(heatLoss, newNet(2, 12, 3), 30);
const moments = [0, 0.02, 0.05, 0.1, 0.2];
table(
  ["u(1/2, t) at t =", ...moments.map(String)],
  [heat(heatNet), exactHeat].map((u, i) => [
    i === 0 ? "net" : "exact",
    ...moments.map((moment) =>
      u(mul(0.5, ones([1])), mul(moment, ones([1])))
        .item()
        .toFixed(2),
    ),
  ]),
);
const places = linspace(0, 1, 11);
const atMoment = (moment: number) => heat(heatNet)(places, mul(moment, ones([11])));
show(
  heatmap({
    title: "The net: how the warmth flows off",
    values: stack([0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3].map(atMoment)),
    rowNames: ["t = 0", "0.02", "0.05", "0.10", "0.15", "0.20", "0.30"],
    columnNames: (places.toArray() as number[]).map((place) => place.toFixed(1)),
    xLabel: "x",
    yLabel: "time",
    valueLabel: "u",
    annotated: false,
  }),
);
const [fx, ft] = grid(21);
const error = largestError(heat(heatNet)(fx, mul(0.5, ft)), exactHeat(fx, mul(0.5, ft)));
check("the net is the solution within 0.02 everywhere", error < 0.02);
const edge = concatenate([zeros([5]), ones([5])]);
check(
  "the boundary conditions hold exactly, but for rounding of sin(pi)",
  max(abs(heat(heatNet)(edge, linspace(0, 0.5, 10)))).item() < 1e-15,
);
say(
  "The three losses hold derivatives of first and second order by the arguments; training adds one by the parameters.",
);
