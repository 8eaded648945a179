import { evaluate, isTensor, makeProgram, type Tensor, tensor } from "@wengert/autograd";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Schedule } from "../optimizer.ts";
import { sgd } from "../sgd.ts";
import * as schedule from "./index.ts";

fc.configureGlobal({ seed: 42 });

const at = (rate: Schedule, t: number): number => {
  const value = rate(tensor(t));
  return isTensor(value) ? value.item() : value;
};

const step = fc.nat(500);
const steps = fc.integer({ min: 1, max: 90 });

/** One of each kind, for any number of steps. */
const KINDS: Readonly<Record<string, (n: number) => Schedule>> = {
  constant: () => schedule.constant(0.5),
  step: (n) => schedule.step({ rate: 0.5, every: n }),
  multiStep: (n) => schedule.multiStep({ rate: 0.5, milestones: [n, 2 * n] }),
  lambda: () => schedule.lambda(0.5, () => tensor(1)),
  exponential: (n) => schedule.exponential({ rate: 0.5, factor: 1 - 1 / (n + 1) }),
  linear: (n) => schedule.linear({ from: 0.1, to: 0.5, steps: n }),
  polynomial: (n) => schedule.polynomial({ rate: 0.5, steps: n, power: 2 }),
  inverseTime: (n) => schedule.inverseTime({ t0: n / 2, t1: n }),
  cosine: (n) => schedule.cosine({ rate: 0.5, steps: n }),
  cosineRestarts: (n) => schedule.cosineRestarts({ rate: 0.5, steps: n }),
  "cosineRestarts, growing": (n) => schedule.cosineRestarts({ rate: 0.5, steps: n, growth: 2 }),
  oneCycle: (n) => schedule.oneCycle({ peak: 0.5, steps: n + 8 }),
  "oneCycle in three phases": (n) => schedule.oneCycle({ peak: 0.5, steps: n + 8, threePhases: true, shape: "linear" }),
  cyclic: (n) => schedule.cyclic({ from: 0.1, to: 0.5, up: n, down: 3 }),
  "cyclic, halving": (n) => schedule.cyclic({ from: 0.1, to: 0.5, up: n, mode: "halving" }),
  warmUp: (n) => schedule.warmUp(n, schedule.cosine({ rate: 0.5, steps: n })),
  sequential: (n) => schedule.sequential([0.1, schedule.exponential({ rate: 0.5, factor: 0.9 })], [n]),
  chained: (n) => schedule.chained(schedule.warmUp(n, 1), 0.5),
  everySteps: (n) => schedule.everySteps(n, schedule.exponential({ rate: 0.5, factor: 0.9 })),
};

describe.each(Object.entries(KINDS))("the schedule %s", (_name, make) => {
  test("stays between 0 and its highest rate, at every step", () => {
    fc.assert(
      fc.property(steps, step, (n, t) => {
        const rate = at(make(n), t);
        expect(rate).toBeGreaterThanOrEqual(0);
        expect(rate).toBeLessThanOrEqual(0.5 + 1e-15);
      }),
    );
  });

  test("is one program for all steps, to the last bit", () => {
    const rate = make(7);
    const program = makeProgram((t: Tensor) => rate(t))(tensor(0));
    for (let t = 0; t < 40; t++) expect((evaluate(program, [tensor(t)]) as Tensor).item()).toBe(at(rate, t));
  });
});

