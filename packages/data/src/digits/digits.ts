import { reshape, type Tensor, tensor } from "@wengert/autograd";
import type { Dataset } from "../dataset.ts";
import { DIGITS_ROWS } from "./table.ts";

const SAMPLES = 1797;
const SIDE = 8;
const PIXELS = 64;
const BASE = 17;

/** The digits, also as images. @public */
export interface Digits extends Dataset<1797, 64> {
  /** The rows of `data` as images: row, column. */
  readonly images: Tensor<readonly [1797, 8, 8]>;
}

/**
 * Images of 1797 handwritten digits, 8 × 8 pixels in the greys 0 (paper) to 16 (ink), about 180 of each digit.
 *
 * **Shapes:** `data` `[1797, 64]` (row by row), `images` `[1797, 8, 8]`, `target` `[1797]` (0 to 9; int32).
 *
 * @example at(digits().images, 0)
 * // [[ 0.  0.  5. 13.  9.  1.  0.  0.]
 * //  [ 0.  0. 13. 15. 10. 15.  5.  0.]
 * //  [ 0.  3. 15.  2.  0. 11.  8.  0.]
 * //  [ 0.  4. 12.  0.  0.  8.  8.  0.]
 * //  [ 0.  5.  8.  0.  0.  9.  8.  0.]
 * //  [ 0.  4. 11.  0.  1. 12.  7.  0.]
 * //  [ 0.  2. 14.  5. 10. 12.  0.  0.]
 * //  [ 0.  0.  6. 13. 10.  0.  0.  0.]]
 * @see E. Alpaydin and C. Kaynak, Optical recognition of handwritten digits, UCI Machine Learning Repository.
 * @public
 */
export function digits(): Digits {
  const rows = DIGITS_ROWS.trim().split("\n");
  const pixels = new Float64Array(SAMPLES * PIXELS);
  rows.forEach((row, n) => {
    for (let k = 0; k < PIXELS; k++) pixels[n * PIXELS + k] = Number.parseInt(row[k]!, BASE);
  });
  const data = tensor(pixels, { shape: [SAMPLES, PIXELS] });
  return {
    data,
    images: reshape(data, [SAMPLES, SIDE, SIDE]),
    target: tensor(
      Int32Array.from(rows, (row) => Number(row[PIXELS])),
      { shape: [SAMPLES] },
    ),
    featureNames: Array.from({ length: PIXELS }, (_, k) => `pixel_${Math.floor(k / SIDE)}_${k % SIDE}`),
    targetNames: Array.from({ length: 10 }, (_, digit) => String(digit)),
    citation:
      "E. Alpaydin, C. Kaynak, Optical Recognition of Handwritten Digits (test set); UCI Machine Learning Repository",
    licence: "CC BY 4.0",
  };
}
