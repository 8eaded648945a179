import { describe, expect, test } from "vitest";
import { tensor } from "../create.ts";
import { WengertError } from "../errors.ts";
import { mean } from "../numpy/reduce.ts";
import { evaluateFormula } from "./formula.ts";
import { MathSyntaxError } from "./syntaxError.ts";
import { math } from "./template.ts";
import type { MathValue } from "./values.ts";

const x = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);

/** The text of the error that a formula gives. */
function errorOf(formula: string): string {
  return failure(() => evaluateFormula(formula, { x, y: 2 }));
}

function failure(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(MathSyntaxError);
    return String(error);
  }
  throw new Error("no error");
}

describe("words and signs that are not part of formulas", () => {
  test("an operator of JavaScript is answered with what to write", () => {
    expect(errorOf("x && y")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: && is not an operator here
        got  x && y
               ^
        hint where(a > 0, b > 0, False) is true where both are"
    `);
    expect(errorOf("x === y")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: === is not an operator here
        got  x === y
               ^
        hint equality is =="
    `);
    expect(errorOf("!x")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: ! is not an operator here
        got  !x
             ^
        hint negate with == 0, or with !="
    `);
    expect(errorOf("x ? 1 : 2")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: ? is not an operator here
        got  x ? 1 : 2
               ^
        hint choose with where(condition, a, b)"
    `);
    expect(errorOf("x // 2")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: // is not an operator here
        got  x // 2
               ^
        hint divide with /"
    `);
    expect(errorOf("x % 2")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: % is not an operator here
        got  x % 2
               ^
        hint there is no remainder here: call a function of your own, \${mod}(a, b)"
    `);
    expect(errorOf("x ^ 2")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: ^ is not an operator here
        got  x ^ 2
               ^
        hint a power is a**b"
    `);
  });

  test("a sign from the blackboard is answered with what to type", () => {
    expect(errorOf("2 × y")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: × is not an operator here
        got  2 × y
               ^
        hint a product is a * b"
    `);
    expect(errorOf("x²")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: ² is not an operator here
        got  x²
              ^
        hint a square is a**2"
    `);
    expect(errorOf("y ≤ 2")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: ≤ is not an operator here
        got  y ≤ 2
               ^
        hint write <="
    `);
    expect(errorOf("2 − y")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: − is not an operator here
        got  2 − y
               ^
        hint this is the typographic minus; type -"
    `);
    expect(errorOf("π")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: π is not an operator here
        got  π
             ^
        hint write pi"
    `);
  });

  test("words of Python are answered with what to write", () => {
    expect(errorOf("y > 1 and y < 3")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: and is not part of formulas
        got  y > 1 and y < 3
                   ^
        hint where(a > 0, b > 0, False) is true where both are"
    `);
    expect(errorOf("not y")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: not is not part of formulas
        got  not y
             ^
        hint negate with == 0, or with !="
    `);
    expect(errorOf("1 if y else 2")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: if is not part of formulas
        got  1 if y else 2
               ^
        hint choose with where(condition, a, b)"
    `);
    expect(errorOf("sum(v for v in x)")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: there is no v
        got  sum(v for v in x)
                 ^
        hint values and functions of your own are interpolated: \${v}"
    `);
    expect(errorOf("lambda v: v")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: lambda is not part of formulas
        got  lambda v: v
             ^
        hint interpolate a function: \${(x) => …}"
    `);
  });

  test("any other character is named", () => {
    expect(errorOf("x $ y")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: $ is not an operator here
        got  x $ y
               ^
        hint a formula has numbers, names, \${values}, brackets and + - * / @ ** < <= > >= == !="
    `);
    expect(errorOf("1 + 🙂 + 2")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: 🙂 is not an operator here
        got  1 + 🙂 + 2
                 ^
        hint a formula has numbers, names, \${values}, brackets and + - * / @ ** < <= > >= == !="
    `);
  });

  test("text without an end", () => {
    expect(errorOf("x.astype('int32)")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the text does not end
        got  x.astype('int32)
                      ^
        hint close it with the same quote on the same line; it holds no interpolation and no backslash"
    `);
  });
});

