import { abs, flattenTree, grad, leafPaths, max, maximum, sub, type Tensor } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { causeCodes } from "../../codes.ts";
import { type EverydayCase, gradientsOf } from "../everyday/case.ts";
import { tenth } from "./tenth.ts";

type Loose = (...inputs: unknown[]) => unknown;

/** Below this a difference could pass for rounding. */
const VISIBLE = 1e-3;

/** The leaves of gradients by their paths. */
function leavesOf(gradients: unknown): Map<string, Tensor> {
  const { leaves, structure } = flattenTree(gradients as never, "a set of mistakes");
  return new Map(leafPaths(structure).map((path, i) => [path, leaves[i] as Tensor]));
}

/** How far a leaf is from another, relative to the larger one; infinite if they do not fit. */
function distance(ours: Tensor | undefined, theirs: Tensor): number {
  if (ours === undefined || String(ours.shape) !== String(theirs.shape)) return Number.POSITIVE_INFINITY;
  const scale = max(maximum(abs(ours), abs(theirs))).item() as number;
  return scale === 0 ? 0 : (max(abs(sub(ours, theirs))).item() as number) / scale;
}

/** The distances of all leaves that the tape has. */
function distances(gradients: unknown, { loss, params, data }: EverydayCase): number[] {
  const found = leavesOf(gradients);
  const tape = leavesOf((grad(loss as never) as Loose)(params, ...data));
  const more = [...found.keys()].some((path) => !tape.has(path));
  return [...[...tape].map(([path, leaf]) => distance(found.get(path), leaf)), more ? Number.POSITIVE_INFINITY : 0];
}

describe("The tenth set of mistakes", () => {
  test("names every case once", () => {
    expect(new Set(tenth.map(({ name }) => name)).size).toBe(tenth.length);
    for (const { name } of tenth) expect(name.split(": ")).toHaveLength(2);
  });

  test.each(tenth.map((one) => [one.name, one] as const))("%s", (_, one) => {
    const right = (one.right as Loose)(one.params, ...one.data);
    expect(Math.max(...distances(right, one))).toBeLessThan(one.tolerance);
    const hand = typeof one.hand === "function" ? gradientsOf((one.hand as Loose)(one.params, ...one.data)) : one.hand;
    expect(Math.max(...distances(hand, one))).toBeGreaterThan(VISIBLE);
    for (const { codes, at } of one.planted) {
      expect(codes.filter((code) => !(code in causeCodes))).toEqual([]);
      expect(codes.length).toBeGreaterThan(0);
      expect(at.length).toBeGreaterThan(0);
    }
  });
});
