import { describe, expect, test } from "vitest";
import {
  abs,
  add,
  clip,
  cos,
  customJvp,
  customVjp,
  div,
  exp,
  grad,
  greater,
  hessian,
  jvp,
  maximum,
  mul,
  onesLike,
  sign,
  sin,
  square,
  stopGradient,
  sum,
  type Tensor,
  tensor,
  where,
} from "../index.ts";
import { messageOf } from "../testing/messages.ts";

const x = tensor([2, -2]);
const withRule = (backward: (x: Tensor, g: Tensor) => Tensor): ((x: Tensor) => Tensor) =>
  customVjp(
    (x: Tensor) => sin(x),
    (x: Tensor) => [sin(x), x] as const,
    (x: Tensor, g: Tensor) => [backward(x, g)],
  );
const forwards = (f: (x: Tensor) => Tensor): Tensor => jvp((x: Tensor) => f(x), [x], [onesLike(x)])[1];

describe("forward mode is derived from a reverse rule that is linear in the cotangent, and from no other", () => {
  const RULES: Readonly<Record<string, (x: Tensor, g: Tensor) => Tensor>> = {
    square: (_x, g) => square(g),
    abs: (_x, g) => abs(g),
    sign: (_x, g) => sign(g),
    clip: (_x, g) => clip(g, -1, 1),
    "a sum with a constant": (_x, g) => add(g, 1),
    "a constant": (x) => onesLike(x),
    exp: (_x, g) => exp(g),
    quotient: (_x, g) => div(1, g),
    mask: (_x, g) => mul(g, greater(g, 0)),
    where: (_x, g) => where(greater(g, 0), g, 0),
    maximum: (_x, g) => maximum(g, 0),
    stopGradient: (x, g) => mul(stopGradient(g), cos(x)),
  };
  test.each(Object.entries(RULES))("%s of the cotangent is refused, while reverse mode has it", (_name, rule) => {
    const f = withRule(rule);
    expect(messageOf(() => forwards(f))).toMatch(
      "KindError: customVjp: the reverse rule is not linear in the cotangent, so there is no forward mode to derive from it",
    );
    expect(grad((x: Tensor) => sum(f(x)))(x).shape).toEqual([2]);
  });

  test("the error says what was seen", () => {
    expect(messageOf(() => forwards(withRule((_x, g) => square(g))))).toMatchInlineSnapshot(`
      "KindError: customVjp: the reverse rule is not linear in the cotangent, so there is no forward mode to derive from it
        got  39.633416360208294 along a sample by the rule, 0 by its transpose
        hint multiply the cotangent by what depends on the arguments alone; abs, clip, a constant or a stopGradient of it are not linear"
    `);
  });

  test("inside another derivative it is refused, too", () => {
    const f = withRule((_x, g) => abs(g));
    expect(() => grad((x: Tensor) => sum(jvp((x: Tensor) => f(x), [x], [onesLike(x)])[1]))(x)).toThrow("not linear");
  });

  test("a linear rule passes, to second order, and one that is 0 as well", () => {
    const f = withRule((x, g) => mul(g, cos(x)));
    expect(forwards(f).toArray()).toEqual([Math.cos(2), Math.cos(2)]);
    expect(hessian((x: Tensor) => sum(f(x)))(tensor([1])).toArray()).toEqual([[-Math.sin(1)]]);
    expect(forwards(withRule((_x, g) => mul(g, 0))).toArray()).toEqual([0, 0]);
  });
});

test("reverse mode is derived from a forward rule that is linear in the tangents, and from no other", () => {
  const rule = (slope: (x: Tensor, t: Tensor) => Tensor): ((x: Tensor) => Tensor) =>
    customJvp(
      (x: Tensor) => sin(x),
      ([x], [t]) => [sin(x), slope(x, t as Tensor)],
    );
  const gradient = (f: (x: Tensor) => Tensor): Tensor => grad((x: Tensor) => sum(f(x)))(x);
  expect(messageOf(() => gradient(rule((_x, t) => mul(t, t))))).toMatchInlineSnapshot(`
    "KindError: customJvp: the forward rule is not linear in the tangents, so there is no reverse mode to derive from it
      got  39.633416360208294 along a sample by the rule, 0 by its transpose
      hint multiply the tangents by what depends on the arguments alone; abs, clip, a constant or a stopGradient of it are not linear"
  `);
  expect(gradient(rule((x, t) => mul(t, cos(x)))).toArray()).toEqual([Math.cos(2), Math.cos(2)]);
});
