import { add, astype, grad, mul, sum, type Tensor, zeros } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { callOf } from "./calls.ts";
import { type Expression, evaluate, functionsIn, type GoldenArray, toTensor } from "./expression.ts";
import { loadGolden } from "./golden.ts";

// No value is compared here, only dtypes: the first golden calls of every function with inputs in single precision. (The
// golden expressions make float64 of numpy.array.)

interface Case {
  readonly id: string;
  readonly name: string;
  readonly inputs: readonly GoldenArray[];
  readonly exprs: readonly Expression[];
}

/** How many calls of one function are tried. */
const CALLS = 4;

const all = ["ops.json", "numpy.json"].flatMap(
  (file) => loadGolden<{ readonly cases: readonly Case[] }>(file)?.cases ?? [],
);
const cases = all.filter(
  ({ id, name, exprs, inputs }, i) =>
    inputs.length > 0 &&
    !id.startsWith("combo") &&
    // A constant array in an expression is float64, and so is what is made with it.
    !JSON.stringify(exprs).includes('"dtype":"float64"') &&
    !exprs
      .flatMap(functionsIn)
      .some((f) => f === "autograd.astype" || f === "numpy.array" || callOf(f) === undefined) &&
    all.slice(0, i).filter((other) => other.name === name).length < CALLS,
);

const isFloating = ({ dtype }: Tensor): boolean => dtype.startsWith("float");

describe.skipIf(cases.length === 0)("float32 in gives float32 out, gradients included", () => {
  test.each(cases.map((one) => [one.id, one] as const))("%s", (_id, { inputs, exprs }) => {
    const xs = inputs.map((x) => astype(toTensor(x), "float32"));
    const outputs = (vs: readonly Tensor[]): Tensor[] => exprs.map((e) => evaluate(e, vs) as Tensor).filter(isFloating);
    for (const y of outputs(xs)) expect(y.dtype).toBe("float32");
    const loss = (...vs: Tensor[]): Tensor =>
      outputs(vs).reduce((s: Tensor, y) => add(s, sum(mul(y, y))), zeros([], "float32"));
    const gradients = grad(
      loss,
      xs.map((_, i) => i),
      { allowConstant: true },
    )(...xs) as readonly Tensor[];
    for (const g of gradients) expect(g.dtype).toBe("float32");
  });
});
