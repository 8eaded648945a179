import { describe, expect, test } from "vitest";
import * as wengert from "./index.ts";

const {
  add,
  argmax,
  astype,
  elementwiseGrad,
  evaluate,
  exp,
  grad,
  gradAndAux,
  greater,
  hvp,
  jacobian,
  jvp,
  makeProgram,
  mapTree,
  matmul,
  max,
  mul,
  square,
  sub,
  sum,
  tensor,
  vjp,
  where,
  zeros,
} = wengert;
type Tensor = wengert.Tensor;

const x = tensor([1, 2, 3]);
const A = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);

/** Calls a function as JavaScript does, unchecked. */
function call(f: unknown, ...args: readonly unknown[]): unknown {
  return (f as (...xs: readonly unknown[]) => unknown)(...args);
}

/** What a reader sees when `f` throws; only errors thrown on purpose count. */
function text(f: () => unknown): string {
  try {
    f();
  } catch (error) {
    if (error instanceof wengert.WengertError) return `${error.name}: ${error.message}`;
    throw error;
  }
  throw new Error("nothing was thrown");
}

/** Zeros of a shape that only the run time knows. */
function of(...shape: number[]): Tensor {
  return zeros(shape);
}

describe("shapes that do not broadcast", () => {
  test("a vector that lacks an axis at the end, or in the middle, is told which axis to give", () => {
    expect(text(() => add(A, of(2)))).toMatchInlineSnapshot(`
      "ShapeError: add: the lengths 3 and 2 of axis -1 differ, and neither is 1
        got  [2, 3] and [2]
        hint an axis of length 1 makes the second [2, 1], which fits: expandDims(x, -1)"
    `);
    expect(text(() => add(of(2), A))).toMatchInlineSnapshot(`
      "ShapeError: add: the lengths 2 and 3 of axis -1 differ, and neither is 1
        got  [2] and [2, 3]
        hint an axis of length 1 makes the first [2, 1], which fits: expandDims(x, -1)"
    `);
    expect(text(() => add(of(5, 2, 3), of(5, 3)))).toMatchInlineSnapshot(`
      "ShapeError: add: the lengths 2 and 5 of axis -2 differ, and neither is 1
        got  [5, 2, 3] and [5, 3]
        hint an axis of length 1 makes the second [5, 1, 3], which fits: expandDims(x, 1)"
    `);
  });

  test("a transposed operand is recognised", () => {
    expect(text(() => sub(A, of(3, 2)))).toMatchInlineSnapshot(`
      "ShapeError: sub: the lengths 3 and 2 of axis -1 differ, and neither is 1
        got  [2, 3] and [3, 2]
        hint one of the two is transposed: transpose(x) swaps its axes"
    `);
  });

  test("two vectors of different length, and shapes without a likely repair, get the rule", () => {
    expect(text(() => mul(x, tensor([1, 2])))).toMatchInlineSnapshot(`
      "ShapeError: mul: the lengths 3 and 2 of axis -1 differ, and neither is 1
        got  [3] and [2]
        hint entries are paired one by one; to pair each with each, give one of them an axis: expandDims(x, -1)"
    `);
    expect(text(() => where(tensor([true, false]), x, x))).toMatchInlineSnapshot(`
      "ShapeError: where: the lengths 2 and 3 of axis -1 differ, and neither is 1
        got  [2] and [3]
        hint entries are paired one by one; to pair each with each, give one of them an axis: expandDims(x, -1)"
    `);
    expect(text(() => add(A, of(4, 5)))).toMatchInlineSnapshot(`
      "ShapeError: add: the lengths 3 and 5 of axis -1 differ, and neither is 1
        got  [2, 3] and [4, 5]
        hint lengths are compared from the last axis backwards; a length of 1 is repeated to fit"
    `);
  });
});

