import {
  add,
  astype,
  at,
  checkpoint,
  customVjp,
  evaluate,
  exp,
  grad,
  greater,
  linalg,
  makeProgram,
  matmul,
  mul,
  random,
  roll,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  topk,
  valueAndGrad,
  where,
  zeros,
} from "@wengert/autograd";
import { setExecution } from "@wengert/wasm";
import { afterEach, describe, expect, test } from "vitest";
import { compile } from "./compile.ts";
import { expectClose } from "./testing/close.ts";

const x = tensor([0.5, -1, 2]);

/** What a function gives as a program, operation by operation. */
function makeProgramAndRun(f: (...args: never[]) => unknown, args: readonly unknown[]): unknown {
  const program = makeProgram(f as (...args: unknown[]) => unknown)(...(args as never[]));
  return evaluate(program, args);
}

describe("a compiled function", () => {
  test("takes and returns pytrees, also numbers, strings and nothing", () => {
    const f = compile((p: { W: Tensor; list: [Tensor, number] }, name: string) => ({
      name,
      none: null,
      parts: [mul(p.W, p.list[1]), add(p.list[0], 1)],
    }));
    const result = f({ W: x, list: [tensor(1), 3] }, "a");
    expect(result.name).toBe("a");
    expect(result.none).toBeNull();
    expect(result.parts.map(String)).toEqual(["[ 1.5 -3.   6. ]", "2.0"]);
    expect(f({ W: x, list: [tensor(1), 4] }, "b").name).toBe("b");
  });

  test("makes a program for each shape, dtype, structure and static value, and finds it again", () => {
    let staged = 0;
    const f = compile(
      (x: Tensor | Tensor[], n: number | { times: number }) => {
        staged++;
        const first = Array.isArray(x) ? x[0]! : x;
        return mul(first, typeof n === "number" ? n : n.times);
      },
      { static: [1] },
    );
    const options = { times: 2 };
    const calls: [Tensor | Tensor[], number | { times: number }][] = [
      [x, 2],
      [tensor([1, 2]), 2],
      [tensor([1, 2, 3], { dtype: "float32" }), 2],
      [[x], 2],
      [x, 3],
      [x, options],
    ];
    for (let round = 0; round < 3; round++) for (const [a, n] of calls) f(a, n);
    expect(staged).toBe(6);
    f(x, { times: 2 });
    expect(staged, "an equal record is no other value").toBe(6);
    options.times = 5;
    expect(String(f(x, options)), "a record that was changed in place is").toBe("[ 2.5 -5.  10. ]");
  });

  test("takes a number beside float32 as float32, as the function itself does, and a tensor as a tensor", () => {
    const w = tensor([1, 2, 4], { dtype: "float32" });
    const hidden = checkpoint((w: Tensor, rate: Tensor | number) => mul(w, add(1, mul(w, rate))));
    let made = 0;
    const f = (w: Tensor, rate: Tensor | number, b: Tensor): Tensor[] => {
      made++;
      const slope = grad((w: Tensor) => sum(mul(square(w), b)))(w);
      const next = sub(w, mul(rate, slope));
      return [
        next,
        add(rate, w),
        greater(w, rate),
        where(greater(w, 2), w, rate),
        mul(rate, 2),
        mul(b, rate),
        stack([at(w, 0), rate]),

        hidden(w, rate),
      ];
    };
    const compiled = compile(f);
    const mean32 = astype(tensor([0.1, 0.2, 0.3]), "float32");
    for (const rate of [0.1, tensor(0.1), 1.7, tensor(-3), astype(tensor(0.1), "float32"), 2.1]) {
      for (const b of [mean32, x]) {
        expectClose(compiled(w, rate, b), f(w, rate, b), `rate ${rate} and ${b.dtype}`);
        expectClose(makeProgramAndRun(f, [w, rate, b]), f(w, rate, b), `a program for ${rate} and ${b.dtype}`);
      }
    }
    // Three kinds of rates and two of b; elsewhere the function ran without being compiled.
    expect(made).toBe(6 + 3 * 12);
    // Where nothing is float32 a number and a tensor share a program, as before.
    const shared = compile((s: Tensor | number) => {
      made = -1;
      return mul(s, x);
    });
    shared(2);
    made = 0;
    shared(tensor(3));
    expect(made).toBe(0);
  });

  test("keeps all digits of a number beside float32 and float64 at once", () => {
    const f = (a: Tensor, b: Tensor, s: number) => stack([a, b, s]);
    const [a, b] = [astype(tensor(1), "float32"), tensor(2)];
    expect(compile(f)(a, b, 0.1).toArray()).toEqual(f(a, b, 0.1).toArray());
    expect(compile(f)(a, b, 0.1).toArray()).toEqual([1, 2, 0.1]);
  });

  test("trains float32 parameters with a rate that is a number, in a session, too", () => {
    const step = (w: Tensor, v: Tensor, rate: number | Tensor): [Tensor, Tensor, Tensor] => {
      const [value, slope] = valueAndGrad((w: Tensor) => sum(square(w)))(w);
      const velocity = add(mul(v, 0.5), slope);
      return [sub(w, mul(rate, velocity)), velocity, value];
    };
    let [w, v] = [tensor([1, 2, 4], { dtype: "float32" }), tensor([0, 0, 0], { dtype: "float32" })] as Tensor[];
    const session = compile(step).session(w!, v!);
    for (const rate of [0.1, 0.05, 0.025]) {
      session.step(rate);
      [w, v] = step(w!, v!, rate);
      expectClose([session.params, session.state], [w, v], `rate ${rate}`);
    }
  });

  test("remembers 16 programs, so that a changing batch size costs no more and more memory", () => {
    let staged = 0;
    const f = compile((x: Tensor) => {
      staged++;
      return sum(x);
    });
    for (let n = 1; n <= 20; n++) expect(f(random.generator(n).normal(0, 1, [n])).shape).toEqual([]);
    expect(staged).toBe(20);
    f(random.generator(1).normal(0, 1, [20]));
    expect(staged, "the latest is there").toBe(20);
    f(random.generator(1).normal(0, 1, [1]));
    expect(staged, "the oldest is not").toBe(21);
  });

  test("can be differentiated and staged as the function itself", () => {
    const f = compile((x: Tensor) => sum(square(tanh(x))));
    expectClose(grad(f)(x), grad((x: Tensor) => sum(square(tanh(x))))(x), "gradient");
    expect(makeProgram(f)(x).equations.map(({ primitive }) => primitive.name)).toEqual(["tanh", "square", "sum"]);
  });

  test("takes views: transposed, reversed, broadcast", () => {
    const W = random.generator("W").normal(0, 1, [3, 4]);
    const f = (a: Tensor, b: Tensor): Tensor => matmul(a, b);
    const [a, b] = [at(W, "::-1"), at(W, ":", "::2")];
    const compiled = compile(f);
    expectClose(compiled(at(a, ":", ":3"), b), f(at(a, ":", ":3"), b), "views");
  });

  test("calls what it does not know, and tells the error of a call", () => {
    const f = compile((A: Tensor, b: Tensor) => linalg.solve(A, b));
    const A = tensor([
      [2, 1],
      [1, 3],
    ]);
    const b = tensor([1, 2]);
    expectClose(f(A, b), linalg.solve(A, b), "solve");
    expect(() => f(mul(A, 0), b)).toThrow(/singular/);
    expectClose(f(A, b), linalg.solve(A, b), "and goes on after an error");
  });

  test("an error in a session leaves its state as it was", () => {
    const step = (w: Tensor, v: Tensor, A: Tensor) => [add(w, 1), add(v, linalg.solve(A, w)), sum(w)] as const;
    const session = compile(step).session(tensor([1, 2]), tensor([0, 0]));
    const A = tensor([
      [2, 0],
      [0, 2],
    ]);
    session.step(A);
    expect(() => session.step(mul(A, 0))).toThrow(/singular/);
    expect(String(session.params)).toBe("[2. 3.]");
    session.step(A);
    expect([String(session.params), String(session.state)]).toEqual(["[3. 4.]", "[1.5 2.5]"]);
  });

  test("runs a rule of the user's, also one that looks at shapes; one that reads values is an error", () => {
    const doubled = customVjp(
      (x: Tensor) => mul(x, x.size === 3 ? 2 : 1),
      (x: Tensor) => [mul(x, 2), null],
      (_r: null, g: Tensor) => [mul(g, 2)],
    );
    expectClose(compile((x: Tensor) => add(doubled(x), 1))(x), add(doubled(x), 1), "rule");
    const read = customVjp(
      (x: Tensor) => mul(x, at(x, 0).item() > 0 ? 2 : 1),
      (x: Tensor) => [mul(x, 2), null],
      (_r: null, g: Tensor) => [mul(g, 2)],
    );
    expect(() => compile((x: Tensor) => read(x))(x)).toThrow(/reading a value.*, at .*compile\.test\.ts/);
  });
});