describe("numbers", () => {
  test("a number that runs into letters", () => {
    expect(errorOf("2x")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the number 2 runs into x
        got  2x
              ^
        hint a product is written 2 * x"
    `);
    expect(errorOf("1j")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the number 1 runs into j
        got  1j
              ^
        hint there are no complex numbers"
    `);
    expect(errorOf("0xFF")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the number 0 runs into xFF
        got  0xFF
              ^
        hint write the number in decimal"
    `);
    expect(errorOf("1__0")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the number 1 runs into __0
        got  1__0
              ^
        hint an underscore stands between two digits: 1_000"
    `);
    expect(errorOf("3e")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the number 3 runs into e
        got  3e
              ^
        hint an exponent has digits: 1e-3"
    `);
  });
});

describe("what is missing or too much", () => {
  test("an empty formula", () => {
    expect(errorOf("")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the formula is empty
        got  
             ^
        hint write an expression, for instance mean(\${x}**2)"
    `);
    expect(errorOf("  # nothing")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the formula is empty
        got  # nothing
                      ^
        hint write an expression, for instance mean(\${x}**2)"
    `);
  });

  test("a formula that ends too early", () => {
    expect(errorOf("y +")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the formula ends too early
        got  y +
                ^
        hint a value is missing"
    `);
    expect(errorOf("(x + 1")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the formula ends too early
        got  (x + 1
                   ^
        hint a bracket is still open: close it with )"
    `);
    expect(errorOf("[1, 2")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the formula ends too early
        got  [1, 2
                  ^
        hint a bracket is still open: close it with ]"
    `);
    expect(errorOf("sum(x,")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the formula ends too early
        got  sum(x,
                   ^
        hint a value is missing"
    `);
    expect(errorOf("x[0")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the formula ends too early
        got  x[0
                ^
        hint a bracket is still open: close it with ]"
    `);
    expect(errorOf("np.")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the formula ends too early
        got  np.
                ^
        hint a name is missing"
    `);
  });

  test("a bracket that closes nothing", () => {
    expect(errorOf("(x))")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: ) cannot stand here
        got  (x))
                ^
        hint it closes no bracket"
    `);
    expect(errorOf("x]")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: ] cannot stand here
        got  x]
              ^
        hint it closes no bracket"
    `);
    expect(errorOf("(x]")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: ] cannot stand here
        got  (x]
               ^
        hint a bracket is open: close it with )"
    `);
  });

  test("two values without an operator", () => {
    expect(errorOf("2 y")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: y follows 2 directly
        got  2 y
               ^
        hint an operator or a comma is missing: a product is written 2 * y"
    `);
    expect(errorOf("sum(x) y")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: y follows ) directly
        got  sum(x) y
                    ^
        hint an operator or a comma is missing: a product is written a * b"
    `);
    expect(errorOf("sum(x y)")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: y follows x directly
        got  sum(x y)
                   ^
        hint an operator or a comma is missing: a product is written x * y"
    `);
  });

  test("an operator without its left side", () => {
    expect(errorOf("* y")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: * cannot stand here
        got  * y
             ^
        hint expected a value"
    `);
    expect(errorOf("x + / y")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: / cannot stand here
        got  x + / y
                 ^
        hint expected a value"
    `);
    expect(errorOf("(, y)")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: , cannot stand here
        got  (, y)
              ^
        hint expected a value"
    `);
    expect(errorOf("sum(*y)")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: * cannot stand here
        got  sum(*y)
                 ^
        hint lists are not unpacked here: write the arguments out"
    `);
  });

  test("a comma or an equals sign outside a call", () => {
    expect(errorOf("x, y")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: , cannot stand here
        got  x, y
              ^
        hint a formula has one value; stack several with [a, b]"
    `);
    expect(errorOf("x = y")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: = cannot stand here
        got  x = y
               ^
        hint equality is ==; a single = names an argument of a call: sum(x, axis=0)"
    `);
    expect(errorOf("x : y")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: : cannot stand here
        got  x : y
               ^
        hint a colon makes slices in square brackets: x[1:3]"
    `);
  });

  test("a chain of comparisons", () => {
    expect(errorOf("0 < y < 3")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: comparisons cannot be chained
        got  0 < y < 3
                   ^
        hint where(a < b, b < c, False) is true where both hold"
    `);
    expect(errorOf("0 < y == True")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: comparisons cannot be chained
        got  0 < y == True
                   ^
        hint where(a < b, b < c, False) is true where both hold"
    `);
  });
});

