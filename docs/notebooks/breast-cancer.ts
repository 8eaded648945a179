// %% [markdown]
// # Logistic regression on the breast cancer data, with its ROC curve
//
// 30 measurements of cell nuclei say whether a tumour is malignant. The model gives the probability of benign (class 1),
// $p = \sigma(Xw + b)$. It is fitted in three ways: by Newton's method with the Hessian from the tape, by stochastic
// gradient descent, and compared with scikit-learn's `LogisticRegression` on the same split.
//
// `output/breast-cancer.txt` is what this script prints.

// %%
import {
  abs,
  add,
  at,
  concatenate,
  grad,
  greater,
  hessian,
  linalg,
  log,
  matmul,
  max,
  mean,
  mul,
  ones,
  random,
  sigmoid,
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
  accuracy,
  applyScaling,
  averagePrecision,
  brierScore,
  confusionMatrix,
  f1,
  logLoss,
  matthewsCorrelation,
  precision,
  recall,
  rocAuc,
  rocCurve,
  standardScaling,
  takeSamples,
  trainTestSplit,
} from "@wengert/data";
import { breastCancer } from "@wengert/data/breast-cancer";
import { check, digits, say, section, show, table } from "@wengert/notebook";
import { momentum } from "@wengert/optim";
import { confusionMatrix as confusionChart, histogram, lossCurve, roc } from "@wengert/plot";

say("Logistic regression on the breast cancer data, with its ROC curve");

const cancer = breastCancer();
const rng = random.RandomState(42);
const [train, test] = trainTestSplit(cancer, { testSize: 0.3, rng, stratify: cancer.target });
const scaling = standardScaling(train.data);
/** Scaled measurements, and a last column of ones for the intercept. */
const withOnes = (x: Tensor) => concatenate([applyScaling(x, scaling), ones([x.shape[0]!, 1])], 1);
const [X, testX] = [withOnes(train.data), withOnes(test.data)];
const [y, testY] = [train.target, test.target];
const [N, D] = [train.data.shape[0], 30];
say(
  `${N} tumours to fit, ${test.target.shape[0]} to test; class 0 is ${cancer.targetNames[0]}, class 1 ${cancer.targetNames[1]}.`,
);

// %% [markdown]
// ## The cost and its gradient
// The cross-entropy with the penalty $\frac{1}{2NC}\|w\|^2$ on the weights, not on the intercept; $C = 1$, as in
// scikit-learn. The gradient by hand is $\frac{1}{N}X^T(p - y) + \frac{1}{NC}w$.

// %%
section("The cost and its gradient");

const C = 1;
/** 1 for weights, 0 for the intercept. */
const isWeight = concatenate([ones([D]), zeros([1])]);
const probability = (theta: Tensor, x: Tensor) => sigmoid(matmul(x, theta));
const penalty = (theta: Tensor) => mul(1 / (2 * N * C), sum(square(mul(theta, isWeight))));
const crossEntropy = (theta: Tensor, x: Tensor, t: Tensor) => {
  const p = probability(theta, x);
  return mul(-1, mean(add(mul(t, log(p)), mul(sub(1, t), log(sub(1, p))))));
};
const cost = (theta: Tensor) => add(crossEntropy(theta, X, y), penalty(theta));

const somewhere = mul(0.1, random.RandomState(1).randn(D + 1));
const byHand = add(
  mul(1 / N, matmul(transpose(X), sub(probability(somewhere, X), y))),
  mul(1 / (N * C), mul(somewhere, isWeight)),
);
const byTape = grad(cost)(somewhere);
check("the gradient by hand is the tape's", max(abs(sub(byHand, byTape))).item() < 1e-14);

// %% [markdown]
// ## Newton's method
// $\theta \leftarrow \theta - H^{-1}g$ with the Hessian of the tape: near the solution the number of right digits doubles
// with each step.

// %%
section("Newton's method");

let theta: Tensor = zeros([D + 1]);
const norms: number[] = [];
for (let step = 0; step < 10; step++) {
  const g = grad(cost)(theta);
  norms.push(linalg.norm(g).item());
  theta = sub(theta, linalg.solve(hessian(cost)(theta), g));
}
table(
  ["step", "|gradient|"],
  norms.map((norm, step) => [String(step), norm < 1e-12 ? "< 1e-12" : digits(norm, 2)]),
);
check("ten steps lead to a gradient of 0", norms.at(-1)! < 1e-12);

