import { abs, grad, max, random, sub, sum, type Tensor, tensor } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { sklearn } from "../testing/sklearn.ts";
import { type BlobsOptions, blobs, circles, moons, type Points, type PointsOptions, spirals } from "./clusters.ts";
import { franke, frankeFunction, noisyPolynomial, runge, rungeFunction } from "./functions.ts";

/** Sine, cosine and logarithm differ from NumPy's in their last bit; coordinates are up to 12. */
const ROUNDING = 1e-13;

const rng = () => random.RandomState(42);

type Options = PointsOptions & BlobsOptions;

const MAKERS: Readonly<Record<string, (options: Options) => Points>> = { moons, circles, blobs };
/** scikit-learn's names of options, and ours. */
const NAMES: Readonly<Record<string, string>> = { cluster_std: "deviation", n_features: "features", center_box: "box" };

describe("clusters", () => {
  test.each(sklearn.clusters.map((c, i) => [c.name, i, c] as const))(
    "%s are scikit-learn's, case %i",
    (name, _i, c) => {
      const options = Object.fromEntries(Object.entries(c.options).map(([key, value]) => [NAMES[key] ?? key, value]));
      const { data, target } = MAKERS[name]!({ ...options, samples: c.samples, rng: random.RandomState(c.seed) });
      expect([target.dtype, target.toArray()]).toEqual(["int32", c.target]);
      expect(data.shape).toEqual(tensor(c.data).shape);
      expect(max(abs(sub(data, tensor(c.data)))).item()).toBeLessThan(ROUNDING);
    },
  );

  test("of any generator have their classes in equal shares", () => {
    const { target } = spirals({ samples: 10, arms: 3, rng: random.generator("arms") });
    expect((target.toArray() as number[]).sort()).toEqual([0, 0, 0, 0, 1, 1, 1, 2, 2, 2]);
  });

  test("that are spirals begin at the origin and end on the unit circle", () => {
    const { data } = spirals({ samples: 8, shuffle: false, rng: rng() });
    const radii = (data.toArray() as [number, number][]).map(([x, y]) => Math.hypot(x, y));
    [0, 1 / 3, 2 / 3, 1, 0, 1 / 3, 2 / 3, 1].forEach((r, i) => {
      expect(radii[i]).toBeCloseTo(r, 14);
    });
  });

  test("refuse what cannot be drawn", () => {
    expect(() => moons({ samples: 0, rng: rng() })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: moons: the number of samples is a whole number from 1 on
        got  samples: 0]
    `);
    expect(() => moons({ noise: -1, rng: rng() })).toThrow(/deviation/);
    expect(() => circles({ factor: 1, rng: rng() })).toThrow(/the inner radius is in \[0, 1\)/);
    expect(() => blobs({ centers: 2, deviation: [1, 2, 3], rng: rng() })).toThrow(/2 centres and 3 deviations/);
    expect(() => blobs({ centers: tensor([1, 2]), rng: rng() })).toThrow(/centres are rows of coordinates/);
    expect(() => blobs({} as never)).toThrow(/points are drawn from a generator/);
    expect(() => moons({ samples: 4 } as never)).toThrow(/the order is drawn from a generator/);
    expect(() => spirals({ arms: 0, rng: rng() })).toThrow(/at least one arm/);
  });
});

describe("functions", () => {
  test("Runge's is 1 at 0 and has the derivative −50x / (1 + 25x²)²", () => {
    expect(rungeFunction(0).item()).toBe(1);
    expect(grad((x: Tensor) => rungeFunction(x))(0.2).item()).toBeCloseTo(-10 / 4, 14);
  });

  test("Franke's has its published shape: the higher hill near (0.2, 0.2), the dip near (0.45, 0.78)", () => {
    const gradient = (x: number, y: number) => grad((x: Tensor, y: Tensor) => frankeFunction(x, y), [0, 1])(x, y);
    // Twenty-five steps of ascent end at a place without slope.
    let [x, y] = [0.2, 0.2];
    for (let i = 0; i < 200; i++) {
      const [dx, dy] = gradient(x, y);
      [x, y] = [x + 0.01 * dx.item(), y + 0.01 * dy.item()];
    }
    expect(frankeFunction(x, y).item()).toBeCloseTo(1.22, 2);
    expect(Math.hypot(x - 0.206, y - 0.208)).toBeLessThan(0.01);
    expect(frankeFunction(0.45, 0.78).item()).toBeLessThan(0.05);
  });

  test("are sampled evenly, and exactly without noise", () => {
    const { data, target } = runge({ samples: 5 });
    expect([data.shape, data.toArray()]).toEqual([
      [5, 1],
      [[-1], [-0.5], [0], [0.5], [1]],
    ]);
    expect(target.toArray()).toEqual([1 / 26, 1 / 7.25, 1, 1 / 7.25, 1 / 26]);
    expect(noisyPolynomial({ coefficients: [1, 0, 2], samples: 3 }).target.toArray()).toEqual([3, 1, 3]);
    expect(noisyPolynomial({ coefficients: [5], samples: 2 }).target.toArray()).toEqual([5, 5]);
  });

  test("have noise of the deviation that was asked for, the generator's next numbers", () => {
    const exact = runge({ samples: 50 });
    const noisy = runge({ samples: 50, noise: 0.1, rng: rng() });
    const z = random.RandomState(42).normal(0, 0.1, [50]);
    expect(max(abs(sub(sub(noisy.target, exact.target), z))).item()).toBeLessThan(1e-15);
    const points = franke({ samples: 3, noise: 0.1, rng: rng() });
    expect([points.data.shape, points.target.shape]).toEqual([[3, 2], [3]]);
    expect(sum(sub(points.target, franke({ samples: 3, rng: rng() }).target)).item()).not.toBe(0);
  });

  test("refuse noise from nowhere", () => {
    expect(() => runge({ noise: 0.1 })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: runge: noise is drawn from a generator
        hint pass { rng: random.generator("data") }]
    `);
    expect(() => franke({} as never)).toThrow(/the points are drawn from a generator/);
    expect(() => runge({ samples: 2.5 })).toThrow(/a whole number from 1 on/);
    expect(() => noisyPolynomial({ coefficients: [] })).toThrow(/at least one coefficient/);
  });
});
