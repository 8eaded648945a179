import { readdirSync } from "node:fs";
import { grad, isTensor, type Tensor } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import type { Case, Problem } from "./case.ts";

/** Both sides work out the same sums in another order: some roundings of values of about one. */
const ROUNDING = 1e-9;
/** The same in single precision, where a rounding is 6e-8. */
const SINGLE_ROUNDING = 1e-4;
/** A mistake that anyone would call one. */
const MISTAKE = 1e-6;

const cases: (Case & { readonly file: string })[] = [];
for (const file of readdirSync(new URL(".", import.meta.url)).sort()) {
  if (!/^(open|blind)\w+\.ts$/.test(file)) continue;
  const module = (await import(/* @vite-ignore */ `./${file.slice(0, -3)}.ts`)) as Record<string, readonly Case[]>;
  for (const planted of Object.values(module).flat()) cases.push({ ...planted, file });
}

function handOf({ hand, params, data = [] }: Problem): unknown {
  return typeof hand === "function" ? hand(params as never, ...(data as never[])) : hand;
}

function byTapeOf({ loss, params, data = [] }: Problem): unknown {
  const gradientOf = grad as unknown as (f: unknown) => (...args: unknown[]) => unknown;
  return gradientOf(loss)(params, ...data);
}

function leaves(tree: unknown): Tensor[] {
  if (isTensor(tree)) return [tree];
  if (typeof tree !== "object" || tree === null) return [];
  return Object.keys(tree)
    .sort()
    .flatMap((key) => leaves((tree as Record<string, unknown>)[key]));
}

function numbers(x: Tensor): number[] {
  return [x.toArray()].flat(Number.POSITIVE_INFINITY) as number[];
}

/** The greatest difference over the greatest entry, infinite where forms or shapes differ. */
function difference(problem: Problem): number {
  const byHand = leaves(handOf(problem));
  const byTape = leaves(byTapeOf(problem));
  if (byHand.length !== byTape.length) return Number.POSITIVE_INFINITY;
  const each = byHand.map((g, i) => {
    if (String(g.shape) !== String(byTape[i]!.shape)) return Number.POSITIVE_INFINITY;
    const tape = numbers(byTape[i]!);
    const apart = Math.max(0, ...numbers(g).map((value, k) => Math.abs(value - tape[k]!)));
    return apart === 0 ? 0 : apart / Math.max(...tape.map(Math.abs), 1e-12);
  });
  return Math.max(...each);
}

/** The wrong parameters' paths. */
function paths(tree: unknown, path = ""): string[] {
  if (isTensor(tree)) return [path];
  return Object.entries(tree as object).flatMap(([key, value]) => paths(value, path === "" ? key : `${path}.${key}`));
}

describe.each(cases)("$file: $name", (planted) => {
  const single = leaves(planted.problem().params)[0]!.dtype === "float32";

  test("without the mistake the tape agrees", () => {
    expect(difference(planted.right())).toBeLessThan(single ? SINGLE_ROUNDING : ROUNDING);
  });

  test("with it the gradients are other ones, finite, and the same each time", () => {
    const problem = planted.problem();
    if (planted.visible) expect(difference(problem)).toBeGreaterThan(single ? SINGLE_ROUNDING : MISTAKE);
    else expect(difference(problem)).toBeLessThan(ROUNDING);
    expect(leaves(handOf(problem)).flatMap(numbers).every(Number.isFinite)).toBe(true);
    expect(leaves(handOf(planted.problem())).map(numbers)).toEqual(leaves(handOf(planted.problem())).map(numbers));
  });

  test("its quantities are parameters", () => {
    const known = paths(planted.problem().params);
    for (const quantity of [planted.quantity, planted.second?.quantity, ...(planted.alsoQuantities ?? [])]) {
      if (quantity !== undefined) expect(known).toContain(quantity);
    }
  });
});

test("no two cases have the same name", () => {
  const names = cases.map(({ name }) => name);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});