describe("a matrix product of sizes that do not fit", () => {
  test("says when the operands fit the other way round", () => {
    expect(text(() => matmul(of(4), of(10, 4)))).toMatchInlineSnapshot(`
      "ShapeError: matmul: the inner sizes differ, 4 and 10
        got  [4] and [10, 4]
        hint the other way round they fit: matmul(b, a) is [10, 4] @ [4]"
    `);
    expect(text(() => matmul(of(5, 4), of(3, 5)))).toMatchInlineSnapshot(`
      "ShapeError: matmul: the inner sizes differ, 4 and 3
        got  [5, 4] and [3, 5]
        hint the other way round they fit: matmul(b, a) is [3, 5] @ [5, 4]"
    `);
  });

  test("does not say so of two equal shapes, which fit only transposed", () => {
    expect(text(() => matmul(of(2, 3), of(2, 3)))).toMatchInlineSnapshot(`
      "ShapeError: matmul: the inner sizes differ, 3 and 2
        got  [2, 3] and [2, 3]
        hint transpose the second: matmul(a, transpose(b)) is [2, 3] @ [3, 2] (a layer of weights [out, in] on a batch [n, in])"
    `);
  });

  test("says which operand to transpose: weights on a batch, or the first", () => {
    expect(text(() => matmul(of(1, 4), of(10, 4)))).toMatchInlineSnapshot(`
      "ShapeError: matmul: the inner sizes differ, 4 and 10
        got  [1, 4] and [10, 4]
        hint transpose the second: matmul(a, transpose(b)) is [1, 4] @ [4, 10] (a layer of weights [out, in] on a batch [n, in])"
    `);
    expect(text(() => matmul(of(4, 3), of(4, 5)))).toMatchInlineSnapshot(`
      "ShapeError: matmul: the inner sizes differ, 3 and 4
        got  [4, 3] and [4, 5]
        hint transpose the first: matmul(transpose(a), b) is [3, 4] @ [4, 5]"
    `);
    expect(text(() => matmul(of(2, 3, 4), of(2, 5, 4)))).toMatchInlineSnapshot(`
      "ShapeError: matmul: the inner sizes differ, 4 and 5
        got  [2, 3, 4] and [2, 5, 4]
        hint transpose the second: matmul(a, swapaxes(b, -1, -2)) is [2, 3, 4] @ [2, 4, 5]"
    `);
  });

  test("otherwise gives the rule; a number and clashing batches have rules of their own", () => {
    expect(text(() => matmul(of(3, 4), of(5, 6)))).toMatchInlineSnapshot(`
      "ShapeError: matmul: the inner sizes differ, 4 and 5
        got  [3, 4] and [5, 6]
        hint the first must have as many columns as the second has rows: [m, k] @ [k, n]"
    `);
    expect(text(() => call(matmul, 2, of(4, 5)))).toMatchInlineSnapshot(`
      "ShapeError: matmul: an operand is a single number, without rows or columns
        got  [] and [4, 5]
        hint mul(a, b) multiplies by a number"
    `);
    expect(text(() => matmul(of(2, 3, 4), of(3, 4, 5)))).toMatchInlineSnapshot(`
      "ShapeError: matmul: the axes before the last two do not broadcast, [2] and [3]
        got  [2, 3, 4] and [3, 4, 5]
        hint they number the matrices of a batch: their lengths must agree or be 1"
    `);
  });

  /** The shape that a hint promises is the shape of the product that it names. */
  test("the hints are true", () => {
    expect(matmul(of(10, 4), of(4)).shape).toEqual([10]);
    expect(matmul(of(3, 5), of(5, 4)).shape).toEqual([3, 4]);
    expect(matmul(of(1, 4), of(4, 10)).shape).toEqual([1, 10]);
  });
});

