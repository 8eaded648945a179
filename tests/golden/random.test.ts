import { describe, expect, test } from "vitest";
import { tensor } from "../../packages/autograd/src/create.ts";
import * as random from "../../packages/autograd/src/random/index.ts";
import { isTensor, type NestedNumbers } from "../../packages/autograd/src/tensor.ts";
import { loadGolden, reportSkipped } from "./golden.ts";

/** The last bit of a normal number belongs to the platform's logarithm; all whole numbers are equal bit for bit. */
const NORMAL_ROUNDING = 1e-15;
/** Two or three logarithms, exponentials or powers, each with its last bit the platform's; differences of two of them can cancel a digit. */
const ROUNDING = 1e-13;

type Json = number | string | boolean | null | readonly Json[];

interface Call {
  readonly method: string;
  readonly args: readonly Json[];
  readonly kwargs: Readonly<Record<string, Json>>;
}

interface RepeatedCall extends Call {
  readonly repeat: number;
  readonly results: readonly Json[];
  readonly pos_after: number;
  readonly next_random_sample: number;
}

interface SeedCase {
  readonly seed: number | readonly number[];
  readonly state_key_head: readonly number[];
  readonly state_key_tail: readonly number[];
  readonly state_pos: number;
  readonly random_sample_701st: number;
  readonly calls: readonly RepeatedCall[];
  readonly sequence: readonly (Call & { readonly result: Json })[];
}

/** Integers beyond 2⁵³ are strings. */
function number(x: Json | undefined): number {
  return Number(x);
}

function numbers(x: Json | undefined): number | number[] {
  return Array.isArray(x) ? x.map(Number) : number(x);
}

type Method = (rng: random.RandomState, args: readonly Json[], kwargs: Readonly<Record<string, Json>>) => unknown;

const IS_NORMAL = new Set(["randn", "normal", "standard_normal"]);

/** Distributions of real numbers that are made of elementary functions. */
const IS_REAL = new Set([
  ..."beta chisquare dirichlet exponential f gamma gumbel laplace logistic lognormal pareto power rayleigh".split(" "),
  ..."standard_cauchy standard_exponential standard_gamma standard_t triangular vonmises wald weibull".split(" "),
]);
/** Those that take the arguments as they are, and give whole numbers. */
const COUNTS = ["binomial", "geometric", "multinomial", "negative_binomial", "poisson"];

const asIs = (method: string): [string, Method] => [
  method,
  (rng, args) => (rng[method as keyof random.RandomState] as (...args: readonly Json[]) => unknown)(...args),
];

/** Each method of NumPy as it is called here. */
const METHODS: Readonly<Record<string, Method>> = {
  ...Object.fromEntries([...IS_REAL, ...COUNTS].map(asIs)),
  bytes: (rng, [length]) => [...rng.bytes(number(length))],
  tomaxint: (rng, [size]) => rng.tomaxint(number(size)),
  rand: (rng, shape) => rng.rand(...shape.map(number)),
  randn: (rng, shape) => rng.randn(...shape.map(number)),
  random_sample: (rng, [size]) => (size === undefined ? rng.random_sample() : rng.random_sample(number(size))),
  standard_normal: (rng, [size]) => rng.standard_normal(numbers(size)),
  randint: (rng, [low, high, size], kwargs) => {
    const bound = high === undefined ? null : number(high);
    const shape = size ?? kwargs.size;
    const type = kwargs.dtype as random.IntegerType | undefined;
    if (isWide(low) || isWide(high)) return rng.randint(BigInt(low as string), BigInt(high as string), number(shape));
    return shape === undefined
      ? rng.randint(number(low), bound, null, type)
      : rng.randint(number(low), bound, numbers(shape), type);
  },
  uniform: (rng, [low, high, size]) =>
    size === undefined
      ? rng.uniform(numbers(low), numbers(high))
      : rng.uniform(numbers(low), numbers(high), numbers(size)),
  normal: (rng, [mean, deviation, size]) =>
    size === undefined
      ? rng.normal(numbers(mean), numbers(deviation))
      : rng.normal(numbers(mean), numbers(deviation), numbers(size)),
  permutation: (rng, [x]) => (typeof x === "number" ? rng.permutation(x) : rng.permutation(tensor(x as NestedNumbers))),
  shuffle: (rng, [items]) => rng.shuffle([...(items as readonly Json[])]),
  choice: (rng, [from, size], kwargs) => {
    const options = kwargs as { replace?: boolean; p?: readonly number[] };
    return Array.isArray(from)
      ? rng.choice(from, number(size), options)
      : rng.choice(number(from), number(size), options);
  },
};

