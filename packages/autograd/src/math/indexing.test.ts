import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arange, at, grad, greater, newaxis, reshape, set, slice, type Tensor, tensor, zeros } from "../index.ts";
import { evaluateFormula } from "./formula.ts";
import { math } from "./template.ts";

fc.configureGlobal({ seed: 1973 });

const x = reshape(arange(24), [2, 3, 4]);

function expectSame(actual: Tensor, expected: Tensor): void {
  expect(actual.shape).toEqual(expected.shape);
  expect(actual.dtype).toBe(expected.dtype);
  expect(actual.toArray()).toEqual(expected.toArray());
}

const bound = fc.option(fc.integer({ min: -6, max: 6 }), { nil: null });
const step = fc.option(fc.constantFrom(-3, -1, 1, 2), { nil: null });

describe("square brackets are at", () => {
  test("slices of every start, stop and step", () => {
    fc.assert(
      fc.property(bound, bound, step, (start, stop, by) => {
        const text = `${start ?? ""}:${stop ?? ""}${by === null ? "" : `:${by}`}`;
        expectSame(evaluateFormula(`x[0, :, ${text}]`, { x }), at(x, 0, ":", slice(start, stop, by)));
      }),
    );
  });

  test("integers, slices, dots and new axes in any places", () => {
    expectSame(math`${x}[1]`, at(x, 1));
    expectSame(math`${x}[-1, 2]`, at(x, -1, 2));
    expectSame(math`${x}[:, ::-1, 1:3]`, at(x, ":", "::-1", "1:3"));
    expectSame(math`${x}[..., 0]`, at(x, "...", 0));
    expectSame(math`${x}[None, ..., np.newaxis]`, at(x, newaxis, "...", newaxis));
    expectSame(math`${x}[(0, 1)]`, at(x, 0, 1));
    expectSame(math`${x}[0][1:][0, ::2]`, at(x, 0, 1, "::2"));
    expectSame(math`${x}[:, :]`, x);
    expectSame(math`${x}[0:1,]`, at(x, "0:1"));
  });

  test("masks and lists of integers", () => {
    expectSame(math`${x}[${x} > 10]`, at(x, greater(x, 10)));
    expectSame(math`${x}[[1, 0, 1]]`, at(x, [1, 0, 1]));
    expectSame(math`${x}[[0, 1], [2, 0], 1:]`, at(x, [0, 1], [2, 0], "1:"));
    expectSame(math`${x}[(0, 1), (2, 0)]`, at(x, [0, 1], [2, 0]));
    expectSame(math`${x}[(0, 1),]`, at(x, [0, 1]));
    expectSame(math`${x}[:, [True, False, True]]`, at(x, ":", [true, false, true]));
  });

  test("interpolated values as indices and as bounds", () => {
    const n = 2;
    expectSame(math`${x}[${1}, :${n}, ${n} - 1]`, at(x, 1, ":2", 1));
    expectSame(math`${x}[${null}, ${[0, 0]}, ${"::-1"}]`, at(x, newaxis, [0, 0], "::-1"));
    expectSame(math`${x}[${tensor([1, 0], { dtype: "int32" })}]`, at(x, [1, 0]));
    expectSame(math`${x}[0, 0, ${x}.shape[1] - 1]`, at(x, 0, 0, 2));
  });

  test("nested arrays are tensors there, too", () => {
    expectSame(math`${[[1, 2], [3, 4]]}[:, 0]`, tensor([1, 3]));
    expectSame(math`[[1, 2], [3, 4]][1]`, tensor([3, 4]));
    expectSame(math`array([1, 2, 3])[::-1]`, tensor([3, 2, 1]));
  });

  test("derivatives go back to where each element came from", () => {
    const difference = (t: Tensor): Tensor => math`sum((${t}[1:] - ${t}[:-1])**2)`;
    expectSame(grad(difference)(tensor([1, 2, 4])), tensor([-2, -2, 4]));
    expectSame(grad((t: Tensor) => math`sum(${t}[[0, 0, 2]])`)(tensor([1, 2, 3])), tensor([2, 0, 1]));
  });

  test("set takes its index as text, number or list", () => {
    expectSame(math`set(${x}, 0, 7)`, set(x, 0, 7));
    expectSame(math`set(${x}, (0, "1:", 2), 7)`, set(x, [0, "1:", 2], 7));
    expectSame(math`at(${x}, 0, "::-1", None)`, at(x, 0, "::-1", newaxis));
  });
});

