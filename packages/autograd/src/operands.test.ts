import { describe, expect, test } from "vitest";
import * as wengert from "./index.ts";
import {
  add,
  astype,
  exp,
  grad,
  makeProgram,
  type NestedNumbers,
  square,
  sum,
  type Tensor,
  type TensorLike,
  tensor,
  zeros,
} from "./index.ts";
import { call, messageOf } from "./testing/messages.ts";

const x = tensor([1, 2, 3]);
const A = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);

describe("square brackets on a tensor", () => {
  test("reading names at, writing names set", () => {
    expect(messageOf(() => Reflect.get(x, 0))).toMatchInlineSnapshot(`
      "KindError: x[0]: square brackets do not index a tensor
        got  a tensor of shape [3]
        hint read with at(x, 0)"
    `);
    expect(messageOf(() => Reflect.get(x, "1:3"))).toMatchInlineSnapshot(`
      "KindError: x[1:3]: square brackets do not index a tensor
        got  a tensor of shape [3]
        hint read with at(x, "1:3")"
    `);
    expect(messageOf(() => Reflect.set(x, 0, 1))).toMatchInlineSnapshot(`
      "KindError: x[0] = …: tensors are immutable
        got  a tensor of shape [3]
        hint write y = set(x, 0, value), choose with where(mask, a, b), or collect parts and stack(parts)"
    `);
  });

  test("writing while differentiating says whose tensor it is", () => {
    const f = (x: Tensor): Tensor => {
      Reflect.set(x, 0, 1);
      return sum(x);
    };
    expect(messageOf(() => grad(f)(x))).toMatchInlineSnapshot(`
      "KindError: x[0] = …: tensors are immutable
        got  a tensor of shape [3], traced by reverse mode (grad, vjp)
        hint write y = set(x, 0, value), choose with where(mask, a, b), or collect parts and stack(parts)"
    `);
  });

  test("a property of one's own belongs beside the tensor", () => {
    expect(messageOf(() => Reflect.set(x, "label", "weights"))).toMatchInlineSnapshot(`
      "KindError: x.label = …: tensors are immutable
        got  a tensor of shape [3]
        hint keep it beside the tensor, in a record: { x, label }"
    `);
  });
});

describe("JavaScript's operators", () => {
  test("work on single plain numbers only", () => {
    expect(Number(tensor(2)) + 1).toBe(3);
    expect(messageOf(() => Number(x))).toMatchInlineSnapshot(`
      "KindError: using a tensor as a number: JavaScript's operators work on single numbers only
        got  a tensor of shape [3]
        hint write add(x, y), mul(x, y), greater(x, y) …, and \`\${x}\` for its text"
    `);
  });

  test("would lose the derivative of a traced number", () => {
    expect(messageOf(() => grad((x: Tensor) => add(x, Number(x) + 1))(2))).toMatchInlineSnapshot(`
      "TraceError: using a traced tensor as a number: JavaScript's operators would lose the derivative
        got  a tensor of shape [], traced by reverse mode (grad, vjp)
        hint write add(x, 1), mul(x, 2), greater(x, 0) …; x.item() > 0 branches on the value"
    `);
    expect(
      messageOf(() => makeProgram((x: Tensor) => (Number(x) > 0 ? x : square(x)))(tensor(2))),
    ).toMatchInlineSnapshot(`
      "TraceError: using a traced tensor as a number: JavaScript's operators would lose the derivative
        got  a tensor of shape [], traced by makeProgram
        hint write add(x, 1), mul(x, 2), greater(x, 0) …"
    `);
  });
});

