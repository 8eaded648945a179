import type { Equation } from "@wengert/autograd";
import { flatTaps, type Windows } from "@wengert/autograd/engine";
import { sizeOf } from "./layout.ts";
import type { WindowsStep } from "./steps.ts";

/** The functions that go over windows, by the operations that they do. */
const FUNCTIONS: Readonly<Record<string, WindowsStep["by"]>> = {
  windowSum: "sumWindows",
  windowMax: "maxWindows",
  windowSpread: "spreadMax",
  windowPick: "pickMax",
};

/** More places than this are not kept for the windows of an operation. */
const MOST_WORDS = 2 ** 17;

/** The tensor over which the windows go is the last operand. */
function sizesOf({ primitive, inputs, outputs, params }: Equation) {
  const windows = params as unknown as Windows;
  const x = inputs[inputs.length - 1]!.shape;
  const y = primitive.name === "windowSpread" ? inputs[0]!.shape : outputs[0]!.shape;
  const first = x.length - windows.size.length;
  const [spatial, counts] = [x.slice(first), y.slice(first)];
  return { windows, spatial, counts, blocks: sizeOf(x.slice(0, first)), block: sizeOf(spatial), count: sizeOf(counts) };
}

/** Whether an operation on windows is lowered: all its numbers are of one floating type, and there are some. */
export function hasWindows(equation: Equation): boolean {
  const { inputs, outputs } = equation;
  const all = [...inputs, ...outputs];
  const { dtype } = outputs[0]!;
  if ((dtype !== "float32" && dtype !== "float64") || all.some((x) => x.dtype !== dtype || x.shape.includes(0))) {
    return false;
  }
  const { windows, count } = sizesOf(equation);
  return sizeOf(windows.size) * count <= MOST_WORDS;
}

/** What is done, how often, and the table of what each tap of each window sees, tap after tap. */
export function windowsOf(
  equation: Equation,
): Pick<WindowsStep, "by" | "blocks" | "block" | "count"> & { readonly table: Int32Array } {
  const { windows, spatial, counts, ...sizes } = sizesOf(equation);
  return { by: FUNCTIONS[equation.primitive.name]!, ...sizes, table: flatTaps(spatial, counts, windows) };
}
