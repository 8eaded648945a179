import { type DType, type Tensor, tensor } from "@wengert/autograd";

/** A data set for supervised learning. @public */
export interface Dataset<N extends number = number, D extends number = number> {
  /** One sample per row, one measurement per column; float64. */
  readonly data: Tensor<readonly [N, D]>;
  /** What belongs to each sample: its class, 0, 1, …, as int32, or a number to be predicted, as float64. */
  readonly target: Tensor<readonly [N]>;
  /** What the columns of `data` hold. */
  readonly featureNames: readonly string[];
  /** The names of the classes, in the order of their numbers; empty where the target is no class. */
  readonly targetNames: readonly string[];
  /** Whom to cite. */
  readonly citation: string;
  /** Under which licence the data may be used. */
  readonly licence: string;
}

/** The numbers of a table: rows of comma-separated numbers, of which the last is the target. */
export function readRows<N extends number, D extends number>(
  rows: string,
  samples: N,
  features: D,
  target: DType,
): Pick<Dataset<N, D>, "data" | "target"> {
  const numbers = rows
    .trim()
    .split("\n")
    .map((row) => row.split(",").map(Number));
  return {
    data: tensor(Float64Array.from(numbers.flatMap((row) => row.slice(0, features))), { shape: [samples, features] }),
    target: tensor(
      Float64Array.from(numbers, (row) => row[features]!),
      { shape: [samples], dtype: target },
    ),
  };
}
