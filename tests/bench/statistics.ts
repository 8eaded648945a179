// What becomes of the rounds of a measurement.

/** The value in the middle; of an even number of values the mean of the two there. NaN for none. */
export function median(values: readonly number[]): number {
  if (values.length === 0) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** (Π xᵢ)^(1/n), the mean of ratios. NaN for none, and where one is not positive. */
export function geometricMean(values: readonly number[]): number {
  if (values.length === 0 || !values.every((x) => x > 0)) return Number.NaN;
  return Math.exp(values.reduce((sum, x) => sum + Math.log(x), 0) / values.length);
}

/** How far apart two lists of results are: the largest |a − b| / max(1, |b|); ∞ where they differ in length or in NaN. */
export function difference(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return a.reduce((largest, x, i) => {
    const d = Math.abs(x - b[i]!) / Math.max(1, Math.abs(b[i]!));
    return Math.max(largest, Number.isNaN(d) ? Number.POSITIVE_INFINITY : d);
  }, 0);
}
