import { completeOptions, type PrintOptions } from "../print/options.ts";
import { formatArray } from "../print.ts";
import { flatData } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { within } from "../within.ts";

/**
 * The text that NumPy's `print` gives for an array; as `${x}`, with print options.
 *
 * **Shapes:** any; a single float without axes always has all its digits, whatever the precision.
 *
 * @throws TraceError when the tensor is abstract; ArgumentError for a bad print option.
 * @example arrayStr(tensor([1 / 3, 2]), { precision: 3 }) // [0.333 2.   ]
 * @see NumPy, `numpy.array_str`.
 * @public
 */
export function arrayStr(x: Tensor, options?: PrintOptions): string {
  return within("arrayStr", () => formatArray(flatData(x), x.shape, x.dtype, "str", completeOptions(options)));
}

/**
 * The text by which NumPy echoes an array in an interactive session, and prints it inside lists and tuples.
 *
 * **Shapes:** any; lines after the first are indented below the first element.
 *
 * @throws TraceError when the tensor is abstract; ArgumentError for a bad print option.
 * @example arrayRepr(tensor([[1, 2], [3, 4.5]]))
 * // array([[1. , 2. ],
 * //        [3. , 4.5]])
 * @see NumPy, `numpy.array_repr`.
 * @public
 */
export function arrayRepr(x: Tensor, options?: PrintOptions): string {
  return within("arrayRepr", () => formatArray(flatData(x), x.shape, x.dtype, "repr", completeOptions(options)));
}