describe("operands that are no tensors", () => {
  test("are named, with the way to numbers", () => {
    expect(messageOf(() => call(add, x))).toMatchInlineSnapshot(`
      "KindError: add: expected a tensor, a number or nested arrays of numbers
        got  undefined
        hint is an argument missing, a name misspelt, or a return forgotten?"
    `);
    expect(messageOf(() => call(add, x, "1"))).toMatchInlineSnapshot(`
      "KindError: add: expected a tensor, a number or nested arrays of numbers
        got  "1"
        hint convert it first: Number("1")"
    `);
    expect(messageOf(() => call(exp, exp))).toMatchInlineSnapshot(`
      "KindError: exp: expected a tensor, a number or nested arrays of numbers
        got  a function
        hint pass what the function returns, f(x), not the function"
    `);
    expect(messageOf(() => call(sum, { W: x, b: x }))).toMatchInlineSnapshot(`
      "KindError: sum: expected a tensor, a number or nested arrays of numbers
        got  a record with the keys W, b
        hint pass the numbers that it holds: the fields of a record one by one, a collection as an array, [...items]"
    `);
    expect(messageOf(() => call(exp, Promise.resolve(x)))).toMatchInlineSnapshot(`
      "KindError: exp: expected a tensor, a number or nested arrays of numbers
        got  a Promise
        hint wait for it first: await x"
    `);
    expect(messageOf(() => call(tensor, new Set([1])))).toMatchInlineSnapshot(`
      "KindError: tensor: expected a number or nested arrays of numbers
        got  a Set
        hint pass the numbers that it holds: the fields of a record one by one, a collection as an array, [...items]"
    `);
  });

  test("inside arrays are named with their place, gaps included", () => {
    expect(messageOf(() => call(tensor, [[1, null]]))).toMatchInlineSnapshot(`
      "KindError: tensor: expected a number or nested arrays of numbers
        got  null at [0][1]
        hint write NaN where a number is missing"
    `);
    // biome-ignore lint/suspicious/noSparseArray: the gap is what is tested
    expect(messageOf(() => call(tensor, [1, , 2]))).toMatchInlineSnapshot(`
      "KindError: tensor: expected a number or nested arrays of numbers
        got  undefined at [1]
        hint write NaN where a number is missing"
    `);
    expect(messageOf(() => call(tensor, [1, 2n]))).toMatchInlineSnapshot(`
      "KindError: tensor: expected a number or nested arrays of numbers
        got  2n at [1]
        hint convert it first: Number(2n)"
    `);
    expect(messageOf(() => call(tensor, [x, x]))).toMatchInlineSnapshot(`
      "KindError: tensor: expected a number or nested arrays of numbers
        got  a tensor of shape [3] at [0]
        hint stack(xs) joins tensors of one shape"
    `);
    expect(messageOf(() => call(tensor, x))).toMatchInlineSnapshot(`
      "KindError: tensor: expected a number or nested arrays of numbers
        got  a tensor of shape [3]
        hint it is a tensor already; astype(x, dtype) converts it"
    `);
  });
});

describe("the operation is named as it was called", () => {
  test("also when the mistake is no number at all", () => {
    const missing = (op: string, ...args: readonly unknown[]): string =>
      messageOf(() => call(Reflect.get(wengert, op), ...args)).split("\n")[0]!;
    for (const op of ["sum", "max", "at", "set", "reshape", "transpose", "zerosLike", "expandDims", "matmul", "relu"]) {
      expect(missing(op, undefined, 0, 0)).toMatch(new RegExp(`^KindError: ${op}: expected a tensor`));
    }
    expect(missing("stack", [x, undefined])).toMatch(/^KindError: stack: expected a tensor/);
    expect(missing("full", [2], "1")).toMatch(/^KindError: full: expected a tensor/);
    expect(messageOf(() => call(wengert.linalg.inv, "A"))).toMatch(/^KindError: inv: expected a tensor/);
  });

  test("shapes and axes of the wrong kind", () => {
    expect(messageOf(() => call(wengert.reshape, A, "6"))).toMatchInlineSnapshot(`
      "KindError: reshape: a shape is a list of lengths, not "6"
        hint write the lengths in one list, for instance [3, 4]"
    `);
    expect(messageOf(() => call(tensor, [1, 2], { shape: x }))).toMatchInlineSnapshot(`
      "KindError: tensor: a shape is a list of lengths, not a tensor of shape [3]
        hint the shape of a tensor is x.shape"
    `);
    expect(messageOf(() => call(wengert.transpose, A, 1))).toMatchInlineSnapshot(`
      "KindError: transpose: the order of the axes is a list, not 1
        hint transpose(x, [1, 0]) names every axis once; swapaxes(x, 0, 1) takes two numbers"
    `);
    expect(messageOf(() => call(wengert.expandDims, A))).toMatchInlineSnapshot(`
      "ArgumentError: expandDims: axis undefined of the result, which has 3 axes, does not exist
        got  shape [2, 3]
        hint the places of new axes are 0 to 2, or -1 to -3 counted from the end"
    `);
    expect(messageOf(() => call(wengert.concatenate, A, A))).toMatchInlineSnapshot(`
      "KindError: concatenate: expected a list of tensors, not a tensor of shape [2, 3]
        hint put the tensors into one list: concatenate([a, b])"
    `);
  });
});

describe("shapes", () => {
  test("are copies of what was given, and numbers are not read by one that was written to", () => {
    const lengths = [2, 2];
    const made = zeros(lengths);
    lengths.push(3);
    expect(made.shape).toEqual([2, 2]);
    (made.shape as number[])[0] = 9;
    expect(() => made.toArray()).toThrow(/the shape of this tensor of 4 numbers has been written to/);
  });
});

