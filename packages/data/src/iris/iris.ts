import { type Tensor, tensor } from "@wengert/autograd";
import { IRIS_CITATION, IRIS_CLASSES, IRIS_FEATURES, IRIS_LICENCE, IRIS_MEASUREMENTS } from "./table.ts";

/** The data that `iris` gives. @public */
export interface Iris {
  /** One flower per row, one measurement per column, in centimetres; float64. */
  readonly data: Tensor<readonly [150, 4]>;
  /** The class of each flower, 0, 1 or 2; int32. */
  readonly target: Tensor<readonly [150]>;
  /** What the columns of `data` hold, with the unit. */
  readonly featureNames: typeof IRIS_FEATURES;
  /** The names of the classes 0, 1 and 2. */
  readonly targetNames: typeof IRIS_CLASSES;
  /** Whom to cite, and what was corrected in the data. */
  readonly citation: string;
  /** Under which licence the data may be used. */
  readonly licence: string;
}

/**
 * Fisher's irises: the lengths and widths of the sepals and petals of 150 flowers, 50 each of three species, ordered
 * by species. Classes 1 and 2 overlap; class 0 lies apart.
 *
 * **Shapes:** `data` `[150, 4]`, `target` `[150]`. Measurements in centimetres, from 0.1 to 7.9.
 *
 * The rows are those of scikit-learn's `load_iris`: rows 34 and 37 (from 0) follow Fisher's paper, which the widely
 * copied file of the UCI repository does not.
 *
 * @example sum(iris().data).item().toFixed(1) // 2078.7
 * @see R. A. Fisher (1936), The use of multiple measurements in taxonomic problems, Annals of Eugenics 7(2), 179–188.
 * @public
 */
export function iris(): Iris {
  const perClass = IRIS_MEASUREMENTS.length / (IRIS_FEATURES.length * IRIS_CLASSES.length);
  const classes = IRIS_CLASSES.flatMap((_name, label) => Array<number>(perClass).fill(label));
  return {
    data: tensor(IRIS_MEASUREMENTS, { shape: [150, 4] }),
    target: tensor(classes, { shape: [150], dtype: "int32" }),
    featureNames: IRIS_FEATURES,
    targetNames: IRIS_CLASSES,
    citation: IRIS_CITATION,
    licence: IRIS_LICENCE,
  };
}
