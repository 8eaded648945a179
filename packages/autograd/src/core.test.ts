import { describe, expect, test } from "vitest";
import {
  add,
  centralDifference,
  checkpoint,
  cos,
  customJvp,
  customVjp,
  div,
  evaluate,
  exp,
  grad,
  gradAndAux,
  greater,
  hessian,
  hvp,
  jacobian,
  jvp,
  log,
  makeProgram,
  matmul,
  max,
  mul,
  neg,
  pow,
  sigmoid,
  sign,
  sin,
  sqrt,
  square,
  stopGradient,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  toDot,
  valueAndGrad,
  vjp,
  where,
} from "./index.ts";

/** Two ways of the same few roundings. */
const ROUNDING = 1e-14;

const scalarGrad = (f: (x: Tensor) => Tensor): ((x: Tensor) => Tensor) => grad(f);
/** The derivative by forward mode. */
const forward =
  (f: (x: Tensor) => Tensor) =>
  (x: Tensor): Tensor =>
    jvp(f, [x], [tensor(1)])[1];

describe("derivatives of derivatives", () => {
  test("the third derivative of the logistic function is σ(1 − σ)(1 − 6σ + 6σ²)", () => {
    const third = scalarGrad(scalarGrad(scalarGrad(sigmoid)));
    for (const x of [-3, -0.5, 0, 0.3, 2]) {
      const s = 1 / (1 + Math.exp(-x));
      expect(third(tensor(x)).item()).toBeCloseTo(s * (1 - s) * (1 - 6 * s + 6 * s * s), 14);
    }
  });

  test("the third derivative of tanh is −2(1 − t²)(1 − 3t²)", () => {
    const third = scalarGrad(scalarGrad(scalarGrad(tanh)));
    for (const x of [-2, -0.1, 0, 0.7]) {
      const t = Math.tanh(x);
      expect(third(tensor(x)).item()).toBeCloseTo(-2 * (1 - t * t) * (1 - 3 * t * t), 14);
    }
  });

  test("a fifth derivative by alternating modes is right", () => {
    const fifth = scalarGrad(forward(scalarGrad(forward(scalarGrad(sin)))));
    expect(fifth(tensor(0.4)).item()).toBeCloseTo(Math.cos(0.4), 14);
  });

  test("branches, loops and recursion on values are followed", () => {
    const power = (x: Tensor, n: number): Tensor => (n === 0 ? tensor(1) : mul(x, power(x, n - 1)));
    const f = (x: Tensor): Tensor => {
      let y = x;
      while (y.item() < 100) y = mul(y, y);
      return x.item() > 0 ? add(y, power(x, 3)) : y;
    };
    // 3 → 9 → 81 → 6561 = x⁸
    expect(scalarGrad(f)(tensor(3)).item()).toBeCloseTo(8 * 3 ** 7 + 27, 8);
  });
});

describe("nested derivatives keep their perturbations apart", () => {
  const modes = { reverse: scalarGrad, forward };
  for (const [outerName, outer] of Object.entries(modes)) {
    for (const [innerName, inner] of Object.entries(modes)) {
      test(`d/dx [x · d/dy (x + y)] is 1 with ${outerName} over ${innerName} mode`, () => {
        const f = (x: Tensor): Tensor => mul(x, inner((y) => add(x, y))(tensor(1)));
        expect(outer(f)(tensor(2)).item()).toBe(1);
      });

      test(`d/dx [x · d/dy (x·y)] is 2x with ${outerName} over ${innerName} mode`, () => {
        const f = (x: Tensor): Tensor => mul(x, inner((y) => mul(x, y))(tensor(1)));
        expect(outer(f)(tensor(3)).item()).toBe(6);
      });
    }
  }
});

