import { isTensor, type NestedNumbers, type random, type Tensor } from "@wengert/autograd";
import { badShape } from "../refuse.ts";

/** The places of the samples of each class; the classes in rising order. */
export function classesOf(
  op: string,
  labels: Tensor | readonly NestedNumbers[] | readonly string[],
  n: number,
): number[][] {
  const values = (isTensor(labels) ? labels.toArray() : labels) as readonly (number | string | boolean)[];
  if (!Array.isArray(values) || values.length !== n || values.some((value) => typeof value === "object")) {
    const shape = isTensor(labels) ? labels.shape : [Array.isArray(values) ? values.length : 1];
    throw badShape(op, `there is one class for each of the ${n} samples`, { stratify: shape }, "labels are [N]");
  }
  const members = new Map<number | string | boolean, number[]>();
  values.forEach((value, i) => {
    const places = members.get(value);
    if (places === undefined) members.set(value, [i]);
    else places.push(i);
  });
  return [...members].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, places]) => places);
}

/**
 * How many of `draws` samples fall to each class: the mode of the multivariate hypergeometric distribution, up to
 * rounding. What is left after rounding down goes to the largest remainders, by lot where they are equal.
 *
 * @see scikit-learn, `sklearn.utils._approximate_mode`.
 */
export function approximateMode(counts: readonly number[], draws: number, rng: random.Draws): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const exact = counts.map((count) => (count / total) * draws);
  const whole = exact.map(Math.floor);
  let missing = Math.trunc(draws - whole.reduce((sum, count) => sum + count, 0));
  if (missing <= 0) return whole;
  const remainders = exact.map((x, k) => x - whole[k]!);
  for (const value of [...new Set(remainders)].sort((a, b) => b - a)) {
    const alike = remainders.flatMap((remainder, k) => (remainder === value ? [k] : []));
    const added = Math.min(alike.length, missing);
    for (const k of rng.choice(alike, added, { replace: false })) whole[k]!++;
    missing -= added;
    if (missing === 0) break;
  }
  return whole;
}
