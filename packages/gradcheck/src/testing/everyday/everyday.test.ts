import {
  abs,
  add,
  concatenate,
  flattenTree,
  grad,
  leafPaths,
  max,
  maximum,
  type Pytree,
  sub,
  type Tensor,
  tensor,
} from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { type EverydayCase, gradientsOf } from "./case.ts";
import { everyday, keptBack } from "./everyday.ts";

const cases = [...everyday, ...keptBack];

/** A mistake that moves no entry by this much, measured by the largest one, could be rounding. */
const VISIBLE = 1e-4;

function leaves(tree: unknown): Tensor[] {
  return flattenTree(tree as Pytree, "gradients").leaves.map((leaf) => add(leaf as Tensor, 0));
}

/** The largest difference, by the largest entry; infinite where shapes differ. */
function difference(one: readonly Tensor[], other: readonly Tensor[]): number {
  if (one.length !== other.length) return Number.POSITIVE_INFINITY;
  const each = one.map((a, i) => {
    const b = other[i]!;
    if (String(a.shape) !== String(b.shape)) return Number.POSITIVE_INFINITY;
    return max(abs(sub(a, b))).item() / maximum(1, max(abs(b))).item();
  });
  return Math.max(...each);
}

/** The loss as a function of the parameters alone. */
function partial({ loss, data }: EverydayCase): (params: unknown) => Tensor {
  return (params) => (loss as (...inputs: unknown[]) => Tensor)(params, ...data);
}

function tapeOf(planted: EverydayCase): Tensor[] {
  return leaves(grad(partial(planted))(planted.params as never));
}

/** The wrong gradients, whether numbers or a function gives them. */
function handOf(planted: EverydayCase): Tensor[] {
  return leaves(typeof planted.hand === "function" ? gradientsOf(run(planted.hand, planted)) : planted.hand);
}

function run(f: unknown, { params, data }: EverydayCase): unknown {
  return (f as (...inputs: unknown[]) => unknown)(params, ...data);
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
    return run(planted.loss, { ...planted, data }) === null ? null : { ...planted, data };
  } catch {
    return null;
  }
}

describe("mistakes planted blindly", () => {
  test("have names of their own", () => {
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  });

  test.each(cases)("without the mistake it equals the tape: $name", (planted) => {
    expect(difference(leaves(run(planted.right, planted)), tapeOf(planted))).toBeLessThan(planted.tolerance);
  });

  const twofold = cases.flatMap((planted) => withTwice(planted) ?? []);

  test.each(twofold)("nor does it depend on the number of examples: $name", (twice) => {
    expect(difference(leaves(run(twice.right, twice)), tapeOf(twice))).toBeLessThan(twice.tolerance);
    if (typeof twice.hand === "function") expect(() => run(twice.hand, twice)).not.toThrow();
  });

  test.each(cases)("with it, it differs: $name", (planted) => {
    expect(difference(handOf(planted), tapeOf(planted))).toBeGreaterThan(VISIBLE);
  });

  test.each(cases)("among the quantities named is a gradient that is wrong: $name", (planted) => {
    const { leaves: tape, structure } = flattenTree(grad(partial(planted))(planted.params as never), "tape");
    const hand = handOf(planted);
    const wrong = leafPaths(structure).filter(
      (_, i) => difference([hand[i] ?? tensor([])], [tape[i] as Tensor]) > 1e-6,
    );
    const paths = wrong.map((path) => path.replace(/^\./, "").replace(/\[(\d+)\]/g, "$1"));
    for (const { at } of planted.planted) expect(at.some((quantity) => paths.includes(quantity))).toBe(true);
  });

  const pairs = cases.filter(({ planted }) => planted.length > 1);

  test.each(pairs)("two at once are another gradient than either alone: $name", (planted) => {
    const [net, keys] = planted.name.split(": ") as [string, string];
    for (const key of keys.split("+")) {
      const alone = cases.find(({ name }) => name === `${net}: ${key}`)!;
      expect(difference(handOf(planted), handOf(alone))).toBeGreaterThan(VISIBLE);
    }
  });
});

test("a difference of nothing is none", () => {
  expect(difference([tensor([1, 2]) as Tensor], [tensor([1, 2]) as Tensor])).toBe(0);
});