describe("schedules", () => {
  test("with restarts are at the top exactly where a wave begins", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 4 }), fc.nat(6), (first, growth, k) => {
        const begin = Array.from({ length: k }, (_, i) => first * growth ** i).reduce((a, b) => a + b, 0);
        const rate = schedule.cosineRestarts({ rate: 0.5, steps: first, growth });
        expect(at(rate, begin)).toBe(0.5);
        const length = first * growth ** k;
        if (length > 1) expect(at(rate, begin + length - 1)).toBeLessThan(0.5);
      }),
    );
  });

  test("on a staircase step down exactly at each multiple", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 20 }), (every, k) => {
        const rate = schedule.step({ rate: 1, every, factor: 0.5 });
        expect(at(rate, k * every)).toBe(0.5 ** k);
        expect(at(rate, k * every - 1)).toBe(0.5 ** (k - 1));
      }),
    );
  });

  test("of one cycle begin, peak and end where they are told to", () => {
    const rate = schedule.oneCycle({ peak: 1, steps: 40, peakAt: 0.25, initial: 0.2, final: 0.1 });
    expect([0, 9, 39, 100].map((t) => at(rate, t))).toEqual([0.2, 1, 0.1, 0.1].map((x) => expect.closeTo(x, 12)));
  });

  test("on a plateau count the mean over an epoch's steps when told to", () => {
    const plateau = schedule.reduceOnPlateau({ rate: 1, factor: 0.5, patience: 0, every: 2 });
    let state = plateau.init();
    const rates = [3, 1, 2, 2, 0, 1].map((value) => {
      const [rate, next] = plateau.next(state, tensor(0), value);
      state = next;
      return rate.item();
    });
    // The means are 2, 2 and ½: the second brings nothing better.
    expect(rates).toEqual([1, 1, 1, 0.5, 0.5, 0.5]);
  });

  test("far beyond their end are still rates", () => {
    for (const make of Object.values(KINDS)) {
      for (const t of [1e6, 3e9, 1e12]) {
        const rate = Number(make(7)(tensor(t)));
        expect(rate >= 0 && rate < 10, `${rate} at ${t}`).toBe(true);
      }
    }
    const every = schedule.everySteps(10, (t) => t);
    expect(Number(every(tensor(3e12)))).toBe(3e11);
  });

  test("refuse parts that are none", () => {
    const plateau = schedule.reduceOnPlateau({ rate: 1 }) as never;
    expect(() => schedule.sequential([plateau, 0.1], [3])).toThrow(/sequential: a part must be[\s\S]*keep a state/);
    expect(() => schedule.chained(undefined as never)).toThrow(/chained: a part must be/);
    expect(() => schedule.warmUp(3, undefined as never)).toThrow(/warmUp: a part must be/);
    expect(() => schedule.everySteps(3, {} as never)).toThrow(/everySteps: a part must be/);
    expect(() => schedule.sequential([0.1, 0.2], undefined as never)).toThrow(/2 schedules need 1 milestones/);
    for (const make of [schedule.lambda, schedule.multiplicative]) {
      expect(() => make(0.1, 3 as never)).toThrow(/the second argument is a function of the step/);
    }
  });

  test("refuse options that they do not know", () => {
    const { constant, chained, sequential, everySteps, warmUp, lambda, multiplicative, ...withOptions } = schedule;
    expect(Object.keys(withOptions).length).toBe(11);
    for (const [name, make] of Object.entries(withOptions)) {
      expect(() => make({ lr: 1 } as never)).toThrow(new RegExp(`^${name}: there is no option "lr"`));
      expect(() => make(undefined as never)).toThrow(new RegExp(`^${name}: `));
    }
    expect(() => schedule.multiStep({ rate: 1 } as never)).toThrow(/milestones are whole numbers/);
    expect(() => schedule.step({ rate: 1, evry: 3 } as never)).toThrow(/every may be meant/);
  });

  test("refuse options out of range", () => {
    expect(() => schedule.step({ rate: 0.1, every: 0.5 })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: step: every must be a whole number ≥ 1
        got  0.5
        hint it counts steps, that is updates; for epochs use everySteps]
    `);
    expect(() => schedule.exponential({ rate: -1, factor: 0.9 })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: exponential: rate must be a number > 0
        got  -1
        hint it is the learning rate that the schedule starts from, for instance 0.1]
    `);
    expect(() => schedule.oneCycle({ peak: 1, steps: 3 })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: oneCycle: there are too few steps for the phases
        got  3
        hint peakAt · steps must be above 1]
    `);
    expect(() => schedule.sequential([0.1, 0.2], [])).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: sequential: 2 schedules need 1 milestones, where the next one begins
        got  []
        hint for instance sequential([first, second], [100])]
    `);
    expect(() => schedule.cosineRestarts({ rate: 1, steps: 5, growth: 1.5 })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: cosineRestarts: growth must be a whole number ≥ 1
        got  1.5
        hint 2 doubles each wave]
    `);
    expect(() => schedule.reduceOnPlateau({ rate: 1, factor: 2 })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: reduceOnPlateau: factor must be in (0, 1)
        got  2
        hint 0.1 is usual]
    `);
    const optimizer = sgd({ learningRate: schedule.reduceOnPlateau({ rate: 1 }) });
    const w = tensor(1) as Tensor;
    expect(() => optimizer.update(w, w, optimizer.init(w))).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: reduceOnPlateau: the loss is missing, by which the rate is reduced
        hint pass it as the fourth argument: optimizer.update(params, gradient, state, { value })]
    `);
  });
});
