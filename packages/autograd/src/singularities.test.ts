import { expect, test } from "vitest";
import { tensor } from "./create.ts";
import { at } from "./indexing/at.ts";
import { scalar } from "./lift.ts";
import { ravel } from "./numpy/shape.ts";
import type { Derivative } from "./primitive.ts";
import { reshapeTo } from "./primitives/structure.ts";
import { evaluate, makeProgram } from "./program.ts";
import { flatData, repeatedZero } from "./storage.ts";
import type { Tensor } from "./tensor.ts";
import { type Mode, pull, push } from "./testing/derive.ts";
import { bits } from "./testing/expect.ts";
import { ARRAY_POINTS } from "./testing/singularArrays.ts";
import { POINTS } from "./testing/singularities.ts";

/** Some ten roundings; second derivatives are of size 1 to 100. */
const ROUNDING = 1e-11;
const MODES: readonly Mode[] = ["reverse", "forward"];

type Function = (x: Tensor) => Tensor;

/** ∂f/∂xᵢ as a function again. No product with a direction, in which an infinite derivative would meet zeros. */
function partial(f: Function, i: number, mode: Mode): Function {
  const none = repeatedZero([], "float64");
  if (mode === "reverse") {
    return (x) => {
      const [g] = pull(([v]) => [f(v!)], [x], [[scalar(1)]])[0]!;
      return g ? (at(ravel(g), i) as Tensor) : none;
    };
  }
  return (x) => {
    const unit = Float64Array.from({ length: x.size }, (_, k) => (k === i ? 1 : 0));
    return push(([v]) => [f(v!)], [x], [reshapeTo(tensor(unit), x.shape)])[0] ?? none;
  };
}

/** Numbers written in a table, in order: nested, or as text. */
const listed = (numbers: unknown): number[] =>
  typeof numbers === "string"
    ? numbers.split(/[ |]+/).map(Number)
    : ([numbers].flat(Number.POSITIVE_INFINITY) as number[]);

function expectNear(actual: number, expected: number | null | undefined, what: string): void {
  if (expected === null || expected === undefined) {
    expect(actual, what).not.toBeNaN();
    return;
  }
  // What is said to be 0 may be too small to count, such as 10⁻²⁰⁰ of the slope 1 of arctan.
  const near = actual === expected || Math.abs(actual - expected) <= ROUNDING * Math.max(Math.abs(expected), 1e-3);
  expect(near, `${what}: ${actual}, expected ${expected}`).toBe(true);
}

const table = [
  ...POINTS.map(([text, f, x, value, first, second]) => ({ text, f, x: tensor(x), value, first, second })),
  ...ARRAY_POINTS.map(([text, f, x, value, first, second]) => ({
    text,
    f,
    x: tensor(x) as Tensor,
    value,
    first,
    second,
  })),
];

test("there are many, each under its own name", () => {
  expect(new Set(table.map(({ text }) => text)).size).toBe(table.length);
  expect(table.length).toBeGreaterThan(180);
});

test.each(table)("$text: the value and both derivatives, in both modes", ({ text, f, x, value, first, second }) => {
  expectNear(f(x).item(), value, text);
  const gradient = first === null ? null : listed(first);
  const hessian = second === null || second === "unknown" ? null : second === 0 ? 0 : listed(second);
  for (let i = 0; i < x.size; i++) {
    for (const mode of MODES) {
      const slope = partial(f, i, mode);
      expectNear(slope(x).item(), gradient?.[i], `${text}, derivative by ${i}, ${mode}`);
      if (second === "unknown") continue;
      for (let j = 0; j < x.size; j++) {
        for (const outer of MODES) {
          const expected = hessian === 0 ? 0 : hessian?.[i * x.size + j];
          expectNear(partial(slope, j, outer)(x).item(), expected, `${text}, by ${i} and ${j}, ${outer} of ${mode}`);
        }
      }
    }
  }
});

test.each(table)("$text: a program gives the same bits", ({ f, x }) => {
  const all = (v: Tensor): Derivative[] => MODES.map((mode) => partial(f, 0, mode)(v));
  expect(bits(evaluate(makeProgram(all)(x), [x]) as Derivative[])).toEqual(bits(all(x)));
});

const inRange = table.filter(({ x }) => flatData(x).every((each) => Math.abs(each) < 1e30 || !Number.isFinite(each)));

test.each(inRange)("$text: no NaN in float32", ({ f, x }) => {
  const single = reshapeTo(tensor(Float32Array.from(flatData(x))), x.shape);
  for (const mode of MODES) expect(partial(f, 0, mode)(single).item()).not.toBeNaN();
});
