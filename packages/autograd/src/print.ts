import { type DType, isFloating, type TypedArray } from "./dtype.ts";
import { DEFAULTS, type PrintSettings } from "./print/defaults.ts";
import { formatFloat, formatFloats } from "./print/floats.ts";
import { type Layout, layOut, shownPlaces } from "./print/layout.ts";
import { type Shape, sizeOf } from "./shape.ts";

/**
 * The text of an array, character for character as NumPy 1.24 prints it: `"str"` as `print` does, `"repr"` as an
 * interactive session echoes it.
 *
 * Floats have the fewest digits that tell them from their neighbours in their own dtype, at most `precision` after
 * the point, correctly rounded from the exact value; one notation for the whole array. Above `threshold` elements
 * only the edges are read and shown. The `str` of a 0-d array is that of the scalar, with all digits.
 *
 * **Shapes**: `values` in row-major order, as many as `shape` says; any rank, also with no elements.
 *
 * @example formatArray(new Float64Array([1, 2.5, -0]), [3], "float64", "str") // [ 1.   2.5 -0. ]
 * @example formatArray(new Float32Array([0.1, Infinity]), [2], "float32", "repr") // array([0.1, inf], dtype=float32)
 * @see C. R. Harris et al. (2020), Array programming with NumPy; its printing is `numpy/core/arrayprint.py`.
 */
export function formatArray(
  values: TypedArray,
  shape: readonly number[],
  dtype: DType,
  style: "str" | "repr",
  settings: PrintSettings = DEFAULTS,
): string {
  if (style === "repr") return formatRepr(values, shape, dtype, settings);
  if (shape.length === 0 && isFloating(dtype)) return formatFloat(values[0]!, dtype);
  if (sizeOf(shape) === 0) return "[]";
  const frame: Frame = { separator: " ", lineWidth: settings.linewidth, indent: 0 };
  return formatElements(values, shape, dtype, settings, frame);
}

/** What `str` and `repr` do differently around the elements. */
type Frame = Pick<Layout, "separator" | "lineWidth" | "indent">;

function formatRepr(values: TypedArray, shape: Shape, dtype: DType, settings: PrintSettings): string {
  const open = "array(";
  const size = sizeOf(shape);
  // NumPy leaves out the dtypes that it would choose by itself for such values.
  const implied = size > 0 && (dtype === "float64" || dtype === "bool");
  const close = implied ? ")" : ",";
  const frame: Frame = { separator: ", ", lineWidth: settings.linewidth - close.length, indent: open.length };
  const inside = size === 0 ? emptyRepr(shape) : formatElements(values, shape, dtype, settings, frame);
  const text = open + inside + close;
  if (implied) return text;

  const ending = `dtype=${dtype})`;
  const lastLine = text.length - (text.lastIndexOf("\n") + 1);
  const fits = lastLine + 1 + ending.length <= settings.linewidth;
  return text + (fits ? " " : `\n${" ".repeat(open.length)}`) + ending;
}

function emptyRepr(shape: Shape): string {
  return shape.length === 1 ? "[]" : `[], shape=(${shape.join(", ")})`;
}

function formatElements(values: TypedArray, shape: Shape, dtype: DType, settings: PrintSettings, frame: Frame): string {
  const edgeItems = sizeOf(shape) > settings.threshold ? settings.edgeitems : Number.POSITIVE_INFINITY;
  const shown = shownPlaces(shape, edgeItems).map((place) => values[place]!);
  return layOut(formatWords(shown, dtype, settings, shape.length), { shape, edgeItems, ...frame });
}

/** One word for each value, all of the same width. */
function formatWords(shown: readonly number[], dtype: DType, settings: PrintSettings, rank: number): string[] {
  if (isFloating(dtype)) return formatFloats(shown, dtype, settings);
  if (dtype === "bool") return shown.map((value) => (value === 0 ? "False" : rank === 0 ? "True" : " True"));
  const words = shown.map(String);
  const width = words.reduce((length, word) => Math.max(length, word.length), 0);
  return words.map((word) => word.padStart(width));
}
