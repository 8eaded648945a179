import { describe, expect, test } from "vitest";
import * as wengert from "../index.ts";
import { call } from "../testing/messages.ts";

// Every transformation with something wrong in the place of each of its arguments, of the arguments of the function that
// it gives, and of what the reader's function returns. Much of it is right somewhere: then it is taken.

const { grad, jvp, makeProgram, mul, ones, random, square, sum, tensor, vjp, WengertError, zeros } = wengert;

/** What may stand in the place of an argument by mistake. */
const UNFIT: Readonly<Record<string, unknown>> = {
  "a word": "text",
  "a function": () => 1,
  "a bigint": 5n,
  "a map": new Map(),
  "a record": { nonsense: 1 },
  "a list of words": ["a"],
  "a symbol": Symbol("s"),
  undefined,
  null: null,
  NaN: Number.NaN,
  "-1": -1,
  "1.5": 1.5,
  "a million millions": 1e12,
  infinity: Number.POSITIVE_INFINITY,
  true: true,
  "an empty record": {},
  "a record without a prototype": Object.create(null),
  "an empty list": [],
  "a list of undefined": [undefined],
  "a ragged list": [[1, 2], [3]],
  "a single number": tensor(2),
  "a vector": ones([5]),
  "a tensor without entries": zeros([0]),
  integers: tensor(Int32Array.from([1, 2])),
  bools: tensor([true]),
  "a date": new Date(0),
  "a promise": Promise.resolve(1),
  "an object of a class": new (class Own {
    readonly x = 1;
  })(),
};

type Tensor = wengert.Tensor;
type AnyFunction = (...args: never[]) => unknown;
const x = tensor([1, 2]);
const loss = (x: Tensor): Tensor => sum(square(x));
const squared = (x: Tensor): Tensor => square(x);
const program = makeProgram(loss)(x);
const key = random.key(1);
const numpy = () => random.RandomState(1);

/** Those that make a function of a function, with what their second argument may be. */
const OF_ONE_FUNCTION: Readonly<Record<string, readonly [transform: unknown, second: unknown]>> = {
  grad: [grad, 0],
  valueAndGrad: [wengert.valueAndGrad, 0],
  gradAndAux: [wengert.gradAndAux, 0],
  hessian: [wengert.hessian, 0],
  jacobian: [wengert.jacobian, 0],
  elementwiseGrad: [wengert.elementwiseGrad, 0],
  explain: [wengert.explain, undefined],
  readTape: [wengert.readTape, {}],
};