describe("data that make no tensor", () => {
  test("are arrays that hold themselves, with numbers, with tensors and alone", () => {
    const holdingItself = (first: unknown[]): TensorLike => {
      first.push(first);
      return first as TensorLike;
    };
    expect(() => tensor(holdingItself([]) as NestedNumbers)).toThrowErrorMatchingInlineSnapshot(`
      [KindError: tensor: arrays or records lie in each other more than 1000 deep
        got  [[[[[…]]]]]
        hint does one hold itself? Many parts come side by side, in one list]
    `);
    expect(() => sum(holdingItself([tensor(1)]))).toThrow(
      "sum: arrays or records lie in each other more than 1000 deep",
    );
    expect(() => sum(holdingItself([1]))).toThrow("got  [1, [1, [1, [1, […]]]]] as data[1]");
  });

  test("rows of different length are shown beside the first", () => {
    expect(messageOf(() => tensor([[1, 2], [3]]))).toMatchInlineSnapshot(`
      "KindError: tensor: the rows differ in length: data[0] has 2 entries, data[1] has 1 entry
        got  [3] as data[1]
        hint pad the rows to one length, or keep an array of tensors: arrays and records are pytrees"
    `);
    expect(messageOf(() => tensor([1, [2, 3]]))).toMatchInlineSnapshot(`
      "KindError: tensor: the rows differ in length: data[0] is a single number, data[1] has 2 entries
        got  [2, 3] as data[1]
        hint pad the rows to one length, or keep an array of tensors: arrays and records are pytrees"
    `);
    expect(
      messageOf(() =>
        tensor([
          [[1], [2]],
          [[3], [4, 5]],
        ]),
      ),
    ).toMatchInlineSnapshot(`
      "KindError: tensor: the rows differ in length: data[0][0] has 1 entry, data[1][1] has 2 entries
        got  [4, 5] as data[1][1]
        hint pad the rows to one length, or keep an array of tensors: arrays and records are pytrees"
    `);
    expect(messageOf(() => add([x, tensor([1, 2])], 1))).toMatchInlineSnapshot(`
      "ShapeError: add: all entries must have one shape, entry 1 differs from entry 0
        got  [3] and [2]
        hint an array of tensors is stacked; concatenate(xs) joins along an axis that exists and may differ in length"
    `);
  });

  test("a shape that the data do not fill, or that is none", () => {
    expect(messageOf(() => tensor([1, 2, 3], { shape: [2, 2] }))).toMatchInlineSnapshot(`
      "ShapeError: tensor: 3 numbers do not fill a shape of 4
        got  data of shape [3] for shape [2, 2]
        hint the product of the lengths must be the number of elements"
    `);
    expect(messageOf(() => tensor([1, 2, 3, 4], { shape: [2, -1] }))).toMatchInlineSnapshot(`
      "ArgumentError: tensor: a length must be a whole number, 0 or more, not -1
        got  shape [2, -1]
        hint only reshape works out a length by itself"
    `);
    expect(messageOf(() => zeros([2.5]))).toMatchInlineSnapshot(`
      "ArgumentError: zeros: a length must be a whole number, 0 or more, not 2.5
        got  shape [2.5]
        hint a length counts elements: Math.floor(n), if it was computed"
    `);
  });

  test("a dtype that there is not", () => {
    expect(messageOf(() => call(zeros, [2], "float16"))).toMatchInlineSnapshot(`
      "KindError: zeros: there is no such dtype
        got  "float16"
        hint the dtypes are "float64", "float32", "int32" and "bool""
    `);
    expect(messageOf(() => call(astype, x, "int64"))).toMatchInlineSnapshot(`
      "KindError: astype: there is no such dtype
        got  "int64"
        hint the dtypes are "float64", "float32", "int32" and "bool""
    `);
    expect(messageOf(() => call(tensor, [1], { dtype: "float" }))).toMatchInlineSnapshot(`
      "KindError: tensor: there is no such dtype
        got  "float"
        hint the dtypes are "float64", "float32", "int32" and "bool""
    `);
    expect(messageOf(() => call(tensor, new BigInt64Array(2)))).toMatchInlineSnapshot(`
      "KindError: tensor: there is no element type for a BigInt64Array
        hint convert it first, for instance Float64Array.from(data, Number)"
    `);
  });

  test("item of several elements, and of none", () => {
    expect(messageOf(() => A.item())).toMatchInlineSnapshot(`
      "ShapeError: item: only a tensor of one element is a number, this one has 6
        got  shape [2, 3]
        hint read one element with at(x, 0, 0).item(), all elements with x.toArray()"
    `);
    expect(messageOf(() => zeros([0]).item())).toMatchInlineSnapshot(`
      "ShapeError: item: only a tensor of one element is a number, this one has 0
        got  shape [0]
        hint read all elements with x.toArray()"
    `);
  });
});
