import { describe, expect, test } from "vitest";
import { tensor } from "../create.ts";
import { sum } from "../numpy/reduce.ts";
import { mul } from "../primitives/arithmetic.ts";
import type { Tensor } from "../tensor.ts";
import { grad } from "../transforms/grad.ts";
import { generator } from "./generator.ts";
import { RandomState } from "./randomState.ts";
import { moment, numbers, tolerance } from "./testing/statistics.ts";

type Rng = RandomState;

/** The Euler–Mascheroni constant. */
const EULER = 0.5772156649015329;
/** I₁(2)/I₀(2), by which the mean direction of von Mises angles with κ = 2 is shorter than 1. */
const BESSEL_QUOTIENT = 0.6977746579640078;
const N = 20_000;

/** Each distribution with a small and a large parameter where it takes another way, its mean and its variance. */
const MOMENTS: readonly [string, (rng: Rng) => Tensor, mean: number, variance: number][] = [
  ["exponential", (rng) => rng.exponential(2, N), 2, 4],
  ["laplace", (rng) => rng.laplace(1, 2, N), 1, 8],
  ["logistic", (rng) => rng.logistic(1, 2, N), 1, (4 * Math.PI ** 2) / 3],
  ["gumbel", (rng) => rng.gumbel(1, 2, N), 1 + 2 * EULER, (4 * Math.PI ** 2) / 6],
  ["lognormal", (rng) => rng.lognormal(0, 0.5, N), Math.exp(0.125), Math.exp(0.25) * Math.expm1(0.25)],
  ["rayleigh", (rng) => rng.rayleigh(2, N), 2 * Math.sqrt(Math.PI / 2), 2 * (4 - Math.PI)],
  ["weibull of shape 1", (rng) => rng.weibull(1, N), 1, 1],
  ["pareto", (rng) => rng.pareto(5, N), 1 / 4, 5 / 48],
  ["power", (rng) => rng.power(3, N), 3 / 4, 3 / 80],
  ["triangular", (rng) => rng.triangular(-1, 0, 4, N), 1, 21 / 18],
  ["gamma below 1", (rng) => rng.gamma(0.3, 2, N), 0.6, 1.2],
  ["gamma above 1", (rng) => rng.gamma(7, 2, N), 14, 28],
  ["beta below 1", (rng) => rng.beta(0.5, 0.5, N), 1 / 2, 1 / 8],
  ["beta above 1", (rng) => rng.beta(2, 3, N), 2 / 5, 1 / 25],
  ["chisquare", (rng) => rng.chisquare(5, N), 5, 10],
  ["f", (rng) => rng.f(4, 12, N), 12 / 10, (2 * 144 * 14) / (4 * 100 * 8)],
  ["standard_t", (rng) => rng.standard_t(9, N), 0, 9 / 7],
  ["wald", (rng) => rng.wald(2, 3, N), 2, 8 / 3],
  ["binomial, few", (rng) => rng.binomial(10, 0.7, N), 7, 2.1],
  ["binomial, many", (rng) => rng.binomial(1000, 0.4, N), 400, 240],
  ["poisson, few", (rng) => rng.poisson(3, N), 3, 3],
  ["poisson, many", (rng) => rng.poisson(1000, N), 1000, 1000],
  ["geometric, rare", (rng) => rng.geometric(0.1, N), 10, 90],
  ["geometric, frequent", (rng) => rng.geometric(0.5, N), 2, 2],
  ["logseries", (rng) => rng.logseries(0.5, N), 1 / Math.LN2, ((Math.LN2 - 0.5) * 2) / Math.LN2 ** 2],
  ["hypergeometric", (rng) => rng.hypergeometric(60, 40, 30, N), 18, (18 * 0.4 * 70) / 99],
  ["noncentral_chisquare", (rng) => rng.noncentral_chisquare(3, 2, N), 5, 14],
  ["negative_binomial", (rng) => rng.negative_binomial(5, 0.4, N), 7.5, 18.75],
];

