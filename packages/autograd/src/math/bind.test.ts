import { describe, expect, test } from "vitest";
import { errorOf } from "./testing/errorOf.ts";

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
