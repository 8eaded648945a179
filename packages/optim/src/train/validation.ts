import { arange, astype, at, isTensor, type Tensor } from "@wengert/autograd";
import { badOption } from "../check.ts";
import { drawOrder, readSamples } from "./batches.ts";
import type { TrainOptions } from "./options.ts";

/** Data to train with and to validate with. */
export interface Divided<D> {
  readonly data: D;
  readonly validation: D | null;
  /** The order by which it was divided, and the rows that are left for training. */
  readonly split: Tensor | null;
  readonly kept: Tensor | null;
}

/** Takes the validation data, or holds back a share: the last rows of a shuffled order. */
export function holdBack<P, D>(
  { data, validation, rng, resume }: TrainOptions<P, D>,
  samples: number,
  classes: readonly number[] | null,
): Divided<D> {
  if (validation === undefined) return { data, validation: null, split: null, kept: null };
  if (typeof validation !== "number") {
    readSamples("train", validation);
    const other = difference(data, validation, "");
    if (other !== null) {
      throw badOption(
        "train",
        `the validation data are not built like the data${other === "" ? "" : ` at ${other}`}`,
        validation,
        "the loss gets both: the same records and arrays, with tensors [N, …] that differ in N only",
      );
    }
    return { data, validation, split: null, kept: null };
  }
  const held = Math.ceil(samples * validation);
  if (!(validation > 0 && validation < 1) || held >= samples) {
    throw badOption(
      "train",
      "validation must be data, or a share in (0, 1) that leaves some to train with",
      validation,
      "0.2 is usual",
    );
  }
  const split = resume?.split ?? drawOrder(rng ?? null, samples, classes) ?? astype(arange(samples), "int32");
  const all = readSamples("train", data);
  const kept = at(split, `:${samples - held}`) as Tensor;
  return {
    data: all.take(kept) as D,
    validation: all.take(at(split, `${samples - held}:`) as Tensor) as D,
    split,
    kept,
  };
}

/** Where two data first differ in more than the number of samples; null when they do not. */
function difference(a: unknown, b: unknown, path: string): string | null {
  if (isTensor(a) || isTensor(b)) {
    return isTensor(a) && isTensor(b) && `${a.shape.slice(1)}` === `${b.shape.slice(1)}` ? null : path;
  }
  // Columns of texts and single values are the loss's own business.
  if (typeof a !== "object" || a === null || typeof b !== "object" || b === null) return null;
  for (const [key, value] of Object.entries(a)) {
    const found = difference(value, (b as Readonly<Record<string, unknown>>)[key], `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
}
