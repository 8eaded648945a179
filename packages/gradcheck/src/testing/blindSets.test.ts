import {
  abs,
  add,
  concatenate,
  flattenTree,
  grad,
  leafPaths,
  max,
  type Pytree,
  sub,
  type Tensor,
  tensor,
} from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { causeCodes } from "../codes.ts";
import { eleventh } from "./eleventh/eleventh.ts";
import { type EverydayCase, gradientsOf } from "./everyday/case.ts";
import { everyday, keptBack } from "./everyday/everyday.ts";
import { later } from "./later/later.ts";
import { ninth } from "./ninth/ninth.ts";
import { tenth } from "./tenth/tenth.ts";
import { thirteenth } from "./thirteenth/thirteenth.ts";
import { twelfth } from "./twelfth/twelfth.ts";

// The sets of mistakes that were written without a look at the checker are what they say: right without the mistake,
// visibly wrong with it, and wrong where it is said to be.

function leaves(tree: unknown): Tensor[] {
  return flattenTree(tree as Pytree, "gradients").leaves.map((leaf) => add(leaf as Tensor, 0));
}

/** The largest difference of one leaf, by its largest entry; infinite where shapes differ. */
function apart(a: Tensor | undefined, b: Tensor): number {
  if (a === undefined || String(a.shape) !== String(b.shape)) return Number.POSITIVE_INFINITY;
  const far = max(abs(sub(a, b))).item();
  return far === 0 ? 0 : far / max(abs(b)).item();
}

/** The largest of all leaves; infinite where one is missing. */
function difference(one: readonly Tensor[], other: readonly Tensor[]): number {
  if (one.length !== other.length) return Number.POSITIVE_INFINITY;
  return Math.max(...other.map((b, i) => apart(one[i], b)));
}

function run(f: unknown, { params, data }: EverydayCase): unknown {
  return (f as (...inputs: unknown[]) => unknown)(params, ...data);
}

function tapeOf(planted: EverydayCase): unknown {
  return grad((params: unknown) => run(planted.loss, { ...planted, params }) as Tensor)(planted.params as never);
}

/** The wrong gradients, whether numbers or a function gives them. */
function handOf(planted: EverydayCase): Tensor[] {
  return leaves(typeof planted.hand === "function" ? gradientsOf(run(planted.hand, planted)) : planted.hand);
}

/** The same case with every example twice, or nothing where its loss is made for one size. */
function withTwice(planted: EverydayCase): EverydayCase[] {
  const axis = planted.batchAxis ?? 0;
  const count = (planted.data[0] as Tensor | undefined)?.shape?.[axis];
  if (count === undefined) return [];
  try {
    const data = planted.data.map((x) => {
      const examples = x as Tensor;
      return examples.shape[axis] === count ? concatenate([examples, examples], axis) : examples;
    });
    const twice = { ...planted, data };
    run(twice.loss, twice);
    return [twice];
  } catch {
    return [];
  }
}

/** By how much of its largest entry a gradient differs at least: less could be rounding. */
const sets = [
  { name: "everyday", cases: [...everyday, ...keptBack], visible: 1e-4, anySize: true },
  { name: "later", cases: later, visible: 1e-3, anySize: false },
  { name: "ninth", cases: ninth, visible: 1e-3, anySize: true },
  { name: "tenth", cases: tenth, visible: 1e-3, anySize: false },
  { name: "eleventh", cases: eleventh, visible: 1e-3, anySize: false },
  { name: "twelfth", cases: twelfth, visible: 1e-3, anySize: false },
  { name: "thirteenth", cases: thirteenth, visible: 1e-3, anySize: false },
] as const;

describe.each(sets)("the mistakes of $name", ({ cases, visible, anySize }) => {
  test("have names of their own, and a net's name no colon", () => {
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
    expect(cases.filter(({ name }) => name.split(": ").length !== 2)).toEqual([]);
  });

  test("have causes of the closed list, and places", () => {
    for (const { codes, at } of cases.flatMap(({ planted }) => planted)) {
      expect(codes.filter((code) => !(code in causeCodes))).toEqual([]);
      expect(Math.min(codes.length, at.length)).toBeGreaterThan(0);
    }
  });

  test.each(cases)("without the mistake it equals the tape: $name", (planted) => {
    expect(difference(leaves(run(planted.right, planted)), leaves(tapeOf(planted)))).toBeLessThan(planted.tolerance);
  });

  test.each(anySize ? cases.flatMap(withTwice) : [])("nor does it depend on the number of examples: $name", (twice) => {
    expect(difference(leaves(run(twice.right, twice)), leaves(tapeOf(twice)))).toBeLessThan(twice.tolerance);
    if (typeof twice.hand === "function") expect(() => run(twice.hand, twice)).not.toThrow();
  });

  test.each(cases)("with it, it differs: $name", (planted) => {
    expect(difference(handOf(planted), leaves(tapeOf(planted)))).toBeGreaterThan(visible);
  });

  test.each(cases)("among the places of each is a gradient that is wrong: $name", (planted) => {
    const { leaves: tape, structure } = flattenTree(tapeOf(planted) as Pytree, "tape");
    const hand = handOf(planted);
    const wrong = leafPaths(structure).filter((_, i) => apart(hand[i], tape[i] as Tensor) > visible / 10);
    // h[0].W may also be written h.0.W or h0.W.
    const plain = (path: string): string => path.replace(/^\./, "").replace(/\.?\[?(\d+)\]?/g, "$1");
    const paths = wrong.map(plain);
    for (const { at } of planted.planted) expect(at.filter((place) => paths.includes(plain(place)))).not.toEqual([]);
  });

  test.each(cases.filter(({ planted }) => planted.length > 1))("two at once are not one alone: $name", (planted) => {
    const [net, keys] = planted.name.split(": ") as [string, string];
    for (const key of keys.split("+")) {
      const alone = cases.find(({ name }) => name === `${net}: ${key}`)!;
      expect(difference(handOf(planted), handOf(alone))).toBeGreaterThan(visible);
    }
  });
});

test("a difference of nothing is none, and another shape is more than any", () => {
  const x = tensor([1, 2]) as Tensor;
  expect([apart(x, x), apart(x, tensor([[1, 2]]) as Tensor)]).toEqual([0, Number.POSITIVE_INFINITY]);
});
