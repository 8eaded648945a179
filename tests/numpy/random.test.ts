import { readFileSync } from "node:fs";
import { join } from "node:path";
import { at, isTensor, type NestedNumbers, partition, type Tensor, take, tensor, transpose } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { callOf } from "../golden/calls.ts";
import { DIFFERENCES, type Difference } from "./differences.ts";

// Calls with random arguments, and what NumPy gives for them: README.md says how they were made.

/** dtype, shape and elements. */
type Described = readonly [dtype: string, shape: readonly number[], data: readonly (number | string)[]];
/** What NumPy gives, or the name of the error that it throws. */
type Case = readonly [
  name: string,
  args: readonly unknown[],
  keywords: Readonly<Record<string, unknown>>,
  Described[] | string,
];

const { pool, cases } = JSON.parse(readFileSync(join(import.meta.dirname, "random.json"), "utf8")) as {
  readonly pool: readonly Described[];
  readonly cases: readonly Case[];
};

/** The numbers of the file are rounded to 14 digits; functions of a few roundings differ by some of the last of 16. */
const DOUBLE = 1e-12;
/** Some roundings in single precision. */
const SINGLE = 2e-6;

const typeOf = (dtype: string): "float64" | "float32" | "int32" | "bool" =>
  dtype === "int64" ? "int32" : (dtype as "float64");
const made = ([dtype, shape, data]: Described): Tensor => tensor(data.map(Number), { shape, dtype: typeOf(dtype) });

/** An argument of ours: arrays of the pool, views of them, slices, arrays of integers and of booleans. */
function argument(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(argument);
  if (typeof node === "string" && ["NaN", "Infinity", "-Infinity"].includes(node)) return Number(node);
  if (typeof node !== "object" || node === null) return node;
  const fields = node as Readonly<Record<string, unknown>>;
  if ("slice" in fields) return (fields.slice as (number | null)[]).map((each) => each ?? "").join(":");
  if ("int" in fields) return whole(fields.int);
  if ("i" in fields) return whole(fields.i);
  if ("b" in fields) return tensor(fields.b as boolean[], { dtype: "bool" });
  const x = made(pool[fields.x as number]!);
  const part = "at" in fields ? at(x, ...(fields.at as string[])) : x;
  return "T" in fields ? transpose(part) : part;
}

const whole = (nested: unknown): Tensor => tensor(nested as NestedNumbers, { dtype: "int32" });

function call([name, args, keywords]: Case): unknown {
  // The order of the others is not promised.
  if (name === "numpy.partition") {
    const [x, k] = args.map(argument) as [Tensor, number];
    return take(partition(x, k, keywords.axis as number), k, keywords.axis as number);
  }
  const given = Object.fromEntries(Object.entries(keywords).map(([key, value]) => [key, argument(value)]));
  return callOf(name)!(args.map(argument), given);
}

const numbersOf = (x: Tensor): number[] => ([x.toArray()].flat(9) as (number | boolean)[]).map(Number);

/** What keeps a value from being NumPy's; undefined when nothing does. */
function difference(value: unknown, [dtype, shape, data]: Described, known: boolean): string | undefined {
  if (!isTensor(value)) return `${String(value)} is no tensor`;
  if (value.shape.join() !== shape.join()) return `shape [${value.shape}] instead of [${shape}]`;
  if (value.dtype !== typeOf(dtype) && !known) return `dtype ${value.dtype} instead of ${dtype}`;
  const expected = data.map(Number);
  const finite = expected.filter(Number.isFinite).map(Math.abs);
  const allowed = ([dtype, value.dtype].includes("float32") ? SINGLE : DOUBLE) * Math.max(1, ...finite);
  const found = numbersOf(value);
  const wrong = found.findIndex(
    (y, i) => !(Object.is(y, expected[i]) || y === expected[i] || Math.abs(y - expected[i]!) <= allowed),
  );
  return wrong < 0 ? undefined : `entry ${wrong} is ${found[wrong]} instead of ${expected[wrong]}`;
}

/** The arrays in a call. */
function arraysIn(node: unknown): Described[] {
  if (typeof node !== "object" || node === null) return [];
  return "x" in node ? [pool[node.x as number]!] : Object.values(node).flatMap(arraysIn);
}

/** The differences on purpose that a call may show. */
function allowances([name, args, { method }]: Case): readonly Difference[] {
  const arrays = arraysIn(args);
  const dtypes = new Set(arrays.map(([dtype]) => dtype));
  const empty = arrays.some(([, shape]) => shape.includes(0));
  return DIFFERENCES.filter(({ applies }) => applies({ name, dtypes, empty, method }));
}

/** What our call differs in from NumPy's. */
function compared(one: Case): string | undefined {
  const expected = one[3];
  const allowed = allowances(one);
  if (typeof expected === "string") {
    try {
      return `no error, but ${call(one)}`;
    } catch {
      return undefined;
    }
  }
  try {
    const value = call(one);
    const outputs = Array.isArray(value) ? (value as unknown[]) : [value];
    if (outputs.length !== expected.length) return `${outputs.length} results instead of ${expected.length}`;
    const otherDType = allowed.some(({ dtype }) => dtype);
    return expected.map((each, i) => difference(outputs[i], each, otherDType)).find((text) => text !== undefined);
  } catch (error) {
    return String(error);
  }
}

const names = [...new Set(cases.map(([name]) => name))];

describe("calls with random arguments give what NumPy gives", () => {
  test.each(names)("%s", (name) => {
    const wrong = cases
      .filter((one) => one[0] === name)
      .map((one) => ({ one, text: compared(one) }))
      .filter(({ one, text }) => text !== undefined && allowances(one).every(({ dtype }) => dtype))
      .map(({ one, text }) => ({ call: JSON.stringify(one).slice(0, 600), difference: text }));
    expect(wrong).toEqual([]);
  });

  test.each(DIFFERENCES)("there is a call that shows: $reason", ({ dtype, reason }) => {
    const shown = cases.filter((one) => {
      const expected = one[3];
      if (!allowances(one).some((each) => each.reason === reason)) return false;
      if (!dtype) return compared(one) !== undefined;
      const value = call(one);
      const outputs = (Array.isArray(value) ? value : [value]) as Tensor[];
      return typeof expected !== "string" && expected.some(([name], i) => outputs[i]!.dtype !== typeOf(name));
    });
    expect(shown.length).toBeGreaterThan(0);
  });
});