describe("lists and shapes", () => {
  test("an entry of a shape stays a plain number, a part of one a list", () => {
    expectSame(math`sum(${x}, axis=0) / ${x}.shape[0]`, math`mean(${x}, axis=0)`);
    expectSame(math`zeros(${x}.shape[:-1])`, zeros([2, 3]));
    expectSame(math`zeros(${x}.shape[::-1])`, zeros([4, 3, 2]));
    expectSame(math`zeros((${x}.shape[-1], 2))`, zeros([4, 2]));
    const half = tensor([1, 2], { dtype: "float32" });
    expect(math`${half} / ${half}.shape[0]`.dtype).toBe("float32");
  });
});

function errorOf(formula: string): string {
  try {
    evaluateFormula(formula, { x });
  } catch (error) {
    return String(error);
  }
  throw new Error("no error");
}

describe("errors", () => {
  test("brackets without an index, or with colons that make no slice", () => {
    expect(errorOf("x[]")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: an index is missing in the brackets
        got  x[]
              ^
        hint write x[0], x[1:3] or x[..., None]"
    `);
    expect(errorOf("x[0:1:2:3]")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: : cannot stand here
        got  x[0:1:2:3]
                    ^
        hint a slice is start:stop:step"
    `);
    expect(errorOf("x[0 1]")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: 1 follows 0 directly
        got  x[0 1]
                 ^
        hint an operator or a comma is missing: a product is written 0 * 1"
    `);
    expect(errorOf("x[,]")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: , cannot stand here
        got  x[,]
               ^
        hint expected an index"
    `);
  });

  test("bounds that are not whole numbers, and a step of 0", () => {
    expect(errorOf("x[:1.5]")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: a bound of a slice cannot be the number 1.5
        got  x[:1.5]
                ^
        hint bounds are whole numbers, for instance x[1:x.shape[0] - 1]; choose by value with a mask, x[x > 0]"
    `);
    expect(errorOf("x[1:sum(x)]")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: a bound of a slice cannot be a tensor of shape []
        got  x[1:sum(x)]
                 ^
        hint bounds are whole numbers, for instance x[1:x.shape[0] - 1]; choose by value with a mask, x[x > 0]"
    `);
    expect(errorOf("x[::0]")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: the step of a slice must not be 0
        got  x[::0]
                 ^
        hint -1 goes backwards: x[::-1]"
    `);
  });

  test("entries that a list does not have", () => {
    expect(errorOf("x.shape[3]")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: a list of 3 has no entry 3
        got  x.shape[3]
                    ^
        hint indices are 0 to 2, or -1 to -3 from the end"
    `);
    expect(errorOf("[][0]")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: a list of 0 has no entry 0
        got  [][0]
               ^
        hint the list is empty"
    `);
  });

  test("what has no entries, and what is no index", () => {
    expect(errorOf("exp[0]")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: a function has no entries
        got  exp[0]
                ^
        hint square brackets belong behind tensors and lists"
    `);
    expect(errorOf("None[0]")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: None has no entries
        got  None[0]
                 ^
        hint square brackets belong behind tensors and lists"
    `);
    expect(errorOf("x[exp]")).toMatchInlineSnapshot(`
      "MathSyntaxError: math: a function is no index
        got  x[exp]
              ^
        hint call the function: x[f(i)]"
    `);
  });

  test("an index out of range is at's own error", () => {
    expect(errorOf("x[0, 3]")).toMatchInlineSnapshot(`
      "ArgumentError: at: there is no index 3 along axis 1, which has length 3
        got  shape [2, 3, 4]
        hint indices along this axis are 0 to 2, or -1 to -3 counted from the end"
    `);
    expect(errorOf("x[0, 0, 0, 0]")).toMatchInlineSnapshot(`
      "ArgumentError: at: 4 axes are indexed, the tensor has only 3
        got  shape [2, 3, 4]
        hint one integer, slice or integer array per axis; a mask takes as many axes as it has itself"
    `);
  });
});
