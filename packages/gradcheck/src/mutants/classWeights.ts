import { expandDims, mul, sub, type Tensor, tensor } from "@wengert/autograd";
import { type Context, inFormula } from "../context.ts";
import type { Mutant, Variation } from "../mutant.ts";
import { flat } from "../numbers.ts";
import type { Deed } from "../readings.ts";
import { replacedAt } from "./cost.ts";

/** How far two ratios may differ that are the same but for rounding. */
const ROUNDING = 1e-6;

/** A softmax with the cross-entropy, sample by sample: dC/dz_n = q_n (p_n - y_n). */
interface Weighted {
  readonly p: Tensor;
  readonly y: Tensor;
  /** q_n, sample by sample. */
  readonly q: Tensor;
  /** Which class each sample is of. */
  readonly classes: readonly number[];
}

/** The targets and the samples' weights, read off the derivative by the logits; null where it is no such product. */
function weightsOf(p: Tensor, dz: Tensor): Weighted | null {
  const [samples, classes] = p.shape as [number, number];
  const [P, D] = [flat(p), flat(dz)];
  const y = new Float64Array(P.length);
  const q = new Float64Array(samples);
  const target: number[] = [];
  for (let n = 0; n < samples; n++) {
    const ratios = Array.from({ length: classes }, (_, k) => D[n * classes + k]! / P[n * classes + k]!);
    const own = ratios.indexOf(Math.min(...ratios));
    const others = ratios.filter((_, k) => k !== own);
    const weight = others[0] ?? 0;
    if (!(weight > 0) || others.some((r) => !(Math.abs(r - weight) <= ROUNDING * weight))) return null;
    const at = n * classes + own;
    if (!(Math.abs(D[at]! - weight * (P[at]! - 1)) <= ROUNDING * weight)) return null;
    y[at] = 1;
    q[n] = weight;
    target.push(own);
  }
  const like = (numbers: Float64Array, shape: readonly number[]): Tensor =>
    tensor(Array.from(numbers), { shape: shape.slice(), dtype: p.dtype as "float64" });
  return { p, y: like(y, p.shape), q: like(q, [samples]), classes: target };
}

/** The number by which a table of weights is multiplied to be what the samples are weighted with; null where it is none. */
function scaleOf({ q, classes }: Weighted, table: Float64Array): number | null {
  const scales = Array.from(flat(q), (weight, n) => weight / table[classes[n]!]!);
  const [first] = scales;
  if (first === undefined || !Number.isFinite(first)) return null;
  return scales.every((s) => Math.abs(s - first) <= ROUNDING * Math.abs(first)) ? first : null;
}

/** Where the classes of a cross-entropy have weights: each sample has that of its own class, and all of its derivative. */
export const classWeightMutants: readonly Mutant[] = [
  {
    name: "weights of classes elsewhere",
    code: "wrong-axis",
    on: "softmax",
    faint: true,
    rare: true,
    throughout: false,
    fix: "each sample is weighted with the weight of its own class: dz_n = w_n (p_n - y_n)",
    vary: (context) => {
      const { graph, steps, values } = context;
      const all = [
        ...steps.softmaxes.map(({ z, p }) => ({ z, p: graph.values[p]! })),
        ...steps.logSoftmaxes,
        ...steps.logSums,
      ];
      return all.flatMap(({ z, p }): Variation[] => {
        const dz = graph.adjoints[z];
        if (!dz || p.shape.length !== 2 || String(dz.shape) !== String(p.shape) || p.shape[0]! < 2) return [];
        const found = weightsOf(p, dz);
        if (found === null) return [];
        const classes = p.shape[1]!;
        return values
          .filter(({ place, value }) => place < 0 && value.size === classes && value.shape.at(-1) === classes)
          .flatMap(({ name, value }) => misplaced(context, z, found, name, value));
      });
    },
  },
];

function misplaced(context: Context, z: number, found: Weighted, name: string, table: Tensor): Variation[] {
  const numbers = flat(table);
  const scale = scaleOf(found, numbers);
  if (scale === null || numbers.every((x) => x === numbers[0])) return [];
  const { p, y, q } = found;
  const w = mul(scale, table);
  const rows = expandDims(q, 1);
  const ways: readonly (readonly [string, "wrong-axis" | "missing-term", Deed, Tensor])[] = [
    [
      `each class is weighted with its own of ${name}, not each sample`,
      "wrong-axis",
      "weighs classes for samples",
      mul(sub(p, y), w),
    ],
    [
      `the targets alone are weighted with ${name}`,
      "missing-term",
      "leaves out a part of the cost",
      sub(mul(scale, p), mul(y, w)),
    ],
    [
      `the predictions alone are weighted with ${name}`,
      "missing-term",
      "leaves out a part of the cost",
      sub(mul(p, rows), mul(scale, y)),
    ],
    [
      `the predictions alone are weighted, each class with its own of ${name}`,
      "missing-term",
      "leaves out a part of the cost",
      sub(mul(p, w), mul(scale, y)),
    ],
  ];
  return ways.map(([words, code, does, adjoint]) => ({
    code,
    does,
    what: () => `in dC/d${inFormula(context.nameOf(z))} ${words}`,
    changes: replacedAt(context, z, adjoint),
  }));
}
