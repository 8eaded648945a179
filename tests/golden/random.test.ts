import { describe, expect, test } from "vitest";
import { tensor } from "../../packages/autograd/src/create.ts";
import * as random from "../../packages/autograd/src/random/index.ts";
import { isTensor, type NestedNumbers } from "../../packages/autograd/src/tensor.ts";
import { loadGolden, reportSkipped } from "./golden.ts";

/** The last bit of a normal number belongs to the platform's logarithm; everything else is equal bit for bit. */
const NORMAL_ROUNDING = 1e-15;

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

/** Each method of NumPy as it is called here. */
const METHODS: Readonly<Record<string, Method>> = {
  rand: (rng, shape) => rng.rand(...shape.map(number)),
  randn: (rng, shape) => rng.randn(...shape.map(number)),
  random_sample: (rng, [size]) => (size === undefined ? rng.random_sample() : rng.random_sample(number(size))),
  standard_normal: (rng, [size]) => rng.standard_normal(numbers(size)),
  randint: (rng, [low, high, size], kwargs) => {
    const bound = high === undefined ? null : number(high);
    const shape = size ?? kwargs.size;
    const type = kwargs.dtype as random.IntegerType | undefined;
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

/** Why a call of the data cannot be made here, or null. */
function unsupported({ method, args }: Call): string | null {
  if (METHODS[method] === undefined) return `RandomState has no ${method}`;
  const wide = method === "randint" && args.slice(0, 2).some((bound) => Math.abs(number(bound)) > 2 ** 53);
  return wide ? "randint beyond ±2⁵³" : null;
}

function plain(x: unknown): unknown {
  return isTensor(x) ? x.toArray() : x;
}

function expectResult(method: string, ours: unknown, golden: unknown): void {
  if (!IS_NORMAL.has(method)) {
    expect(plain(ours)).toEqual(golden);
    return;
  }
  const [a, b] = [[plain(ours)].flat(9), [golden].flat(9)] as [number[], number[]];
  expect(a.length).toBe(b.length);
  const largest = Math.max(1, ...b.map(Math.abs));
  a.forEach((z, i) => {
    // A mean can cancel leading digits, so normal's error is measured by the largest number.
    const size = method === "normal" ? largest : Math.abs(b[i]!);
    expect(Math.abs(z - b[i]!)).toBeLessThanOrEqual(NORMAL_ROUNDING * size);
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
          // An exponential number uses up one uniform: the ones we do not have can be stepped over.
          if (method === "exponential") rng.rand(number(args[1]));
          else expectResult(method, METHODS[method]!(rng, args, kwargs), result);
        }
      });
    });
  }
});
