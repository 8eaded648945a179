import { describe, expect, test } from "vitest";
import {
  add,
  argmax,
  elementwiseGrad,
  evaluate,
  explain,
  grad,
  gradAndAux,
  greater,
  hessian,
  hvp,
  jacobian,
  jvp,
  makeProgram,
  mapTree,
  mul,
  square,
  sum,
  type Tensor,
  tensor,
  vjp,
} from "../index.ts";
import { call, messageOf } from "../testing/messages.ts";

const x = tensor([1, 2, 3]);

describe("what is differentiated", () => {
  test("must be a function: most often it was called already", () => {
    expect(messageOf(() => call(grad, sum(x)))).toMatchInlineSnapshot(`
      "KindError: grad: the first argument must be a function
        got  a tensor of shape []
        hint grad(f) gives a new function of the same arguments: grad(f)(x), not grad(f(x))"
    `);
    expect(messageOf(() => call(jacobian, undefined))).toMatchInlineSnapshot(`
      "KindError: jacobian: the first argument must be a function
        got  undefined
        hint jacobian(f) gives a new function of the same arguments: jacobian(f)(x), not jacobian(f(x))"
    `);
    expect(messageOf(() => call(vjp, x))).toMatchInlineSnapshot(`
      "KindError: vjp: the first argument must be a function
        got  a tensor of shape [3]
        hint pass the function and then its arguments"
    `);
  });

  test("must return one number", () => {
    const applied = (op: unknown, result: unknown): string =>
      messageOf(() =>
        call(
          call(op, () => result),
          x,
        ),
      );
    expect(messageOf(() => grad((x: Tensor) => square(x))(x))).toMatchInlineSnapshot(`
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
    expect(applied(elementwiseGrad, 2)).toContain("hint item(), toArray() and Math end the derivative");
    expect(applied(elementwiseGrad, [x])).toContain("hint it takes one tensor; jacobian(f) differentiates arrays");
    expect(applied(elementwiseGrad, Promise.resolve(x))).toContain("hint the function must not be async");
    expect(applied(elementwiseGrad, greater(x, 0))).toMatchInlineSnapshot(`
      "KindError: elementwiseGrad: the function must return a tensor of floating numbers
        got  bool values of shape [3]
        hint comparisons and argmax have no derivative"
    `);
  });

  test("must return something, where a pytree is right", () => {
    const forgetful = (x: Tensor): void => {
      square(x);
    };
    expect(messageOf(() => call(call(jacobian, forgetful), x))).toMatchInlineSnapshot(`
      "KindError: jacobian: the function returned nothing
        got  undefined
        hint is a return missing? (x) => { … } needs one, (x) => … does not"
    `);
    const others: Readonly<Record<string, () => unknown>> = {
      vjp: () => call(vjp, forgetful, x),
      jvp: () => call(jvp, forgetful, [x], [x]),
      makeProgram: () => call(call(makeProgram, forgetful), x),
      explain: () => call(call(explain, forgetful), x),
    };
    for (const [op, f] of Object.entries(others)) {
      expect(messageOf(f)).toContain(`KindError: ${op}: the function returned nothing`);
    }
    expect(
      messageOf(() =>
        call(
          call(jacobian, () => square),
          x,
        ),
      ),
    ).toContain("the function returned a function");
  });

  test("is named by the transformation that was called", () => {
    const constant = (): Tensor => tensor(2);
    expect(messageOf(() => call(call(hessian, constant), x))).toMatch(/^KindError: hessian: the result does not/);
    expect(messageOf(() => call(call(hvp, constant), x, x))).toMatch(/^KindError: hvp: the result does not/);
  });

  test("must depend on the arguments", () => {
    expect(messageOf(() => grad((_x: Tensor) => tensor(2))(x))).toMatchInlineSnapshot(`
      "KindError: grad: the result does not depend on the arguments that are differentiated
        got  the value 2.0
        hint item(), toArray(), comparisons and argmax end the derivative; grad(f, 0, { allowConstant: true }) gives zeros"
    `);
    expect(messageOf(() => grad((x: Tensor) => argmax(x))(x))).toMatchInlineSnapshot(`
      "KindError: grad: the result is int32, and no derivative passes through whole numbers and comparisons
        got  the value 2
        hint item(), toArray(), comparisons and argmax end the derivative; grad(f, 0, { allowConstant: true }) gives zeros"
    `);
    expect(
      messageOf(() =>
        call(
          call(grad, (x: Tensor) => sum(x).item()),
          x,
        ),
      ),
    ).toMatchInlineSnapshot(`
      "KindError: grad: the function returned a JavaScript number, through which no derivative passes
        got  the value 6
        hint item(), toArray(), comparisons and argmax end the derivative; grad(f, 0, { allowConstant: true }) gives zeros"
    `);
  });
});

describe("the arguments that are differentiated", () => {
  const f = (x: Tensor, y: Tensor): Tensor => sum(mul(x, y));

  test("are named by places that exist, each once", () => {
    expect(messageOf(() => call(grad, f, -1))).toMatchInlineSnapshot(`
      "ArgumentError: grad: arguments are named by their places 0, 1, …
        got  -1
        hint grad(f, 1) differentiates by the second argument, grad(f, [0, 1]) by the first two"
    `);
    expect(messageOf(() => call(grad, f, { allowConstant: true }))).toMatchInlineSnapshot(`
      "ArgumentError: grad: arguments are named by their places 0, 1, …
        got  a record with the keys allowConstant
        hint grad(f) gives a new function of the same arguments: grad(f)(x), not grad(f, x)"
    `);
    expect(messageOf(() => call(jacobian, f, x))).toMatchInlineSnapshot(`
      "ArgumentError: jacobian: arguments are named by their places 0, 1, …
        got  a tensor of shape [3]
        hint jacobian(f) gives a new function of the same arguments: jacobian(f)(x), not jacobian(f, x)"
    `);
    expect(messageOf(() => call(jacobian, f, [0, 1]))).toMatchInlineSnapshot(`
      "ArgumentError: jacobian: arguments are named by their places 0, 1, …
        got  [0, 1]
        hint jacobian takes one place: call it once for each argument, or put the arguments into one record"
    `);
    expect(messageOf(() => call(grad, f, [[0], [1]]))).toContain("write the places in one list: [0, 1]");
    expect(messageOf(() => call(grad, f, [0, 0]))).toMatchInlineSnapshot(`
      "ArgumentError: grad: argument 0 is named twice
        got  [0, 0]
        hint grad(f, 1) differentiates by the second argument, grad(f, [0, 1]) by the first two"
    `);
  });

  test("naming none gives no gradients", () => {
    expect(grad(f, [])(x, x)).toEqual([]);
  });

  test("must be given", () => {
    expect(messageOf(() => call(grad(f, 1), x))).toMatchInlineSnapshot(`
      "KindError: grad: there is no argument 1 to differentiate
        got  1 argument
        hint arguments are counted from 0, and grad(f) takes those of f: grad(f)(x, y)"
    `);
    expect(messageOf(() => call(grad(f), undefined, x))).toMatchInlineSnapshot(`
      "KindError: grad: there is nothing to differentiate in argument 0
        got  undefined
        hint pass a tensor, a number, or arrays and records of them"
    `);
    expect(
      messageOf(() =>
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

  test("of hvp come in a second pair of brackets, and the vector is built like the argument", () => {
    const square3 = hvp((x: Tensor) => sum(square(x)));
    expect(messageOf(() => call(hvp, (x: Tensor) => sum(x), [x], [x]))).toMatchInlineSnapshot(`
      "KindError: hvp: the point is not given together with the function
        got  [a tensor of shape [3]]
        hint hvp(f) gives a function that takes the arguments of f and then the vector: hvp(f)(x, v)"
    `);
    expect(messageOf(() => call(hvp, x))).toMatch(/^KindError: hvp: the first argument must be a function\n/);
    expect(messageOf(() => square3(x, tensor([1, 2])))).toMatchInlineSnapshot(`
      "ShapeError: hvp: the vector must have the shape of the argument that is differentiated
        got  a vector [2] for argument 0 of shape [3]
        hint the vector comes last and has one number for every number of the argument: hvp(f)(x, v)"
    `);
    expect(messageOf(() => call(square3, x, [x]))).toMatch(/^KindError: hvp: the vector is not built like/);
  });

  test("that hold integers are refused by the function that was called", () => {
    const labels = tensor([0, 1], { dtype: "int32" });
    const f = (x: Tensor): Tensor => sum(square(x));
    const named = { hessian: hessian(f), jacobian: jacobian(f), explain: explain(f) };
    for (const [name, transformed] of Object.entries(named)) {
      const message = messageOf(() => call(transformed, labels));
      expect(message).toMatch(new RegExp(`^KindError: ${name}: .*\n  got  int32 values of shape \\[2\\]\n`));
    }
    expect(messageOf(() => hvp(f)(labels, labels))).toMatch(/^KindError: hvp: derivatives are taken by floating/);
  });

  test("must be floating, wherever they lie", () => {
    const labels = tensor([0, 1], { dtype: "int32" });
    expect(messageOf(() => grad((x: Tensor) => sum(x))(labels))).toMatchInlineSnapshot(`
      "KindError: grad: derivatives are taken by floating numbers, and argument 0 is int32
        got  int32 values of shape [2]
        hint make it floating with astype(x, "float64"), or pass it as an argument that is not differentiated"
    `);
    const loss = ({ layers }: { readonly layers: readonly { readonly labels: Tensor }[] }): Tensor =>
      sum(layers[0]!.labels);
    expect(messageOf(() => grad(loss)({ layers: [{ labels }] }))).toMatchInlineSnapshot(`
      "KindError: grad: derivatives are taken by floating numbers, and argument 0 at .layers[0].labels is int32
        got  int32 values of shape [2]
        hint make it floating with astype(x, "float64"), or pass it as an argument that is not differentiated"
    `);
  });

  test("must be arrays and records of tensors", () => {
    expect(messageOf(() => call(grad(f), new Float64Array(2), x))).toMatchInlineSnapshot(`
      "KindError: grad: arguments and results are tensors, numbers, or arrays and plain records of them
        got  a Float64Array
        hint make a tensor of it: tensor(data)"
    `);
    expect(messageOf(() => call(grad(f), { W: x, when: new Date(0) }, x))).toMatchInlineSnapshot(`
      "KindError: grad: arguments and results are tensors, numbers, or arrays and plain records of them
        got  a Date at .when
        hint parameters are tensors in arrays and records, for instance { W, b } or [[W1, b1], [W2, b2]]"
    `);
  });
});

describe("directions and cotangents", () => {
  test("have the shape of what they belong to", () => {
    expect(messageOf(() => vjp(square, x)[1](tensor([1, 2])))).toMatchInlineSnapshot(`
      "ShapeError: vjp: the cotangent must have the shape of the result that it belongs to
        got  a cotangent [2] for a result [3]
        hint for a scalar result pass 1; onesLike(y) asks for the derivative of the sum of all results"
    `);
    expect(messageOf(() => jvp((x: Tensor) => square(x), [x], [tensor([1, 2])]))).toMatchInlineSnapshot(`
      "ShapeError: jvp: a tangent must have the shape of its primal
        got  a tangent [2] for a primal [3]
        hint the direction has one number for every number of the argument"
    `);
  });

  test("come in lists, one for each argument", () => {
    expect(messageOf(() => call(jvp, square, x, x))).toMatchInlineSnapshot(`
      "ArgumentError: jvp: arguments and tangents are given as lists
        got  a tensor of shape [3] and a tensor of shape [3]
        hint jvp(f, [x], [dx]) for a function of one argument"
    `);
    expect(messageOf(() => call(jvp, mul, [x, x], [x]))).toMatchInlineSnapshot(`
      "ArgumentError: jvp: there must be one tangent for each argument
        got  2 arguments and 1 tangent
        hint both are lists of arguments: jvp(f, [x, y], [dx, dy]); a zero tangent is zerosLike(x)"
    `);
  });

  test("are built alike", () => {
    expect(messageOf(() => mapTree((a, b) => add(a, b), { W: x }, { W: x, b: x }))).toMatchInlineSnapshot(`
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
    expect(messageOf(() => add(kept, 1))).toMatchInlineSnapshot(`
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
    expect(messageOf(() => grad(f)(x))).toMatchInlineSnapshot(`
      "TraceError: makeProgram: the function uses a traced value that is not among its arguments
        got  a tensor of shape [3], traced by reverse mode (grad, vjp)
        hint pass it as an argument instead of capturing it in a closure"
    `);
  });

  test("have no numbers while a function is staged", () => {
    expect(
      messageOf(() => makeProgram((x: Tensor) => (x.item() > 0 ? x : square(x)))(tensor(2))),
    ).toMatchInlineSnapshot(`
      "TraceError: reading a value: the tensor is abstract: while staging there are shapes and dtypes, but no numbers yet
        got  an abstract float64 tensor of shape []
        hint choose with where(condition, a, b), or call the function without staging: there, branches on values work"
    `);
  });
});
