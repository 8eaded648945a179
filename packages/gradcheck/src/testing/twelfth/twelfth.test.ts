import { flattenTree, grad, leafPaths, type Tensor } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { causeCodes } from "../../codes.ts";
import { gradientsOf } from "../everyday/case.ts";
import { twelfth } from "./twelfth.ts";

/** A mistake that moves no entry by a thousandth of the largest could be taken for rounding. */
const VISIBLE = 1e-3;

type Anything = (...args: unknown[]) => unknown;

function leavesOf(tree: unknown): { readonly leaves: readonly Tensor[]; readonly paths: readonly string[] } {
  const { leaves, structure } = flattenTree(tree as Tensor[], "twelfth");
  return { leaves: leaves as Tensor[], paths: leafPaths(structure) };
}

const numbersOf = (leaf: Tensor): number[] => [leaf.toArray() as unknown[]].flat(9) as number[];

/** The largest difference of two leaves against the largest entry of the tape's. */
function distance(hand: Tensor, tape: Tensor): number {
  if (String(hand.shape) !== String(tape.shape)) return Infinity;
  const [a, b] = [numbersOf(hand), numbersOf(tape)];
  const scale = Math.max(1e-6, ...b.map(Math.abs));
  return Math.max(0, ...b.map((y, i) => Math.abs(a[i]! - y) / scale));
}

/** How far a hand's leaves are from the tape's, leaf by leaf. */
function distances(hand: unknown, tape: unknown): number[] {
  const [given, expected] = [leavesOf(hand), leavesOf(tape)];
  if (String(given.paths) !== String(expected.paths)) return [Infinity];
  return expected.leaves.map((leaf, i) => distance(given.leaves[i]!, leaf));
}

const tapeOf = ({ loss, params, data }: (typeof twelfth)[number]): unknown =>
  (grad(loss as never) as Anything)(params, ...data);

describe("every case of the set", () => {
  test.each(twelfth)("$name: right without the mistake, visibly wrong with it", (planted) => {
    const { params, data, right, hand, tolerance } = planted;
    const tape = tapeOf(planted);
    const derived = (right as unknown as Anything)(params, ...data);
    for (const far of distances(derived, tape)) expect(far).toBeLessThanOrEqual(tolerance);
    const mistaken = gradientsOf(typeof hand === "function" ? (hand as Anything)(params, ...data) : hand);
    expect(Math.max(...distances(mistaken, tape))).toBeGreaterThan(VISIBLE);
  });

  test("has a name of its own, of a net and a mistake", () => {
    const names = twelfth.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name.split(": ")).toHaveLength(2);
  });

  test("expects codes of the closed list, at quantities, and says what was done", () => {
    for (const { planted, mistake } of twelfth) {
      expect(mistake).not.toBe("");
      for (const { codes, at } of planted) {
        expect(codes.length).toBeGreaterThan(0);
        expect(at.length).toBeGreaterThan(0);
        for (const code of codes) expect(Object.keys(causeCodes)).toContain(code);
      }
    }
  });
});
