import { type DType, isFloating } from "../dtype.ts";
import { showShape } from "../errors.ts";
import { applyAny, type Primitive } from "../primitive.ts";
import type { Tensor } from "../tensor.ts";
import type { ListFunction } from "./derive.ts";
import { draw } from "./draw.ts";
import type { Sample, Samples } from "./inputs.ts";
import { samplesOf } from "./samples.ts";

/** A primitive with inputs to try it on. */
export interface Case {
  readonly primitive: Primitive;
  readonly sample: Sample;
  /** The drawn inputs that can be differentiated. */
  readonly xs: readonly Tensor[];
  /** The outputs that users see, as a function of those inputs; the other inputs are held. */
  readonly call: ListFunction;
  /** All inputs of the primitive, from those that can be differentiated. */
  readonly inputs: ListFunction;
  /** Cotangents for the outputs, null for those that are not floating. */
  readonly gs: readonly (Tensor | null)[];
  /** The case in words, for messages. */
  readonly text: string;
}

/** The entry of a primitive in the table of samples. */
export function entryOf({ name }: Primitive): Samples {
  const entry = samplesOf[name];
  if (entry !== undefined) return entry;
  throw new Error(
    `${name} has no samples: add to packages/autograd/src/testing/samples.ts from which domains its inputs are drawn (away from kinks and poles), which shapes and params to try, and whether it is linear`,
  );
}

/** The cases of a primitive, with inputs in the given dtype. */
export function casesOf(primitive: Primitive, dtype: DType = "float64"): Case[] {
  const { samples, domains } = entryOf(primitive);
  return samples.map((sample) => caseOf(primitive, sample, draw(sample.shapes, domains, dtype)));
}

/** The case of a sample with the given tensors in place of the drawn ones. */
export function caseOf(primitive: Primitive, sample: Sample, drawn: readonly Tensor[]): Case {
  const { complete } = entryOf(primitive);
  const differentiable = drawn.map((x) => isFloating(x.dtype) && !primitive.constant);
  const inputs: ListFunction = (xs) => {
    let k = 0;
    const all = drawn.map((x, i) => (differentiable[i] ? xs[k++]! : x));
    return complete?.(all, sample.params) ?? all;
  };
  const xs = drawn.filter((_, i) => differentiable[i]);
  const outputs = primitive.abstract(inputs(xs), sample.params).slice(0, primitive.outputs);
  return {
    primitive,
    sample,
    xs,
    inputs,
    call: (vs) => applyAny(primitive, inputs(vs), sample.params).slice(0, primitive.outputs),
    gs: outputs.map(({ shape, dtype }, i) =>
      isFloating(dtype) ? draw([shape], [{ from: -1, to: 1 }], dtype, `cotangent ${i}`)[0]! : null,
    ),
    text: `${drawn.map((x) => `${x.dtype} ${showShape(x.shape)}`).join(" and ")}, params ${JSON.stringify(sample.params)}`,
  };
}

/** One random direction for each tensor. */
export function directions(xs: readonly Tensor[], seed: string): Tensor[] {
  return xs.map((x, i) => draw([x.shape], [{ from: -1, to: 1 }], x.dtype, `${seed} ${i}`)[0]!);
}
