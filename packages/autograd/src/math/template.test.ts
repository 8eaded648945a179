import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  abs,
  add,
  append,
  arange,
  argmax,
  astype,
  broadcastTo,
  columnStack,
  concatenate,
  div,
  exp,
  expandDims,
  eye,
  full,
  grad,
  greater,
  hstack,
  identity,
  less,
  linalg,
  linspace,
  log,
  makeProgram,
  matmul,
  max,
  maximum,
  mean,
  min,
  mul,
  neg,
  ones,
  outer,
  pow,
  ravel,
  relu,
  reshape,
  sigmoid,
  sqrt,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
  vstack,
  where,
  zeros,
} from "../index.ts";
import { evaluateFormula } from "./formula.ts";
import { libraryNames } from "./library.ts";
import { math } from "./template.ts";

fc.configureGlobal({ seed: 1973 });

const entry = fc.double({ min: -3, max: 3, noNaN: true });
const size = fc.integer({ min: 0, max: 4 });

function matrix(rows: number, columns: number): fc.Arbitrary<Tensor> {
  return fc
    .array(entry, { minLength: rows * columns, maxLength: rows * columns })
    .map((values) => tensor(new Float64Array(values), { shape: [rows, columns] }));
}

function vector(n: number): fc.Arbitrary<Tensor> {
  return fc.array(entry, { minLength: n, maxLength: n }).map((values) => tensor(new Float64Array(values)));
}

/** The same shape, the same dtype, the same bits. */
function expectSame(actual: Tensor, expected: Tensor): void {
  expect(actual.shape).toEqual(expected.shape);
  expect(actual.dtype).toBe(expected.dtype);
  expect(actual.toArray()).toEqual(expected.toArray());
}

const layer = fc
  .record({ n: size, m: size })
  .chain(({ n, m }) => fc.record({ W: matrix(m, n), x: vector(n), b: vector(m), target: vector(m) }));

