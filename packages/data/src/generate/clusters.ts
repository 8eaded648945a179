import {
  add,
  at,
  checkOptions,
  concatenate,
  cos,
  linspace,
  mul,
  type random,
  showValue,
  sin,
  stack,
  sub,
  type Tensor,
  tensor,
} from "@wengert/autograd";
import { badArgument, badShape } from "../refuse.ts";
import { drawsOf } from "./draws.ts";

/** Points of the plane, or of a space, and their classes. @public */
export interface Points {
  /** One point per row, `[N, D]`. */
  readonly data: Tensor;
  /** The class of each point, `[N]`; int32. */
  readonly target: Tensor;
}

/** How points are drawn. @public */
export interface PointsOptions {
  /** How many there are, all classes together; 100 unless said. */
  readonly samples?: number;
  /** The standard deviation of what is added to each coordinate; nothing unless said. */
  readonly noise?: number;
  /** Whether the classes are mixed; true unless said. */
  readonly shuffle?: boolean;
  /** Where the random numbers come from. */
  readonly rng: random.Draws;
}

const POINTS = ["samples", "noise", "shuffle", "rng"] as const;

/** The sizes of K classes that share N samples; the first have one more where they do not share evenly. */
export function shares(op: string, samples: number, classes: number): number[] {
  if (!Number.isInteger(samples) || samples < 1) {
    throw badArgument(op, "the number of samples is a whole number from 1 on", `samples: ${showValue(samples)}`);
  }
  return Array.from({ length: classes }, (_, k) => Math.floor(samples / classes) + (k < samples % classes ? 1 : 0));
}

/** Puts classes together, mixes them and adds noise: in scikit-learn's order, so that the same draws are made. */
function together(op: string, parts: readonly Tensor[], { noise, shuffle = true, rng }: PointsOptions): Points {
  const labels = parts.flatMap((part, k) => Array<number>(part.shape[0]!).fill(k));
  let data = concatenate([...parts]);
  let target: Tensor = tensor(Int32Array.from(labels));
  if (shuffle) {
    const order = drawsOf(op, "the order is drawn", rng).permutation(labels.length);
    [data, target] = [at(data, order), at(target, order)];
  }
  return {
    data: noise === undefined ? data : add(data, drawsOf(op, "noise is drawn", rng).normal(0, noise, data.shape)),
    target,
  };
}

function curve(x: Tensor, y: Tensor): Tensor {
  return stack([x, y], 1);
}

/**
 * Two half circles that reach into each other: class 0 is (cos θ, sin θ), class 1 (1 − cos θ, ½ − sin θ), 0 ≤ θ ≤ π.
 * No line separates them.
 *
 * **Shapes:** data `[N, 2]`, target `[N]` (0, 1). With a `RandomState` the points, and their order, are those of
 * scikit-learn's `make_moons(N, noise=…, random_state=seed)`.
 *
 * @throws ArgumentError when the number of samples is not a whole number from 1 on, or the noise is negative.
 * @example moons({ samples: 4, shuffle: false, rng: random.RandomState(0) }).data
 * // [[ 1.0000000e+00  0.0000000e+00]
 * //  [-1.0000000e+00  1.2246468e-16]
 * //  [ 0.0000000e+00  5.0000000e-01]
 * //  [ 2.0000000e+00  5.0000000e-01]]
 * @see scikit-learn, `sklearn.datasets.make_moons`.
 * @public
 */
export function moons(given: PointsOptions): Points {
  const options = checkOptions("moons", given, POINTS);
  const [inner, outer] = shares("moons", options.samples ?? 100, 2) as [number, number];
  const [a, b] = [linspace(0, Math.PI, outer), linspace(0, Math.PI, inner)];
  return together("moons", [curve(cos(a), sin(a)), curve(sub(1, cos(b)), sub(sub(1, sin(b)), 0.5))], options);
}

/**
 * Two circles around the origin, class 0 of radius 1 and class 1 of radius `factor`. No line separates them; the
 * square of the radius does.
 *
 * **Shapes:** data `[N, 2]`, target `[N]` (0, 1). With a `RandomState` the points, and their order, are those of
 * scikit-learn's `make_circles(N, noise=…, factor=…, random_state=seed)`.
 *
 * @throws ArgumentError when the number of samples is not a whole number from 1 on, the noise is negative or the
 * factor is not in [0, 1).
 * @example circles({ samples: 2, factor: 0.5, shuffle: false, rng: random.RandomState(0) }).data
 * // [[1.  0. ]
 * //  [0.5 0. ]]
 * @see scikit-learn, `sklearn.datasets.make_circles`.
 * @public
 */
