// A training run with everything that has a state: a shuffler, a key for dropout, a rate that remembers, validation.
import {
  add,
  argmax,
  equal,
  exp,
  log,
  matmul,
  max,
  mean,
  mul,
  neg,
  random,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  zeros,
} from "@wengert/autograd";
import { adam, type Snapshot, schedule, type Training, type TrainOptions, train } from "@wengert/optim";

export interface Params {
  readonly W1: Tensor;
  readonly b1: Tensor;
  readonly W2: Tensor;
  readonly b2: Tensor;
}

export interface Data {
  readonly x: Tensor;
  readonly y: Tensor;
}

const SAMPLES = 60;
const classes = Array.from({ length: SAMPLES }, (_, i) => i % 3);

function scores({ W1, b1, W2, b2 }: Params, x: Tensor, key: Tensor | undefined): Tensor {
  const hidden = tanh(add(matmul(x, W1), b1) as Tensor);
  const kept = key === undefined ? hidden : mul(hidden, random.bernoulli(key as random.Key, 0.9, hidden.shape));
  return add(matmul(kept, W2), b2);
}

function loss(params: Params, { x, y }: Data, key: Tensor | undefined): Tensor {
  const z = scores(params, x, key);
  const shifted = sub(z, max(z, 1, { keepdims: true }));
  return neg(mean(sum(mul(y, sub(shifted, log(sum(exp(shifted), 1, { keepdims: true })))), 1)));
}

/** The run of the test, from its start or from a snapshot. */
export function runOf(
  resume: Snapshot<Params> | null,
  onStep: NonNullable<TrainOptions<Params, Data>["onStep"]> = () => {},
): Training<Params> {
  const draws = random.RandomState(1);
  const weights = random.generator("weights");
  return train({
    params: { W1: weights.normal(0, 0.5, [2, 8]), b1: zeros([8]), W2: weights.normal(0, 0.5, [8, 3]), b2: zeros([3]) },
    loss,
    optimizer: adam({ learningRate: schedule.reduceOnPlateau({ rate: 0.02, factor: 0.8, patience: 2, every: 6 }) }),
    data: {
      x: add(
        draws.normal(0, 1, [SAMPLES, 2]),
        tensor(
          classes.map(
            (c) =>
              [
                [0, 2],
                [2, -1],
                [-2, -1],
              ][c]!,
          ),
        ),
      ),
      y: tensor(classes.map((c) => [0, 1, 2].map((k) => Number(k === c)))),
    },
    batchSize: 8,
    rng: random.generator("shuffle"),
    key: random.key(5),
    stratify: classes,
    validation: 0.2,
    metrics: { accuracy: (p: Params, { x, y }: Data) => mean(equal(argmax(scores(p, x, undefined), 1), argmax(y, 1))) },
    epochs: 40,
    progress: false,
    resume,
    onStep,
  });
}
