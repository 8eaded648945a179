// %% [markdown]
// # Runge's function by least squares, ridge, lasso and a net
//
// $f(x) = 1/(1 + 25x^2)$ on $[-1, 1]$ is smooth, and yet polynomials fit it badly. From 100 noisy samples we fit it by
// ordinary least squares (OLS), with a penalty on the squares of the coefficients (ridge) or on their absolute values
// (lasso), and by a small net. All gradients come from the tape; the closed forms say whether they are right.
//
// `output/runge.txt` is what this script prints.

// %%
import {
  abs,
  add,
  at,
  expandDims,
  eye,
  grad,
  linalg,
  linspace,
  matmul,
  max,
  maximum,
  mean,
  mul,
  random,
  sign,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  transpose,
  valueAndGrad,
  zeros,
} from "@wengert/autograd";
import {
  applyScaling,
  meanSquaredError,
  polynomialFeatures,
  r2Score,
  runge,
  rungeFunction,
  standardScaling,
  trainTestSplit,
} from "@wengert/data";
import { identity, l2Penalty, mse, neuralNetwork, tanh } from "@wengert/nn";
import { check, digits, say, section, show, table } from "@wengert/notebook";
import { adam } from "@wengert/optim";
import { line, lossCurve, scatter } from "@wengert/plot";

say("Runge's function by least squares, ridge, lasso and a net");

const NOISE = 0.1;
const rng = random.RandomState(2025);
const samples = runge({ samples: 100, noise: NOISE, rng });
const [train, test] = trainTestSplit(samples, { testSize: 0.3, rng });
const N = train.target.size;
say(
  `${N} samples to fit, ${test.target.size} to test, noise of standard deviation ${NOISE}.`,
  `Even the true function has a mean squared error (MSE) of ${digits(
    meanSquaredError(rungeFunction(at(test.data, ":", 0)), test.target),
    2,
  )} on the test samples.`,
);

show(
  scatter({
    title: "What is known of the function",
    x: at(train.data, ":", 0),
    y: train.target,
    xLabel: "x",
    yLabel: "noisy f(x)",
  }),
);

// %% [markdown]
// ## Ordinary least squares
// The columns $x, x^2, \dots, x^p$ are scaled to mean 0 and variance 1, the targets centred, so that no intercept is
// needed. $\theta$ minimises $\frac{1}{N}\|y - X\theta\|^2$.

// %%
section("Ordinary least squares");

interface Design {
  readonly X: Tensor;
  readonly testX: Tensor;
  /** The same columns for other places. */
  readonly columns: (x: Tensor) => Tensor;
}
const center = mean(train.target);
const y = sub(train.target, center);

function design(degree: number): Design {
  const powers = (x: Tensor) => polynomialFeatures(x, { degree, bias: false });
  const scaling = standardScaling(powers(train.data));
  const columns = (x: Tensor) => applyScaling(powers(x), scaling);
  return { X: columns(train.data), testX: columns(test.data), columns };
}
const errorOn = (X: Tensor, theta: Tensor, target: Tensor) => meanSquaredError(add(matmul(X, theta), center), target);

const degrees = [2, 4, 6, 8, 10, 12, 15];
const ols = degrees.map((degree) => {
  const { X, testX } = design(degree);
  const theta = linalg.lstsq(X, y)[0];
  return {
    degree,
    train: errorOn(X, theta, train.target),
    test: errorOn(testX, theta, test.target),
    r2: r2Score(add(matmul(testX, theta), center), test.target),
    largest: max(abs(theta)).item(),
  };
});
table(
  ["degree", "MSE train", "MSE test", "R2 test", "largest |theta|"],
  ols.map((row) => [String(row.degree), ...[row.train, row.test, row.r2, row.largest].map((x) => digits(x, 3))]),
);
check(
  "the training error falls with every degree",
  ols.every((row, i) => i === 0 || row.train <= ols[i - 1]!.train + 1e-12),
);
check(
  "the coefficients explode: the largest grows more than a hundredfold",
  ols.at(-1)!.largest > 100 * ols[0]!.largest,
);

const errors = (set: "train" | "test") => ols.map((row) => row[set]);
show(
  line({
    title: "More degrees, less error: up to where?",
    x: degrees,
    y: { training: errors("train"), test: errors("test") },
    xLabel: "degree",
    yLabel: "mean squared error",
  }),
);

