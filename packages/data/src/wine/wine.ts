import { type Dataset, readRows } from "../dataset.ts";
import { WINE_ROWS } from "./table.ts";

/**
 * Chemical analyses of 178 wines of one region of Italy, from three growers: 59, 71 and 48 wines, ordered by grower.
 * The columns differ much in size (proline up to 1680, hue below 2): scale them first.
 *
 * **Shapes:** `data` `[178, 13]`, `target` `[178]` (0, 1, 2; int32).
 *
 * @example wine().target.shape // [178]
 * @see S. Aeberhard and M. Forina, Wine, UCI Machine Learning Repository.
 * @public
 */
export function wine(): Dataset<178, 13> {
  return {
    ...readRows(WINE_ROWS, 178, 13, "int32"),
    featureNames: [
      "alcohol",
      "malic_acid",
      "ash",
      "alcalinity_of_ash",
      "magnesium",
      "total_phenols",
      "flavanoids",
      "nonflavanoid_phenols",
      "proanthocyanins",
      "color_intensity",
      "hue",
      "od280/od315_of_diluted_wines",
      "proline",
    ],
    targetNames: ["class_0", "class_1", "class_2"],
    citation: "S. Aeberhard, M. Forina, Wine; UCI Machine Learning Repository",
    licence: "CC BY 4.0",
  };
}
