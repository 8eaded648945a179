import { flattenTree, grad, ravel, type Tensor } from "@wengert/autograd";
import { describe, expect, it } from "vitest";
import { causeCodes } from "../../codes.ts";
import { type EverydayCase, gradientsOf } from "../everyday/case.ts";
import { eleventh } from "./eleventh.ts";

type Run = (...inputs: unknown[]) => unknown;

const leaves = (tree: unknown): Tensor[] => flattenTree(tree as Tensor, "eleventh").leaves as Tensor[];

const numbersOf = (x: Tensor): number[] => (ravel(x).toArray() as number[]).map(Number);

/** The largest difference of two gradients against the largest entry of the right one; infinite for other shapes. */
function distance(right: unknown, other: unknown): number {
  const [a, b] = [leaves(right), leaves(other)];
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return Math.max(
    ...a.map((leaf, i) => {
      if (leaf.shape.join() !== b[i]!.shape.join()) return Number.POSITIVE_INFINITY;
      const [x, y] = [numbersOf(leaf), numbersOf(b[i]!)];
      const size = Math.max(...x.map(Math.abs), 1e-12);
      return Math.max(...x.map((value, k) => Math.abs(value - y[k]!))) / size;
    }),
  );
}

function tapeGradient({ loss, params, data }: EverydayCase): unknown {
  return (grad(loss as never) as unknown as Run)(params, ...data);
}

function handGradient({ hand, params, data }: EverydayCase): unknown {
  return gradientsOf(typeof hand === "function" ? (hand as Run)(params, ...data) : hand);
}

describe("the eleventh set", () => {
  it("has at least 200 mistakes, each with a name of its own and with causes of the closed list", () => {
    expect(eleventh.length).toBeGreaterThanOrEqual(200);
    expect(new Set(eleventh.map(({ name }) => name)).size).toBe(eleventh.length);
    const codes = eleventh.flatMap(({ planted }) => planted.flatMap((one) => one.codes));
    expect(codes.filter((code) => !(code in causeCodes))).toEqual([]);
    expect(eleventh.filter(({ planted }) => planted.some((one) => one.at.length === 0))).toEqual([]);
  });

  it.each(eleventh.map((one) => [one.name, one] as const))("%s", (_, one) => {
    const tape = tapeGradient(one);
    expect(distance(tape, (one.right as Run)(one.params, ...one.data))).toBeLessThan(one.tolerance);
    expect(distance(tape, handGradient(one))).toBeGreaterThan(1e-3);
  });
});