describe("what cannot be staged is an error that names the line:", () => {
  const message = (f: () => unknown): string => {
    try {
      f();
    } catch (error) {
      return String(error).replaceAll(/at \S*(compile\.test\.ts):\d+:\d+/g, "at $1");
    }
    return "no error";
  };

  test("reading a value", () => {
    expect(
      message(() =>
        compile(function half(x: Tensor) {
          return x.item() > 1 ? x : mul(x, 2);
        })(tensor(1)),
      ),
    ).toMatchInlineSnapshot(`
      "TraceError: reading a value: the tensor is abstract: while staging there are shapes and dtypes, but no numbers yet, at compile.test.ts
        got  an abstract float64 tensor of shape []
        hint choose with where(condition, a, b), or call the function without staging: there, branches on values work; numbers that decide sizes, axes or branches can be static: compile(f, { static: [1] })"
    `);
  });

  test("using a tensor as a number", () => {
    expect(
      message(() => compile((x: Tensor) => mul(x, (x as unknown as number) + 1))(tensor(1))),
    ).toMatchInlineSnapshot(`
      "TraceError: using a traced tensor as a number: JavaScript's operators would lose the derivative, at compile.test.ts
        got  a tensor of shape [], traced by makeProgram
        hint write add(x, 1), mul(x, 2), greater(x, 0) …; numbers that decide sizes, axes or branches can be static: compile(f, { static: [1] })"
    `);
  });

  test("a number among the arguments as a length of a loop, an axis, a size, in a function that is called by another", () => {
    const repeat = compile((x: Tensor, n: number) => {
      let y = x;
      for (let i = 0; i < n; i++) y = mul(y, 2);
      return y;
    });
    expect(message(() => repeat(x, 3))).toMatchInlineSnapshot(`
      "TraceError: using a traced tensor as a number: JavaScript's operators would lose the derivative, at compile.test.ts
        got  a tensor of shape [], traced by makeProgram
        hint write add(x, 1), mul(x, 2), greater(x, 0) …; numbers that decide sizes, axes or branches can be static: compile(f, { static: [1] })"
    `);
    expect(message(() => compile((y: Tensor) => add(repeat(x, 3), y))(x))).toMatch(
      /derivative, at compile\.test\.ts\n/,
    );
    const total = compile((rate: number, x: Tensor, axis: number) => mul(rate, sum(x, axis)));
    expect(message(() => total(0.5, x, 0))).toMatchInlineSnapshot(`
      "ArgumentError: sum: an axis must be a whole number, not a tensor of shape [], at compile.test.ts
        got  shape [3]
        hint the axis is not named, sum(x, 0), and options come after it, sum(x, 0, { keepdims: true }); null stands for all axes; numbers that decide sizes, axes or branches can be static: compile(f, { static: [0, 2] })"
    `);
    expect(message(() => compile((n: number) => zeros([n]))(3))).toMatch(/static: \[0\]/);
    // Whatever the error says, it is the number that it is about.
    const y = tensor([3, 1, 2]);
    expect(message(() => compile((n: number) => topk(y, n)[0])(2))).toMatch(/static: \[0\]/);
    expect(message(() => compile((n: number) => roll(y, n))(2))).toMatch(/static: \[0\]/);
    expect(message(() => compile((n: number) => zeros([n]))(-3))).toMatch(/static: \[0\]/);
    // What has nothing to do with numbers is told as it is.
    expect(message(() => compile((x: Tensor, n: number) => sum(mul(x, n), 3))(x, 2))).not.toMatch(/static/);
    let leaked = x;
    grad((z: Tensor) => {
      leaked = z;
      return square(z);
    })(2);
    const captures = compile((x: Tensor, n: number) => mul(x, mul(leaked, n)));
    expect(message(() => captures(x, 2))).toMatch(/not among its arguments/);
    expect(message(() => captures(x, 2))).not.toMatch(/static/);
    const along = compile((x: Tensor, axis: number) => sum(x, axis), { static: [1] });
    expect(String(along(x, 0))).toBe("1.5");
  });

  test("drawing from a generator that remembers", () => {
    const rng = random.generator(1);
    expect(message(() => compile((x: Tensor) => add(x, rng.normal(0, 1, [3])))(x))).toMatchInlineSnapshot(`
      "TraceError: normal: a generator with state cannot be drawn from while a function is being staged: the numbers would be frozen, or change from run to run, at compile.test.ts
        hint draw from a key, random.uniform(key, shape), and pass key = random.key(seed) as an argument; or draw before and pass the tensor"
    `);
  });

  test("what is no function, and options that do not exist", () => {
    expect(message(() => compile(x as never))).toMatchInlineSnapshot(`
      "ArgumentError: compile: the first argument must be a function
        got  object
        hint compile(f)(x) for the function f, not compile(f(x))"
    `);
    expect(message(() => compile(exp, { statics: [1] } as never))).toMatchInlineSnapshot(`
      "ArgumentError: compile: there is no option "statics"
        got  a record with the keys statics
        hint static may be meant; the options are static, donate"
    `);
    expect(message(() => compile(exp, { static: [-1] }))).toMatchInlineSnapshot(`
      "ArgumentError: compile: static is a list of places of arguments, counted from 0
        got  [-1]
        hint compile(f, { static: [1], donate: [0] }): argument 1 is part of the program, argument 0 is used up"
    `);
  });

  test("where chooses instead", () => {
    expect(compile((x: Tensor) => where(greater(x, 1), x, mul(x, 2)))(tensor(1)).item()).toBe(2);
  });
});

