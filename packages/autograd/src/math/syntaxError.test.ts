import { describe, expect, test } from "vitest";
import { WengertError } from "../errors.ts";
import { mean } from "../numpy/reduce.ts";
import { evaluateFormula } from "./formula.ts";
import type { MathSyntaxError } from "./syntaxError.ts";
import { math } from "./template.ts";
import { errorOf, failureOf, x } from "./testing/errorOf.ts";
import type { MathValue } from "./values.ts";

describe("interpolated values", () => {
  test("appear in errors by their number", () => {
    expect(failureOf(() => math`mean((${x} - ${2})**2`)).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the formula ends too early
        got  mean((\${0} - \${1})**2
                                  ^
        hint a bracket is still open: close it with )"
    `);
    expect(failureOf(() => math`${x} ${2}`)).toMatchInlineSnapshot(`
      "MathSyntaxError: math: \${1} follows \${0} directly
        got  \${0} \${1}
                  ^
        hint an operator or a comma is missing: a product is written \${0} * \${1}"
    `);
    expect(failureOf(() => math`2${x}`)).toMatchInlineSnapshot(`
      "MathSyntaxError: math: \${0} follows 2 directly
        got  2\${0}
              ^
        hint an operator or a comma is missing: a product is written 2 * \${0}"
    `);
  });

  test("that are none of what formulas know are named", () => {
    const missing: Record<string, MathValue> = {};
    expect(failureOf(() => math`1 + ${missing.weights!}`)).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the interpolated value is undefined
        got  1 + \${0}
                 ^
        hint is its name right?"
    `);
    expect(failureOf(() => math`1 + ${{ W: x } as never}`)).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the interpolated value is an object
        got  1 + \${0}
                 ^
        hint formulas work on tensors, numbers, nested arrays of numbers, and functions"
    `);
    expect(failureOf(() => math`1 + ${"x"}`)).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the text "x" is neither a tensor nor a number
        got  1 + \${0}
                 ^
        hint + is for tensors and numbers"
    `);
    expect(failureOf(() => math`${x}(${2} + 1)`)).toMatchInlineSnapshot(`
      "MathSyntaxError: math: a tensor of shape [2, 3] is not a function
        got  \${0}(\${1} + 1)
                 ^
        hint only functions are called; a product is a * (b + c)"
    `);
    expect(failureOf(() => math`${() => undefined}(${2}) + 1`)).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the returned value is undefined
        got  \${0}(\${1}) + 1
             ^
        hint let the function return its result"
    `);
    expect(failureOf(() => math`${mean}(${x}, axis=0)`)).toMatchInlineSnapshot(`
      "MathSyntaxError: math: arguments have names only in calls of the library's functions
        got  \${0}(\${1}, axis=0)
                        ^
        hint pass them in order, or fix the option in a function of your own: \${(x) => f(x, { option })}"
    `);
  });
});

describe("the caret", () => {
  test("stands under the place, in the line that has it", () => {
    expect(
      failureOf(
        () => math`
      mean(
        (${x} - 1)**2 +
        foo
      )`,
      ),
    ).toMatchInlineSnapshot(`
      "MathSyntaxError: math: there is no foo
        got  foo
             ^
        hint values and functions of your own are interpolated: \${foo}"
    `);
  });

  test("stands under the place in the middle of a long line", () => {
    expect(errorOf(`${"y + ".repeat(50)}foo${" + y".repeat(50)}`)).toMatchInlineSnapshot(`
      "MathSyntaxError: math: there is no foo
        got  …y + y + y + y + y + y + y + y + y + y + y + y + y + y + y + foo + y + y + y + y + y + y + y + y + y + y + y + y + y + y …
                                                                          ^
        hint values and functions of your own are interpolated: \${foo}"
    `);
  });

  test("stands under the place behind a tab and behind signs of two code units", () => {
    expect(errorOf("\ty + '🙂🙂' + foo")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: there is no foo
        got  y + '🙂🙂' + foo
                        ^
        hint values and functions of your own are interpolated: \${foo}"
    `);
  });
});

describe("the error itself", () => {
  test("is a WengertError that holds the formula and the place", () => {
    try {
      math`1 + ${x} + foo`;
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(WengertError);
      expect(error).toMatchObject({ code: "math-syntax", op: "math", formula: "1 + ${0} + foo", position: 11 });
      expect((error as MathSyntaxError).name).toBe("MathSyntaxError");
    }
  });

  test("a call with brackets instead of backquotes says so", () => {
    expect(() => Reflect.apply(math, undefined, ["x + 1"])).toThrowErrorMatchingInlineSnapshot(`
      [KindError: math: math is the tag of a template and cannot be called with brackets
        got  the text "x + 1"
        hint write math\`mean((\${x} - \${y})**2)\`, with backquotes and without brackets]
    `);
    expect(() => Reflect.apply(math, undefined, [])).toThrowErrorMatchingInlineSnapshot(`
      [KindError: math: math is the tag of a template and cannot be called with brackets
        got  undefined
        hint write math\`mean((\${x} - \${y})**2)\`, with backquotes and without brackets]
    `);
  });
});

describe("limits", () => {
  test("brackets, signs, chains and calls nested deeper than 500 are refused, 499 are not", () => {
    const deep = (n: number): readonly string[] => [
      `${"(".repeat(n)}1${")".repeat(n)}`,
      `${"-".repeat(n)}1`,
      `1${"**1".repeat(n)}`,
      `1${" + 1".repeat(n)}`,
      `x${".T".repeat(n)}`,
      `${"abs(".repeat(n)}1${")".repeat(n)}`,
      `${"[".repeat(n)}1${"]".repeat(n)}`,
    ];
    for (const formula of deep(499)) expect(() => evaluateFormula(formula, { x })).not.toThrow();
    for (const formula of deep(501)) expect(errorOf(formula)).toContain("nested more than 500 deep");
    expect(errorOf(`1${" + 1".repeat(501)}`)).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the formula is nested more than 500 deep, or a chain of operators is longer
        got  …+ 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1
                                                                          ^
        hint name a part of it outside and interpolate that; add many terms with sum([a, b, c], axis=0)"
    `);
  });

  test("a formula of more than 10 000 characters is refused", () => {
    expect(errorOf("y + ".repeat(3000))).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the formula has 12000 characters, the limit is 10000
        got  y + y + y + y + y + y + y + y + y + y + y + y + y + y + y + …
             ^
        hint split it into several templates, or call the functions"
    `);
  });
});
