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
import { causeCodes } from "../../codes.ts";
import { type EverydayCase, gradientsOf } from "../everyday/case.ts";
import { ninth } from "./ninth.ts";

/** What anybody would see who compares numbers by eye. */
const VISIBLE = 1e-3;

function leaves(tree: unknown): Tensor[] {
  return flattenTree(tree as Pytree, "gradients").leaves.map((leaf) => add(leaf as Tensor, 0));
}

/** The largest difference of a leaf by its largest entry; infinite where shapes differ. */
function difference(one: readonly Tensor[], other: readonly Tensor[]): number {
  if (one.length !== other.length) return Number.POSITIVE_INFINITY;
  const each = one.map((a, i) => {
    const b = other[i]!;
    if (String(a.shape) !== String(b.shape)) return Number.POSITIVE_INFINITY;
    const [apart, size] = [max(abs(sub(a, b))).item(), max(abs(b)).item()];
    return apart === 0 ? 0 : apart / size;
  });
  return Math.max(...each);
}

function run(f: unknown, { params, data }: EverydayCase): unknown {
  return (f as (...inputs: unknown[]) => unknown)(params, ...data);
}

function tapeGradient(planted: EverydayCase): unknown {
  const { loss, data, params } = planted;
  return grad((p: unknown) => (loss as (...inputs: unknown[]) => Tensor)(p, ...data))(params as never);
}

function handOf(planted: EverydayCase): Tensor[] {
  return leaves(typeof planted.hand === "function" ? gradientsOf(run(planted.hand, planted)) : planted.hand);
}

/** The same case with every example twice, or null where its loss is made for one size. */
function withTwice(planted: EverydayCase): EverydayCase | null {
  const axis = planted.batchAxis ?? 0;
  const count = (planted.data[0] as Tensor | undefined)?.shape[axis];
  if (count === undefined) return null;
  const data = planted.data.map((x) => {
    const examples = x as Tensor;
    return examples.shape[axis] === count ? concatenate([examples, examples], axis) : examples;
  });
  try {
    const twice = { ...planted, data };
    return run(twice.loss, twice) === null ? null : twice;
  } catch {
    return null;
  }
}

describe("the ninth set of planted mistakes", () => {
  test("has names of its own, and a net's name no colon", () => {
    expect(new Set(ninth.map(({ name }) => name)).size).toBe(ninth.length);
    for (const { name } of ninth) expect(name.split(": ")).toHaveLength(2);
  });

  test("names causes of the closed list alone", () => {
    const codes = ninth.flatMap(({ planted }) => planted.flatMap((each) => each.codes));
    for (const code of codes) expect(causeCodes).toHaveProperty(code);
  });

  test.each(ninth)("without the mistake it equals the tape: $name", (planted) => {
    expect(difference(leaves(run(planted.right, planted)), leaves(tapeGradient(planted)))).toBeLessThan(
      planted.tolerance,
    );
  });

  const twofold = ninth.flatMap((planted) => withTwice(planted) ?? []);

  test.each(twofold)("nor does it depend on the number of examples: $name", (twice) => {
    expect(difference(leaves(run(twice.right, twice)), leaves(tapeGradient(twice)))).toBeLessThan(twice.tolerance);
    if (typeof twice.hand === "function") expect(() => run(twice.hand, twice)).not.toThrow();
  });

  test.each(ninth)("with it, it differs: $name", (planted) => {
    expect(difference(handOf(planted), leaves(tapeGradient(planted)))).toBeGreaterThan(VISIBLE);
  });

  test.each(ninth)("among the quantities named is a gradient that is wrong: $name", (planted) => {
    const { leaves: tape, structure } = flattenTree(tapeGradient(planted) as Pytree, "tape");
    const hand = handOf(planted);
    const wrong = leafPaths(structure).filter(
      (_, i) => difference([hand[i] ?? tensor([])], [tape[i] as Tensor]) > 1e-6,
    );
    const paths = wrong.map((path) => path.replace(/^\./, "").replace(/\[(\d+)\]/g, "$1"));
    for (const { at } of planted.planted) expect(at.some((quantity) => paths.includes(quantity))).toBe(true);
    for (const path of paths) expect(planted.planted.flatMap(({ at }) => at)).toContain(path);
  });

  const pairs = ninth.filter(({ planted }) => planted.length > 1);

  test.each(pairs)("two at once are another gradient than either alone: $name", (planted) => {
    const [net, keys] = planted.name.split(": ") as [string, string];
    for (const key of keys.split("+")) {
      const alone = ninth.find(({ name }) => name === `${net}: ${key}`)!;
      expect(difference(handOf(planted), handOf(alone))).toBeGreaterThan(VISIBLE);
    }
  });
});