describe("donated arguments", () => {
  const step = (w: Tensor, g: Tensor): Tensor => sub(w, mul(0.1, g));

  test("are used up: reading them or computing with them is an error, printing says it", () => {
    const f = compile(step, { donate: [0] });
    const w = tensor([1, 2, 3]);
    const next = f(w, x);
    expect(String(next)).toBe("[0.95 2.1  2.8 ]");
    expect(() => w.toArray()).toThrowErrorMatchingInlineSnapshot(`
      [TraceError: reading a value: the tensor was donated to step and has no numbers any more
        got  a float64 tensor of shape [3]
        hint go on with what that function returned, or leave the argument out of donate]
    `);
    expect(() => add(w, 1)).toThrowErrorMatchingInlineSnapshot(`
      [TraceError: add: the tensor was donated to step and has no numbers any more
        got  a float64 tensor of shape [3]
        hint go on with what that function returned, or leave the argument out of donate]
    `);
    expect(() => f(w, x)).toThrow(/donated to step/);
    expect(String(w)).toBe("donated float64 tensor of shape [3]");
    expect(String(f(next, x))).toBe("[0.9 2.2 2.6]");
  });

  test("that come back as they are stay", () => {
    setExecution({ kernels: false });
    const f = compile((w: Tensor) => [w, add(w, 1)], { donate: [0] });
    const w = tensor([1, 2]);
    expect(f(w).map(String)).toEqual(["[1. 2.]", "[2. 3.]"]);
  });

  afterEach(() => {
    setExecution({ kernels: true });
  });
});