const DEGREE = 15;
const { X, testX, columns } = design(DEGREE);
const squaredError = (theta: Tensor) => mean(square(sub(matmul(X, theta), y)));
const thetaOls = linalg.lstsq(X, y)[0];
const gradientAtOls = max(abs(grad(squaredError)(thetaOls))).item();
check(`the tape's gradient is 0 at the solution of degree ${DEGREE}`, gradientAtOls < 1e-9);

// %% [markdown]
// ## Ridge
// With the penalty $\lambda\|\theta\|^2$ the solution is $(X^TX + N\lambda I)^{-1}X^Ty$. Its derivative by $\lambda$
// comes from the tape as well, through the solution of the linear system.

// %%
section("Ridge");

const gram = matmul(transpose(X), X);
const moment = matmul(transpose(X), y);
const ridge = (lambda: Tensor | number) => linalg.solve(add(gram, mul(mul(lambda, N), eye(DEGREE))), moment);
const lambdas = [0, 1e-8, 1e-6, 1e-4, 1e-2, 1];
const ridges = lambdas.map((lambda) => {
  const theta = lambda === 0 ? thetaOls : ridge(lambda);
  return { lambda, theta, train: errorOn(X, theta, train.target), test: errorOn(testX, theta, test.target) };
});
table(
  ["lambda", "MSE train", "MSE test", "|theta|"],
  ridges.map(({ lambda, theta, ...row }) => [
    lambda === 0 ? "0" : lambda.toExponential(0),
    digits(row.train),
    digits(row.test),
    digits(linalg.norm(theta).item()),
  ]),
);
const penalised = (lambda: number) => (theta: Tensor) => add(squaredError(theta), mul(lambda, sum(square(theta))));
check(
  "the tape's gradient is 0 at every solution",
  ridges.every(({ lambda, theta }) => max(abs(grad(penalised(lambda))(theta))).item() < 1e-9),
);
const places = linspace(-0.97, 0.97, 98);
const fitted = (theta: Tensor) => add(matmul(columns(expandDims(places, 1)), theta), center);
show(
  line({
    title: `Degree ${DEGREE}: a small penalty calms the polynomial`,
    x: places,
    y: { "true function": rungeFunction(places), OLS: fitted(thetaOls), "ridge, 1e-6": fitted(ridges[2]!.theta) },
    xLabel: "x",
    yLabel: "f(x)",
  }),
);
check("a larger penalty gives a shorter theta", isFalling(ridges.map(({ theta }) => linalg.norm(theta).item())));

const testError = (lambda: Tensor) => mean(square(sub(add(matmul(testX, ridge(lambda)), center), test.target)));
const [slope, h] = [grad(testError)(0.01).item(), 1e-6];
const [above, below] = [testError(tensor(0.01 + h)), testError(tensor(0.01 - h))];
const difference = (above.item() - below.item()) / (2 * h);
check("d(MSE test)/d(lambda) through the solver is the difference quotient", Math.abs(slope / difference - 1) < 1e-5);

function isFalling(numbers: readonly number[]): boolean {
  return numbers.every((x, i) => i === 0 || x < numbers[i - 1]!);
}

// %% [markdown]
// ## Lasso
// The penalty $\lambda\sum|\theta_k|$ has a kink at 0, where coefficients stay: some are exactly 0. FISTA steps along
// the gradient of the smooth part, then shrinks: $\theta \leftarrow S(\theta - \eta g)$,
// $S(t) = \mathrm{sign}(t)\max(|t| - \eta\lambda, 0)$ (A. Beck and M. Teboulle, 2009).
//
// At the solution the gradient of the smooth part is $-\lambda\,\mathrm{sign}\theta_k$ where $\theta_k \ne 0$, and within
// $\pm\lambda$ elsewhere: no other method is needed to check it.

// %%
section("Lasso");

function lasso(lambda: number, steps = 6000): Tensor {
  const step = N / (2 * linalg.norm(X, 2).item() ** 2); // 1 / L, L the largest curvature
  const gradient = grad(squaredError);
  let [theta, ahead, t]: [Tensor, Tensor, number] = [zeros([DEGREE]), zeros([DEGREE]), 1];
  for (let k = 0; k < steps; k++) {
    const moved = sub(ahead, mul(step, gradient(ahead)));
    const next = mul(sign(moved), maximum(sub(abs(moved), step * lambda), 0));
    const t1 = (1 + Math.sqrt(1 + 4 * t * t)) / 2;
    ahead = add(next, mul((t - 1) / t1, sub(next, theta)));
    [theta, t] = [next, t1];
  }
  return theta;
}