describe("names", () => {
  test("an unknown name near a known one", () => {
    expect(errorOf("sigmod(x)")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: there is no sigmod
        got  sigmod(x)
             ^
        hint did you mean sigmoid? values and functions of your own are interpolated: \${sigmod}"
    `);
    expect(errorOf("SUM(x)")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: there is no SUM
        got  SUM(x)
             ^
        hint did you mean sum? values and functions of your own are interpolated: \${SUM}"
    `);
    expect(errorOf("np.expp(x)")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: there is no expp
        got  np.expp(x)
                ^
        hint did you mean exp?"
    `);
    expect(errorOf("newaxes")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: there is no newaxes
        got  newaxes
             ^
        hint did you mean newaxis? values and functions of your own are interpolated: \${newaxes}"
    `);
    expect(errorOf("Flase")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: there is no Flase
        got  Flase
             ^
        hint did you mean False? values and functions of your own are interpolated: \${Flase}"
    `);
  });

  test("an unknown name near none", () => {
    expect(errorOf("weights @ x")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: there is no weights
        got  weights @ x
             ^
        hint values and functions of your own are interpolated: \${weights}"
    `);
    expect(errorOf("q")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: there is no q
        got  q
             ^
        hint values and functions of your own are interpolated: \${q}"
    `);
    expect(errorOf("np")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: np alone is no value
        got  np
             ^
        hint write np.exp(x) or exp(x)"
    `);
  });

  test("an unknown method or attribute", () => {
    expect(errorOf("x.men()")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: tensors have no .men in a formula
        got  x.men()
               ^
        hint did you mean .mean?"
    `);
    expect(errorOf("x.shapes")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: tensors have no .shapes in a formula
        got  x.shapes
               ^
        hint did you mean .shape?"
    `);
    expect(errorOf("x.backward()")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: tensors have no .backward in a formula
        got  x.backward()
               ^
        hint there are .T, .shape, .size, .ndim, .dtype and NumPy's methods"
    `);
    expect(errorOf("x.t")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: tensors have no .t in a formula
        got  x.t
               ^
        hint did you mean .T?"
    `);
  });

  test("a method that is not called", () => {
    expect(errorOf("x.sum + 1")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: .sum is a method and is not called
        got  x.sum + 1
               ^
        hint write .sum()"
    `);
  });
});

describe("arguments", () => {
  test("too many or too few", () => {
    expect(errorOf("exp(x, y)")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: exp takes 1 argument, here are 2
        got  exp(x, y)
                    ^
        hint it is exp(x)"
    `);
    expect(errorOf("sum(x, 0, True)")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: sum takes 2 arguments, here are 3
        got  sum(x, 0, True)
                       ^
        hint it is sum(x, axis=…, keepdims=…); keepdims by name"
    `);
    expect(errorOf("where(x, y)")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: where needs b
        got  where(x, y)
             ^
        hint it is where(condition, a, b)"
    `);
    expect(errorOf("exp()")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: exp needs x
        got  exp()
             ^
        hint it is exp(x)"
    `);
    expect(errorOf("x.sum(0, 1)")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: sum takes 2 arguments, here are 3
        got  x.sum(0, 1)
                      ^
        hint it is sum(x, axis=…, keepdims=…); keepdims by name"
    `);
    expect(errorOf("zeros(2, 3, 4)")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: zeros takes 2 arguments, here are 3
        got  zeros(2, 3, 4)
                         ^
        hint a shape is one argument: (2, 3); it is zeros(shape, dtype=…)"
    `);
  });

  test("unknown, given twice or out of order", () => {
    expect(errorOf("sum(x, dim=0)")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: sum has no argument dim
        got  sum(x, dim=0)
                    ^
        hint it is sum(x, axis=…, keepdims=…)"
    `);
    expect(errorOf("sum(x, axes=0)")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: sum has no argument axes
        got  sum(x, axes=0)
                    ^
        hint did you mean axis?"
    `);
    expect(errorOf("sum(x, 0, axis=0)")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: sum is given axis twice
        got  sum(x, 0, axis=0)
                       ^
        hint give each argument once"
    `);
    expect(errorOf("sum(axis=0, x)")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: an argument without a name follows one with a name
        got  sum(axis=0, x)
                         ^
        hint put arguments with names last"
    `);
  });

  test("of the wrong kind", () => {
    expect(errorOf("sum(x, axis=0.5)")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the axis of sum cannot be the number 0.5
        got  sum(x, axis=0.5)
                         ^
        hint axis is a whole number or several in brackets: 0 or (0, 1)"
    `);
    expect(errorOf("sum(x, axis=x)")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the axis of sum cannot be a tensor of shape [2, 3]
        got  sum(x, axis=x)
                         ^
        hint axis is a whole number or several in brackets: 0 or (0, 1)"
    `);
    expect(errorOf("zeros(x)")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the shape of zeros cannot be a tensor of shape [2, 3]
        got  zeros(x)
                   ^
        hint shape is whole numbers in brackets: (2, 3)"
    `);
    expect(errorOf("zeros(2, 3)")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the dtype of zeros cannot be the number 3
        got  zeros(2, 3)
                      ^
        hint dtype is float64, float32, int32 or bool; a shape is one argument: (2, 3)"
    `);
    expect(errorOf("x.astype('float16')")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the dtype of astype cannot be the text "float16"
        got  x.astype('float16')
                      ^
        hint dtype is float64, float32, int32 or bool"
    `);
    expect(errorOf("exp(None)")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the x of exp cannot be None
        got  exp(None)
                 ^
        hint x is a tensor, a number or a nested list of numbers"
    `);
    expect(errorOf("sum(exp)")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the x of sum cannot be a function
        got  sum(exp)
                 ^
        hint x is a tensor, a number or a nested list of numbers"
    `);
    expect(errorOf("sum(x, keepdims=x)")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the keepdims of sum cannot be a tensor of shape [2, 3]
        got  sum(x, keepdims=x)
                             ^
        hint keepdims is True or False"
    `);
  });
});

describe("values", () => {
  test("an operator or a sign beside what is no number", () => {
    expect(errorOf("None + 1")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: None is neither a tensor nor a number
        got  None + 1
             ^
        hint + is for tensors and numbers"
    `);
    expect(errorOf("-None")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: None is neither a tensor nor a number
        got  -None
              ^
        hint - is for tensors and numbers"
    `);
    expect(errorOf("x * 'a'")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the text "a" is neither a tensor nor a number
        got  x * 'a'
                 ^
        hint * is for tensors and numbers"
    `);
    expect(errorOf("exp")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: a function is neither a tensor nor a number
        got  exp
             ^
        hint call the function: f(x)"
    `);
    expect(errorOf("None")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: None is neither a tensor nor a number
        got  None
             ^
        hint a formula is for tensors and numbers"
    `);
    expect(errorOf("exp * 2")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: a function is neither a tensor nor a number
        got  exp * 2
             ^
        hint call the function: f(x)"
    `);
  });

  test("a call of what is no function", () => {
    expect(errorOf("2(y + 1)")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: only functions can be called
        got  2(y + 1)
              ^
        hint a product is written a * (b + c)"
    `);
    expect(errorOf("y(x + 1)")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the number 2 is not a function
        got  y(x + 1)
              ^
        hint only functions are called; a product is a * (b + c)"
    `);
    expect(errorOf("(1, 2)(3)")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: only functions can be called
        got  (1, 2)(3)
                   ^
        hint a product is written a * (b + c)"
    `);
    expect(errorOf("sum(x)(y)")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: a tensor of shape [] is not a function
        got  sum(x)(y)
                   ^
        hint only functions are called; a product is a * (b + c)"
    `);
    expect(errorOf("y(x, axis=1)")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: arguments have names only in calls of the library's functions
        got  y(x, axis=1)
                  ^
        hint pass them in order, or fix the option in a function of your own: \${(x) => f(x, { option })}"
    `);
  });
});