describe("square brackets on a tensor", () => {
  test("reading names at, writing names set", () => {
    expect(text(() => Reflect.get(x, 0))).toMatchInlineSnapshot(`
      "KindError: x[0]: square brackets do not index a tensor
        got  a tensor of shape [3]
        hint read with at(x, 0)"
    `);
    expect(text(() => Reflect.get(x, "1:3"))).toMatchInlineSnapshot(`
      "KindError: x[1:3]: square brackets do not index a tensor
        got  a tensor of shape [3]
        hint read with at(x, "1:3")"
    `);
    expect(text(() => Reflect.set(x, 0, 1))).toMatchInlineSnapshot(`
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
    expect(text(() => grad(f)(x))).toMatchInlineSnapshot(`
      "KindError: x[0] = …: tensors are immutable
        got  a tensor of shape [3], traced by reverse mode (grad, vjp)
        hint write y = set(x, 0, value), choose with where(mask, a, b), or collect parts and stack(parts)"
    `);
  });

  test("a property of one's own belongs beside the tensor", () => {
    expect(text(() => Reflect.set(x, "label", "weights"))).toMatchInlineSnapshot(`
      "KindError: x.label = …: tensors are immutable
        got  a tensor of shape [3]
        hint keep it beside the tensor, in a record: { x, label }"
    `);
  });
});

describe("JavaScript's operators", () => {
  test("work on single plain numbers only", () => {
    expect(Number(tensor(2)) + 1).toBe(3);
    expect(text(() => Number(x))).toMatchInlineSnapshot(`
      "KindError: using a tensor as a number: JavaScript's operators work on single numbers only
        got  a tensor of shape [3]
        hint write add(x, y), mul(x, y), greater(x, y) …, and \`\${x}\` for its text"
    `);
  });

  test("would lose the derivative of a traced number", () => {
    expect(text(() => grad((x: Tensor) => add(x, Number(x) + 1))(2))).toMatchInlineSnapshot(`
      "TraceError: using a traced tensor as a number: JavaScript's operators would lose the derivative
        got  a tensor of shape [], traced by reverse mode (grad, vjp)
        hint write add(x, 1), mul(x, 2), greater(x, 0) …; x.item() > 0 branches on the value"
    `);
    expect(text(() => makeProgram((x: Tensor) => (Number(x) > 0 ? x : square(x)))(tensor(2)))).toMatchInlineSnapshot(`
      "TraceError: using a traced tensor as a number: JavaScript's operators would lose the derivative
        got  a tensor of shape [], traced by makeProgram
        hint write add(x, 1), mul(x, 2), greater(x, 0) …"
    `);
  });
});

describe("operands that are no tensors", () => {
  test("are named, with the way to numbers", () => {
    expect(text(() => call(add, x))).toMatchInlineSnapshot(`
      "KindError: add: expected a tensor, a number or nested arrays of numbers
        got  undefined
        hint is an argument missing, a name misspelt, or a return forgotten?"
    `);
    expect(text(() => call(add, x, "1"))).toMatchInlineSnapshot(`
      "KindError: add: expected a tensor, a number or nested arrays of numbers
        got  "1"
        hint convert it first: Number("1")"
    `);
    expect(text(() => call(exp, exp))).toMatchInlineSnapshot(`
      "KindError: exp: expected a tensor, a number or nested arrays of numbers
        got  a function
        hint pass what the function returns, f(x), not the function"
    `);
    expect(text(() => call(sum, { W: x, b: x }))).toMatchInlineSnapshot(`
      "KindError: sum: expected a tensor, a number or nested arrays of numbers
        got  a record with the keys W, b
        hint pass the numbers that it holds: the fields of a record one by one, a collection as an array, [...items]"
    `);
    expect(text(() => call(exp, Promise.resolve(x)))).toMatchInlineSnapshot(`
      "KindError: exp: expected a tensor, a number or nested arrays of numbers
        got  a Promise
        hint wait for it first: await x"
    `);
    expect(text(() => call(tensor, new Set([1])))).toMatchInlineSnapshot(`
      "KindError: tensor: expected a number or nested arrays of numbers
        got  a Set
        hint pass the numbers that it holds: the fields of a record one by one, a collection as an array, [...items]"
    `);
  });

  test("inside arrays are named with their place, gaps included", () => {
    expect(text(() => call(tensor, [[1, null]]))).toMatchInlineSnapshot(`
      "KindError: tensor: expected a number or nested arrays of numbers
        got  null at [0][1]
        hint write NaN where a number is missing"
    `);
    // biome-ignore lint/suspicious/noSparseArray: the gap is what is tested
    expect(text(() => call(tensor, [1, , 2]))).toMatchInlineSnapshot(`
      "KindError: tensor: expected a number or nested arrays of numbers
        got  undefined at [1]
        hint write NaN where a number is missing"
    `);
    expect(text(() => call(tensor, [1, 2n]))).toMatchInlineSnapshot(`
      "KindError: tensor: expected a number or nested arrays of numbers
        got  2n at [1]
        hint convert it first: Number(2n)"
    `);
    expect(text(() => call(tensor, [x, x]))).toMatchInlineSnapshot(`
      "KindError: tensor: expected a number or nested arrays of numbers
        got  a tensor of shape [3] at [0]
        hint stack(xs) joins tensors of one shape"
    `);
    expect(text(() => call(tensor, x))).toMatchInlineSnapshot(`
      "KindError: tensor: expected a number or nested arrays of numbers
        got  a tensor of shape [3]
        hint it is a tensor already; astype(x, dtype) converts it"
    `);
  });
});