/** Of NumPy 2.4, RandomState(99): the sum of 500 draws, and the uniform number after them. */
const OF_NUMPY: readonly [method: string, parameters: readonly number[], total: number, next: number][] = [
  ["binomial", [40, 0.9], 17931, 0.566704382259279],
  ["binomial", [1000, 0.4], 199675, 0.17357280471834213],
  ["binomial", [100000, 0.7], 35002449, 0.5149711532459321],
  ["poisson", [10], 5048, 0.8394395131323366],
  ["poisson", [1000.5], 501246, 0.050648132513785304],
  ["geometric", [0.01], 53442, 0.566704382259279],
  ["geometric", [0.4], 1321, 0.566704382259279],
  ["negative_binomial", [0.5, 0.1], 2275, 0.7281773909519621],
  ["negative_binomial", [50, 0.3], 59255, 0.8448837838676047],
  ["standard_gamma", [0.3], 170.80898908422452, 0.07564252967978091],
  ["standard_gamma", [30], 15080.12469254953, 0.36614704934953135],
  ["beta", [0.5, 0.2], 357.8689509626138, 0.5674229847124209],
  ["beta", [5, 0.5], 459.7592333673818, 0.29658549743283136],
  ["vonmises", [1, 1e-6], -13.278422874542184, 0.9000706465360279],
  ["vonmises", [-3, 50], -1060.9185365725657, 0.8928065251500918],
  ["wald", [0.1, 2], 50.53769058040152, 0.08367179738369612],
  ["standard_t", [0.5], -570740851.4877124, 0.5969661059090704],
  ["triangular", [0, 0, 1], 173.49687361468818, 0.566704382259279],
  ["weibull", [0.3], 6336.841103196668, 0.566704382259279],
  ["power", [0.2], 89.77153956486511, 0.566704382259279],
  ["zipf", [2.5], 928, 0.5149711532459321],
  ["logseries", [0.9], 1908, 0.5467015927995644],
  ["hypergeometric", [10, 5, 6], 1976, 0.38127595397341707],
  ["hypergeometric", [100, 50, 40], 13265, 0.9098424223589858],
  ["hypergeometric", [50, 100, 120], 19922, 0.10384584313703282],
  ["noncentral_chisquare", [3, 2], 2625.257987829338, 0.9943316207351063],
  ["noncentral_chisquare", [0.5, 3], 1876.3004742614635, 0.01996818063083905],
  ["noncentral_f", [3, 5, 2], 1327.2631099632845, 0.15292541133917337],
];
/** 500 numbers with a relative error of 10⁻¹³ each. */
const TOTAL = 1e-12;

