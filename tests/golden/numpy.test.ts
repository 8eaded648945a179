import {
  add,
  centralDifference,
  grad,
  makeProgram,
  mul,
  evaluate as run,
  sum,
  type Tensor,
  zeros,
} from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { callOf } from "./calls.ts";
import { difference } from "./compare.ts";
import { type Expression, evaluate, functionsIn, type GoldenArray, toTensor } from "./expression.ts";
import { loadGolden } from "./golden.ts";

// NumPy's values for what HIPS autograd does not differentiate or does differently, and edges; the derivatives are compared
// with central differences. The numbers were made with the version of NumPy that the file names.

interface Case {
  readonly id: string;
  readonly inputs: readonly GoldenArray[];
  readonly exprs: readonly Expression[];
  readonly outputs: readonly GoldenArray[];
  /** Whether the derivatives by all inputs exist at this point. */
  readonly smooth: boolean;
  readonly rtol: number;
}

/** What a central difference with step 6·10⁻⁶ can show of functions of size 10. */
const DIFFERENCES = 1e-6;

const cases = loadGolden<{ readonly cases: readonly Case[] }>("numpy.json")?.cases ?? [];

/** Weights and directions that have nothing to do with the values. */
const spread = (like: Tensor, seed: number): Tensor =>
  toTensor({
    shape: like.shape,
    data: Array.from({ length: like.size }, (_, i) => Math.sin(12.9898 * (i + 1) + seed)),
  });

describe.skipIf(cases.length === 0)("values are NumPy's", () => {
  test.each(cases.map((one) => [one.id, one] as const))("%s", (_id, one) => {
    const missing = one.exprs.flatMap(functionsIn).filter((name) => callOf(name) === undefined);
    expect(missing, "functions that are not exported").toEqual([]);
    const outputs = (xs: readonly Tensor[]): Tensor[] => one.exprs.map((e) => evaluate(e, xs) as Tensor);
    const xs = one.inputs.map(toTensor);
    outputs(xs).forEach((value, i) => {
      expect(difference(value, one.outputs[i]!, one.rtol), `output ${i}`).toBeUndefined();
    });
    if (!one.smooth || xs.length === 0) return;
    const loss = (...vs: Tensor[]): Tensor =>
      outputs(vs).reduce((total: Tensor, y, k) => add(total, sum(mul(y, spread(y, k)))), zeros([]));
    const gradients = grad(
      loss,
      xs.map((_, i) => i),
      { allowConstant: true },
    )(...xs) as readonly Tensor[];
    const directions = xs.map((x, i) => spread(x, 100 + i));
    const slope = gradients.reduce((total: Tensor, g, i) => add(total, sum(mul(g, directions[i]!))), zeros([])).item();
    const witness = (centralDifference(loss, xs as [], directions as []) as Tensor).item();
    expect(Math.abs(slope - witness) / Math.max(1, Math.abs(witness)), `${slope} against ${witness}`).toBeLessThan(
      DIFFERENCES,
    );
    if (NEEDS_VALUES.has(one.id.slice(0, one.id.indexOf("#")))) return;
    const program = makeProgram(loss)(...(xs as []));
    expect(run(program, xs as [])).toEqual(loss(...xs));
  });
});

/** Functions whose results have a shape that depends on values: they cannot be staged. */
const NEEDS_VALUES = new Set(["numpy.unique", "numpy.compress", "numpy.extract"]);