describe("math and the same calls written out", () => {
  test("a layer and its cost have the same bits, and so have the derivatives", () => {
    const formula = (W: Tensor, b: Tensor, x: Tensor, target: Tensor): Tensor =>
      math`mean((sigmoid(${W} @ ${x} + ${b}) - ${target})**2)`;
    const calls = (W: Tensor, b: Tensor, x: Tensor, target: Tensor): Tensor =>
      mean(square(sub(sigmoid(add(matmul(W, x), b)), target)));
    fc.assert(
      fc.property(layer, ({ W, x, b, target }) => {
        expectSame(formula(W, b, x, target), calls(W, b, x, target));
        const [dW, db] = grad(formula, [0, 1])(W, b, x, target);
        const [eW, eb] = grad(calls, [0, 1])(W, b, x, target);
        expectSame(dW, eW);
        expectSame(db, eb);
      }),
    );
  });

  test("a staged formula is the program of the calls", () => {
    const formula = (W: Tensor, x: Tensor): Tensor => math`sum(tanh(${W} @ ${x})**2, axis=0) / ${x}.shape[0]`;
    const calls = (W: Tensor, x: Tensor): Tensor => div(sum(square(tanh(matmul(W, x))), 0), 3);
    const args = [zeros([2, 3]), zeros([3])] as const;
    const program = String(makeProgram(formula)(...args));
    expect(program).toContain("matmul(v0, v1)");
    expect(program).toBe(String(makeProgram(calls)(...args)));
  });

  test("derivatives of any order pass through", () => {
    const cube = (x: Tensor): Tensor => math`${x}**3 - 2*${x}**2`;
    expect(grad(grad(cube))(tensor(3)).item()).toBe(14);
    expect(grad(grad(grad(cube)))(tensor(3)).item()).toBe(6);
    const slope = (x: Tensor): Tensor => math`${grad(cube)}(${x})**2`;
    expect(grad(slope)(tensor(3)).item()).toBe(2 * 15 * 14);
  });

  test("every operator is its function", () => {
    const problem = fc
      .record({ n: size, m: size })
      .chain(({ n, m }) => fc.record({ a: matrix(n, m), b: matrix(n, m), c: vector(m) }));
    fc.assert(
      fc.property(problem, entry, ({ a, b, c }, s) => {
        expectSame(math`${a} + ${b}`, add(a, b));
        expectSame(math`${a} - ${c}`, sub(a, c));
        expectSame(math`${s} * ${b}`, mul(s, b));
        expectSame(math`${a} / ${b}`, div(a, b));
        expectSame(math`${a} ** ${b}`, pow(a, b));
        expectSame(math`${a}**3`, pow(a, 3));
        expectSame(math`${a}**2`, square(a));
        expectSame(math`${a} @ ${c}`, matmul(a, c));
        expectSame(math`-${a}`, neg(a));
        expectSame(math`+${a}`, a);
        expectSame(math`${a} < ${b}`, less(a, b));
        expectSame(math`${a} > ${s}`, greater(a, s));
        expectSame(math`-${a}**2 * ${b} + ${c} / 2`, add(mul(neg(square(a)), b), div(c, 2)));
      }),
    );
  });

  test("a product with a transpose is that with the transposed numbers", () => {
    const W = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expectSame(
      math`${W}.T`,
      tensor([
        [1, 4],
        [2, 5],
        [3, 6],
      ]),
    );
    expectSame(
      math`${W}.T @ ${W}`,
      matmul(
        tensor([
          [1, 4],
          [2, 5],
          [3, 6],
        ]),
        W,
      ),
    );
    expectSame(math`${tensor([1, 2])}.T`, tensor([1, 2]));
    expectSame(grad((w: Tensor) => math`sum(${w}.T**2)`)(W), mul(2, W));
  });

  test("reductions take axes and options by position and by name, as functions and as methods", () => {
    const x = tensor([
      [1, 5, 2],
      [7, 3, 9],
    ]);
    expectSame(math`sum(${x})`, sum(x));
    expectSame(math`sum(${x}, 0)`, sum(x, 0));
    expectSame(math`sum(${x}, axis=-1)`, sum(x, -1));
    expectSame(math`sum(${x}, axis=(0, 1))`, sum(x, [0, 1]));
    expectSame(math`sum(axis=[0, 1], x=${x})`, sum(x, [0, 1]));
    expectSame(math`sum(${x}, axis=None)`, sum(x));
    expectSame(math`max(${x}, axis=1, keepdims=True,)`, max(x, 1, { keepdims: true }));
    expectSame(math`max(${x}, keepdims=True)`, max(x, null, { keepdims: true }));
    expectSame(math`${x}.mean()`, mean(x));
    expectSame(math`${x}.min(0, keepdims=False)`, min(x, 0));
    expectSame(math`(${x} - ${x}.mean(axis=0)).sum(axis=1)`, sum(sub(x, mean(x, 0)), 1));
    expectSame(math`${x}.argmax(axis=1)`, argmax(x, 1));
    expectSame(
      math`exp(${x} - max(${x}))/sum(exp(${x} - max(${x})))`,
      div(exp(sub(x, max(x))), sum(exp(sub(x, max(x))))),
    );
  });

  test("NumPy's names and prefixes are the library's functions", () => {
    const [a, b] = [tensor([1, 2]), tensor([3, -4])];
    expectSame(math`np.multiply(${a}, np.add(${b}, 1))`, mul(a, add(b, 1)));
    expectSame(math`numpy.greater_equal(${a}, 2)`, math`greaterEqual(${a}, 2)`);
    expectSame(math`np.power(np.absolute(${b}), 0.5)`, pow(abs(b), 0.5));
    expectSame(math`np.where(${b} > 0, np.log(${b}), -np.inf)`, where(greater(b, 0), log(b), -Infinity));
    expectSame(math`np.maximum(${b}, 0)`, maximum(b, 0));
    expectSame(math`relu(${b}) + tanh(${b}) + sqrt(${a})`, add(add(relu(b), tanh(b)), sqrt(a)));
    expectSame(math`outer(${a}, ${b})`, outer(a, b));
    expectSame(math`np.zeros((2, 3), dtype=np.float32)`, zeros([2, 3], "float32"));
    expectSame(math`zeros(3)`, zeros([3]));
    expectSame(math`${a}.astype("int32")`, astype(a, "int32"));
    expectSame(
      math`np.array([${a}, [3, 4]], dtype=float32)`,
      tensor(
        [
          [1, 2],
          [3, 4],
        ],
        { dtype: "float32" },
      ),
    );
    expectSame(math`np.pi * [np.e, 1]`, mul(Math.PI, [Math.E, 1]));
  });

  test("creation, reshaping and joining take shapes, axes and options as NumPy does", () => {
    const x = tensor([
      [1, 5, 2],
      [7, 3, 9],
    ]);
    const v = tensor([1, 2]);
    expectSame(
      math`np.ones((2, 3)) + np.zeros_like(${x}) + ones_like(${x}, dtype=float32)`,
      add(ones([2, 3]), ones([2, 3])),
    );
    expectSame(math`np.full((2, 2), ${7})`, full([2, 2], 7));
    expectSame(math`eye(2, k=1) + np.identity(2)`, add(eye(2, 2, 1), identity(2)));
    expectSame(math`np.arange(3) * arange(1, 2.5, 0.5)`, mul(arange(3), arange(1, 2.5, 0.5)));
    expectSame(math`np.linspace(0, 1, 4, endpoint=False)`, linspace(0, 1, 4, { endpoint: false }));
    expectSame(math`np.linspace(0, 1, num=3)`, linspace(0, 1, 3));
    expectSame(math`np.reshape(${x}, (3, -1), order="F")`, reshape(x, [3, -1], { order: "F" }));
    expectSame(math`${x}.reshape(3, 2) + ${x}.reshape((3, 2)) + ${x}.reshape([3, -1])`, mul(3, reshape(x, [3, 2])));
    expectSame(math`${x}.reshape(-1) + ${x}.ravel()`, mul(2, ravel(x)));
    expectSame(math`${x}.transpose(1, 0) + ${x}.transpose() + np.transpose(${x}, axes=(1, 0))`, mul(3, transpose(x)));
    expectSame(math`np.swapaxes(${x}, 0, 1) + np.moveaxis(${x}, 0, -1)`, mul(2, transpose(x)));
    expectSame(math`np.expand_dims(${v}, axis=-1)`, expandDims(v, -1));
    expectSame(math`expandDims(${v}, (0, 2)).squeeze(axis=0)`, expandDims(v, 1));
    expectSame(math`np.broadcast_to(${v}, (3, 2))`, broadcastTo(v, [3, 2]));
    expectSame(math`np.concatenate([${v}, (3, 4)])`, tensor([1, 2, 3, 4]));
    expectSame(math`np.concatenate((${x}, ${x}), axis=1)`, concatenate([x, x], 1));
    expectSame(math`np.concatenate([${x}, ${x}], axis=None)`, concatenate([x, x], null));
    expectSame(math`np.stack([${v}, ${v}**2], axis=-1)`, stack([v, square(v)], -1));
    expectSame(math`np.vstack([${v}, ${v}]) + np.column_stack([${v}, ${v}])`, add(vstack([v, v]), columnStack([v, v])));
    expectSame(math`np.hstack([${v}, ${v}]) + np.append(${v}, [5, 6])`, add(hstack([v, v]), append(v, [5, 6])));
  });

  test("linear algebra is called with and without its prefix; a result in parts is a list", () => {
    const A = tensor([
      [2, 1],
      [1, 3],
    ]);
    const v = tensor([3, 5]);
    expectSame(math`np.linalg.solve(${A}, ${v})`, linalg.solve(A, v));
    expectSame(math`inv(${A}) @ ${v} + linalg.det(${A})`, add(matmul(linalg.inv(A), v), linalg.det(A)));
    expectSame(math`np.linalg.slogdet(${A})[1]`, linalg.slogdet(A)[1]);
    expectSame(grad((a: Tensor) => math`slogdet(${a})[1]`)(A), grad((a: Tensor) => linalg.slogdet(a)[1])(A));
  });

  test("shape, size, ndim and dtype are plain values", () => {
    const x = tensor([
      [1, 5, 2],
      [7, 3, 9],
    ]);
    expectSame(math`sum(${x}) / ${x}.size`, mean(x));
    expectSame(math`zeros(${x}.shape, ${x}.dtype)`, zeros([2, 3]));
    expectSame(math`${x}.ndim`, tensor(2));
  });

  test("functions of your own are called where they are interpolated", () => {
    const x = tensor([1, 2]);
    const softplus = (z: Tensor): Tensor => log(add(1, exp(z)));
    expectSame(math`sum(${softplus}(2 * ${x}))`, sum(softplus(mul(2, x))));
    expectSame(math`${Math.max}(2, 3, 1) * ${x}`, mul(3, x));
    expectSame(math`${grad}(${softplus})(0.0)`, tensor(0.5));
    expectSame(math`${grad}(tanh)(0)`, tensor(1));
  });

  test("nested arrays are tensors, also with tensors in them", () => {
    const x = tensor(2);
    expectSame(math`${[[1, 2], [3, 4]]} @ [1, 1]`, tensor([3, 7]));
    expectSame(math`[1, ${x}, 3] + (1, 2, 3)`, tensor([2, 4, 6]));
    expectSame(grad((t: Tensor) => math`sum([${t}, ${t}**2] * [3, 1])`)(x), tensor(7));
    expectSame(math`array([1, 2]) * ${new Float32Array([1, 2])}`, tensor([1, 4]));
  });
});