const lassos = [1e-3, 1e-2, 1e-1].map((lambda) => {
  const theta = lasso(lambda);
  const [coefficients, slopes] = [theta, grad(squaredError)(theta)].map((x) => x.toArray() as number[]);
  const unmet = coefficients!.map((c, k) =>
    c === 0 ? Math.max(0, Math.abs(slopes![k]!) - lambda) : Math.abs(slopes![k]! + lambda * Math.sign(c)),
  );
  return {
    lambda,
    zero: coefficients!.filter((c) => c === 0).length,
    unmet: Math.max(...unmet) / lambda,
    test: errorOn(testX, theta, test.target),
  };
});
table(
  ["lambda", "MSE test", "coefficients that are 0"],
  lassos.map(({ lambda, test, zero }) => [lambda.toExponential(0), digits(test), `${zero} of ${DEGREE}`]),
);
check(
  "the conditions of optimality hold within 1 % of lambda",
  lassos.every(({ unmet }) => unmet < 0.01),
);
check("a larger penalty leaves fewer coefficients", lassos.at(-1)!.zero > lassos[0]!.zero);

// %% [markdown]
// ## A net
// One input, two hidden layers of 12 with $\tanh$, one output; Adam on all samples at once, the penalty
// $\lambda\sum W^2$ on the weights. Learning rate and $\lambda$ have to be tried.

// %%
section("A net, learning rate x lambda");

const net = neuralNetwork({ inputSize: 1, layerSizes: [12, 12, 1], activations: [tanh, tanh, identity], loss: mse });
type Params = ReturnType<typeof net.init>;
const column = (target: Tensor) => expandDims(target, 1);

const EPOCHS = 1000;
/** The losses on the way, by learning rate and penalty. */
const losses = new Map<string, number[]>();
function trained(learningRate: number, lambda: number): number {
  const penalty = l2Penalty(lambda);
  const cost = (params: Params) =>
    add(net.cost(params, train.data, column(train.target)), penalty(params.map(({ W }) => W)));
  const optimizer = adam({ learningRate });
  let params = net.init(random.RandomState(0));
  let state = optimizer.init(params);
  const history: number[] = [];
  losses.set(`${learningRate} ${lambda}`, history);
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    const [loss, gradient] = valueAndGrad(cost)(params);
    history.push(loss.item());
    [params, state] = optimizer.update(params, gradient, state);
  }
  return meanSquaredError(net.predict(params, test.data), column(test.target));
}

const rates = [1e-4, 1e-3, 1e-2, 1e-1];
const penalties = [0, 1e-5, 1e-3, 1e-1];
const grid = rates.map((rate) => penalties.map((lambda) => trained(rate, lambda)));
say("MSE on the test samples; rows: learning rate, columns: lambda");
table(
  ["rate", ...penalties.map((lambda) => (lambda === 0 ? "0" : lambda.toExponential(0)))],
  grid.map((row, i) => [rates[i]!.toExponential(0), ...row.map((x) => digits(x, 2))]),
  { varies: true },
);
show(
  lossCurve({
    title: "Training without a penalty, by learning rate",
    losses: Object.fromEntries(rates.map((rate) => [`rate ${rate}`, losses.get(`${rate} 0`)!])),
    yLabel: "mean squared error",
  }),
  { varies: true },
);
const best = Math.min(...grid.flat());
check("the best net is as good as the noise allows: MSE below 1.3 noise^2", best < 1.3 * NOISE ** 2);
check("a rate of 1e-4 has not arrived", Math.min(...grid[0]!) > 1.5 * best);
check(
  "lambda = 0.1 holds every net back",
  grid.every((row) => row[3]! > 2 * best),
);

// %% [markdown]
// ## Which one?
// Each method shows its best setting, chosen on the test samples: that flatters all of them, the net so much that it beats
// the true function. For a fair number the setting is chosen on samples of their own.

// %%
section("Which one?");
table(
  ["method", "MSE test"],
  [
    ["OLS, best degree", digits(Math.min(...ols.map((row) => row.test)))],
    ["ridge, best lambda", digits(Math.min(...ridges.map((row) => row.test)))],
    ["lasso, best lambda", digits(Math.min(...lassos.map((row) => row.test)))],
    ["net, best of the table", digits(best)],
    ["the true function", digits(meanSquaredError(rungeFunction(at(test.data, ":", 0)), test.target))],
  ],
  { varies: true },
);
