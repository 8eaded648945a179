import { abs, flattenTree, grad, leafPaths, max, type Pytree, sub, type Tensor, tensor } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { causeCodes } from "../../codes.ts";
import { type EverydayCase, gradientsOf } from "../everyday/case.ts";
import { later } from "./later.ts";

/** A mistake that moves no entry by this part of the largest could be taken for rounding. */
const VISIBLE = 1e-3;

function leaves(tree: unknown): Tensor[] {
  return flattenTree(tree as Pytree, "gradients").leaves as Tensor[];
}

/** The largest difference of two tensors, by the largest entry of the second; infinite where shapes differ. */
function apart(a: Tensor | undefined, b: Tensor): number {
  if (a === undefined || String(a.shape) !== String(b.shape)) return Number.POSITIVE_INFINITY;
  return max(abs(sub(a, b))).item() / Math.max(1e-12, max(abs(b)).item());
}

/** The largest of all leaves; infinite where one is missing. */
function difference(one: readonly Tensor[], other: readonly Tensor[]): number {
  if (one.length !== other.length) return Number.POSITIVE_INFINITY;
  return Math.max(...other.map((b, i) => apart(one[i], b)));
}

function call(f: unknown, params: unknown, data: readonly unknown[]): unknown {
  return (f as (...inputs: unknown[]) => unknown)(params, ...data);
}

function tapeOf({ loss, params, data }: EverydayCase): unknown {
  return grad((p: unknown) => call(loss, p, data) as Tensor)(params as never);
}

function handOf({ hand, params, data }: EverydayCase): unknown {
  return typeof hand === "function" ? gradientsOf(call(hand, params, data)) : hand;
}

describe("mistakes that were written later", () => {
  test("have names of their own", () => {
    expect(new Set(later.map(({ name }) => name)).size).toBe(later.length);
    expect(later.filter(({ name }) => name.split(": ").length !== 2)).toEqual([]);
  });

  test("come from fifty nets at least, and are two hundred at least", () => {
    expect(new Set(later.map(({ name }) => name.split(": ")[0])).size).toBeGreaterThanOrEqual(50);
    expect(later.length).toBeGreaterThanOrEqual(200);
  });

  test.each(later)("without the mistake every gradient is the tape's: $name", (planted) => {
    const right = leaves(call(planted.right, planted.params, planted.data));
    expect(difference(right, leaves(tapeOf(planted)))).toBeLessThan(planted.tolerance);
  });

  test.each(later)("with it, one differs: $name", (planted) => {
    expect(difference(leaves(handOf(planted)), leaves(tapeOf(planted)))).toBeGreaterThan(VISIBLE);
  });

  test.each(later)("each code is one of the list, and each place is named: $name", ({ planted }) => {
    for (const { codes, at } of planted) {
      expect(codes.filter((code) => !(code in causeCodes))).toEqual([]);
      expect(Math.min(codes.length, at.length)).toBeGreaterThan(0);
    }
  });

  test.each(later)("among the places is a gradient that is wrong: $name", (planted) => {
    const { leaves: tape, structure } = flattenTree(tapeOf(planted) as Pytree, "tape");
    const hand = leaves(handOf(planted));
    const wrong = leafPaths(structure).filter((_, i) => apart(hand[i], tape[i] as Tensor) > VISIBLE / 10);
    const paths = wrong.map((path) => path.replace(/^\./, "").replace(/\[(\d+)\]/g, "$1"));
    for (const { at } of planted.planted) expect(at.filter((place) => paths.includes(place))).not.toEqual([]);
  });

  const pairs = later.filter(({ planted }) => planted.length > 1);

  test.each(pairs)("two at once are another gradient than either alone: $name", (planted) => {
    const [net, keys] = planted.name.split(": ") as [string, string];
    for (const key of keys.split("+")) {
      const alone = later.find(({ name }) => name === `${net}: ${key}`)!;
      expect(difference(leaves(handOf(planted)), leaves(handOf(alone)))).toBeGreaterThan(VISIBLE);
    }
  });
});

test("a difference of nothing is none, and another shape is more than any", () => {
  expect(apart(tensor([1, 2]) as Tensor, tensor([1, 2]) as Tensor)).toBe(0);
  expect(apart(tensor([1, 2]) as Tensor, tensor([[1, 2]]) as Tensor)).toBe(Number.POSITIVE_INFINITY);
});