/** Each transformation by name, called in several ways, with arguments that are right. */
const WAYS: Readonly<Record<string, readonly (readonly [f: unknown, ...args: readonly unknown[]])[]>> = {
  ...Object.fromEntries(
    Object.entries(OF_ONE_FUNCTION).map(([name, [transform, second]]) => [
      name,
      [
        [transform, loss, second],
        [(x: unknown) => String(call(call(transform, loss), x)), x],
        [
          (y: unknown) =>
            String(
              call(
                call(transform, () => y),
                x,
              ),
            ),
          1,
        ],
      ],
    ]),
  ),
  vjp: [
    [vjp, loss, x],
    [(y: unknown) => call(vjp, () => y, x), 1],
    [(g: unknown) => call(vjp(squared, x)[1], g), x],
  ],
  jvp: [
    [jvp, loss, [x], [x]],
    [(a: unknown, b: unknown) => call(jvp, squared, [a], [b]), x, x],
    [(y: unknown) => call(jvp, () => y, [x], [x]), 1],
  ],
  hvp: [
    [wengert.hvp, loss, 0],
    [(a: unknown, v: unknown) => call(wengert.hvp(loss), a, v), x, x],
  ],
  customVjp: [
    [wengert.customVjp, squared, (x: Tensor) => [square(x), x], (_: Tensor, g: Tensor) => [g]],
    [
      (pair: unknown) =>
        derived(
          call(
            wengert.customVjp,
            squared,
            () => pair,
            (_: Tensor, g: Tensor) => [g],
          ),
        ),
      [x, x],
    ],
    [
      (adjoints: unknown) =>
        derived(
          call(
            wengert.customVjp,
            squared,
            (x: Tensor) => [square(x), x],
            () => adjoints,
          ),
        ),
      [x],
    ],
    [
      (adjoint: unknown) =>
        derived(
          call(
            wengert.customVjp,
            squared,
            (x: Tensor) => [square(x), x],
            () => [adjoint],
          ),
        ),
      x,
    ],
  ],
  customJvp: [
    [wengert.customJvp, squared, ([x]: [Tensor], [t]: [Tensor]) => [square(x), t]],
    [(pair: unknown) => derived(call(wengert.customJvp, squared, () => pair)), [x, x]],
    [(y: unknown, t: unknown) => derived(call(wengert.customJvp, squared, () => [y, t])), x, x],
  ],
  checkpoint: [
    [wengert.checkpoint, squared],
    [(x: unknown) => call(wengert.checkpoint(squared), x), x],
    [(y: unknown) => derived(call(wengert.checkpoint, () => y)), x],
  ],
  debugNaN: [[wengert.debugNaN, () => 1]],
  centralDifference: [
    [wengert.centralDifference, squared, [x], [x], { step: 0.1 }],
    [(a: unknown, v: unknown) => call(wengert.centralDifference, squared, [a], [v]), x, x],
    [(step: unknown) => call(wengert.centralDifference, squared, [x], [x], { step }), 0.1],
    [(y: unknown) => call(wengert.centralDifference, () => y, [x], [x]), x],
  ],
  makeProgram: [
    [makeProgram, loss, { static: [0] }],
    [(places: unknown) => call(call(makeProgram, loss, { static: places }), x), [0]],
    [(x: unknown) => call(makeProgram(loss), x), x],
    [
      (y: unknown) =>
        String(
          call(
            call(makeProgram, () => y),
            x,
          ),
        ),
      x,
    ],
  ],
  evaluate: [
    [wengert.evaluate, program, [x], { rules: {} }],
    [(x: unknown) => call(wengert.evaluate, program, [x]), x],
    [(rules: unknown) => call(wengert.evaluate, program, [x], { rules }), {}],
    [(rule: unknown) => call(wengert.evaluate, program, [x], { rules: { square: rule } }), () => undefined],
    [(y: unknown) => call(wengert.evaluate, program, [x], { rules: { square: () => y } }), [x]],
  ],
  toDot: [[wengert.toDot, program]],
  mapTree: [
    [wengert.mapTree, squared, x],
    [(other: unknown) => call(wengert.mapTree, mul, { a: x }, other), { a: x }],
  ],
  "random.key": [
    [random.key, 1],
    [random.split, key, 2],
    [random.foldIn, key, 2],
    [random.uniform, key, [2], { low: 0 }],
    [(low: unknown) => call(random.uniform, key, [2], { low }), 0],
    [random.normal, key, [2], { dtype: "float32" }],
    [random.bernoulli, key, 0.5, [2]],
  ],
  RandomState: [
    [random.RandomState, 1],
    [(n: unknown) => call((n: number) => numpy().rand(n), n), 2],
    [(...args: readonly never[]) => (numpy().randint as AnyFunction)(...args), 0, 5, [2], "int32"],
    [(...args: readonly never[]) => (numpy().uniform as AnyFunction)(...args), 0, 1, [2]],
    [(...args: readonly never[]) => (numpy().normal as AnyFunction)(...args), 0, 1, [2]],
    [(...args: readonly never[]) => (numpy().choice as AnyFunction)(...args), 3, 2, true, [1, 0, 0]],
    [(items: never) => numpy().permutation(items), 3],
    [(items: never) => numpy().shuffle(items), [1, 2]],
    [(seed: never) => numpy().seed(seed), 1],
    [(state: never) => numpy().setState(state), numpy().getState()],
  ],
  generator: [[random.generator, 1]],
};

/** The gradient through a function with a rule of its own. */
function derived(f: unknown): unknown {
  return grad((x: Tensor) => sum(call(f, x) as Tensor))(x);
}

/** What is wrong with how a call answers; undefined when nothing is. */
function complaint(f: unknown, args: readonly unknown[]): string | undefined {
  try {
    call(f, ...args);
  } catch (error) {
    if (!(error instanceof WengertError)) return String(error);
    if (error.hint === undefined) return `no hint in ${error.message}`;
    return error.op === "an operation" ? `no name in ${error.message}` : undefined;
  }
  return undefined;
}

describe("something wrong given to a transformation is an error that says what to do, or is taken", () => {
  test.each(Object.entries(WAYS))("%s", (_name, ways) => {
    const complaints = ways.flatMap(([f, ...args], way) =>
      args.flatMap((_, i) =>
        Object.entries(UNFIT).flatMap(([what, value]) => {
          const found = complaint(f, args.with(i, value));
          return found === undefined ? [] : [`${what} as argument ${i} in way ${way}: ${found}`];
        }),
      ),
    );
    expect(complaints).toEqual([]);
  });

  test("the calls themselves are right", () => {
    for (const [name, ways] of Object.entries(WAYS)) {
      for (const [f, ...args] of ways) {
        const returns = args.length === 1 && args[0] === 1;
        if (!returns) expect(complaint(f, args), name).toBeUndefined();
      }
    }
  });
});
