import type { Primitive } from "./primitive.ts";
import type { Tensor } from "./tensor.ts";
import type { Params } from "./trace.ts";

/** The place of a value that needs no adjoint. */
export const NOWHERE: number = -1;

/** What an entry of another arity than 1 and 2 holds besides. */
export interface Lists {
  readonly xs: readonly Tensor[];
  readonly xPlaces: readonly number[];
  /** All outputs, residuals included; their places follow each other. */
  readonly ys: readonly Tensor[];
  /** What a rule of the user's wanted kept. */
  readonly saved: unknown;
}

/**
 * One line of the tape: which primitive made which value from which. Every value that needs an adjoint has a place,
 * a number that counts up from the inputs of the differentiated function to its outputs.
 */
export class Entry {
  readonly primitive: Primitive;
  readonly params: Params;
  /** The inputs as the primitive saw them and their places; `b` is null for one input. */
  readonly a: Tensor | null;
  readonly b: Tensor | null;
  readonly aPlace: number;
  readonly bPlace: number;
  /** The output, and the place of the output or of the first of several. */
  readonly y: Tensor | null;
  readonly yPlace: number;
  /** Inputs and outputs of other arities; null for 1 and 2. */
  readonly lists: Lists | null;
  /** The line before; null in the first. A list that grows would be copied on the way. */
  readonly before: Entry | null;

  constructor(
    primitive: Primitive,
    params: Params,
    a: Tensor | null,
    b: Tensor | null,
    aPlace: number,
    bPlace: number,
    y: Tensor | null,
    yPlace: number,
    lists: Lists | null,
    before: Entry | null,
  ) {
    this.primitive = primitive;
    this.params = params;
    this.a = a;
    this.b = b;
    this.aPlace = aPlace;
    this.bPlace = bPlace;
    this.y = y;
    this.yPlace = yPlace;
    this.lists = lists;
    this.before = before;
  }
}
