import { expectTypeOf, test } from "vitest";
import {
  clip,
  cumsum,
  diff,
  digitize,
  dot,
  expm1,
  flip,
  hamming,
  hypot,
  isin,
  isnan,
  pad,
  prod,
  roll,
  searchsorted,
  sort,
  std,
  type Tensor,
  tril,
  var as variance,
  vdot,
  windowMax,
  zeros,
} from "../index.ts";

const x = zeros([2, 3]);
const v = zeros([3]);

test("functions of each element keep the shape", () => {
  expectTypeOf(expm1(x)).toEqualTypeOf<Tensor<readonly [2, 3]>>();
  expectTypeOf(isnan(x)).toEqualTypeOf<Tensor<readonly [2, 3]>>();
  expectTypeOf(clip(x, 0, 1)).toEqualTypeOf<Tensor<readonly [2, 3]>>();
  expectTypeOf(hypot(x, v)).toEqualTypeOf<Tensor<readonly [2, 3]>>();
  expectTypeOf(isin(x, [1, 2])).toEqualTypeOf<Tensor<readonly [2, 3]>>();
  expectTypeOf(digitize(x, v)).toEqualTypeOf<Tensor<readonly [2, 3]>>();
  expectTypeOf(searchsorted(v, x)).toEqualTypeOf<Tensor<readonly [2, 3]>>();
});

test("what goes along an axis keeps the shape", () => {
  expectTypeOf(cumsum(x, 0)).toEqualTypeOf<Tensor<readonly [2, 3]>>();
  expectTypeOf(sort(x)).toEqualTypeOf<Tensor<readonly [2, 3]>>();
  expectTypeOf(flip(x, 1)).toEqualTypeOf<Tensor<readonly [2, 3]>>();
  expectTypeOf(roll(x, 1, 0)).toEqualTypeOf<Tensor<readonly [2, 3]>>();
  expectTypeOf(tril(x)).toEqualTypeOf<Tensor<readonly [2, 3]>>();
});

test("what changes lengths keeps the number of axes", () => {
  expectTypeOf(diff(x)).toEqualTypeOf<Tensor<readonly [number, number]>>();
  expectTypeOf(pad(x, 1)).toEqualTypeOf<Tensor<readonly [number, number]>>();
  expectTypeOf(windowMax(x, [2])).toEqualTypeOf<Tensor<readonly [number, number]>>();
});

test("reductions and products work out their shape", () => {
  expectTypeOf(prod(x, 0)).toEqualTypeOf<Tensor<readonly [3]>>();
  expectTypeOf(std(x, 1, { keepdims: true })).toEqualTypeOf<Tensor<readonly [2, 1]>>();
  expectTypeOf(variance(x)).toEqualTypeOf<Tensor<readonly []>>();
  expectTypeOf(dot(x, v)).toEqualTypeOf<Tensor<readonly [2]>>();
  expectTypeOf(vdot(x, x)).toEqualTypeOf<Tensor<readonly []>>();
  expectTypeOf(hamming(8)).toEqualTypeOf<Tensor<readonly [8]>>();
});

test("shapes that do not fit are errors of the compiler", () => {
  // @ts-expect-error the inner lengths differ
  dot(x, zeros([2]));
  // @ts-expect-error there is no axis 2
  prod(x, 2);
});