describe("numbers", () => {
  test("a formula of plain numbers is a tensor without axes", () => {
    expectSame(math`2**-1 + ${3}`, tensor(3.5));
    expectSame(math`1 < 2`, math`True`);
    expect(math`1 < 2`.dtype).toBe("bool");
  });

  test("plain numbers never change a dtype, however many there are", () => {
    const x = tensor([1, 2], { dtype: "float32" });
    expect(math`(1/3 + 2**0.5) * ${x} + ${0.1}`.dtype).toBe("float32");
    const n = tensor([1, 2], { dtype: "int32" });
    expect(math`(2 + 3) * ${n} - -1`.dtype).toBe("int32");
  });
});

/** A strings object that counts how often it is read. */
function countingTemplate(source: string): { readonly strings: TemplateStringsArray; readonly reads: () => number } {
  let reads = 0;
  const strings = Object.defineProperty([source], "raw", {
    get() {
      reads++;
      return [source];
    },
  }) as string[] & { raw: string[] };
  return { strings, reads: () => reads };
}

describe("a template", () => {
  test("is read at its first evaluation and never again", () => {
    const { strings, reads } = countingTemplate("1 + 2 * 3");
    math(strings);
    const once = reads();
    for (let i = 0; i < 1000; i++) expect(math(strings).item()).toBe(7);
    expect(once).toBeGreaterThan(0);
    expect(reads()).toBe(once);
  });

  test("keeps nothing of the values of an earlier evaluation", () => {
    const scaled = (s: number, x: Tensor): Tensor => math`${s} * ${x}`;
    expect(scaled(2, tensor(1)).item()).toBe(2);
    expect(scaled(3, tensor(5)).item()).toBe(15);
  });

  test("may stand in a function that a template calls", () => {
    const half = (x: Tensor): Tensor => math`${x} / 2`;
    expect(math`${half}(${half}(8)) + ${half}(2)`.item()).toBe(3);
  });
});

