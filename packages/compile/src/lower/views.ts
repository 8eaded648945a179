import type { Equation } from "@wengert/autograd";
import { isRowMajor, type Region, reshapedStrides, rowMajor } from "@wengert/autograd/engine";
import { type Layout, sizeOf } from "./layout.ts";

/** How the result of an operation that computes nothing lies in the numbers of its operand; null: it has to be copied. */
export function layoutOfView({ primitive, params, outputs }: Equation, x: Layout): Layout | null {
  const { shape } = outputs[0]!;
  switch (primitive.name) {
    case "stopGradient":
      return x;
    case "transpose": {
      const axes = params!.axes as readonly number[];
      return { shape, strides: axes.map((d) => x.strides[d]!), offset: x.offset };
    }
    case "broadcastTo": {
      const skip = shape.length - x.shape.length;
      const strides = shape.map((_, d) => (d < skip || x.shape[d - skip] === 1 ? 0 : x.strides[d - skip]!));
      return { shape, strides, offset: x.offset };
    }
    case "slice": {
      const { starts, steps, axes } = params as unknown as Region;
      const offset = starts.reduce((at, start, d) => at + start * x.strides[d]!, x.offset);
      return { shape, strides: axes.map((d) => (d < 0 ? 0 : x.strides[d]! * steps[d]!)), offset };
    }
    default: {
      if (sizeOf(shape) === 0 || isRowMajor(x.shape, x.strides)) {
        return { shape, strides: rowMajor(shape), offset: x.offset };
      }
      const strides = reshapedStrides(x.shape, x.strides, shape);
      return strides === null ? null : { shape, strides, offset: x.offset };
    }
  }
}

/** The places of a result that one of the tensors put into it takes. */
export interface Part {
  /** Which input it is. */
  readonly input: number;
  readonly layout: Layout;
}

/** What an operation that puts tensors into a result does: whether it starts with zeros, and what it writes in order. */
export function partsOf({ primitive, params, inputs, outputs }: Equation): { zeros: boolean; parts: readonly Part[] } {
  const { shape } = outputs[0]!;
  const strides = rowMajor(shape);
  if (primitive.name === "concatenate") {
    const axis = params!.axis as number;
    let before = 0;
    const parts = inputs.map((x, input) => {
      const offset = before * strides[axis]!;
      before += x.shape[axis]!;
      return { input, layout: { shape: x.shape, strides, offset } };
    });
    return { zeros: false, parts };
  }
  if (primitive.name === "pack") {
    const parts = inputs.map((x, input) => {
      return { input, layout: { shape: x.shape, strides: strides.slice(1), offset: input * sizeOf(x.shape) } };
    });
    return { zeros: false, parts };
  }
  const { starts, steps, axes, part } = params as unknown as Region;
  const region: Layout = {
    shape: part,
    strides: axes.map((d) => (d < 0 ? 0 : strides[d]! * steps[d]!)),
    offset: starts.reduce((at, start, d) => at + start * strides[d]!, 0),
  };
  if (primitive.name === "embed") return { zeros: true, parts: [{ input: 0, layout: region }] };
  const whole: Part = { input: 0, layout: { shape, strides, offset: 0 } };
  return { zeros: false, parts: [whole, { input: 1, layout: region }] };
}
