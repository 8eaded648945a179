import { inspect } from "node:util";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tensor } from "../create.ts";
import { zeros } from "../numpy/create.ts";
import { sum } from "../numpy/reduce.ts";
import { sub } from "../primitives/arithmetic.ts";
import type { Tensor } from "../tensor.ts";
import { grad } from "../transforms/grad.ts";
import { RandomState } from "./index.ts";
import { codeOf } from "./testing/codeOf.ts";
import { moment, numbers, spread, tolerance } from "./testing/statistics.ts";

describe("RandomState gives NumPy's numbers", () => {
  test("seed 42: the first uniforms", () => {
    expect(RandomState(42).rand(2).toArray()).toEqual([0.3745401188473625, 0.9507143064099162]);
  });

  test("seed [42] is another stream than seed 42, as in NumPy", () => {
    expect(RandomState([42]).rand()).toBe(0.6394267984578837);
  });

  test("np.random.seed(42); np.random.permutation(10)", () => {
    expect(RandomState(42).permutation(10).toArray()).toEqual([8, 1, 5, 0, 7, 2, 9, 4, 3, 6]);
  });

  test("choice without replacement is the beginning of a permutation", () => {
    expect(RandomState(42).choice(10, 3, false).toArray()).toEqual([8, 1, 5]);
    expect(RandomState(42).choice(10, 3, { replace: false }).toArray()).toEqual([8, 1, 5]);
  });

  test("float32 probabilities may be off by the rounding of float32, as in NumPy", () => {
    // np.random.RandomState(42).choice(3, 8, p=np.full(3, 1/3, dtype=np.float32)); their sum is 1.0000000298.
    const thirds = tensor([1 / 3, 1 / 3, 1 / 3], { dtype: "float32" });
    for (const p of [thirds, Float32Array.of(1 / 3, 1 / 3, 1 / 3)]) {
      expect(RandomState(42).choice(3, 8, { p }).toArray()).toEqual([1, 2, 2, 1, 0, 0, 0, 2]);
    }
    expect(codeOf(() => RandomState(42).choice(3, 8, { p: thirds.toArray() as number[] }))).toBe("bad-argument");
  });

  test("choice from more than 2³¹ numbers gives them whole, though int32 does not hold them", () => {
    // np.random.RandomState(1).choice(10**12, 3)
    const chosen = RandomState(1).choice(1e12, 3);
    expect([chosen.dtype, ...(chosen.toArray() as number[])]).toEqual([
      "float64",
      163196666091,
      605300724808,
      876169207429,
    ]);
    expect(RandomState(1).choice(1e12)).toBe(163196666091);
    expect(RandomState(1).choice(2 ** 31, 1).dtype).toBe("int32");
    expect(codeOf(() => RandomState(1).choice(1e12, 3, false))).toBe("bad-argument");
  });

  test("replace is true or false, also among the options of choice", () => {
    expect(() => RandomState(1).choice(3, 2, { replace: "no" as never })).toThrow(/^choice: replace is true or false/);
  });

  test("a size beyond every array and a type that is none are errors that say so", () => {
    expect(() => RandomState(1).rand(1e12)).toThrow(/^rand: the result would have 1000000000000 elements/);
    expect(() => RandomState(1).randint(0, 5, 2, "constructor" as never)).toThrow(/there is no integer type/);
  });

  test("shuffling rows without entries uses up nothing, a permutation of them does, as in NumPy", () => {
    const [rng, other] = [RandomState(42), RandomState(42)];
    expect(rng.shuffle(zeros([5, 0])).shape).toEqual([5, 0]);
    expect(rng.rand()).toBe(0.3745401188473625);
    expect(other.permutation(zeros([5, 0])).shape).toEqual([5, 0]);
    expect(other.rand()).toBe(0.7796910002727693);
  });

  test("random_sample and random are rand with a size, standard_normal is randn with a size", () => {
    const expected = RandomState(7).rand(2, 3).toArray();
    expect(RandomState(7).random_sample([2, 3]).toArray()).toEqual(expected);
    expect(RandomState(7).random([2, 3]).toArray()).toEqual(expected);
    expect(RandomState(7).standard_normal([2, 3]).toArray()).toEqual(RandomState(7).randn(2, 3).toArray());
  });

  test("a tensor, its rows as an array and the places of its rows are permuted alike", () => {
    const rows = [
      [1, 2],
      [3, 4],
      [5, 6],
      [7, 8],
      [9, 10],
    ];
    const permuted = [rows[1], rows[4], rows[2], rows[0], rows[3]];
    expect(RandomState(42).permutation(5).toArray()).toEqual([1, 4, 2, 0, 3]);
    expect(RandomState(42).permutation(rows)).toEqual(permuted);
    expect(RandomState(42).permutation(tensor(rows)).toArray()).toEqual(permuted);
    expect(RandomState(42).shuffle(tensor(rows)).toArray()).toEqual(permuted);
    expect(rows[0]).toEqual([1, 2]);
  });
});