describe("data that make no tensor", () => {
  test("rows of different length are shown beside the first", () => {
    expect(text(() => tensor([[1, 2], [3]]))).toMatchInlineSnapshot(`
      "KindError: tensor: the rows differ in length: data[0] has 2 entries, data[1] has 1 entry
        got  [3] as data[1]
        hint pad the rows to one length, or keep an array of tensors: arrays and records are pytrees"
    `);
    expect(text(() => tensor([1, [2, 3]]))).toMatchInlineSnapshot(`
      "KindError: tensor: the rows differ in length: data[0] is a single number, data[1] has 2 entries
        got  [2, 3] as data[1]
        hint pad the rows to one length, or keep an array of tensors: arrays and records are pytrees"
    `);
    expect(
      text(() =>
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
    expect(text(() => add([x, tensor([1, 2])], 1))).toMatchInlineSnapshot(`
      "ShapeError: stack: all entries must have one shape, entry 1 differs from entry 0
        got  [3] and [2]
        hint an array of tensors is stacked; concatenate(xs) joins along an axis that exists and may differ in length"
    `);
  });

  test("a shape that the data do not fill, or that is none", () => {
    expect(text(() => tensor([1, 2, 3], { shape: [2, 2] }))).toMatchInlineSnapshot(`
      "ShapeError: tensor: 3 numbers do not fill a shape of 4
        got  data of shape [3] for shape [2, 2]
        hint the product of the lengths must be the number of elements"
    `);
    expect(text(() => tensor([1, 2, 3, 4], { shape: [2, -1] }))).toMatchInlineSnapshot(`
      "ArgumentError: tensor: a length must be a whole number, 0 or more, not -1
        got  shape [2, -1]
        hint only reshape works out a length by itself"
    `);
    expect(text(() => zeros([2.5]))).toMatchInlineSnapshot(`
      "ArgumentError: zeros: a length must be a whole number, 0 or more, not 2.5
        got  shape [2.5]
        hint lengths count elements: round them first"
    `);
  });

  test("a dtype that there is not", () => {
    expect(text(() => call(zeros, [2], "float16"))).toMatchInlineSnapshot(`
      "KindError: dtype: there is none called "float16"
        hint the dtypes are "float64", "float32", "int32" and "bool""
    `);
    expect(text(() => call(astype, x, "int64"))).toMatchInlineSnapshot(`
      "KindError: dtype: there is none called "int64"
        hint the dtypes are "float64", "float32", "int32" and "bool""
    `);
    expect(text(() => call(tensor, [1], { dtype: "float" }))).toMatchInlineSnapshot(`
      "KindError: dtype: there is none called "float"
        hint the dtypes are "float64", "float32", "int32" and "bool""
    `);
    expect(text(() => call(tensor, new BigInt64Array(2)))).toMatchInlineSnapshot(`
      "KindError: tensor: there is no element type for a BigInt64Array
        hint convert it first, for instance Float64Array.from(data, Number)"
    `);
  });

  test("item of several elements, and of none", () => {
    expect(text(() => A.item())).toMatchInlineSnapshot(`
      "ShapeError: item: only a tensor of one element is a number, this one has 6
        got  shape [2, 3]
        hint read one element with at(x, 0, 0).item(), all elements with x.toArray()"
    `);
    expect(text(() => zeros([0]).item())).toMatchInlineSnapshot(`
      "ShapeError: item: only a tensor of one element is a number, this one has 0
        got  shape [0]
        hint read all elements with x.toArray()"
    `);
  });
});

describe("axes", () => {
  test("that do not exist, counted from the front or the end", () => {
    expect(text(() => sum(A, 2))).toMatchInlineSnapshot(`
      "ArgumentError: sum: there is no axis 2 in a tensor with 2 axes
        got  shape [2, 3]
        hint axes are 0 to 1, or -1 to -2 counted from the end"
    `);
    expect(text(() => sum(x, -2))).toMatchInlineSnapshot(`
      "ArgumentError: sum: there is no axis -2 in a tensor with 1 axis
        got  shape [3]
        hint the only axis is 0, or -1 counted from the end"
    `);
    expect(text(() => call(sum, tensor(1), 0))).toMatchInlineSnapshot(`
      "ArgumentError: sum: there is no axis 0 in a tensor with 0 axes
        got  shape []
        hint a single number has no axes; leave the axis out"
    `);
  });

  test("that are no axes", () => {
    expect(text(() => sum(A, 0.5))).toMatchInlineSnapshot(`
      "ArgumentError: sum: an axis must be a whole number, not 0.5
        got  shape [2, 3]
        hint axes are 0 to 1, or -1 to -2 counted from the end"
    `);
    expect(text(() => call(sum, A, { keepdims: true }))).toMatchInlineSnapshot(`
      "ArgumentError: sum: an axis must be a whole number, not a record with the keys keepdims
        got  shape [2, 3]
        hint options come after the axis; null stands for all axes"
    `);
    expect(text(() => call(argmax, A, [0, 1]))).toMatchInlineSnapshot(`
      "ArgumentError: argmax: an axis must be a whole number, not [0, 1]
        got  shape [2, 3]
        hint this operation takes one axis, without brackets"
    `);
    expect(text(() => sum(A, [0, -2]))).toMatchInlineSnapshot(`
      "ArgumentError: sum: axis 0 is named twice
        got  axes [0, -2] of shape [2, 3]
        hint a negative axis counts from the end and may be one already named"
    `);
  });

  test("with nothing along them have no largest entry", () => {
    expect(text(() => max(zeros([0, 3]), 0))).toMatchInlineSnapshot(`
      "ArgumentError: max: there is no largest of zero elements
        got  shape [0, 3]
        hint an axis that is reduced must have at least one entry; check the data that was selected"
    `);
  });
});

describe("what is differentiated", () => {
  test("must be a function: most often it was called already", () => {
    expect(text(() => call(grad, sum(x)))).toMatchInlineSnapshot(`
      "KindError: grad: the first argument must be a function
        got  a tensor of shape []
        hint grad(f) gives a new function of the same arguments: grad(f)(x), not grad(f(x))"
    `);
    expect(text(() => call(jacobian, undefined))).toMatchInlineSnapshot(`
      "KindError: jacobian: the first argument must be a function
        got  undefined
        hint jacobian(f) gives a new function of the same arguments: jacobian(f)(x), not jacobian(f(x))"
    `);
    expect(text(() => call(vjp, x))).toMatchInlineSnapshot(`
      "KindError: vjp: the first argument must be a function
        got  a tensor of shape [3]
        hint pass the function and then its arguments"
    `);
  });

  test("must return one number", () => {
    const applied = (op: unknown, result: unknown): string =>
      text(() =>
        call(
          call(op, () => result),
          x,
        ),
      );
    expect(text(() => grad((x: Tensor) => square(x))(x))).toMatchInlineSnapshot(`
      "ShapeError: grad: the function must return one number, it returned 3
        got  shape [3]
        hint reduce it with sum or mean; jacobian(f) differentiates every output by every input, elementwiseGrad(f) each output by its own input"
    `);
    expect(applied(grad, undefined)).toMatchInlineSnapshot(`
      "KindError: grad: the function must return one number, as a tensor without axes
        got  undefined
        hint is a return missing? (x) => { … } needs one, (x) => … does not"
    `);
    expect(applied(grad, Promise.resolve(x))).toMatchInlineSnapshot(`
      "KindError: grad: the function must return one number, as a tensor without axes
        got  a Promise
        hint the function must not be async: load and wait before, then differentiate"
    `);
    expect(applied(grad, { loss: x, accuracy: 1 })).toMatchInlineSnapshot(`
      "KindError: grad: the function must return one number, as a tensor without axes
        got  a record with the keys loss, accuracy
        hint return the number alone; gradAndAux takes [number, aux] and hands aux through"
    `);
    expect(applied(gradAndAux, x)).toMatchInlineSnapshot(`
      "KindError: gradAndAux: the function must return [number, aux]
        got  a tensor of shape [3]
        hint return the number to differentiate first, then anything you want handed through"
    `);
    expect(applied(elementwiseGrad, undefined)).toMatchInlineSnapshot(`
      "KindError: elementwiseGrad: the function must return a tensor of floating numbers
        got  undefined
        hint is a return missing? (x) => { … } needs one"
    `);
    expect(applied(elementwiseGrad, greater(x, 0))).toMatchInlineSnapshot(`
      "KindError: elementwiseGrad: the function must return a tensor of floating numbers
        got  bool values of shape [3]
        hint comparisons and argmax have no derivative"
    `);
  });

  test("must depend on the arguments", () => {
    expect(text(() => grad((_x: Tensor) => tensor(2))(x))).toMatchInlineSnapshot(`
      "KindError: grad: the result does not depend on the arguments that are differentiated
        got  the value 2.0
        hint item(), toArray(), comparisons and argmax end the derivative; if a gradient of zeros is meant, pass { allowConstant: true }"
    `);
    expect(text(() => grad((x: Tensor) => argmax(x))(x))).toMatchInlineSnapshot(`
      "KindError: grad: the result is int32, and no derivative passes through whole numbers and comparisons
        got  the value 2
        hint item(), toArray(), comparisons and argmax end the derivative; if a gradient of zeros is meant, pass { allowConstant: true }"
    `);
    expect(
      text(() =>
        call(
          call(grad, (x: Tensor) => sum(x).item()),
          x,
        ),
      ),
    ).toMatchInlineSnapshot(`
      "KindError: grad: the function returned a JavaScript number, through which no derivative passes
        got  the value 6
        hint item(), toArray(), comparisons and argmax end the derivative; if a gradient of zeros is meant, pass { allowConstant: true }"
    `);
  });
});

describe("the arguments that are differentiated", () => {
  const f = (x: Tensor, y: Tensor): Tensor => sum(mul(x, y));

  test("are named by places that exist, each once", () => {
    expect(text(() => call(grad, f, -1))).toMatchInlineSnapshot(`
      "ArgumentError: grad: arguments are named by their places 0, 1, …
        got  -1
        hint grad(f, 1) differentiates by the second argument, grad(f, [0, 1]) by the first two"
    `);
    expect(text(() => call(grad, f, { allowConstant: true }))).toMatchInlineSnapshot(`
      "ArgumentError: grad: arguments are named by their places 0, 1, …
        got  a record with the keys allowConstant
        hint grad(f, 1) differentiates by the second argument, grad(f, [0, 1]) by the first two"
    `);
    expect(text(() => call(jacobian, f, [0, 1]))).toMatchInlineSnapshot(`
      "ArgumentError: jacobian: arguments are named by their places 0, 1, …
        got  [0, 1]
        hint jacobian takes one place: call it once for each argument, or put the arguments into one record"
    `);
    expect(text(() => call(grad, f, [0, 0]))).toMatchInlineSnapshot(`
      "ArgumentError: grad: argument 0 is named twice
        got  [0, 0]
        hint grad(f, 1) differentiates by the second argument, grad(f, [0, 1]) by the first two"
    `);
  });

  test("naming none gives no gradients", () => {
    expect(grad(f, [])(x, x)).toEqual([]);
  });

  test("must be given", () => {
    expect(text(() => call(grad(f, 1), x))).toMatchInlineSnapshot(`
      "KindError: grad: there is no argument 1 to differentiate
        got  1 argument
        hint arguments are counted from 0, and grad(f) takes those of f: grad(f)(x, y)"
    `);
    expect(text(() => call(grad(f), undefined, x))).toMatchInlineSnapshot(`
      "KindError: grad: there is nothing to differentiate in argument 0
        got  undefined
        hint an argument that is differentiated is a tensor, a number, or arrays and records of them"
    `);
    expect(
      text(() =>
        call(
          hvp((x: Tensor) => sum(x)),
          x,
        ),
      ),
    ).toMatchInlineSnapshot(`
      "ArgumentError: hvp: the vector is missing
        got  1 argument
        hint pass the function's arguments and then the vector: hvp(f)(x, v)"
    `);
  });

  test("must be floating, wherever they lie", () => {
    const labels = tensor([0, 1], { dtype: "int32" });
    expect(text(() => grad((x: Tensor) => sum(x))(labels))).toMatchInlineSnapshot(`
      "KindError: grad: derivatives are taken by floating numbers, and argument 0 is int32
        got  int32 values of shape [2]
        hint make it floating with astype(x, "float64"), or pass it as an argument that is not differentiated"
    `);
    const loss = ({ layers }: { readonly layers: readonly { readonly labels: Tensor }[] }): Tensor =>
      sum(layers[0]!.labels);
    expect(text(() => grad(loss)({ layers: [{ labels }] }))).toMatchInlineSnapshot(`
      "KindError: grad: derivatives are taken by floating numbers, and argument 0 at .layers[0].labels is int32
        got  int32 values of shape [2]
        hint make it floating with astype(x, "float64"), or pass it as an argument that is not differentiated"
    `);
  });

  test("must be arrays and records of tensors", () => {
    expect(text(() => call(grad(f), new Float64Array(2), x))).toMatchInlineSnapshot(`
      "KindError: grad: arguments and results are tensors, numbers, or arrays and plain records of them
        got  a Float64Array
        hint make a tensor of it: tensor(data)"
    `);
    expect(text(() => call(grad(f), { W: x, when: new Date(0) }, x))).toMatchInlineSnapshot(`
      "KindError: grad: arguments and results are tensors, numbers, or arrays and plain records of them
        got  a Date at .when
        hint parameters are tensors in arrays and records, for instance { W, b } or [[W1, b1], [W2, b2]]"
    `);
  });
});

describe("directions and cotangents", () => {
  test("have the shape of what they belong to", () => {
    expect(text(() => vjp(square, x)[1](tensor([1, 2])))).toMatchInlineSnapshot(`
      "ShapeError: vjp: the cotangent must have the shape of the result that it belongs to
        got  a cotangent [2] for a result [3]
        hint for a scalar result pass 1; onesLike(y) asks for the derivative of the sum of all results"
    `);
    expect(text(() => jvp((x: Tensor) => square(x), [x], [tensor([1, 2])]))).toMatchInlineSnapshot(`
      "ShapeError: jvp: a tangent must have the shape of its primal
        got  a tangent [2] for a primal [3]
        hint the direction has one number for every number of the argument"
    `);
  });

  test("come in lists, one for each argument", () => {
    expect(text(() => call(jvp, square, x, x))).toMatchInlineSnapshot(`
      "ArgumentError: jvp: arguments and tangents are given as lists
        got  a tensor of shape [3] and a tensor of shape [3]
        hint jvp(f, [x], [dx]) for a function of one argument"
    `);
    expect(text(() => call(jvp, mul, [x, x], [x]))).toMatchInlineSnapshot(`
      "ArgumentError: jvp: there must be one tangent for each argument
        got  2 arguments and 1 tangent
        hint both are lists of arguments: jvp(f, [x, y], [dx, dy]); a zero tangent is zerosLike(x)"
    `);
  });

  test("are built alike", () => {
    expect(text(() => mapTree((a, b) => add(a, b), { W: x }, { W: x, b: x }))).toMatchInlineSnapshot(`
      "KindError: mapTree: a further argument is not built like what it belongs to
        got  {W: *, b: *} instead of {W: *}
        hint use the same arrays and record keys, with a tensor for every tensor (each * is one)"
    `);
  });
});

describe("traced values", () => {
  test("end with the function that they were traced for", () => {
    let kept = x;
    const f = (x: Tensor): Tensor => {
      kept = square(x);
      return sum(kept);
    };
    grad(f)(x);
    expect(text(() => add(kept, 1))).toMatchInlineSnapshot(`
      "TraceError: add: a traced value was used after its function had returned
        got  a value of reverse mode (grad, vjp)
        hint return it from the function (gradAndAux hands values through), or keep x.item() or x.toArray() instead of x"
    `);
    expect(kept.toArray()).toEqual([1, 4, 9]);
  });

  test("are no arguments of a program unless they are passed to it", () => {
    const f = (x: Tensor): Tensor => {
      evaluate(makeProgram((y: Tensor) => mul(x, y))(x), [x]);
      return sum(x);
    };
    expect(text(() => grad(f)(x))).toMatchInlineSnapshot(`
      "TraceError: makeProgram: the function uses a traced value that is not among its arguments
        got  a tensor of shape [3], traced by reverse mode (grad, vjp)
        hint pass it as an argument instead of capturing it in a closure"
    `);
  });

  test("have no numbers while a function is staged", () => {
    expect(text(() => makeProgram((x: Tensor) => (x.item() > 0 ? x : square(x)))(tensor(2)))).toMatchInlineSnapshot(`
      "TraceError: reading a value: the tensor is abstract: while staging there are shapes and dtypes, but no numbers yet
        got  an abstract float64 tensor of shape []
        hint choose with where(condition, a, b), or call the function without staging: there, branches on values work"
    `);
  });
});

test("every error names the page that explains it", () => {
  try {
    add(A, of(2));
  } catch (error) {
    expect(error).toMatchObject({
      code: "shape-mismatch",
      op: "add",
      page: "docs/errors/shape-mismatch.md",
      shapes: [[2, 3], [2]],
    });
  }
  expect.assertions(1);
});