// What scikit-learn 1.2.1 gives for this split: LogisticRegression(C=1, solver="newton-cg", tol=1e-12).
const SCIKIT_LEARN = {
  intercept: 0.217388304,
  weights: [
    -0.492892162, -0.464038693, -0.458260478, -0.550780341, -0.16689646, 0.651258467, -0.534852629, -0.62639025,
    -0.113897488, 0.038696071, -0.881922427, 0.360878979, -0.202582779, -0.936421028, -0.183054808, 0.56744444,
    0.164201484, -0.268298694, 0.322608327, 0.350913353, -0.938211579, -1.218051241, -0.730640228, -0.957926776,
    -0.75318852, 0.026309659, -0.790270803, -0.994327597, -0.864044979, -0.153428248,
  ],
};
const weights = (at(theta, `:${D}`).toArray() as number[]).slice(0, 3);
say(`intercept ${at(theta, D).item().toFixed(6)}, first weights ${weights.map((w) => w.toFixed(6)).join(", ")}`);
check(
  "intercept and weights are scikit-learn's to six digits",
  Math.abs(at(theta, D).item() - SCIKIT_LEARN.intercept) < 1e-6 &&
    max(abs(sub(at(theta, `:${D}`), tensor(SCIKIT_LEARN.weights)))).item() < 1e-6,
);

// %% [markdown]
// ## Stochastic gradient descent
// Batches of 32 in a new order each epoch, momentum 0.9. It comes near, and stays a little away: the noise of the batches
// does not end while the learning rate is constant.

// %%
section("Stochastic gradient descent");

const BATCH = 32;
const optimizer = momentum({ learningRate: 0.03, decay: 0.9 });
const order = random.RandomState(3);
let sgd: Tensor = zeros([D + 1]);
let state = optimizer.init(sgd);
const history: string[][] = [];
const costs: number[] = [];
for (let epoch = 1; epoch <= 60; epoch++) {
  const places = order.permutation(N);
  for (let start = 0; start < N; start += BATCH) {
    const batch = takeSamples({ x: X, y }, at(places, `${start}:${start + BATCH}`));
    const batchCost = (p: Tensor) => add(crossEntropy(p, batch.x, batch.y), penalty(p));
    const [, gradient] = valueAndGrad(batchCost)(sgd);
    [sgd, state] = optimizer.update(sgd, gradient, state);
  }
  costs.push(cost(sgd).item());
  if ([1, 5, 20, 60].includes(epoch))
    history.push([
      String(epoch),
      digits(cost(sgd).item()),
      digits(accuracy(greater(probability(sgd, testX), 0.5), testY)),
    ]);
}
table(["epoch", "cost", "accuracy on the test samples"], history);
const least = cost(theta).item();
say(`the least cost, Newton's: ${digits(least)}`);
const above = costs.map((each) => each - least);
show(lossCurve({ title: "How far above the least cost", losses: above, yLabel: "cost - least cost" }));
check("the cost is within 5 % of the least", cost(sgd).item() < 1.05 * least);

// %% [markdown]
// ## How good is it?

// %%
section("How good is it?");

const p = probability(theta, testX);
const predicted = greater(p, 0.5);
const names = cancer.targetNames;
show(
  confusionChart({ counts: confusionMatrix(predicted, testY), classNames: names, title: "Tumours of the test set" }),
);
const ofClass = (k: number) => (p.toArray() as number[]).filter((_, i) => at(testY, i).item() === k);
show(
  histogram({
    title: "What the model says of each",
    values: { [names[0]!]: ofClass(0), [names[1]!]: ofClass(1) },
    bins: 10,
    xLabel: "probability of benign",
  }),
);
table(
  ["metric", "test"],
  [
    ["accuracy", digits(accuracy(predicted, testY))],
    ["precision (benign)", digits(precision(predicted, testY))],
    ["recall (benign)", digits(recall(predicted, testY))],
    ["F1 (benign)", digits(f1(predicted, testY))],
    ["Matthews' correlation", digits(matthewsCorrelation(predicted, testY))],
    ["area under the ROC curve", digits(rocAuc(p, testY), 4)],
    ["average precision", digits(averagePrecision(p, testY), 4)],
    ["log loss", digits(logLoss(p, testY))],
    ["Brier score", digits(brierScore(p, testY))],
  ],
);
check("97 % of the tumours are recognised", accuracy(predicted, testY) > 0.97);
check("the area under the curve is above 0.99", rocAuc(p, testY) > 0.99);

// %% [markdown]
// ## The ROC curve
// Every threshold is a trade: the share of benign tumours called benign, against the share of malignant ones called
// benign, which is the mistake that must not happen. Near the corner at the top left it matters where to stop.

// %%
section("The ROC curve");

const curve = rocCurve(p, testY);
const [fpr, tpr, thresholds] = [curve.falsePositiveRate, curve.truePositiveRate, curve.thresholds].map(
  (x) => x.toArray() as number[],
) as [number[], number[], number[]];

show(roc({ curves: curve, title: "Benign called benign, over malignant called benign" }));

const safe = fpr.findIndex((rate) => rate > 0.02) - 1;
say(
  "So that at most 2 % of the malignant tumours are called benign, benign must be at least this probable:",
  `threshold ${digits(thresholds[safe]!)}; then ${digits(100 * tpr[safe]!)} % of the benign ones are called benign.`,
);
check("the curve rises from (0, 0) to (1, 1)", fpr[0] === 0 && tpr[0] === 0 && fpr.at(-1) === 1 && tpr.at(-1) === 1);
check("that threshold still recognises 95 % of the benign", tpr[safe]! > 0.95);
