import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type DType, isFloating } from "../dtype.ts";
import { cast } from "../kernels/elementwise.ts";
import { applyAny, type Primitive } from "../primitive.ts";
import { flatData } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { caseOf, casesOf, entryOf } from "../testing/cases.ts";
import { pull } from "../testing/derive.ts";
import { draw } from "../testing/draw.ts";
import { bits } from "../testing/expect.ts";
import type { Sample } from "../testing/inputs.ts";
import { contiguous, layouts } from "../testing/layouts.ts";
import { samplesOf } from "../testing/samples.ts";
import { primitives } from "./index.ts";

// Every primitive is tried here without a line per primitive: what to try it on stands in testing/samples.ts.
// The derivatives are in rules.test.ts.

/** Everything that the sources export, except tests and what only they use. */
async function exportedValues(): Promise<unknown[]> {
  const root = join(import.meta.dirname, "..");
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !/^testing|\.test(-d)?\.ts$|generate\.ts$/.test(file),
  );
  const modules = (await Promise.all(files.map((file) => import(join(root, file))))) as Record<string, unknown>[];
  return modules.flatMap((module) => Object.values(module));
}

const isPrimitive = (value: unknown): value is Primitive =>
  typeof value === "object" && value !== null && "vjpN" in value && "name" in value;

describe("the table of primitives", () => {
  test("holds every primitive of the sources, under its name", async () => {
    const values = (await exportedValues()).map((value) =>
      typeof value === "function" && "primitive" in value ? value.primitive : value,
    );
    const listed = new Set(Object.values(primitives));
    const missing = values.filter(isPrimitive).filter((primitive) => !listed.has(primitive));
    expect(
      missing.map(({ name }) => name),
      "primitives to be added to primitives/index.ts",
    ).toEqual([]);
    expect(Object.values(primitives).map(({ name }) => name)).toEqual(Object.keys(primitives));
  });

  test.each(Object.values(primitives))("has samples to try $name on", (primitive) => {
    expect(entryOf(primitive).samples.length).toBeGreaterThan(0);
  });

  test("has no samples without a primitive", () => {
    expect(Object.keys(samplesOf).filter((name) => !(name in primitives))).toEqual([]);
  });
});

/** What comes out of a primitive and of its reverse rule, to the last bit, or the error. */
function outcome(primitive: Primitive, sample: Sample, drawn: readonly Tensor[], of: (g: Tensor) => Tensor): unknown {
  try {
    const { xs, inputs, call, gs } = caseOf(primitive, sample, drawn);
    const cotangents = gs.map((g) => g && of(g));
    return {
      outputs: bits(applyAny(primitive, inputs(xs), sample.params)),
      adjoints: xs.length === 0 ? [] : bits(pull(call, xs, [cotangents])[0]!),
    };
  } catch (error) {
    return String(error);
  }
}

// A primitive without samples has failed above.
describe.each(Object.values(primitives).filter(({ name }) => name in samplesOf))("$name", (primitive) => {
  const dtypes: readonly DType[] =
    entryOf(primitive).integers === false ? ["float64", "float32"] : ["float64", "float32", "int32", "bool"];

  test("has a formula, and the text of a rule for every differentiable input", () => {
    expect(primitive.formula).not.toBe("");
    if (primitive.constant) expect(primitive.reverse).toEqual([]);
    for (const { inputs, xs } of casesOf(primitive)) {
      inputs(xs).forEach((x, i) => {
        if (!xs.includes(x)) return;
        const shared = primitive.arity === "n" && primitive.reverse.length === 1;
        expect(primitive.reverse[shared ? 0 : i], `the text of the reverse rule of input ${i}`).toMatch(/\S/);
      });
    }
  });

  test("gives the shapes and dtypes that it promises, and leaves its inputs alone", () => {
    for (const dtype of dtypes) {
      for (const { xs, inputs, sample, text } of casesOf(primitive, dtype)) {
        const all = inputs(xs);
        const before = bits(all);
        const known = (ys: readonly { readonly shape: unknown; readonly dtype: DType }[]): unknown =>
          ys.map((y) => ({ shape: y.shape, dtype: y.dtype }));
        expect(known(applyAny(primitive, all, sample.params)), text).toEqual(
          known(primitive.abstract(all, sample.params)),
        );
        expect(bits(all), text).toEqual(before);
      }
    }
  });

  test("gives float32 for float32", () => {
    for (const { inputs, xs, sample, text } of casesOf(primitive, "float32")) {
      if (sample.params !== null && "dtype" in sample.params) continue;
      const ys = applyAny(primitive, inputs(xs), sample.params).slice(0, primitive.outputs);
      const dtypes = ys.map(({ dtype }) => dtype).filter(isFloating);
      expect(new Set([...dtypes, "float32"]), text).toEqual(new Set(["float32"]));
    }
  });

  if (dtypes.includes("int32"))
    test("computes with integers and bools as with whole numbers", () => {
      const { domains } = entryOf(primitive);
      for (const dtype of ["int32", "bool"] as const) {
        for (const { inputs, sample, text } of casesOf(primitive, dtype)) {
          const whole = inputs([]);
          const floats = whole.map((x, i) =>
            domains[Math.min(i, domains.length - 1)]?.dtype ? x : cast(x, "float64"),
          );
          const expected = applyAny(primitive, floats, sample.params);
          applyAny(primitive, whole, sample.params).forEach((y, k) => {
            // Integers have no −0.
            const [actual, wanted] = [y, expected[k]!].map((z) => Array.from(flatData(z), (x) => x + 0));
            expect(actual, text).toEqual(wanted);
          });
        }
      }
    });

  test("reads strided views as it reads contiguous tensors, to the last bit", () => {
    for (const { sample, text } of casesOf(primitive)) {
      const drawn = draw(sample.shapes, entryOf(primitive).domains);
      for (const { name, of } of layouts) {
        // All inputs laid out alike, and each one alone beside contiguous others.
        const choices = [drawn.map(of), ...drawn.map((_, i) => drawn.map((x, j) => (i === j ? of(x) : x)))];
        for (const views of choices) {
          const strided = outcome(primitive, sample, views, of);
          const copied = outcome(primitive, sample, views.map(contiguous), (g) => contiguous(of(g)));
          expect(strided, `${name}, ${text}`).toEqual(copied);
        }
      }
    }
  });
});
