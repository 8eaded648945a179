import { describe, expect, test } from "vitest";
import {
  add,
  argmax,
  at,
  checkpoint,
  customJvp,
  debugNaN,
  evaluate,
  explain,
  grad,
  hessian,
  jvp,
  log,
  makeProgram,
  mul,
  ones,
  pow,
  random,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  toDot,
} from "./index.ts";
import { wrap } from "./storage.ts";
import { Tape } from "./tape.ts";

describe("the tape", () => {
  test("is used up by a backward walk that frees it, and kept by one that does not", () => {
    const walk = (free: boolean): Tape => {
      const tape = new Tape();
      const y = sum(square(tape.input(tensor([1, 2]))));
      tape.close();
      const adjoints = tape.zeros();
      tape.seed(adjoints, y, tensor(1));
      tape.backward(adjoints, free);
      return tape;
    };
    expect(walk(true).entries.length).toBe(0);
    expect(walk(false).entries.length).toBe(2);
  });

  test("gives an adjoint its value's dtype, also where the shape is the very same array", () => {
    const x = tensor([1, 2], { dtype: "float32" });
    const tape = new Tape();
    const traced = tape.input(x);
    const adjoints = tape.zeros();
    tape.seed(adjoints, traced, wrap(x.shape, "float64", new Float64Array([0.1, 0.2])));
    expect(adjoints[0]!.dtype).toBe("float32");
  });
});

describe("values that left their function", () => {
  test("are errors in forward mode too", () => {
    let leaked: Tensor = tensor(0);
    jvp(
      (x: Tensor) => {
        leaked = mul(x, 2);
        return leaked;
      },
      [tensor(1)],
      [tensor(1)],
    );
    expect(() => add(leaked, 1)).toThrow(/was used after it.*forward mode/s);
  });

  test("are named as such when another function returns them", () => {
    let leaked: Tensor = tensor(0);
    grad((x: Tensor) => {
      leaked = mul(x, 2);
      return leaked;
    })(1);
    expect(() => grad((_x: Tensor) => leaked)(2)).toThrow(/was used after it/);
  });
});

describe("programs", () => {
  test("hold a constant once, however often it is used", () => {
    const w = tensor([1, 2]);
    const program = makeProgram((x: Tensor) => mul(add(x, w), w))(tensor([3, 4]));
    expect(program.constants.length).toBe(1);
  });

  test("are refused for another value of a static argument", () => {
    const f = (x: Tensor, n: number): Tensor => pow(x, n);
    const program = makeProgram(f, { static: [1] })(tensor(3), 3);
    expect((evaluate(program, [tensor(2), 3]) as Tensor).item()).toBe(8);
    expect(() => evaluate(program, [tensor(2), 4])).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: evaluate: argument 1 is static, and the program was made for another value
        got  4 instead of 3
        hint make a program for this value, or leave the argument out of static]
    `);
  });

  test("refuse rules for operations that they do not have, and outputs that do not fit", () => {
    const program = makeProgram((x: Tensor) => square(x))(tensor([1, 2]));
    const run = (rules: Record<string, () => readonly Tensor[]>): unknown =>
      evaluate(program, [tensor([1, 2])], { rules });
    expect(() => run({ sqaure: () => [] })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: evaluate: there is a rule for sqaure, which the program does not use
        got  operations square
        hint rules are named as the operations in the printed program]
    `);
    expect(() => run({ square: () => [] })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: evaluate: the rule for square must return a list of 1 tensor of shape [2]
        got  []
        hint return undefined to leave an equation as it is]
    `);
    expect(() => run({ square: () => [tensor(1)] })).toThrow(/shape \[2\]/);
  });

  test("escape names in their graph, and print as text", () => {
    const named = customJvp(
      (x: Tensor) => x,
      ([x], [dx]) => [x, dx] as const,
    );
    const odd = (x: Tensor): Tensor => named(x);
    const program = makeProgram(odd)(1);
    expect(toDot(program)).not.toContain('""');
    const quoted = (x: Tensor): Tensor => x;
    Object.defineProperty(quoted, "name", { value: 'a "b" \\ c' });
    const rule = customJvp(quoted, ([x], [dx]) => [x, dx] as const);
    expect(toDot(makeProgram((x: Tensor) => rule(x))(1))).toContain('label="a \\"b\\" \\\\ c float64[]"');
    expect(`${program}`).toMatch(/^program\(v0: float64\[\]\)/);
    expect(`${explain((x: Tensor) => square(x))(2)}`).toMatch(/^line/);
  });
});

describe("rules of the user's own", () => {
  test("must give a tangent of the value's shape", () => {
    const rule = (tangent: Tensor) =>
      customJvp(
        (x: Tensor) => square(x),
        ([x]) => [square(x), tangent] as const,
      );
    const apply = (tangent: Tensor): unknown => jvp(rule(tangent), [tensor([1, 2, 3])], [ones([3]) as Tensor]);
    expect(() => apply(tensor([5, 6]))).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: customJvp: the tangent of a value must have its shape
        got  a tangent [2] of a value [3]
        hint the rule gives [value, tangent], with one number in the tangent for every number of the value]
    `);
    expect(() => apply(tensor(1))).toThrow(/must have its shape/);
  });

  test("checkpoint refuses draws from a generator with state", () => {
    const rng = random.RandomState(0);
    const noisy = checkpoint((x: Tensor) => mul(x, rng.rand(2)));
    expect(() => grad((x: Tensor) => sum(noisy(x)))(tensor([1, 2]))).toThrow(/inside checkpoint/);
    expect(rng.rand()).toBe(random.RandomState(0).rand());
  });
});

describe("debugNaN", () => {
  const infinity = tensor(Number.POSITIVE_INFINITY);

  test("blames what makes NaN of infinities, and a new NaN beside an old one", () => {
    expect(() => debugNaN(() => sub(infinity, infinity))).toThrow(/sub: made NaN of an infinity/);
    expect(() => debugNaN(() => log(tensor([Number.NaN, -1])))).toThrow(/element 1/);
    expect(Number.isNaN(debugNaN(() => add(tensor(Number.NaN), 1)).item())).toBe(true);
  });

  test("does not blame an old reverse rule for a later operation", () => {
    const loss = (x: Tensor): Tensor => sum(sqrt(x));
    expect(() => debugNaN(() => grad(loss)(tensor([0])))).toThrow(/on the way back|div/);
    expect(() => debugNaN(() => log(tensor(-1)))).not.toThrow(/on the way back/);
    expect(() =>
      debugNaN(() => {
        grad(loss)(tensor([4]));
        return log(tensor(-1));
      }),
    ).not.toThrow(/on the way back/);
  });

  test("refuses async functions", () => {
    expect(() => debugNaN(async () => tensor(1))).toThrow(/async/);
  });
});

test("the Hessian of a power is symmetric, also at exponent 0", () => {
  const f = (p: Tensor): Tensor => pow(at(p, 0) as Tensor, at(p, 1) as Tensor);
  for (const a of [0.5, 2, 3]) {
    const [[, ab], [ba]] = hessian(f)(tensor([a, 0])).toArray() as [[number, number], [number, number]];
    expect(ab).toBeCloseTo(1 / a, 14);
    expect(ba).toBeCloseTo(1 / a, 14);
  }
});

test("one element taken from a tensor does not keep the tensor", () => {
  expect(typeof at(ones([10_000]), 3).storage).toBe("number");
});

test("argmax names the first of two NaN", () => {
  expect(argmax(tensor([1, Number.NaN, 5, Number.NaN])).item()).toBe(1);
});