describe("RandomState's draws", () => {
  test("without a size a draw is a plain number", () => {
    const rng = RandomState(1);
    const draws = [
      rng.rand(),
      rng.randn(),
      rng.random_sample(),
      rng.uniform(),
      rng.normal(),
      rng.randint(10),
      rng.choice(10),
    ];
    for (const draw of draws) expect(typeof draw).toBe("number");
  });

  test("sizes may have a zero, which draws nothing", () => {
    const rng = RandomState(1);
    const before = rng.getState();
    expect(rng.randn(0, 3).shape).toEqual([0, 3]);
    expect(rng.uniform(0, 1, 0).shape).toEqual([0]);
    expect(rng.permutation(0).shape).toEqual([0]);
    expect(rng.choice([], 0)).toEqual([]);
    expect(rng.getState()).toEqual(before);
  });

  test("parameters that are arrays or tensors broadcast, with or without a size", () => {
    const x = RandomState(3).normal(tensor([[0], [100]]), [1, 2, 3]);
    expect(x.shape).toEqual([2, 3]);
    const z = numbers(RandomState(3).randn(6));
    expect(numbers(x)).toEqual(z.map((value, i) => (i < 3 ? 0 : 100) + ((i % 3) + 1) * value));
    expect(RandomState(3).uniform([0, 10], [1, 11], [3, 2]).shape).toEqual([3, 2]);
  });

  test("derivatives pass to the parameters, and not to rows", () => {
    const z = RandomState(3).randn(2, 2);
    const [mean, deviation] = [tensor([1, 2]), tensor([3, 4])];
    const draw = (m: Tensor, s: Tensor): Tensor => sum(RandomState(3).normal(m, s, [2, 2]));
    const [dMean, dDeviation] = grad(draw, [0, 1])(mean, deviation);
    expect(dMean.toArray()).toEqual([2, 2]);
    expect(dDeviation.toArray()).toEqual(sum(z, 0).toArray());
    const u = RandomState(3).rand(2);
    const between = (low: Tensor, high: Tensor): Tensor => sum(RandomState(3).uniform(low, high));
    const [dLow, dHigh] = grad(between, [0, 1])(tensor([0, 0]), tensor([1, 1]));
    expect(dLow.toArray()).toEqual(sub(1, u).toArray());
    expect(dHigh.toArray()).toEqual(u.toArray());
    expect(codeOf(() => grad((x: Tensor) => sum(RandomState(3).shuffle(x)))(mean))).toBe("not-differentiable");
  });

  test("the moments are those of the distributions", () => {
    const n = 20_000;
    const rng = RandomState(2024);
    const u = numbers(rng.uniform(-1, 3, n));
    expect(Math.abs(moment(u) - 1)).toBeLessThan(tolerance(4 / Math.sqrt(12), n));
    expect(Math.abs(moment(u, 2) - 7 / 3)).toBeLessThan(tolerance(Math.sqrt(61 / 5 - 49 / 9), n));
    const z = numbers(rng.normal(0, 2, n));
    expect(Math.abs(moment(z))).toBeLessThan(tolerance(2, n));
    expect(Math.abs(moment(z, 2) - 4)).toBeLessThan(tolerance(4 * Math.sqrt(2), n));
    const faces = numbers(rng.randint(1, 7, n));
    for (let face = 1; face <= 6; face++) {
      expect(Math.abs(faces.filter((f) => f === face).length / n - 1 / 6)).toBeLessThan(tolerance(spread(1 / 6), n));
    }
    const chosen = numbers(rng.choice(3, n, { p: [0.7, 0, 0.3] }));
    expect(Math.abs(chosen.filter((c) => c === 0).length / n - 0.7)).toBeLessThan(tolerance(spread(0.7), n));
    expect(chosen).not.toContain(1);
  });

  test("integers are int32 where the range fits, else float64, and bool where asked for", () => {
    const rng = RandomState(5);
    expect(rng.randint(-5, 5, 3).dtype).toBe("int32");
    expect(rng.randint(0, 2 ** 31, 3).dtype).toBe("int32");
    expect(rng.randint(0, 2 ** 31 + 1, 3).dtype).toBe("float64");
    expect(rng.randint(0, 2, 3, "bool").dtype).toBe("bool");
  });

  test("integers reach both ends of ±2⁵³ and nothing else", () => {
    const drawn = numbers(RandomState(5).randint(-(2 ** 53), 2 ** 53, 1000));
    expect(drawn.every((n) => Number.isInteger(n) && n >= -(2 ** 53) && n < 2 ** 53)).toBe(true);
    expect(Math.min(...drawn)).toBeLessThan(-(2 ** 52.9));
    expect(Math.max(...drawn)).toBeGreaterThan(2 ** 52.9);
  });

  test("whatever the range and the type, integers stay inside", () => {
    const types = ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64"] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...types),
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 1, max: 27 }),
        fc.nat(),
        (type, low, width, seed) => {
          const drawn = numbers(RandomState(seed).randint(low, low + width, 50, type));
          return drawn.every((n) => Number.isInteger(n) && n >= low && n < low + width);
        },
      ),
    );
  });

  test("a permutation has every number once", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 60 }), (seed, n) => {
        const drawn = numbers(RandomState(seed).permutation(n));
        expect(drawn.toSorted((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
      }),
    );
  });

  test("choice without replacement repeats nothing, with probabilities too", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 30 }), fc.boolean(), (seed, n, weighted) => {
        const weights = Array.from({ length: n }, (_, i) => (2 * (i + 1)) / (n * (n + 1)));
        const drawn = numbers(RandomState(seed).choice(n, n, { replace: false, ...(weighted ? { p: weights } : {}) }));
        expect(new Set(drawn).size).toBe(n);
      }),
    );
  });

  test("shuffle keeps an array's entries and its identity", () => {
    const items = ["a", "b", "c", "d", "e"];
    const shuffled = RandomState(0).shuffle(items);
    expect(shuffled).toBe(items);
    expect(items).not.toEqual(["a", "b", "c", "d", "e"]);
    expect(items.toSorted()).toEqual(["a", "b", "c", "d", "e"]);
  });

  test("permutation leaves an array as it is", () => {
    const items = Object.freeze(["a", "b", "c", "d"]);
    expect(RandomState(0).permutation(items)).not.toEqual(items);
    expect(RandomState(0).permutation(Float64Array.of(1, 2, 3))).toBeInstanceOf(Float64Array);
  });

  test("choice takes entries of an array, rows of a tensor", () => {
    const colours = RandomState(0).choice(["red", "green"], 20);
    expect(new Set(colours)).toEqual(new Set(["red", "green"]));
    expect(["red", "green"]).toContain(RandomState(0).choice(["red", "green"]));
    const rows = RandomState(0).choice(
      tensor([
        [0, 1],
        [2, 3],
        [4, 5],
      ]),
      [4, 2],
    );
    expect(rows.shape).toEqual([4, 2, 2]);
    expect(numbers(rows).every((value, i) => value % 2 === i % 2)).toBe(true);
  });
});