describe("inspect", () => {
  test("shows the program, the fused groups, the memory, and times", () => {
    const f = compile((x: Tensor, W: Tensor, b: Tensor) => sum(square(tanh(add(matmul(x, W), b)))));
    const rng = random.generator(1);
    const seen = f.inspect(rng.normal(0, 1, [6, 4]), rng.normal(0, 1, [4, 8]), rng.normal(0, 1, [8]));
    expect(seen.groups.map(({ kind, operations }) => `${kind}: ${operations.join(" ")}`)).toEqual([
      "gemm: matmul",
      "map: add tanh square sum",
    ]);
    expect(String(seen.program)).toContain("matmul");
    expect(seen.memory.bytes).toBeGreaterThan(0);
    expect(seen.memory.withoutReuse).toBeGreaterThanOrEqual(seen.memory.bytes);
    const times = seen.time();
    expect(times).toHaveLength(2);
    for (const time of times) expect(time).toBeGreaterThan(0);
    expect(String(seen)).toMatch(/0 +gemm +\[6, 8\].*\n1 +map +\[6, 8\].*\n2 groups/);
  });

  test("says when calls run operation by operation: kernels off, no WebAssembly, no module allowed", () => {
    const runtime = globalThis as { WebAssembly?: unknown };
    const f = compile((x: Tensor) => sum(exp(x)));
    const given = runtime.WebAssembly as { readonly Memory: unknown };
    const forbidden = { Memory: given.Memory, Module: refusing(), validate: () => true };
    try {
      setExecution({ kernels: false });
      expect(String(f.inspect(x))).toMatch(
        /1 groups.*\nkernels are off: calls run the program operation by operation$/,
      );
      for (const WebAssembly of [undefined, forbidden]) {
        runtime.WebAssembly = WebAssembly;
        const seen = f.inspect(x);
        expect([seen.groups, seen.memory.bytes, seen.moduleBytes, seen.time()]).toEqual([[], 0, 0, []]);
        expect(String(seen)).toMatch(/= exp\(v0\).*no module: .* operation by operation$/s);
      }
    } finally {
      runtime.WebAssembly = given;
      setExecution({ kernels: true });
    }
  });
});

/** Modules as a page's policy refuses them. */
function refusing(): unknown {
  return class {
    constructor() {
      throw Object.assign(new Error("Refused to compile a module"), { name: "CompileError" });
    }
  };
}