describe("a pullback", () => {
  test("may be called twice, and again later inside another derivative", () => {
    const [y, pullback] = vjp((x: Tensor) => square(x), tensor([1, 2, 3]));
    expect(y.toArray()).toEqual([1, 4, 9]);
    expect(pullback(tensor([1, 0, 1]))[0].toArray()).toEqual([2, 0, 6]);
    expect(pullback(tensor([0, 1, 0]))[0].toArray()).toEqual([0, 4, 0]);
    const late = grad((g: Tensor) => sum(square(pullback(g)[0])))(tensor([1, 1, 1]));
    expect(late.toArray()).toEqual([8, 32, 72]);
  });

  test("made inside an outer derivative is differentiated by it", () => {
    const f = (x: Tensor): Tensor => {
      const [, pullback] = vjp((y: Tensor) => mul(square(y), x), x);
      return pullback(tensor(1))[0];
    };
    // d/dx [2x·x] = 4x
    expect(scalarGrad(f)(tensor(3)).item()).toBe(12);
  });

  test("refuses a cotangent of another shape", () => {
    const [, pullback] = vjp((x: Tensor) => square(x), tensor([1, 2, 3]));
    expect(() => pullback(tensor([1, 2]) as Tensor)).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: vjp: the cotangent must have the shape of the result that it belongs to
        got  a cotangent [2] for a result [3]
        hint for a scalar result pass 1; onesLike(y) asks for the derivative of the sum of all results]
    `);
  });
});

describe("traced values that go astray", () => {
  test("one that left its function is an error as soon as it is used", () => {
    let leaked: Tensor = tensor(0);
    grad((x: Tensor) => {
      leaked = mul(x, 2);
      return sum(square(x));
    })(tensor([1, 2]));
    expect(() => add(leaked, 1)).toThrowErrorMatchingInlineSnapshot(`
      [TraceError: add: a traced value was used after its function had returned
        got  a value of reverse mode (grad, vjp)
        hint return it from the function (gradAndAux hands values through), or keep x.item() or x.toArray() instead of x]
    `);
    expect(leaked.toArray()).toEqual([2, 4]);
  });

  test("one that left makeProgram has no number to read", () => {
    let leaked: Tensor = tensor(0);
    makeProgram((x: Tensor) => {
      leaked = x;
      return x;
    })(tensor([1, 2]));
    expect(() => leaked.toArray()).toThrowErrorMatchingInlineSnapshot(`
      [TraceError: reading a value: the tensor is abstract: while staging there are shapes and dtypes, but no numbers yet
        got  an abstract float64 tensor of shape [2]
        hint choose with where(condition, a, b), or call the function without staging: there, branches on values work]
    `);
    expect(() => exp(leaked)).toThrow(/after its function had returned/);
  });

  test("one captured by a staged function is an error", () => {
    const f = (x: Tensor): Tensor => {
      makeProgram((y: Tensor) => mul(x, y))(tensor([1, 2]));
      return sum(x);
    };
    expect(() => grad(f)(tensor([1, 2]))).toThrowErrorMatchingInlineSnapshot(`
      [TraceError: makeProgram: the function uses a traced value that is not among its arguments
        got  a tensor of shape [2], traced by reverse mode (grad, vjp)
        hint pass it as an argument instead of capturing it in a closure]
    `);
  });

  test("one captured by a function with a rule of its own is an error", () => {
    const f = (x: Tensor): Tensor => {
      const scaled = customVjp(
        (y: Tensor) => mul(x, y),
        (y: Tensor) => [mul(x, y), y] as const,
        (y: Tensor, g: Tensor) => [mul(g, y)],
      );
      return sum(scaled(tensor([1, 1])));
    };
    expect(() => grad(f)(tensor([1, 2]))).toThrowErrorMatchingInlineSnapshot(`
      [TraceError: customVjp: the function uses a traced value that is not among its arguments
        got  a tensor of shape [2], traced by reverse mode (grad, vjp)
        hint pass it as an argument instead of capturing it in a closure]
    `);
  });

  test("branching on an abstract value names where and the eager alternative", () => {
    const f = (x: Tensor): Tensor => (x.item() > 0 ? x : neg(x));
    expect(() => makeProgram(f)(tensor(1))).toThrowErrorMatchingInlineSnapshot(`
      [TraceError: reading a value: the tensor is abstract: while staging there are shapes and dtypes, but no numbers yet
        got  an abstract float64 tensor of shape []
        hint choose with where(condition, a, b), or call the function without staging: there, branches on values work]
    `);
  });

  test("a tracer used with JavaScript's operators is an error, not a lost derivative", () => {
    // @ts-expect-error TypeScript refuses it too
    expect(() => grad((x: Tensor) => tensor(x * 2))(1)).toThrowErrorMatchingInlineSnapshot(`
      [TraceError: using a traced tensor as a number: JavaScript's operators would lose the derivative
        got  a tensor of shape [], traced by reverse mode (grad, vjp)
        hint write add(x, 1), mul(x, 2), greater(x, 0) …; x.item() > 0 branches on the value]
    `);
  });
});

describe("long tapes and many values", () => {
  test("a tape of a million entries is walked back", () => {
    const n = 1_000_000;
    const f = (x: Tensor): Tensor => {
      let y = x;
      for (let i = 0; i < n; i++) y = add(y, x);
      return y;
    };
    expect(scalarGrad(f)(tensor(1)).item()).toBe(n + 1);
  });

  test("a kept loss keeps no tape and no array", () => {
    const f = valueAndGrad((w: Tensor) => sum(square(mul(w, 2))));
    const [loss] = f(tensor(new Float64Array(1000).fill(1)));
    expect(loss.trace).toBeNull();
    expect(loss.primal).toBeNull();
    expect(loss.storage).toBe(4000);
  });

  test("keeping every loss of 20 000 steps keeps little memory", async () => {
    const gc = (globalThis as { gc?: () => void }).gc;
    expect(gc, "run with --expose-gc").toBeDefined();
    const step = valueAndGrad((w: Tensor) => sum(square(w)));
    let w = tensor(new Float64Array(100).fill(1)) as Tensor;
    const losses: Tensor[] = [];
    // Buffers outside the heap are let go some turns of the event loop after their last collection.
    const used = async (): Promise<number> => {
      for (let i = 0; i < 5; i++) {
        gc!();
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      const { heapUsed, external } = process.memoryUsage();
      return heapUsed + external;
    };
    const run = (steps: number): void => {
      for (let i = 0; i < steps; i++) {
        const [loss, dw] = step(w);
        losses.push(loss);
        w = sub(w, mul(0.001, dw));
      }
    };
    run(1000);
    const before = await used();
    run(20_000);
    expect(losses.length).toBe(21_000);
    // A loss is one object of twelve words and its number; a tape or a slab would be hundreds of times that.
    expect(((await used()) - before) / 20_000).toBeLessThan(300);
  });
});

describe("programs", () => {
  test("one program serves a changing learning rate", () => {
    let runs = 0;
    const step = (w: Tensor, rate: Tensor): Tensor => {
      runs++;
      return sub(w, mul(rate, grad((w: Tensor) => sum(square(w)))(w)));
    };
    const program = makeProgram(step)(tensor([1, 2]), 0.1);
    expect(runs).toBe(1);
    for (const rate of [0.1, 0.05, 0.025]) {
      const w = evaluate(program, [tensor([1, 2]), rate]) as Tensor;
      expect(w.toArray()).toEqual(step(tensor([1, 2]), tensor(rate)).toArray());
    }
    expect(program.equations.some(({ params }) => JSON.stringify(params ?? {}).includes("0.1"))).toBe(false);
  });

  test("static arguments are part of the program", () => {
    const f = (x: Tensor, n: number): Tensor => {
      let y = x;
      for (let i = 1; i < n; i++) y = mul(y, x);
      return y;
    };
    const program = makeProgram(f, { static: [1] })(tensor(3), 4);
    expect(program.equations.length).toBe(3);
    expect((evaluate(program, [tensor(2), 4]) as Tensor).item()).toBe(16);
  });

  test("evaluate can be differentiated, and staged again", () => {
    const f = (x: Tensor): Tensor => sum(mul(sin(x), exp(x)));
    const program = makeProgram(f)(tensor([0, 0]));
    const again = (x: Tensor): Tensor => evaluate(program, [x]) as Tensor;
    const x = tensor([0.3, -1]);
    expect(grad(again)(x).toArray()).toEqual(grad(f)(x).toArray());
    expect(String(makeProgram(again)(x))).toBe(String(program));
  });

  test("a rule can be replaced by name, also for the gradient", () => {
    const f = (x: Tensor): Tensor => sum(sin(x));
    const program = makeProgram(f)(tensor([0, 0]));
    const rules = { sin: ([x]: readonly Tensor[]) => [mul(2, cos(x!))] };
    const x = tensor([0.3, -1]);
    expect((evaluate(program, [x], { rules }) as Tensor).item()).toBeCloseTo(2 * (Math.cos(0.3) + Math.cos(-1)), 14);
    const gradient = grad((x: Tensor) => evaluate(program, [x], { rules }) as Tensor)(x);
    expect(gradient.toArray()).toEqual([-2 * Math.sin(0.3), -2 * Math.sin(-1)]);
  });

  test("text and graph name every operation, and escape quotes", () => {
    const program = makeProgram((x: Tensor) => sum(mul(x, 2)))(tensor([1, 2]));
    expect(String(program)).toMatchInlineSnapshot(`
      "program(v0: float64[2])
        v2: float64[2] = mul(v0, 2.0)
        v3: float64[] = sum(v2, axes=[0])
        return v3"
    `);
    expect(toDot(program)).toMatchInlineSnapshot(`
      "digraph program {
        rankdir=LR;
        v0 [label="v0 float64[2]", shape=box];
        v1 [label="2.0", shape=box];
        e0 [label="mul float64[2]", shape=ellipse];
        v0 -> e0;
        v1 -> e0;
        v2 [label="v2", shape=plaintext];
        e0 -> v2;
        e1 [label="sum axes=[0] float64[]", shape=ellipse];
        v2 -> e1;
        v3 [label="v3", shape=plaintext];
        e1 -> v3;
        out0 [label="result", shape=box];
        v3 -> out0;
      }"
    `);
  });

  test("other shapes than the program's are refused", () => {
    const program = makeProgram((x: Tensor) => square(x))(tensor([1, 2]));
    expect(() => evaluate(program, [tensor([1, 2, 3])])).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: evaluate: the program was made for v0 of dtype float64 and shape [2]
        got  dtype float64 and shape [3]
        hint make a program for these shapes: makeProgram(f)(…these arguments)]
    `);
  });
});