describe("RandomState's state", () => {
  test("getState and setState repeat the draws, through JSON and with a normal number waiting", () => {
    const rng = RandomState(11);
    rng.randn(3);
    const state = rng.getState();
    expect(state.waitingNormal).not.toBeNull();
    const expected = [rng.rand(), rng.randn(), rng.randn(), rng.randint(100)];
    const other = RandomState(0);
    other.setState(JSON.parse(JSON.stringify(state)));
    expect([other.rand(), other.randn(), other.randn(), other.randint(100)]).toEqual(expected);
  });

  test("a waiting normal number survives rand, and seed forgets it", () => {
    const rng = RandomState(11);
    const pair = RandomState(11).randn(2).toArray();
    expect(rng.randn()).toBe((pair as number[])[0]);
    rng.rand(5);
    expect(rng.randn()).toBe((pair as number[])[1]);
    rng.randn();
    rng.seed(42);
    expect(rng.randn(2).toArray()).toEqual(RandomState(42).randn(2).toArray());
  });

  test("two generators do not disturb each other", () => {
    const [a, b] = [RandomState(1), RandomState(1)];
    a.randn(3);
    expect(b.rand()).toBe(RandomState(1).rand());
  });

  test("a state with a word missing is refused", () => {
    const state = RandomState(1).getState();
    const refuse = (changes: object): string => codeOf(() => RandomState(1).setState({ ...state, ...changes }));
    expect(refuse({})).toBe("no error");
    expect(refuse({ key: state.key.slice(1) })).toBe("bad-argument");
    expect(refuse({ key: [...state.key.slice(1), -1] })).toBe("bad-argument");
    expect(refuse({ position: 625 })).toBe("bad-argument");
    expect(refuse({ algorithm: "ARC4" })).toBe("bad-argument");
    expect(refuse({ waitingNormal: "1" })).toBe("bad-argument");
  });
});

