import { type Dataset, readRows } from "../dataset.ts";
import { BREAST_CANCER_ROWS } from "./table.ts";

/** What was measured on every nucleus of an image; the table has its mean, its standard error and its worst value. */
const MEASURED = [
  "radius",
  "texture",
  "perimeter",
  "area",
  "smoothness",
  "compactness",
  "concavity",
  "concave points",
  "symmetry",
  "fractal dimension",
];

/**
 * Measurements of cell nuclei in images of 569 breast tumours, 212 malignant (class 0) and 357 benign (class 1). The
 * columns differ by factors of 10⁵: scale them first.
 *
 * **Shapes:** `data` `[569, 30]`, `target` `[569]` (0, 1; int32).
 *
 * @example breastCancer().targetNames // ["malignant", "benign"]
 * @see W. Wolberg, O. Mangasarian, N. Street and W. Street (1995), UCI Machine Learning Repository.
 * @public
 */
export function breastCancer(): Dataset<569, 30> {
  return {
    ...readRows(BREAST_CANCER_ROWS, 569, 30, "int32"),
    featureNames: [
      ...MEASURED.map((name) => `mean ${name}`),
      ...MEASURED.map((name) => `${name} error`),
      ...MEASURED.map((name) => `worst ${name}`),
    ],
    targetNames: ["malignant", "benign"],
    citation:
      "W. Wolberg, O. Mangasarian, N. Street, W. Street (1995), Breast Cancer Wisconsin (Diagnostic); UCI Machine " +
      "Learning Repository",
    licence: "CC BY 4.0",
  };
}
