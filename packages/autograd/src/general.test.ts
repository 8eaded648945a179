import { describe, expect, test } from "vitest";
import { tensor } from "./create.ts";
import { type General, general } from "./general.ts";
import { plus } from "./kinds.ts";
import { sum } from "./numpy/reduce.ts";
import { applyN, type Derivative, type Primitive } from "./primitive.ts";
import { mul } from "./primitives/arithmetic.ts";
import { cos, sin } from "./primitives/trigonometric.ts";
import { flatData } from "./storage.ts";
import type { Tensor } from "./tensor.ts";
import { expectAgreement } from "./testing/agree.ts";
import { dot, pull, push } from "./testing/derive.ts";
import { customVjp } from "./transforms/custom.ts";
import { grad } from "./transforms/grad.ts";
import { jvp } from "./transforms/jvp.ts";

/** (a, b) ↦ (sin(a)·b, how often b is positive, a + b): vectors of one length, with an integer output between. */
const parts: Omit<General<null>, "vjp" | "jvp"> = {
  name: "threeOutputs",
  formula: "",
  reverse: ["", ""],
  outputs: 3,
  abstract: ([a, b]) => [a!, { shape: [], dtype: "int32" }, b!],
  run: (outputs, inputs) => {
    const [product, count, total] = outputs.map(flatData);
    const [a, b] = inputs.map(flatData);
    count![0] = b!.filter((x) => x > 0).length;
    a!.forEach((x, i) => {
      product![i] = Math.sin(x) * b![i]!;
      total![i] = x + b![i]!;
    });
  },
};

const vjp = ([g = null, , h = null]: readonly Derivative[], _ys: readonly Tensor[], [a, b]: readonly Tensor[]) => [
  plus(g && mul(mul(g, cos(a!)), b!), h),
  plus(g && mul(g, sin(a!)), h),
];
const forward = ([s = null, t = null]: readonly Derivative[], _ys: readonly Tensor[], [a, b]: readonly Tensor[]) => [
  plus(s && mul(mul(s, cos(a!)), b!), t && mul(t, sin(a!))),
  null,
  plus(s, t),
];

const x = tensor([0.3, -0.7, 1.1]);
const y = tensor([1.5, -0.4, 0.2]);

describe.each([
  ["a reverse rule alone", general({ ...parts, vjp })],
  ["a forward rule alone", general({ ...parts, jvp: forward })],
  ["both rules", general({ ...parts, vjp, jvp: forward })],
])("a primitive of several outputs with %s", (_rules, primitive: Primitive) => {
  const [u, v] = [tensor([1, 2, 3]), tensor([-1, 0.5, 2])];

  test("has all derivatives to third order, through each output and through several", () => {
    for (const weights of [[u, null, v], [u], [null, null, v]]) {
      expectAgreement((xs) => dot(applyN(primitive, xs, null), weights), [x, y], 3, primitive.name);
      expectAgreement(([a]) => dot(applyN(primitive, [a!, y], null), weights), [x], 3, primitive.name);
      expectAgreement(([a]) => dot(applyN(primitive, [a!, a!], null), weights), [x], 3, primitive.name);
    }
  });

  test("sends nothing through its integer output", () => {
    expect(pull((xs) => applyN(primitive, xs, null), [x, y], [[null, tensor(1), null]])).toEqual([[null, null]]);
    expect(push((xs) => applyN(primitive, xs, null), [x, y], [u, v])[1]).toBeNull();
  });
});

/** x repeated in two rows, with a rule that leaves the sum over them to whoever calls it. */
const twice = customVjp(
  (x: Tensor) => mul(x, tensor([[1], [1]])),
  (x: Tensor) => [mul(x, tensor([[1], [1]])), null],
  (_nothing: null, g: Tensor) => [g],
);

describe("a reverse rule", () => {
  test("may leave the sum over axes that broadcast to the tape, also where forward mode is derived from it", () => {
    const weights = tensor([
      [1, 2, 3],
      [10, 20, 30],
    ]);
    expect(grad((x: Tensor) => sum(mul(weights, twice(x))))(x).toArray()).toEqual([11, 22, 33]);
    expect(jvp(twice, [x], [tensor([1, 2, 3])])[1].toArray()).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  test("whose adjoint has another shape than its input is told so, not read beyond its end", () => {
    const wrong = customVjp(
      (x: Tensor) => sum(x),
      (x: Tensor) => [sum(x), null],
      (_nothing: null, g: Tensor) => [g],
    );
    expect(() => grad((x: Tensor) => wrong(x))(x)).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: customVjp: an adjoint must have the shape of the value that it belongs to
        got  an adjoint [] for a value [3]
        hint in a rule of your own give back one adjoint per argument, in its shape: mul(g, derivative), not a number]
    `);
    expect(() => jvp(wrong, [x], [x])).toThrow("an adjoint [] for a value [3]");
  });
});
