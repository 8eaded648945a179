import { show } from "../describe.ts";
import { ArgumentError } from "../errors.ts";
import { select } from "../kernels/select.ts";

/** A rule for the number of bins of a histogram: see `histogram`. @public */
export type BinRule = "auto" | "fd" | "doane" | "scott" | "rice" | "sturges" | "sqrt";

/** What a rule reads: the numbers, and the distance of the smallest from the largest. */
interface Sample {
  readonly numbers: Float64Array;
  readonly range: number;
}

/** The width of a bin by each rule; 0 where it knows none. */
const WIDTHS: Readonly<Record<BinRule, (sample: Sample) => number>> = {
  sqrt: ({ numbers, range }) => range / Math.sqrt(numbers.length),
  sturges: ({ numbers, range }) => range / (Math.log2(numbers.length) + 1),
  rice: ({ numbers, range }) => range / (2 * Math.cbrt(numbers.length)),
  scott: ({ numbers }) => ((24 * Math.sqrt(Math.PI)) / numbers.length) ** (1 / 3) * Math.sqrt(moment(numbers, 2)),
  doane: ({ numbers, range }) => {
    const n = numbers.length;
    const variance = moment(numbers, 2);
    if (n <= 2 || variance === 0) return 0;
    const skewness = Math.abs(moment(numbers, 3)) / variance ** 1.5;
    const deviation = Math.sqrt((6 * (n - 2)) / ((n + 1) * (n + 3)));
    return range / (1 + Math.log2(n) + Math.log2(1 + skewness / deviation));
  },
  fd: ({ numbers }) => (2 * interquartile(numbers)) / Math.cbrt(numbers.length),
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

/** The distance between the quartiles. */
function interquartile(x: Float64Array): number {
  const places = [0.25, 0.75].map((level) => level * (x.length - 1));
  const ranks = places.flatMap((place) => [Math.floor(place), Math.ceil(place)]);
  const { values } = select(x.slice(), x.length, ranks);
  const [first, third] = places.map((place, i) => {
    const [low, high] = [values[2 * i]!, values[2 * i + 1]!];
    return low + (high - low) * (place - Math.floor(place));
  });
  return third! - first!;
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
  const numbers = Float64Array.from(values);
  let [count, smallest, largest] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i]!;
    if (!(value >= low && value <= high)) continue;
    numbers[count++] = value + 0; // −0 as 0, for the selection
    if (value < smallest) smallest = value;
    if (value > largest) largest = value;
  }
  if (count === 0) return 1;
  const width = WIDTHS[rule as BinRule]({ numbers: numbers.slice(0, count), range: largest - smallest });
  return width > 0 ? Math.ceil((high - low) / width) : 1;
}