describe("distributions", () => {
  test.each(OF_NUMPY)("%s(%j) is NumPy's, and so is what follows in the stream", (method, parameters, total, next) => {
    const rng = RandomState(99);
    const draw = rng[method as keyof Rng] as (...args: number[]) => Tensor;
    const sum = numbers(draw(...parameters, 500)).reduce((a, b) => a + b);
    expect(Math.abs(sum - total)).toBeLessThanOrEqual(Number.isInteger(total) ? 0 : TOTAL * Math.abs(total));
    expect(rng.random_sample()).toBe(next);
  });

  test.each(MOMENTS)("%s has its mean and its variance", (_name, draw, mean, variance) => {
    const x = numbers(draw(RandomState(1)));
    expect(Math.abs(moment(x) - mean)).toBeLessThan(tolerance(Math.sqrt(variance), N));
    const squares = x.map((value) => (value - mean) ** 2);
    const deviation = Math.sqrt(moment(squares, 2) - moment(squares) ** 2);
    expect(Math.abs(moment(squares) - variance)).toBeLessThan(tolerance(deviation, N));
  });

  test("vonmises turns around μ, and stays within ±π", () => {
    const angles = numbers(RandomState(1).vonmises(3, 2, N));
    expect(Math.max(...angles.map(Math.abs))).toBeLessThanOrEqual(Math.PI);
    const cosines = angles.map((angle) => Math.cos(angle - 3));
    expect(Math.abs(moment(cosines) - BESSEL_QUOTIENT)).toBeLessThan(tolerance(1, N));
  });

  test("dirichlet and multinomial give rows with their sum, in the shape of the size and one axis more", () => {
    const rng = RandomState(1);
    const rows = rng.dirichlet([0.1, 2, 30], [4, 5]);
    expect(rows.shape).toEqual([4, 5, 3]);
    for (const total of (sum(rows, -1).toArray() as number[][]).flat()) expect(total).toBeCloseTo(1, 14);
    const counts = rng.multinomial(100, [0.1, 0.2, 0.3, 0.4], 6);
    expect([counts.shape, counts.dtype]).toEqual([[6, 4], "int32"]);
    expect(sum(counts, -1).toArray()).toEqual([100, 100, 100, 100, 100, 100]);
    expect(rng.multinomial(3, [1, 0]).toArray()).toEqual([3, 0]);
    expect(rng.multinomial(0, [0.5, 0.5], 0).shape).toEqual([0, 2]);
  });

  // Values of NumPy 2.4.
  test("are those of NumPy for parameters at their ends", () => {
    const one = <T>(draw: (rng: Rng) => T): T => draw(RandomState(7));
    expect(one((rng) => [rng.binomial(5, 0), rng.binomial(5, 1), rng.poisson(0), rng.geometric(1)])).toEqual([
      0, 5, 0, 1,
    ]);
    expect(one((rng) => [rng.gamma(0, 1), rng.weibull(0), rng.exponential(0)])).toEqual([0, 0, 0]);
    expect(one((rng) => rng.binomial(10 ** 9, 0.5, 3).toArray())).toEqual([499976439, 499995031, 500020518]);
    expect(one((rng) => rng.poisson(1e12, 2).toArray())).toEqual([999998230461, 999999826524]);
    expect(one((rng) => rng.beta(0.001, 0.001, 3).toArray())).toEqual([0.0, 0.0, 1.0]);
  });

  test("take tensors as parameters, which broadcast, and draw in row-major order", () => {
    const scale = tensor([[1], [10]]);
    const x = RandomState(3).gamma([0.5, 2, 5], scale);
    const rng = RandomState(3);
    expect(x.toArray()).toEqual([1, 10].map((s) => [0.5, 2, 5].map((shape) => rng.gamma(shape, s))));
    expect(RandomState(3).exponential([1, 2], [3, 2]).shape).toEqual([3, 2]);
    expect(RandomState(3).standard_cauchy([2, 0]).shape).toEqual([2, 0]);
    expect(() => RandomState(3).beta([1, 2], 1, 1)).toThrow("the parameters do not fit into the size");
  });

  test("count in int32, and in float64 where that is too narrow", () => {
    expect(RandomState(1).poisson(5, 3).dtype).toBe("int32");
    expect(RandomState(1).poisson(1e10, 3).dtype).toBe("float64");
  });

  test("are there for everyday generators, too", () => {
    expect(generator("a").gamma(2, 1, 3).toArray()).toEqual(generator("a").gamma(2, 1, 3).toArray());
    expect(generator("a").poisson(4, [2, 2]).dtype).toBe("int32");
  });
});

