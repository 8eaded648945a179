import type { Equation } from "@wengert/autograd";
import { flatTaps, type Windows } from "@wengert/autograd/engine";
import { sizeOf } from "./layout.ts";

/** How the windows of a block are read into the workspace of a convolution: by a table of places, or by runs. */
export interface Reading {
  readonly by: "readRuns" | "readWindows";
  readonly words: Int32Array;
  /** How many runs, or places, the words are. */
  readonly length: number;
  /** How often they are gone through, and how many numbers further on each time. */
  readonly times: number;
  readonly step: number;
}

/** The sizes of a convolution: for each example and group a product of matrices. */
export interface ConvolutionSizes {
  readonly examples: number;
  readonly groups: number;
  /** Channels of a group, that go in and that come out. */
  readonly inputs: number;
  readonly outputs: number;
  readonly taps: number;
  /** Numbers in a channel of the input, and of the result. */
  readonly places: number;
  readonly count: number;
}

/** With this many times more taps than windows the windows, not the taps, are the rows of what is read. */
const MANY_TAPS = 4;
/** More words than this are not kept for a convolution. */
const MOST_WORDS = 2 ** 17;
/** Runs are worth their own loop from this many neighbours on, on average. */
const NEIGHBOURS = 4;

/** The sizes of the convolution that an equation is. */
export function convolutionSizes({ inputs: [x, kernel], outputs: [y], params }: Equation): ConvolutionSizes {
  const { groups } = params as unknown as { readonly groups: number };
  return {
    examples: x!.shape[0]!,
    groups,
    inputs: kernel!.shape[1]!,
    outputs: kernel!.shape[0]! / groups,
    taps: sizeOf(kernel!.shape.slice(2)),
    places: sizeOf(x!.shape.slice(2)),
    count: sizeOf(y!.shape.slice(2)),
  };
}

/** Whether a convolution is lowered; where the input is spread out most numbers would be zeros, and it is called. */
export function isLowered(equation: Equation): boolean {
  const { inputs, outputs, params } = equation;
  const windows = params as unknown as Windows;
  const { dtype, shape } = outputs[0]!;
  const { taps, count, outputs: each } = convolutionSizes(equation);
  if ((dtype !== "float32" && dtype !== "float64") || inputs.some((x) => x.shape.includes(0)) || shape.includes(0)) {
    return false;
  }
  // Along one axis and with one output a group, the loop that is called needs no columns.
  const isLine = shape.length === 3 && each === 1;
  return windows.inputDilation.every((n) => n === 1) && !isLine && taps * count <= MOST_WORDS;
}

/** A convolution with few windows of many taps, as the adjoint of a kernel is, has its windows as rows. */
export function hasWindowsAsRows({ groups, taps, count }: ConvolutionSizes): boolean {
  return groups === 1 && taps > MANY_TAPS * count;
}

/**
 * What is read for each example and group. Columns: for each channel and tap the numbers that all windows see. Rows: for
 * each window all that it sees.
 */
export function readingOf(equation: Equation, sizes: ConvolutionSizes): Reading {
  const [x, y] = [equation.inputs[0]!, equation.outputs[0]!];
  const { inputs, taps, places, count } = sizes;
  const table = flatTaps(x.shape.slice(2), y.shape.slice(2), equation.params as unknown as Windows);
  if (!hasWindowsAsRows(sizes)) return { ...runsOf(table), times: inputs, step: places };
  const whole = new Int32Array(count * inputs * taps);
  let k = 0;
  for (let w = 0; w < count; w++) {
    for (let c = 0; c < inputs; c++) {
      for (let t = 0; t < taps; t++) {
        const place = table[t * count + w]!;
        whole[k++] = place < 0 ? -1 : c * places + place;
      }
    }
  }
  return { ...runsOf(whole), times: 1, step: 0 };
}

/** A table as runs of neighbours, each its first place (−1: zeros) and its length; as it is where runs would be short. */
function runsOf(table: Int32Array): Pick<Reading, "by" | "words" | "length"> {
  const words: number[] = [];
  for (let k = 0; k < table.length; ) {
    const [first, place] = [k, table[k]!];
    const step = place < 0 ? 0 : 1;
    for (k++; k < table.length && table[k] === place + step * (k - first); ) k++;
    words.push(place, k - first);
  }
  const length = words.length / 2;
  if (length * NEIGHBOURS > table.length) return { by: "readWindows", words: table, length: table.length };
  return { by: "readRuns", words: Int32Array.from(words), length };
}
