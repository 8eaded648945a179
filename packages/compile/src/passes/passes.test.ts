import {
  add,
  customVjp,
  div,
  evaluate,
  exp,
  makeProgram,
  mul,
  neg,
  type Program,
  pow,
  reshape,
  sub,
  sum,
  type Tensor,
  tensor,
  transpose,
  windowMax,
} from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { expectClose } from "../testing/close.ts";
import { randomProgram } from "../testing/randomProgram.ts";
import { withoutCommon } from "./common.ts";
import { withoutDeadCode } from "./dead.ts";
import { foldConstants } from "./fold.ts";
import { optimize, PASSES } from "./index.ts";
import { inlineCustom } from "./inline.ts";
import { simplify } from "./simplify.ts";

const PROGRAMS = 120;

describe.each(PASSES)("the pass $name", ({ name, pass }) => {
  test("leaves the results of random programs as they are", () => {
    for (let i = 0; i < PROGRAMS; i++) {
      const { f, inputs, text } = randomProgram(`${name} ${i}`);
      const program = makeProgram(f)(...(inputs as Tensor[]));
      expectClose(evaluate(pass(program), inputs), evaluate(program, inputs), text);
    }
  });

  test("changes nothing the second time that it should have changed the first time", () => {
    for (let i = 0; i < PROGRAMS / 4; i++) {
      const { f, inputs } = randomProgram(`${name} ${i}`);
      const once = pass(makeProgram(f)(...(inputs as Tensor[])));
      expect(pass(once).equations.length).toBeLessThanOrEqual(once.equations.length);
    }
  });
});

const x = tensor([1, 2, 3]);
/** The operations of a program, one a line, after a pass. */
const after = (pass: (program: Program) => Program, f: (x: Tensor) => unknown): string =>
  `\n${pass(makeProgram(f)(x))}\n`;

describe("what the passes do", () => {
  test("operations on constants are done, those that repeat a number are not", () => {
    expect(after(foldConstants, (x) => add(x, exp(mul(tensor(2), tensor(0.5)))))).toMatchInlineSnapshot(`
      "
      program(v0: float64[3])
        v2: float64[3] = add(v0, 2.718281828459045)
        return v2
      "
    `);
  });

  test("what is computed twice is computed once, and equal numbers are one constant", () => {
    expect(after(withoutCommon, (x) => add(exp(mul(x, 2)), exp(mul(x, tensor(2)))))).toMatchInlineSnapshot(`
      "
      program(v0: float64[3])
        v2: float64[3] = mul(v0, 2.0)
        v3: float64[3] = exp(v2)
        v7: float64[3] = add(v3, v3)
        return v7
      "
    `);
  });

  test("zeros of both signs, infinities and NaN stay apart", () => {
    const program = makeProgram((x: Tensor) => [
      div(x, 0),
      div(x, tensor(-0)),
      add(x, Infinity),
      add(x, -Infinity),
      add(x, NaN),
    ])(x);
    expect(withoutCommon(program).constants).toHaveLength(5);
  });

  test("what no result needs is left out", () => {
    expect(after(withoutDeadCode, (x) => [exp(x), mul(x, 2)][1])).toMatchInlineSnapshot(`
      "
      program(v0: float64[3])
        v3: float64[3] = mul(v0, 2.0)
        return v3
      "
    `);
  });

  test("what changes nothing is left out: x·1, x − 0, −(−x), reshapes and transpositions that undo each other", () => {
    const f = (x: Tensor): Tensor => neg(neg(sub(mul(div(x, 1), 1), 0)));
    expect(after(simplify, f)).toMatchInlineSnapshot(`
      "
      program(v0: float64[3])
        v7: float64[3] = neg(v0)
        return v0
      "
    `);
    const g = (x: Tensor): Tensor => transpose(transpose(reshape(reshape(x, [3, 1]), [1, 3])));
    expect(after((p) => withoutDeadCode(simplify(p)), g)).toMatchInlineSnapshot(`
      "
      program(v0: float64[3])
        v2: float64[1,3] = reshape(v0, shape=[1,3])
        return v2
      "
    `);
  });

  test("powers take their short ways", () => {
    const f = (x: Tensor): Tensor[] => [pow(x, 2), pow(x, 0.5), pow(x, 1), pow(x, 3), mul(x, -1)];
    expect(after(simplify, f)).toMatchInlineSnapshot(`
      "
      program(v0: float64[3])
        v2: float64[3] = square(v0)
        v4: float64[3] = sqrt(v0)
        v8: float64[3] = pow(v0, 3.0)
        v10: float64[3] = neg(v0)
        return v2, v4, v0, v8, v10
      "
    `);
  });

  test("x + 0 stays: it makes +0 of −0", () => {
    expect(after(simplify, (x) => add(x, 0))).toContain("add");
  });

  test("a function with a rule of its own becomes its operations, within others too", () => {
    const twice = customVjp(
      (x: Tensor) => mul(x, 2),
      (x: Tensor) => [mul(x, 2), null],
      (_r: null, g: Tensor) => [mul(g, 2)],
    );
    const four = customVjp(
      (x: Tensor) => twice(twice(x)),
      (x: Tensor) => [twice(twice(x)), null],
      (_r: null, g: Tensor) => [mul(g, 4)],
    );
    expectClose(evaluate(inlineCustom(makeProgram((x: Tensor) => sum(four(x)))(x)), [x]), tensor(24), "four times");
    expect(after(inlineCustom, (x) => sum(four(x)))).toMatchInlineSnapshot(`
      "
      program(v0: float64[3])
        v5: float64[3] = mul(v0, 2.0)
        v6: float64[3] = mul(v5, 2.0)
        v2: float64[] = sum(v6, axes=[0])
        return v2
      "
    `);
  });

  test("a maximum over small windows becomes slices that are compared", () => {
    expect(after(optimize, (x) => windowMax(x, [2]))).toMatchInlineSnapshot(`
      "
      program(v0: float64[3])
        v2: float64[2] = slice(v0, whole=[3], starts=[0], steps=[1], axes=[0], part=[2])
        v3: float64[2] = slice(v0, whole=[3], starts=[1], steps=[1], axes=[0], part=[2])
        v4: float64[2] = maximum(v2, v3)
        return v4
      "
    `);
  });
});