export function circles(given: PointsOptions & { readonly factor?: number }): Points {
  const options = checkOptions("circles", given, [...POINTS, "factor"]);
  const { factor = 0.8 } = options;
  if (!(factor >= 0 && factor < 1))
    throw badArgument("circles", "the inner radius is in [0, 1)", `factor: ${showValue(factor)}`);
  const [inner, outer] = shares("circles", options.samples ?? 100, 2) as [number, number];
  const around = (n: number): Tensor => linspace(0, 2 * Math.PI, n, { endpoint: false });
  const [a, b] = [around(outer), around(inner)];
  return together("circles", [curve(cos(a), sin(a)), curve(mul(cos(b), factor), mul(sin(b), factor))], options);
}

/** How clouds of points are drawn. @public */
export interface BlobsOptions extends Omit<PointsOptions, "noise"> {
  /** How many clouds, or their centres `[K, D]`; 3 unless said. */
  readonly centers?: number | Tensor | readonly (readonly number[])[];
  /** How many coordinates, where the centres are drawn; 2 unless said. */
  readonly features?: number;
  /** The standard deviation of each cloud, or of all; 1 unless said. */
  readonly deviation?: number | readonly number[];
  /** Between which numbers the coordinates of centres are drawn; −10 and 10 unless said. */
  readonly box?: readonly [low: number, high: number];
}

/**
 * Clouds of normally distributed points around centres, one class each.
 *
 * **Shapes:** data `[N, D]`, target `[N]` (0 to K − 1). With a `RandomState` the points, and their order, are those of
 * scikit-learn's `make_blobs(N, centers=…, cluster_std=…, random_state=seed)`.
 *
 * @throws ArgumentError when the number of samples is not a whole number from 1 on, or there is not one deviation ≥ 0
 * for each centre; ShapeError when the centres are not `[K, D]`.
 * @example blobs({ samples: 3, centers: [[0, 0], [10, 10]], deviation: 0.5, rng: random.RandomState(0) }).target
 * // [1 0 0]
 * @see scikit-learn, `sklearn.datasets.make_blobs`.
 * @public
 */
export function blobs(options: BlobsOptions): Points {
  const names = ["samples", "centers", "features", "deviation", "box", "shuffle", "rng"] as const;
  const known = checkOptions("blobs", options, names);
  const { samples = 100, centers = 3, features = 2, deviation = 1, box: [low, high] = [-10, 10] } = known;
  const rng = drawsOf("blobs", "points are drawn", known.rng);
  const at0 = typeof centers === "number" ? rng.uniform(low, high, [centers, features]) : centers;
  const middles = "shape" in at0 ? at0 : tensor(at0);
  if (middles.shape.length !== 2 || middles.shape[0] === 0) {
    throw badShape("blobs", "centres are rows of coordinates", { centers: middles.shape }, "[K, D], one row per cloud");
  }
  const [K, D] = middles.shape as [number, number];
  const deviations = typeof deviation === "number" ? Array<number>(K).fill(deviation) : deviation;
  if (deviations.length !== K) {
    throw badArgument(
      "blobs",
      `there are ${K} centres and ${deviations.length} deviations`,
      `deviation: ${showValue(deviation)}`,
    );
  }
  const clouds = shares("blobs", samples, K).map((n, k) => add(at(middles, k), rng.normal(0, deviations[k]!, [n, D])));
  return together("blobs", clouds, { shuffle: known.shuffle ?? true, rng });
}

/** How spirals are drawn. @public */
export interface SpiralsOptions extends PointsOptions {
  /** How many arms, one class each; 2 unless said. */
  readonly arms?: number;
  /** How often each arm winds around the origin; 1.5 unless said. */
  readonly turns?: number;
}

/**
 * Arms that wind around the origin: class k is r (cos θ, sin θ) with θ = 2π (turns · r + k / arms), 0 ≤ r ≤ 1, the
 * points of each arm evenly spaced in r. A hard problem for a small net.
 *
 * **Shapes:** data `[N, 2]`, target `[N]` (0 to arms − 1).
 *
 * @throws ArgumentError when the number of samples or of arms is not a whole number from 1 on, or the noise is
 * negative.
 * @example spirals({ samples: 4, turns: 1, shuffle: false, rng: random.RandomState(0) }).target // [0 0 1 1]
 * @see K. Lang and M. Witbrock (1988), Learning to tell two spirals apart.
 * @public
 */
export function spirals(given: SpiralsOptions): Points {
  const options = checkOptions("spirals", given, [...POINTS, "arms", "turns"]);
  const { arms = 2, turns = 1.5 } = options;
  if (!Number.isInteger(arms) || arms < 1)
    throw badArgument("spirals", "there is at least one arm", `arms: ${showValue(arms)}`);
  const parts = shares("spirals", options.samples ?? 100, arms).map((n, k) => {
    const r = linspace(0, 1, n);
    const angle = mul(2 * Math.PI, add(mul(turns, r), k / arms));
    return curve(mul(r, cos(angle)), mul(r, sin(angle)));
  });
  return together("spirals", parts, options);
}
