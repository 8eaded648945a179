import { mapTree, mul, type Pytree, type Tensor, tensor } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { adam, adamW } from "./adam.ts";
import { accumulateGradients } from "./combine/accumulate.ts";
import { averageParameters } from "./combine/average.ts";
import { chain } from "./combine/chain.ts";
import { parameterGroups } from "./combine/groups.ts";
import { momentum } from "./momentum.ts";
import type { Optimizer } from "./optimizer.ts";
import { rmsprop } from "./rmsprop.ts";
import * as schedule from "./schedules/index.ts";
import { sgd } from "./sgd.ts";
import { optimizers } from "./table.ts";
import { clipByGlobalNorm, clipByNorm, clipByValue } from "./transforms/clip.ts";
import { addDecayedWeights, scaleGradients } from "./transforms/scale.ts";
import { verifyOptimizer } from "./verify.ts";

describe("every optimizer keeps the contract", () => {
  test.each(Object.entries(optimizers))("%s", (_name, { make, rate, steepRate, staged }) => {
    expect(verifyOptimizer(make(rate), { steep: make(steepRate), staged }).failures).toEqual([]);
  });

  const options = { decay: 0.9, momentum: 0.5, centered: true };
  const others: Readonly<Record<string, (rate: number) => Optimizer>> = {
    "a chain": (r) =>
      chain(clipByValue(50), clipByNorm(40), clipByGlobalNorm(30), addDecayedWeights(1e-5), adam({ learningRate: r })),
    "climbing the negative": (r) => chain(scaleGradients(-1), scaleGradients(-1), adam({ learningRate: r })),
    "parameter groups": (r) =>
      parameterGroups([{ paths: /W$/, optimizer: adam({ learningRate: r }) }], momentum({ learningRate: r / 20 })),
    "gradient accumulation": (r) => accumulateGradients(adam({ learningRate: 2 * r }), 2),
    "an average of parameters": (r) => averageParameters(adam({ learningRate: r }), 0.9),
    "centred RMSprop with momentum": (r) => rmsprop({ learningRate: r / 5, ...options }),
    "PyTorch's momentum, dampened": (r) => momentum({ learningRate: r / 20, form: "torch", dampening: 0.5 }),
    "a schedule": (r) =>
      adam({
        learningRate: schedule.warmUp(10, schedule.cosineRestarts({ rate: r, steps: 20, growth: 2, lowest: r / 2 })),
      }),
    "a rate that remembers": (r) =>
      adamW({
        learningRate: schedule.reduceOnPlateau({ rate: r, patience: 30, factor: 0.9, every: 2 }),
        weightDecay: 1e-4,
      }),
    "momentum under a cycle": (r) =>
      momentum({
        learningRate: schedule.oneCycle({ peak: r / 10, steps: 300 }),
        decay: schedule.oneCycle({ initial: 0.95, peak: 0.85, final: 0.95, steps: 300 }),
      }),
  };
  // The valley is for the optimizers by themselves: combinations are tried there on the parabola's rate only.
  test.each(Object.entries(others))("%s", (_name, make) => {
    expect(verifyOptimizer(make(0.05), { steep: adam({ learningRate: 0.05 }) }).failures).toEqual([]);
  });
});

describe("the contract test finds an optimizer that", () => {
  const good = sgd({ learningRate: 0.1 });
  const steep = { steep: sgd({ learningRate: 1e-3 }) };
  const failures = (update: Optimizer["update"]): readonly string[] =>
    verifyOptimizer({ ...good, update } as Optimizer, steep).failures.map((text) => text.split(":")[0]!);
  const plain = good as Optimizer;

  test("goes nowhere", () => {
    const found = verifyOptimizer(sgd({ learningRate: 1e-9 }), steep).failures;
    expect(found.length).toBe(1);
    expect(found[0]).toMatch(/^goes down a parabola: after 300 steps the loss is [\d.]+, of [\d.]+ at the start$/);
  });

  test("writes into the state", () => {
    expect(
      failures((params, gradients, state) => {
        (state as { step: Tensor }).step = tensor(7);
        return plain.update(params, gradients, state);
      }),
    ).toContain("changes nothing that it is given");
  });

  test("widens float32", () => {
    expect(
      failures((params, gradients, state) => {
        const [next, after] = plain.update(params, gradients, state);
        return [mapTree((p: Tensor): Tensor => mul(p, tensor(1)), next) as never, after];
      }),
    ).toEqual(["keeps float32"]);
  });

  test("draws from chance", () => {
    expect(
      failures((params, gradients, state) => {
        const [next, after] = plain.update(params, gradients, state);
        return [mapTree((p: Tensor): Tensor => mul(p, 1 + 1e-6 * Math.random()), next) as never, after];
      }),
    ).toEqual(["gives the same for the same", "is the same when staged, with one program for all steps"]);
  });

  test("reads a value", () => {
    expect(
      failures((params, gradients, state) => {
        const { step } = state as { step: Tensor };
        return step.item() < 1e6 ? plain.update(params, gradients, state) : [params as never, state];
      }),
    ).toEqual(["is the same when staged, with one program for all steps"]);
  });

  test("lets the state grow", () => {
    const update: Optimizer["update"] = (params, gradients, state) => {
      const [next, after] = plain.update(params, gradients, state);
      const { step } = state as { step: Tensor };
      return [next, { ...(after as object), list: [(state as { list?: Pytree }).list ?? null, step] }];
    };
    expect(failures(update)).toContain("keeps the structure, shapes and dtypes of parameters and state");
  });

  test("says that it can be staged and cannot, or the other way round", () => {
    expect(verifyOptimizer(good, { ...steep, staged: false }).failures).toEqual([
      "says that it cannot be staged: a step can be staged",
    ]);
  });
});
