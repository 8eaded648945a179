import { add, grad, mul, square, sum, type Tensor, zeros } from "@wengert/autograd";
import { afterAll, describe, expect, test } from "vitest";
import { callOf, camelCase, exported } from "./calls.ts";
import { difference } from "./compare.ts";
import { type Coverage, coverageTable } from "./coverage.ts";
import { DEVIATIONS } from "./deviations.ts";
import { type Expression, evaluate, functionsIn, type GoldenArray, toTensor } from "./expression.ts";
import { loadGolden, reportSkipped } from "./golden.ts";

interface Case {
  readonly id: string;
  readonly name: string;
  readonly tags: readonly string[];
  readonly inputs: readonly GoldenArray[];
  /** Which inputs are differentiated. */
  readonly diff: readonly number[];
  readonly exprs: readonly Expression[];
  readonly outputs: readonly GoldenArray[];
  /** The cotangents: L = Σₖ Σ outputsₖ · cₖ. */
  readonly c: readonly GoldenArray[];
  readonly grads: readonly GoldenArray[];
  /** The derivative of Σⱼ Σ gradsⱼ². */
  readonly grads2: readonly GoldenArray[] | null;
  readonly rtol: number;
}

const cases = loadGolden<{ readonly cases: readonly Case[] }>("ops.json")?.cases ?? [];

function outputsOf(one: Case, inputs: readonly Tensor[]): unknown[] {
  return one.exprs.map((expression) => evaluate(expression, inputs));
}

function total(parts: readonly Tensor[]): Tensor {
  return parts.reduce((a: Tensor, b) => add(a, b), zeros([]));
}

/** The loss of a case as a function of the inputs that are differentiated. */
function lossOf(one: Case): (...chosen: Tensor[]) => Tensor {
  return (...chosen) => {
    const inputs = one.inputs.map(toTensor);
    one.diff.forEach((k, i) => {
      inputs[k] = chosen[i]!;
    });
    return total(outputsOf(one, inputs).map((y, k) => sum(mul(y as Tensor, toTensor(one.c[k]!)))));
  };
}

function check(what: string, values: readonly unknown[], golden: readonly GoldenArray[], rtol: number): void {
  expect(values.length, `how many ${what}`).toBe(golden.length);
  values.forEach((value, i) => {
    expect(difference(value, golden[i]!, rtol), `${what} ${i}`).toBeUndefined();
  });
}

/** Under what names the library may export a function: `scipy.linalg.solve_banded` as `linalg.solveBanded`, `solveBanded`. */
function namesFor(python: string): string[] {
  const parts = python.split(".").map(camelCase);
  return parts.map((_, i) => parts.slice(i).join("."));
}

const coverage = new Map<string, Coverage>();
let complex = 0;

describe.skipIf(cases.length === 0)("values and derivatives are those of NumPy and HIPS autograd", () => {
  for (const golden of cases) {
    const one = { ...golden, ...DEVIATIONS[golden.id] };
    const missing = [...new Set(one.exprs.flatMap(functionsIn))].filter((name) => callOf(name) === undefined);
    const group = one.name.includes(".") ? one.name.slice(0, one.name.lastIndexOf(".")) : one.name;
    if (!coverage.has(group)) coverage.set(group, { passed: 0, skipped: 0, total: 0, missing: new Set() });
    const line = coverage.get(group)!;
    line.total++;
    if (missing.length > 0) {
      line.skipped++;
      for (const name of missing) line.missing.add(name);
      if (one.tags.some((tag) => tag.startsWith("complex-"))) complex++;
    }
    test.skipIf(missing.length > 0)(one.id, () => {
      const points = one.diff.map((k) => toTensor(one.inputs[k]!));
      const argnums = one.diff.map((_, i) => i);
      const gradients = grad(lossOf(one), argnums, { allowConstant: true });
      check("output", outputsOf(one, one.inputs.map(toTensor)), one.outputs, one.rtol);
      check("gradient", gradients(...points), one.grads, one.rtol);
      if (one.grads2 !== null) {
        const squares = (...xs: Tensor[]): Tensor => total(gradients(...xs).map((g) => sum(square(g))));
        const second = grad(squares, argnums, { allowConstant: true })(...points);
        check("second gradient", second, one.grads2, one.rtol);
      }
      line.passed++;
    });
  }

  test("no function that the library exports under a golden name is left out", () => {
    const names = new Set(cases.flatMap(({ exprs }) => exprs.flatMap(functionsIn)));
    const forgotten = [...names].filter((name) => callOf(name) === undefined && namesFor(name).some(exported));
    expect(forgotten, "write their lines in functions.ts").toEqual([]);
  });

  afterAll(() => {
    console.log(coverageTable(coverage));
    reportSkipped(complex, "they compute with complex numbers, for which there is no dtype (counted above)");
  });
});
