import { grad, isTensor, type Tensor } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import type { Case, Problem } from "./case.ts";

/** Both sides work out the same sums in another order: some roundings of values of about one. */
const ROUNDING = 1e-9;
/** The same in single precision, where a rounding is 6e-8. */
const SINGLE_ROUNDING = 1e-4;
/** A mistake that anyone would call one. */
const MISTAKE = 1e-6;

function handOf({ hand, params, data = [] }: Problem): unknown {
  return typeof hand === "function" ? hand(params as never, ...(data as never[])) : hand;
}

function byTapeOf({ loss, params, data = [] }: Problem): unknown {
  const gradientOf = grad as unknown as (f: unknown) => (...args: unknown[]) => unknown;
  return gradientOf(loss)(params, ...data);
}

/** The tensors of a tree by their paths. */
function leaves(tree: unknown, path = ""): Map<string, Tensor> {
  if (isTensor(tree)) return new Map([[path, tree]]);
  if (typeof tree !== "object" || tree === null) return new Map();
  return new Map(
    Object.entries(tree).flatMap(([key, value]) => [...leaves(value, path === "" ? key : `${path}.${key}`)]),
  );
}

function numbers(x: Tensor): number[] {
  return ([x.toArray()] as unknown[]).flat(Number.POSITIVE_INFINITY) as number[];
}

/** For each parameter the greatest difference over the greatest entry; infinite where shapes differ. */
function differences(problem: Problem): Map<string, number> {
  const byHand = leaves(handOf(problem));
  return new Map([...leaves(byTapeOf(problem))].map(([path, g]) => [path, difference(byHand.get(path), g)]));
}

function difference(hand: Tensor | undefined, tape: Tensor): number {
  if (hand === undefined || String(hand.shape) !== String(tape.shape)) return Number.POSITIVE_INFINITY;
  const right = numbers(tape);
  const apart = Math.max(0, ...numbers(hand).map((value, k) => Math.abs(value - right[k]!)));
  return apart === 0 ? 0 : apart / Math.max(...right.map(Math.abs), 1e-12);
}

function greatest(problem: Problem): number {
  return Math.max(...differences(problem).values());
}

/** Tests that gradients are those of the tape. */
export function agreesWithTape(problem: Problem): void {
  const single = [...leaves(problem.params).values()][0]!.dtype === "float32";
  expect(greatest(problem)).toBeLessThan(single ? SINGLE_ROUNDING : ROUNDING);
}

/** Every number of a gradient. */
function all(problem: Problem): number[] {
  return [...leaves(handOf(problem)).values()].flatMap(numbers);
}

/** Tests the cases themselves: each is right without its mistake and wrong with it, where it says that it is. */
export function selfCheck(cases: readonly Case[]): void {
  describe.each(cases)("$name", (planted) => {
    const single = [...leaves(planted.problem().params).values()][0]!.dtype === "float32";
    const mistake = single ? SINGLE_ROUNDING : MISTAKE;

    test("without the mistake the tape agrees", () => {
      agreesWithTape(planted.right());
    });

    test("with it the gradients are other ones, or the case says that the input cannot show it", () => {
      if (planted.visible) expect(greatest(planted.problem())).toBeGreaterThan(mistake);
      else expect(greatest(planted.problem())).toBeLessThan(ROUNDING);
      if (planted.repeatable) expect(greatest(planted.onFive())).toBeGreaterThan(mistake);
    });

    test("each mistake alone shows, too", () => {
      for (const alone of planted.alone) {
        if (planted.visible) expect(greatest(alone())).toBeGreaterThan(mistake);
      }
      expect(planted.alone.length).toBe(planted.second === undefined ? 1 : 2);
    });

    test("the gradients are finite and the same each time", () => {
      const problem = planted.problem();
      const first = all(problem);
      expect(first.every(Number.isFinite)).toBe(true);
      expect(all(planted.problem())).toEqual(first);
      if (planted.repeatable) expect(all(problem)).toEqual(first);
    });

    test("the quantities that it names are wrong", () => {
      const wrong = differences((planted.visible || !planted.repeatable ? planted.problem : planted.onFive)());
      const { quantity, alsoQuantities = [], second } = planted;
      for (const path of [quantity, second?.quantity, ...alsoQuantities, ...(second?.alsoQuantities ?? [])]) {
        if (path === undefined) continue;
        expect([...wrong.keys()]).toContain(path);
        if (planted.repeatable) expect(wrong.get(path), path).toBeGreaterThan(mistake);
      }
    });
  });

  test("no two cases have the same name", () => {
    const names = cases.map(({ name }) => name);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });
}
