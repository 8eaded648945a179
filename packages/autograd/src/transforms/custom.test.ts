import { describe, expect, test } from "vitest";
import {
  checkpoint,
  cos,
  customJvp,
  customVjp,
  grad,
  makeProgram,
  mul,
  sin,
  sum,
  type Tensor,
  tensor,
} from "../index.ts";
import { call, messageOf } from "../testing/messages.ts";

const x = tensor([1, 2]);

interface Line {
  readonly slope: Tensor;
  readonly at: Tensor;
}
const line = (backward: (p: Line, g: Tensor) => unknown): ((p: Line) => Tensor) =>
  customVjp(
    ({ slope, at }: Line) => mul(slope, at),
    (p: Line) => [mul(p.slope, p.at), p] as const,
    backward as (p: Line, g: Tensor) => readonly unknown[],
  );

describe("the adjoints that a rule gives", () => {
  const point = { slope: x, at: x };

  test("may leave out what is zero", () => {
    const f = line(({ at }, g) => [{ slope: mul(g, at) }]);
    const { slope, at } = grad((p: Line) => sum(f(p)))(point);
    expect([slope.toArray(), at.toArray()]).toEqual([
      [1, 2],
      [0, 0],
    ]);
  });

  test("are a list: nothing at all is a forgotten return, and no zero", () => {
    const f = line(() => undefined);
    expect(messageOf(() => grad((p: Line) => sum(f(p)))(point))).toMatch(
      /backward must return one adjoint for each argument, built like it: expected a list of 1\n {2}got {2}undefined/,
    );
  });

  test("have no other names than the argument: a slip of the pen is no zero", () => {
    const f = line(({ at }, g) => [{ slopes: mul(g, at) }]);
    expect(messageOf(() => grad((p: Line) => sum(f(p)))(point))).toMatchInlineSnapshot(`
      "KindError: customVjp: backward must return one adjoint for each argument, built like it: expected a record of slope, at
        got  a record with the keys slopes as adjoints[0]
        hint return [adjoint] for one argument, [first, second] for two; null stands for zero"
    `);
  });
});

test("the rule of customJvp takes lists, and gives a value of the function's shape", () => {
  const spread = (x: Tensor, dx: Tensor): readonly [Tensor, Tensor] => [sin(x), mul(dx, cos(x))];
  const f = call(customJvp, (x: Tensor) => sin(x), spread) as (x: Tensor) => Tensor;
  expect(messageOf(() => grad((x: Tensor) => sum(f(x)))(x))).toMatchInlineSnapshot(`
    "ShapeError: customJvp: the value that the rule gives must have the shape of what the function gives
      got  [1, 2] by the rule, [2] by the function
      hint the rule takes two lists, of arguments and of their tangents: ([x], [dx]) => [value, tangent]"
  `);
});

test("what should be functions are asked for at once, not when the rule is needed", () => {
  expect(messageOf(() => call(customVjp, sin))).toMatchInlineSnapshot(`
    "KindError: customVjp: forward must be a function
      got  undefined
      hint customVjp(f, forward, backward) gives a new function of the arguments of f"
  `);
  expect(messageOf(() => call(customJvp, x, sin))).toMatchInlineSnapshot(`
    "KindError: customJvp: f must be a function
      got  a tensor of shape [2]
      hint customJvp(f, rule) gives a new function of the arguments of f"
  `);
  expect(messageOf(() => call(checkpoint, sin(x)))).toMatchInlineSnapshot(`
    "KindError: checkpoint: the first argument must be a function
      got  a tensor of shape [2]
      hint checkpoint(f) gives a new function of the same arguments: checkpoint(f)(x), not checkpoint(f(x))"
  `);
});

test("a function with a rule keeps its name, also inside checkpoint", () => {
  const wave = customJvp(
    function wave(x: Tensor): Tensor {
      return sin(x);
    },
    ([x], [dx]) => [sin(x), mul(dx, cos(x))],
  );
  expect(wave.name).toBe("wave");
  expect(String(makeProgram(checkpoint(wave))(x))).toContain("checkpoint(wave)(v0)");
});

test("a checkpointed function without a name is called checkpoint in programs", () => {
  expect(String(makeProgram(checkpoint((x: Tensor) => sin(x)))(x))).toContain("= checkpoint(v0)");
});