function isWide(bound: Json | undefined): boolean {
  return Math.abs(number(bound)) > 2 ** 53;
}

/** Why a call of the data cannot be made here, or null. */
function unsupported({ method }: Call): string | null {
  return METHODS[method] === undefined ? `RandomState has no ${method}` : null;
}

function plain(x: unknown): unknown {
  return isTensor(x) ? x.toArray() : x;
}

function expectResult(method: string, ours: unknown, golden: unknown): void {
  if (Array.isArray(ours) && typeof ours[0] === "bigint") {
    expect(ours).toEqual((golden as (string | number)[]).map(BigInt));
    return;
  }
  if (!IS_NORMAL.has(method) && !IS_REAL.has(method)) {
    expect(plain(ours)).toEqual(golden);
    return;
  }
  const [a, b] = [[plain(ours)].flat(9), [golden].flat(9)] as [number[], number[]];
  expect(a.length).toBe(b.length);
  const largest = Math.max(1, ...b.map(Math.abs));
  a.forEach((z, i) => {
    // A mean can cancel leading digits, so normal's error is measured by the largest number.
    const size = method === "normal" ? largest : Math.abs(b[i]!);
    const rounding = IS_REAL.has(method) ? ROUNDING : NORMAL_ROUNDING;
    expect(Math.abs(z - b[i]!)).toBeLessThanOrEqual(rounding * size);
  });
}

const cases = loadGolden<{ seeds: readonly SeedCase[] }>("random_state.json")?.seeds ?? [];
const reasons = cases.flatMap((seed) => seed.calls.map(unsupported)).filter((reason) => reason !== null);
for (const reason of new Set(reasons)) reportSkipped(reasons.filter((other) => other === reason).length, reason);

describe.skipIf(cases.length === 0)("RandomState gives NumPy's numbers", () => {
  for (const { seed, calls, sequence, ...golden } of cases) {
    describe(`seed ${JSON.stringify(seed)}`, () => {
      test("the state after seeding", () => {
        const { key, position } = random.RandomState(seed).getState();
        expect(key.slice(0, golden.state_key_head.length)).toEqual(golden.state_key_head);
        expect(key.slice(-golden.state_key_tail.length)).toEqual(golden.state_key_tail);
        expect(position).toBe(golden.state_pos);
      });

      test("the 701st uniform number", () => {
        const rng = random.RandomState(seed);
        rng.rand(700);
        expect(rng.random_sample()).toBe(golden.random_sample_701st);
      });

      for (const call of calls) {
        if (unsupported(call) !== null) continue;
        const { method, args, kwargs, repeat } = call;
        test(`${method}${JSON.stringify(args)}${JSON.stringify(kwargs)}, ${repeat} times`, () => {
          const rng = random.RandomState(seed);
          for (let i = 0; i < repeat; i++) expectResult(method, METHODS[method]!(rng, args, kwargs), call.results[i]);
          expect(rng.getState().position).toBe(call.pos_after);
          expect(rng.random_sample()).toBe(call.next_random_sample);
        });
      }

      test("a sequence of draws from one generator", () => {
        const rng = random.RandomState(seed);
        for (const { method, args, kwargs, result } of sequence) {
          expectResult(method, METHODS[method]!(rng, args, kwargs), result);
        }
      });
    });
  }
});
