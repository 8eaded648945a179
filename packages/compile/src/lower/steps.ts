import type { DType, Equation } from "@wengert/autograd";
import type { ConvolutionSizes, Reading } from "./convolution.ts";
import type { Buffer, View } from "./layout.ts";

/** How numbers are combined in a reduction. */
export type Combine = "add" | "max" | "min";

/** One line of a fused group; values are known by the number of their line. */
export type Line =
  /** A number from memory; the view's shape is that of the loop. */
  | { readonly kind: "load"; readonly view: View; readonly dtype: DType }
  | { readonly kind: "constant"; readonly value: number; readonly dtype: DType }
  | { readonly kind: "apply"; readonly name: string; readonly args: readonly number[]; readonly dtype: DType }
  | { readonly kind: "store"; readonly value: number; readonly view: View }
  /** In an upright loop: combines the columns of each row, into a value for the lines below. */
  | { readonly kind: "across"; readonly combine: Combine; readonly value: number; readonly dtype: DType }
  /** Combines over the axes marked true; the view's steps along them are 0. */
  | {
      readonly kind: "reduce";
      readonly combine: Combine;
      readonly value: number;
      readonly reduced: readonly boolean[];
      readonly view: View;
    };

/** A loop nest over one shape that computes several operations at once. */
export interface MapStep {
  readonly kind: "map";
  /** The lengths of the loops, without those of length 1. */
  readonly shape: readonly number[];
  /** Whether vectors take the rows of a narrow matrix side by side, instead of the numbers of a row. */
  readonly upright: boolean;
  /** The floating type whose vectors the loop works on; null for one number at a time. */
  readonly vectors: "float64" | "float32" | null;
  readonly lines: readonly Line[];
  readonly equations: readonly Equation[];
}

/** A matrix product of views with any steps; leading axes are batches. */
export interface GemmStep {
  readonly kind: "gemm";
  readonly dtype: "float64" | "float32";
  readonly a: View;
  readonly b: View;
  readonly c: View;
  readonly equations: readonly Equation[];
}

/**
 * A convolution: for each example and group what the windows see is read into `seen`, and multiplied with the kernel.
 * All views are in row-major order. Where windows are rows, the kernel lies as [inputs, taps, outputs], and the result as
 * [examples, windows, outputs].
 */
export interface ConvolutionStep {
  readonly kind: "conv";
  readonly dtype: "float64" | "float32";
  readonly x: View;
  readonly kernel: View;
  readonly out: Buffer;
  readonly seen: Buffer;
  readonly words: Buffer;
  readonly reading: Reading;
  readonly sizes: ConvolutionSizes;
  readonly windowsAreRows: boolean;
  readonly equations: readonly Equation[];
}

/** Sums or maxima over windows, or what passes through the derivative of the maxima: one function for all blocks. */
export interface WindowsStep {
  readonly kind: "windows";
  readonly by: "sumWindows" | "maxWindows" | "spreadMax" | "pickMax";
  readonly dtype: "float64" | "float32";
  readonly x: View;
  /** What passes through a derivative; null for sums and maxima themselves. */
  readonly values: View | null;
  readonly out: Buffer;
  /** For each tap and window the place in a block that it sees, −1 for none. */
  readonly words: Buffer;
  /** Numbers in a block of the input, and windows over it. */
  readonly blocks: number;
  readonly block: number;
  readonly count: number;
  readonly equations: readonly Equation[];
}

/** Zeros. */
export interface FillStep {
  readonly kind: "fill";
  readonly buffer: Buffer;
  readonly equations: readonly Equation[];
}

/** Entries along an axis by index: read (`take`) or added to zeros (`scatterAdd`). */
export interface GatherStep {
  readonly kind: "take" | "scatterAdd";
  readonly x: View;
  readonly index: View;
  readonly out: View;
  /** Blocks before the axis, its length, and the elements of one entry. */
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
  readonly equations: readonly Equation[];
}

/** An operation that the primitive itself computes, outside of the module. */
export interface HostStep {
  readonly kind: "host";
  readonly equation: Equation;
  readonly inputs: readonly View[];
  readonly outputs: readonly View[];
  readonly equations: readonly Equation[];
}

/** A buffer copied whole to another place. */
export interface CopyStep {
  readonly kind: "copy";
  readonly from: Buffer;
  readonly to: Buffer;
  readonly equations: readonly Equation[];
}

/** What a compiled program does, one after the other; each becomes a function of the module. */
export type Step = MapStep | GemmStep | ConvolutionStep | WindowsStep | FillStep | GatherStep | HostStep | CopyStep;

/** All numbers of a buffer. */
function whole(buffer: Buffer): View {
  return { buffer, shape: [buffer.size], strides: [1], offset: 0 };
}

/** The views that a step reads. */
export function readsOf(step: Step): readonly View[] {
  switch (step.kind) {
    case "map":
      return step.lines.flatMap((line) => (line.kind === "load" ? [line.view] : []));
    case "gemm":
      return [step.a, step.b];
    case "conv":
      return [step.x, step.kernel, whole(step.words)];
    case "windows":
      return [step.x, ...(step.values === null ? [] : [step.values]), whole(step.words)];
    case "fill":
      return [];
    case "take":
    case "scatterAdd":
      return [step.x, step.index];
    case "host":
      return step.inputs;
    case "copy":
      return [whole(step.from)];
  }
}

/** The buffers that a step writes to. */
export function writesOf(step: Step): readonly Buffer[] {
  switch (step.kind) {
    case "map":
      return step.lines.flatMap((line) => (line.kind === "store" || line.kind === "reduce" ? [line.view.buffer] : []));
    case "gemm":
      return [step.c.buffer];
    case "conv":
      return [step.out, step.seen];
    case "windows":
      return [step.out];
    case "fill":
      return [step.buffer];
    case "take":
    case "scatterAdd":
      return [step.out.buffer];
    case "host":
      return step.outputs.map(({ buffer }) => buffer);
    case "copy":
      return [step.to];
  }
}