describe("functions with rules of their own", () => {
  const cube = customVjp(
    (x: Tensor) => pow(x, 3),
    (x: Tensor) => [pow(x, 3), x] as const,
    (x: Tensor, g: Tensor) => [mul(g, mul(3, square(x)))],
  );

  test("a reverse rule serves every order and both modes", () => {
    const x = tensor(1.5);
    expect(scalarGrad(cube)(x).item()).toBeCloseTo(3 * 1.5 ** 2, 14);
    expect(scalarGrad(scalarGrad(cube))(x).item()).toBeCloseTo(6 * 1.5, 14);
    expect(scalarGrad(scalarGrad(scalarGrad(cube)))(x).item()).toBeCloseTo(6, 14);
    expect(forward(cube)(x).item()).toBeCloseTo(3 * 1.5 ** 2, 14);
    expect(forward(scalarGrad(cube))(x).item()).toBeCloseTo(9, 14);
    expect(scalarGrad(forward(cube))(x).item()).toBeCloseTo(9, 14);
  });

  test("a forward rule serves reverse mode by transposition", () => {
    const softSign = customJvp(
      (x: Tensor) => sign(x),
      ([x], [dx]) => [sign(x), mul(dx, sub(1, square(tanh(x))))] as const,
    );
    const expected = 1 - Math.tanh(0.4) ** 2;
    expect(scalarGrad(softSign)(tensor(0.4)).item()).toBeCloseTo(expected, 14);
    expect(forward(softSign)(tensor(0.4)).item()).toBeCloseTo(expected, 14);
    const second = scalarGrad(scalarGrad(softSign))(tensor(0.4)).item();
    expect(second).toBeCloseTo(-2 * Math.tanh(0.4) * expected, 14);
  });

  test("it stays one operation of a program, which differentiates by the rule", () => {
    const program = makeProgram(cube)(tensor([1, 2]));
    expect(program.equations.length).toBe(1);
    const through = grad((x: Tensor) => sum(evaluate(program, [x]) as Tensor))(tensor([1, 2]));
    expect(through.toArray()).toEqual([3, 12]);
  });

  test("arguments and results may be pytrees, and null stands for a zero adjoint", () => {
    const f = customVjp(
      ({ a, b }: { a: Tensor; b: Tensor }, _scale: number) => [mul(a, b), b] as const,
      ({ a, b }: { a: Tensor; b: Tensor }, scale: number) => [[mul(a, b), b] as const, { b, scale }] as const,
      ({ b, scale }: { b: Tensor; scale: number }, g) => [{ a: mul(mul(g[0], b), scale), b: null }, null],
    );
    const gradient = grad((p: { a: Tensor; b: Tensor }) => sum(add(...(f(p, 10) as [Tensor, Tensor]))))({
      a: tensor([1, 2]),
      b: tensor([3, 4]),
    });
    expect(gradient.a.toArray()).toEqual([30, 40]);
    expect(gradient.b.toArray()).toEqual([0, 0]);
  });

  test("checkpoint runs the function again on the way back and changes no derivative of any order", () => {
    let runs = 0;
    const inner = (x: Tensor, n: number): Tensor => {
      runs++;
      let y = x;
      for (let i = 0; i < n; i++) y = sin(mul(y, x));
      return y;
    };
    const kept = (x: Tensor): Tensor => sum(checkpoint(inner)(x, 3));
    const plain = (x: Tensor): Tensor => sum(inner(x, 3));
    const x = tensor([0.3, 1.2]);
    runs = 0;
    const gradient = grad(kept)(x);
    expect(runs).toBe(2);
    expect(gradient.toArray()).toEqual(grad(plain)(x).toArray());
    const difference = sub(hessian(kept)(x), hessian(plain)(x));
    expect(max(square(difference)).item()).toBeLessThan(ROUNDING ** 2);
    expect(jvp(kept, [x], [tensor([1, 0])])[1].item()).toBeCloseTo(jvp(plain, [x], [tensor([1, 0])])[1].item(), 14);
  });

  test("checkpoint takes the same tensor twice", () => {
    const f = checkpoint((a: Tensor, b: Tensor) => mul(a, square(b)));
    expect(scalarGrad((x) => f(x, x))(tensor(2)).item()).toBe(12);
  });
});

