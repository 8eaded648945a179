import seedrandom from "seedrandom";
import { type DType, newArray } from "../dtype.ts";
import { type Shape, sizeOf } from "../shape.ts";
import { wrap } from "../storage.ts";
import type { Tensor } from "../tensor.ts";

/** Where the elements of an input come from: the interval [from, to], with a reason to leave parts of it out. */
export interface Domain {
  readonly from: number;
  readonly to: number;
  /** Whether every other number is negated: for functions with a kink or a pole at 0. */
  readonly signed?: boolean;
  /** Whether no two elements of one sample come near each other, also of different inputs: for kinks at ties. */
  readonly distinct?: boolean;
  /** What is added to the diagonal of the last two axes, so that the matrices are far from singular. */
  readonly diagonal?: number;
  /** By how much that rises from one row to the next, so that eigenvalues are far from each other. */
  readonly rising?: number;
  /** The element type where it is not the sample's own: conditions and indices. */
  readonly dtype?: DType;
}

/** The fractional parts of its multiples stay as far from each other as those of any number can. */
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

/**
 * Tensors of the given shapes with elements from their domains (whole numbers in integer dtypes), the same on every
 * call with the same seed.
 */
export function draw(
  shapes: readonly Shape[],
  domains: readonly Domain[],
  dtype: DType = "float64",
  seed = "wengert",
): Tensor[] {
  const random = seedrandom(seed);
  let place = 0;
  return shapes.map((shape, i) => {
    const domain = domains[Math.min(i, domains.length - 1)]!;
    const own = domain.dtype ?? dtype;
    const data = newArray(own, sizeOf(shape));
    const columns = shape[shape.length - 1] ?? 1;
    for (let k = 0; k < data.length; k++) {
      const part = domain.distinct === true ? (++place * GOLDEN_RATIO) % 1 : random();
      let x = domain.from + part * (domain.to - domain.from);
      if (own === "int32") x = Math.round(x);
      if (domain.signed === true && random() < 0.5) x = -x;
      const row = Math.floor(k / columns) % (shape[shape.length - 2] ?? 1);
      if (domain.diagonal !== undefined && row === k % columns) x += domain.diagonal + row * (domain.rising ?? 0);
      data[k] = own === "bool" ? Math.round(part) : x;
    }
    return wrap(shape, own, data);
  });
}
