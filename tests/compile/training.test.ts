import { mean, type Pytree, random, square, sub, type Tensor } from "@wengert/autograd";
import { compile } from "@wengert/compile";
import { dense, sequential, tanh } from "@wengert/nn";
import { adam, momentum, optimizers, schedule, train, trainingStep } from "@wengert/optim";
import { describe, expect, test } from "vitest";
import { expectClose } from "../../packages/compile/src/testing/close.ts";

const net = sequential(dense(4, 8), tanh, dense(8, 3));
type Params = ReturnType<typeof net.init>;
interface Batch {
  readonly x: Tensor;
  readonly target: Tensor;
}

const loss = (params: Params, { x, target }: Batch): Tensor => mean(square(sub(net.apply(params, x), target)));
const start = (): Params => net.init(random.generator("start"));
function batch(seed: number, size: number): Batch {
  const rng = random.generator(seed);
  return { x: rng.normal(0, 1, [size, 4]), target: rng.normal(0, 1, [size, 3]) };
}

describe("whole training steps", () => {
  const staged = Object.entries(optimizers).filter(([, { staged }]) => staged);
  test.each(staged)("of %s give the same run, called and in a session", (_name, { make, rate }) => {
    const optimizer = make(rate);
    const step = trainingStep(loss, optimizer);
    const compiled = compile(step);
    const session = compile(step).session(start(), optimizer.init(start()));
    let [eager, fast] = [
      [start(), optimizer.init(start())],
      [start(), optimizer.init(start())],
    ] as [Pytree, Pytree][];
    for (let i = 0; i < 12; i++) {
      // Batches of two sizes take turns.
      const b = batch(i, i % 3 === 2 ? 5 : 16);
      const [p, s, value] = step(eager![0] as Params, eager![1], b, undefined);
      const [q, t, same] = compiled(fast![0] as Params, fast![1], b, undefined);
      const third = session.step(b, undefined);
      expectClose([q, t, same], [p, s, value], `step ${i}`);
      expectClose([session.params, session.state, third], [p, s, value], `step ${i} of the session`);
      eager = [p, s];
      fast = [q, t];
    }
  });

  test("serve train as its step, with the last and smaller batch of an epoch", () => {
    const optimizer = adam({ learningRate: 0.02 });
    const step = trainingStep(loss, optimizer);
    const run = (other: typeof step) =>
      train({
        loss,
        step: other,
        optimizer,
        params: start(),
        data: batch(7, 21),
        batchSize: 8,
        epochs: 4,
        rng: random.generator("order"),
        progress: false,
      }).finish();
    const [eager, fast] = [run(step), run(compile(step))];
    expectClose(fast.params, eager.params, "the parameters");
    expect(fast.history.losses.length).toBe(12);
  });

  test("an optimizer that reads values says that it cannot be staged, and where it reads", () => {
    const optimizer = optimizers.lbfgs!.make(1);
    const step = compile(trainingStep(loss, optimizer));
    expect(() => step(start(), optimizer.init(start()), batch(1, 4), undefined)).toThrow(
      /cannot be staged, at .*lbfgs\.ts:\d+/,
    );
  });

  test("momentum with a schedule", () => {
    const optimizer = momentum({ learningRate: schedule.cosine({ rate: 0.1, steps: 20 }) });
    const step = trainingStep(loss, optimizer);
    const compiled = compile(step);
    let [p, s, q, t] = [start(), optimizer.init(start()), start(), optimizer.init(start())] as [
      Params,
      ReturnType<typeof optimizer.init>,
      Params,
      ReturnType<typeof optimizer.init>,
    ];
    for (let i = 0; i < 8; i++) {
      [p, s] = step(p, s, batch(1, 6), undefined);
      [q, t] = compiled(q, t, batch(1, 6), undefined);
    }
    expectClose([q, t], [p, s], "eight steps");
  });
});