describe("64-bit integers", () => {
  test("are bigints, one or an array of them", () => {
    const rng = RandomState(5);
    const draws = [rng.tomaxint(), ...rng.tomaxint(100), ...rng.randint(0n, 2n ** 64n, 100, "uint64")];
    expect(draws.every((x) => typeof x === "bigint" && x >= 0n && x < 2n ** 64n)).toBe(true);
    expect(draws.some((x) => x > 2n ** 63n)).toBe(true);
    expect(RandomState(5).randint(-5n, 5n, 20).map(Number)).toEqual(RandomState(5).randint(-5, 5, 20).toArray());
    expect(RandomState(5).randint(7n, 8n)).toBe(7n);
    expect(
      RandomState(5)
        .randint(2n ** 40n, null, 4)
        .map(Number),
    ).toEqual(
      RandomState(5)
        .randint(2 ** 40, null, 4)
        .toArray(),
    );
  });

  test("say what does not fit", () => {
    const rng = RandomState(5);
    expect(() => rng.randint(0n, 5 as never)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: randint: both bounds must be bigints, or both numbers
        got  low 0n, high 5
        hint write 0n, not 0, beside a bigint]
    `);
    expect(() => rng.randint(0n, 2n ** 64n)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: randint: the type int64 holds -9223372036854775808 to 9223372036854775807
        got  low 0n, high 18446744073709551616n
        hint choose closer bounds or the other type]
    `);
    expect(() => rng.randint(5n, 5n)).toThrow("low must be below high");
    expect(() => rng.randint(0n, 5n, null, "int8" as never)).toThrow('bigints are of 64 bits, not of type "int8"');
    expect(() => rng.tomaxint([2, 2] as never)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: tomaxint: these numbers come as an array, so their size is a single number
        got  size [2, 2]
        hint tensors hold no 64-bit integers; cut the array into rows yourself]
    `);
  });

  test("bytes are cut from words", () => {
    expect([...RandomState(5).bytes(7)]).toEqual([...RandomState(5).bytes(8)].slice(0, 7));
    expect(RandomState(5).bytes(0).length).toBe(0);
    expect(() => RandomState(5).bytes(-1)).toThrow("a size is a whole number ≥ 0");
  });
});

describe("parameters out of their range", () => {
  const rng = RandomState(0);
  test.each<[string, () => unknown]>([
    ["scale must be a number ≥ 0, not -1", () => rng.exponential(-1)],
    ["scale must be a number ≥ 0, not NaN", () => rng.gamma(1, [1, Number.NaN])],
    ["a must be a number > 0, not 0", () => rng.beta(0, 1)],
    ["p must be a probability, from 0 to 1, not 1.5", () => rng.binomial(3, 1.5)],
    ["n must be a whole number ≥ 0, not 2.5", () => rng.binomial(2.5, 0.5)],
    ["p must be a probability above 0, up to 1, not 0", () => rng.geometric(0)],
    ["it must be left ≤ mode ≤ right, and left < right", () => rng.triangular(0, 2, 1)],
    ["it must be left ≤ mode ≤ right, and left < right", () => rng.triangular(1, 1, 1, 3)],
    ["a must be a number > 1, not 1", () => rng.zipf(1)],
    ["p must be a probability below 1, not 1", () => rng.logseries(1)],
    ["6 cannot be drawn from 5 without putting back", () => rng.hypergeometric(2, 3, 6)],
    ["alpha must be a number > 0, not 0", () => rng.dirichlet([1, 0])],
    ["alpha must be a vector", () => rng.dirichlet([])],
    ["the probabilities but the last add up to 1.1", () => rng.multinomial(3, [0.6, 0.5, 0])],
  ])("%s", (text, call) => {
    expect(call).toThrow(text);
  });

  test("teach in three lines", () => {
    expect(() => rng.gamma(2, -1, 3)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: gamma: scale must be a number ≥ 0, not -1
        got  -1
        hint NumPy's order of arguments: the parameters, then the size]
    `);
    expect(() => grad((s: Tensor) => sum(mul(s, rng.gamma(s, 1, 2))))(tensor(2))).toThrowErrorMatchingInlineSnapshot(`
      [TraceError: gamma: derivatives do not pass through draws to shape
        got  a traced tensor
        hint draw standard numbers z and transform them, add(loc, mul(scale, z)): that has a derivative]
    `);
  });
});
