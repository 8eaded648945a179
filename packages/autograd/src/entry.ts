import type { Primitive } from "./primitive.ts";
import { callerLine, sitesAreKept } from "./site.ts";
import type { Tensor } from "./tensor.ts";
import type { Params } from "./trace.ts";

/** The place of a value that needs no adjoint. */
export const NOWHERE: number = -1;

/**
 * One line of the tape: which primitive made which value from which. Every value that needs an adjoint has a place,
 * a number that counts up from the inputs of the differentiated function to its outputs.
 */
export class Entry {
  readonly primitive: Primitive;
  readonly params: Params;
  /** The inputs as the primitive saw them, `b` null for one input; for other arities all are in `xs`. */
  readonly a: Tensor | null;
  readonly b: Tensor | null;
  readonly xs: readonly Tensor[] | null;
  /** Their places. */
  readonly aPlace: number;
  readonly bPlace: number;
  readonly xPlaces: readonly number[] | null;
  /** The output, or all outputs, and the place of the first. */
  readonly y: Tensor | null;
  readonly ys: readonly Tensor[] | null;
  readonly yPlace: number;
  /** What a rule of the user's wanted kept. */
  readonly saved: unknown;
  /** Where the operation was called, while that is asked for. */
  readonly site: string | undefined;

  constructor(
    primitive: Primitive,
    params: Params,
    a: Tensor | null,
    b: Tensor | null,
    xs: readonly Tensor[] | null,
    aPlace: number,
    bPlace: number,
    xPlaces: readonly number[] | null,
    y: Tensor | null,
    ys: readonly Tensor[] | null,
    yPlace: number,
    saved: unknown,
  ) {
    this.primitive = primitive;
    this.params = params;
    this.a = a;
    this.b = b;
    this.xs = xs;
    this.aPlace = aPlace;
    this.bPlace = bPlace;
    this.xPlaces = xPlaces;
    this.y = y;
    this.ys = ys;
    this.yPlace = yPlace;
    this.saved = saved;
    this.site = sitesAreKept() ? callerLine() : undefined;
  }
}