describe("names", () => {
  test("the variables of a formula given as text hide the library's names", () => {
    expect(evaluateFormula("g * y * (1 - y)", { g: 2, y: tensor(0.5) }).item()).toBe(0.5);
    expect(evaluateFormula("e + pi", { e: 1, pi: 2 }).item()).toBe(3);
    expect(evaluateFormula("np.exp(0) * exp", { exp: 5 }).item()).toBe(5);
  });

  test("what objects inherit is no name", () => {
    const inherited = ["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf", "__defineGetter__"];
    for (const name of [...inherited, "prototype", "globalThis", "eval", "Function"]) {
      expect(() => evaluateFormula(name, {})).toThrow(`there is no ${name}`);
      expect(() => evaluateFormula(`exp.${name}`, {})).toThrow("in a formula");
      expect(() => evaluateFormula(`sum(1, ${name}=1)`, {})).toThrow(`sum has no argument ${name}`);
      expect(() => evaluateFormula(`np.${name}(1)`, {})).toThrow(`there is no ${name}`);
    }
  });

  test("each of the library's names is found, in camelCase and in snake_case", () => {
    for (const name of libraryNames()) {
      const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      for (const written of /^[A-Z]/.test(name) ? [name] : [name, snake]) {
        expect(() => evaluateFormula(`${written} + 1`, {}), written).not.toThrow("there is no");
      }
    }
  });
});