describe("gradients of many kinds of functions", () => {
  test("have the structure of their arguments, numbers as scalar tensors", () => {
    const gradient = grad((p: { w: Tensor; layers: readonly (readonly [Tensor, Tensor])[]; name: string }) =>
      add(sum(p.w), sum(mul(p.layers[0]![0], p.layers[0]![1]))),
    )({ w: 2, layers: [[tensor([1, 2]), 3]], name: "net" });
    expect(gradient.w.toArray()).toBe(1);
    expect(gradient.layers[0]![0].toArray()).toEqual([3, 3]);
    expect(gradient.layers[0]![1].toArray()).toBe(3);
    expect(gradient.name).toBe("net");
  });

  test("zero where a leaf plays no part, an error where the whole result is constant", () => {
    const [da, db] = grad((a: Tensor, _b: Tensor) => sum(a), [0, 1])(tensor([1, 2]), tensor([3, 4]));
    expect(da.toArray()).toEqual([1, 1]);
    expect(db.toArray()).toEqual([0, 0]);
    expect(() => grad((_x: Tensor) => tensor(3))(tensor([1]))).toThrowErrorMatchingInlineSnapshot(`
      [KindError: grad: the result does not depend on the arguments that are differentiated
        got  the value 3.0
        hint item(), toArray(), comparisons and argmax end the derivative; grad(f, 0, { allowConstant: true }) gives zeros]
    `);
    expect(grad((_x: Tensor) => tensor(3), 0, { allowConstant: true })(tensor([1])).toArray()).toEqual([0]);
  });

  test("gradAndAux hands values through without their tape", () => {
    const [g, aux] = gradAndAux((x: Tensor) => [sum(square(x)), { half: div(x, 2), text: "kept" }] as const)(
      tensor([1, 2]),
    );
    expect(g.toArray()).toEqual([2, 4]);
    expect(aux.text).toBe("kept");
    expect(add(aux.half, 1).toArray()).toEqual([1.5, 2]);
  });

  test("jacobian, hessian and hvp agree with each other and with differences", () => {
    const f = (x: Tensor): Tensor => sum(mul(sin(x), pow(x, 3)));
    const x = tensor([0.5, 1, -2]);
    const v = tensor([1, -1, 0.5]);
    const H = hessian(f)(x);
    expect(H.shape).toEqual([3, 3]);
    const product = matmul(H, v);
    expect(max(square(sub(product, hvp(f)(x, v)))).item()).toBeLessThan(1e-24);
    const byDifference = centralDifference((x: Tensor) => grad(f)(x), [x], [v]);
    expect(max(square(sub(product, byDifference))).item()).toBeLessThan(1e-14);
    expect(jacobian((x: Tensor) => [square(x), sum(x)] as const)(x)[1].toArray()).toEqual([1, 1, 1]);
  });

  test("a branch that is not taken sends back exactly zero", () => {
    const safeLog = (x: Tensor): Tensor => sum(where(greater(x, 0), log(x), 0));
    expect(grad(safeLog)(tensor([0, 2])).toArray()).toEqual([0, 0.5]);
    expect(hessian(safeLog)(tensor([0, 2])).toArray()).toEqual([
      [0, 0],
      [0, -0.25],
    ]);
    expect(scalarGrad((x) => mul(sqrt(x), 0))(tensor(0)).item()).toBe(0);
  });

  test("stopGradient makes a constant in both modes and in programs", () => {
    const f = (x: Tensor): Tensor => mul(x, stopGradient(x));
    expect(scalarGrad(f)(tensor(3)).item()).toBe(3);
    expect(forward(f)(tensor(3)).item()).toBe(3);
    const program = makeProgram(f)(3);
    expect(scalarGrad((x) => evaluate(program, [x]) as Tensor)(tensor(3)).item()).toBe(3);
  });
});
