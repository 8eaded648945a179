import { show } from "../describe.ts";
import { ArgumentError } from "../errors.ts";

/** A rule for the number of bins of a histogram: see `histogram`. @public */
export type BinRule = "auto" | "fd" | "doane" | "scott" | "rice" | "sturges" | "sqrt";

/** What a rule reads: the sorted numbers, and the distance of the first from the last. */
interface Sample {
  readonly sorted: Float64Array;
  readonly range: number;
}

/** The width of a bin by each rule; 0 where it knows none. */
const WIDTHS: Readonly<Record<BinRule, (sample: Sample) => number>> = {
  sqrt: ({ sorted, range }) => range / Math.sqrt(sorted.length),
  sturges: ({ sorted, range }) => range / (Math.log2(sorted.length) + 1),
  rice: ({ sorted, range }) => range / (2 * Math.cbrt(sorted.length)),
  scott: ({ sorted }) => ((24 * Math.sqrt(Math.PI)) / sorted.length) ** (1 / 3) * Math.sqrt(moment(sorted, 2)),
  doane: ({ sorted, range }) => {
    const n = sorted.length;
    const variance = moment(sorted, 2);
    if (n <= 2 || variance === 0) return 0;
    const skewness = Math.abs(moment(sorted, 3)) / variance ** 1.5;
    const deviation = Math.sqrt((6 * (n - 2)) / ((n + 1) * (n + 3)));
    return range / (1 + Math.log2(n) + Math.log2(1 + skewness / deviation));
  },
  fd: ({ sorted }) => (2 * (quartile(sorted, 0.75) - quartile(sorted, 0.25))) / Math.cbrt(sorted.length),
  auto: (sample) => {
    const [sturges, spread] = [WIDTHS.sturges(sample), WIDTHS.fd(sample)];
    return spread > 0 ? Math.min(sturges, spread) : sturges;
  },
};

/** Σ (x − x̄)ᵖ / n. */
function moment(x: Float64Array, p: number): number {
  const mean = x.reduce((total, value) => total + value, 0) / x.length;
  return x.reduce((total, value) => total + (value - mean) ** p, 0) / x.length;
}

function quartile(sorted: Float64Array, level: number): number {
  const place = level * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
  return low + (high - low) * (place - Math.floor(place));
}

/**
 * How many bins from `low` to `high` a rule gives for the numbers between them.
 *
 * @throws ArgumentError when there is no such rule.
 * @see D. Freedman, P. Diaconis (1981), On the histogram as a density estimator: L₂ theory.
 * @see D. P. Doane (1976), Aesthetic frequency classifications, Am. Stat. 30.
 * @see D. W. Scott (1979), On optimal and data-based histograms, Biometrika 66.
 */
export function binsByRule(op: string, rule: string, values: Iterable<number>, low: number, high: number): number {
  if (!Object.hasOwn(WIDTHS, rule)) {
    throw new ArgumentError({
      code: "bad-argument",
      op,
      problem: `there is no rule ${show(rule)} for the number of bins`,
      hint: `the rules are ${Object.keys(WIDTHS).map(show).join(", ")}; or give a number, or the edges`,
    });
  }
  const sorted = Float64Array.from(values)
    .filter((value) => value >= low && value <= high)
    .sort();
  if (sorted.length === 0) return 1;
  const width = WIDTHS[rule as BinRule]({ sorted, range: sorted[sorted.length - 1]! - sorted[0]! });
  return width > 0 ? Math.ceil((high - low) / width) : 1;
}
