import { flattenTree, grad, isTensor, leafPaths, type Tensor, tensor } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { causeCodes } from "../../codes.ts";
import { type EverydayCase, gradientsOf } from "../everyday/case.ts";
import { thirteenth } from "./thirteenth.ts";

type Run = (params: unknown, ...data: unknown[]) => unknown;

const leavesOf = (tree: unknown): Tensor[] =>
  flattenTree(tree, "the test").leaves.map((leaf) => (isTensor(leaf) ? leaf : tensor(leaf)));

const returnedBy = ({ hand, params, data }: EverydayCase): unknown =>
  typeof hand === "function" ? (hand as Run)(params, ...data) : hand;

const numbersOf = (x: Tensor): number[] => [x.toArray()].flat(9) as number[];

/** The largest difference, in units of the largest entry; infinite where shapes differ. */
function distance(a: Tensor, b: Tensor): number {
  if (a.shape.join() !== b.shape.join()) return Number.POSITIVE_INFINITY;
  const [as, bs] = [numbersOf(a), numbersOf(b)];
  const size = Math.max(...bs.map(Math.abs), 1e-6);
  return Math.max(...as.map((v, i) => Math.abs(v - bs[i]!))) / size;
}

function distances(hand: unknown, tape: unknown): number[] {
  const [hs, ts] = [leavesOf(hand), leavesOf(tape)];
  return hs.length === ts.length ? ts.map((t, i) => distance(hs[i]!, t)) : [Number.POSITIVE_INFINITY];
}

const tapeOf = ({ loss, params, data }: EverydayCase): unknown => (grad(loss as never) as Run)(params, ...data);

const netOf = ({ name }: EverydayCase): string => name.split(": ")[0]!;

/** What the cases of each net show: leaves of the parameters and intermediate values. */
const shownBy = new Map<string, Set<string>>();
for (const one of thirteenth) {
  const shown =
    shownBy.get(netOf(one)) ??
    new Set(leafPaths(flattenTree(one.params, "the test").structure).map((path) => path.replace(/^\./, "")));
  const returned = returnedBy(one);
  const values = gradientsOf(returned) === returned ? one.intermediates : (returned as EverydayCase).intermediates;
  for (const key of Object.keys(values ?? {})) shown.add(key);
  shownBy.set(netOf(one), shown);
}

describe("the thirteenth set", () => {
  test.each(thirteenth)("$name: without the mistake the hand is right", (one) => {
    const right = (one.right as Run)(one.params, ...one.data);
    for (const d of distances(right, tapeOf(one))) expect(d).toBeLessThan(one.tolerance);
  });

  test.each(thirteenth)("$name: with the mistake it is visibly wrong", (one) => {
    const wrong = distances(gradientsOf(returnedBy(one)), tapeOf(one));
    expect(Math.max(...wrong)).toBeGreaterThan(1e-3);
    for (const d of wrong) expect(Number.isNaN(d)).toBe(false);
  });

  test("names are unique and hold the separator once", () => {
    const names = thirteenth.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name.split(": ")).toHaveLength(2);
  });

  test("every code is in the closed list", () => {
    for (const { codes } of thirteenth.flatMap(({ planted }) => planted)) {
      expect(codes.length).toBeGreaterThan(0);
      expect(new Set(codes).size).toBe(codes.length);
      for (const code of codes) expect(Object.keys(causeCodes)).toContain(code);
    }
  });

  test.each(thirteenth)("$name: the places are leaves or values that the net shows", (one) => {
    for (const { at } of one.planted) {
      expect(at.length).toBeGreaterThan(0);
      for (const place of at) expect([...shownBy.get(netOf(one))!]).toContain(place);
    }
  });
});