test("it is shown as NumPy shows one", () => {
  const rng = RandomState(42);
  expect([String(rng), inspect({ rng })]).toEqual(["RandomState(MT19937)", "{ rng: RandomState(MT19937) }"]);
});

describe("seeds", () => {
  test("the smallest and the largest seed are allowed, in arrays too", () => {
    for (const seed of [0, 2 ** 32 - 1, [0], [2 ** 32 - 1, 0]]) expect(RandomState(seed).rand()).toBeGreaterThan(0);
  });

  test.each([[-1], [2 ** 32], [1.5], [Number.NaN], [[]], [[1, -1]], ["42"], [undefined], [null], [{}]])(
    "%j is refused",
    (seed) => {
      expect(codeOf(() => RandomState(seed as number))).toBe("bad-seed");
    },
  );

  test("the message names the method that was called", () => {
    expect(() => RandomState(1).seed(-1)).toThrow(/^seed: a seed is a whole number/);
  });

  test("the message says what is allowed", () => {
    expect(() => RandomState(-1)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: RandomState: a seed is a whole number from 0 to 4294967295 (2³² − 1), or a non-empty array of such numbers
        got  -1
        hint take the number modulo 2 ** 32, or split it into an array of parts below 2 ** 32]
    `);
    // @ts-expect-error a string is no seed
    expect(() => RandomState("week 42")).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: RandomState: a seed is a whole number from 0 to 4294967295 (2³² − 1), or a non-empty array of such numbers
        got  "week 42"
        hint RandomState(42) is NumPy's stream; random.generator takes strings as well]
    `);
  });
});
