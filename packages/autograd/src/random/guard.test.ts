import { afterEach, describe, expect, test } from "vitest";
import { TraceError } from "../errors.ts";
import { forbidDraws } from "./guard.ts";
import { bernoulli, generator, key, normal, RandomState, uniform } from "./index.ts";

describe("while draws are forbidden", () => {
  const cleanup: (() => void)[] = [];
  const forbid = (reason: string): (() => void) => {
    const allow = forbidDraws(reason);
    cleanup.push(allow);
    return allow;
  };
  afterEach(() => {
    for (const allow of cleanup.splice(0)) allow();
  });

  test("a generator with state names the way to draw there", () => {
    const rng = RandomState(0);
    forbid("inside checkpoint");
    expect(() => rng.randn(2)).toThrowErrorMatchingInlineSnapshot(`
      [TraceError: randn: a generator with state cannot be drawn from inside checkpoint: the numbers would be frozen, or change from run to run
        hint draw from a key, random.uniform(key, shape), and pass key = random.key(seed) as an argument; or draw before and pass the tensor]
    `);
  });

  test("every draw of both generators is refused, and their states stay as they were", () => {
    const [legacy, everyday] = [RandomState(0), generator(0)];
    const before = [legacy.getState(), everyday.getState()];
    forbid("while a function is being staged");
    const draws = [
      () => legacy.rand(),
      () => legacy.randn(2),
      () => legacy.random_sample(),
      () => legacy.random(),
      () => legacy.standard_normal(),
      () => legacy.randint(2),
      () => everyday.integers(0, 2),
      () => everyday.bernoulli(0.5),
      ...[legacy, everyday].flatMap((rng) => [
        () => rng.uniform(),
        () => rng.normal(),
        () => rng.permutation(3),
        () => rng.shuffle([1, 2]),
        () => rng.choice(3),
      ]),
    ];
    for (const draw of draws) expect(draw).toThrow(TraceError);
    expect([legacy.getState(), everyday.getState()]).toEqual(before);
  });

  test("draws from a key are allowed", () => {
    forbid("while a function is being staged");
    const k = key(1);
    expect([uniform(k, 2).shape, normal(k, 2).shape, bernoulli(k, 0.5, 2).shape]).toEqual([[2], [2], [2]]);
  });

  test("reasons end in any order, and ending one twice ends no other", () => {
    const rng = RandomState(0);
    const [first, second] = [forbid("while a function is being staged"), forbid("inside checkpoint")];
    first();
    first();
    expect(() => rng.rand()).toThrow("inside checkpoint");
    second();
    expect(rng.rand()).toBeGreaterThan(0);
  });
});
