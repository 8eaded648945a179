import { type Dataset, readRows } from "../dataset.ts";
import { DIABETES_ROWS } from "./table.ts";

/**
 * Ten measurements of 442 patients with diabetes, and how far the disease had gone a year later (25 to 346): a data
 * set for regression.
 *
 * **Shapes:** `data` `[442, 10]`, `target` `[442]` (float64).
 *
 * The measurements are as they were taken; scikit-learn's `load_diabetes` gives these with `scaled=False`, and else
 * centres every column and scales it to the norm 1. `sex` is coded 1 and 2.
 *
 * @example diabetes().featureNames.slice(0, 4) // ["age", "sex", "bmi", "bp"]
 * @see B. Efron, T. Hastie, I. Johnstone and R. Tibshirani (2004), Least angle regression, Annals of Statistics 32(2),
 * 407–499.
 * @public
 */
export function diabetes(): Dataset<442, 10> {
  return {
    ...readRows(DIABETES_ROWS, 442, 10, "float64"),
    featureNames: ["age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6"],
    targetNames: [],
    citation:
      "B. Efron, T. Hastie, I. Johnstone, R. Tibshirani (2004), Least angle regression, Annals of Statistics 32(2), 407-499",
    licence: "published with the article, without a licence of its own; distributed with scikit-learn (BSD 3-Clause)",
  };
}