describe("interpolated values", () => {
  test("appear in errors by their number", () => {
    expect(failure(() => math`mean((${x} - ${2})**2`)).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the formula ends too early
        got  mean((\${0} - \${1})**2
                                  ^
        hint a bracket is still open: close it with )"
    `);
    expect(failure(() => math`${x} ${2}`)).toMatchInlineSnapshot(`
      "MathSyntaxError: math: \${1} follows \${0} directly
        got  \${0} \${1}
                  ^
        hint an operator or a comma is missing: a product is written \${0} * \${1}"
    `);
    expect(failure(() => math`2${x}`)).toMatchInlineSnapshot(`
      "MathSyntaxError: math: \${0} follows 2 directly
        got  2\${0}
              ^
        hint an operator or a comma is missing: a product is written 2 * \${0}"
    `);
  });

  test("that are none of what formulas know are named", () => {
    const missing: Record<string, MathValue> = {};
    expect(failure(() => math`1 + ${missing.weights!}`)).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the interpolated value is undefined
        got  1 + \${0}
                 ^
        hint is its name right?"
    `);
    expect(failure(() => math`1 + ${{ W: x } as never}`)).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the interpolated value is an object
        got  1 + \${0}
                 ^
        hint formulas work on tensors, numbers, nested arrays of numbers, and functions"
    `);
    expect(failure(() => math`1 + ${"x"}`)).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the text "x" is neither a tensor nor a number
        got  1 + \${0}
                 ^
        hint + is for tensors and numbers"
    `);
    expect(failure(() => math`${x}(${2} + 1)`)).toMatchInlineSnapshot(`
      "MathSyntaxError: math: a tensor of shape [2, 3] is not a function
        got  \${0}(\${1} + 1)
                 ^
        hint only functions are called; a product is a * (b + c)"
    `);
    expect(failure(() => math`${() => undefined}(${2}) + 1`)).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the returned value is undefined
        got  \${0}(\${1}) + 1
             ^
        hint let the function return its result"
    `);
    expect(failure(() => math`${mean}(${x}, axis=0)`)).toMatchInlineSnapshot(`
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
      failure(
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
