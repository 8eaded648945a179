import { isFloating } from "./dtype.ts";
import { TraceError } from "./errors.ts";
import { addPrimitive } from "./kinds.ts";
import { apply1, apply2, applyN, type Derivative, type Primitive } from "./primitive.ts";
import { unbroadcastTo } from "./primitives/structure.ts";
import { type Tensor, traced } from "./tensor.ts";
import { nextTraceId, type Params, type Trace } from "./trace.ts";

/** The place of a value that needs no adjoint. */
const NOWHERE = -1;

/**
 * One line of the tape: which primitive made which value from which. Every value that needs an adjoint has a place,
 * a number that counts up from the inputs of the differentiated function to its outputs.
 */
interface Entry {
  readonly primitive: Primitive;
  readonly params: Params;
  /** The inputs as the primitive saw them, and their places; `a` and `b` for arity 1 and 2, `xs` otherwise. */
  readonly a: Tensor | null;
  readonly b: Tensor | null;
  readonly xs: readonly Tensor[] | null;
  readonly aPlace: number;
  readonly bPlace: number;
  readonly xPlaces: readonly number[] | null;
  /** The outputs and the place of the first; the others follow. */
  readonly y: Tensor | null;
  readonly ys: readonly Tensor[] | null;
  readonly yPlace: number;
  /** What a rule of the user's wanted kept. */
  readonly saved: unknown;
}

/**
 * The tape of reverse mode (a Wengert list): it writes down each operation on values that depend on the inputs, and
 * `backward` walks the list from the end, adding up adjoints.
 *
 * @see R. E. Wengert (1964), A simple automatic derivative evaluation program, Comm. ACM 7, 463–464.
 * @see A. Griewank, A. Walther (2008), Evaluating Derivatives, 2nd ed., SIAM, chapter 3.
 */
export class Tape implements Trace {
  readonly id: number = nextTraceId();
  readonly kind = "reverse mode (grad, vjp)";
  /** How many places are taken. */
  places = 0;
  private readonly entries: Entry[] = [];
  private open = true;

  /** Puts an input on the tape. */
  input(x: Tensor): Tensor {
    return traced(x, this, this.places++);
  }

  /** Where the adjoint of `x` is gathered, or −1. */
  placeOf(x: Tensor): number {
    return x.trace === this ? (x.node as number) : NOWHERE;
  }

  /** Ends the recording: whoever still uses a value of this tape in an operation gets an error. */
  close(): void {
    this.open = false;
  }

  process1(primitive: Primitive, x: Tensor, params: Params): Tensor {
    if (!this.open) throw leaked(primitive.name, this.kind);
    const a = x.primal!;
    const y = apply1(primitive, a, params);
    if (primitive.constant || !isFloating(y.dtype)) return y;
    const yPlace = this.places++;
    this.entries.push({
      primitive,
      params,
      a,
      b: null,
      xs: null,
      aPlace: x.node as number,
      bPlace: NOWHERE,
      xPlaces: null,
      y,
      ys: null,
      yPlace,
      saved: null,
    });
    return traced(y, this, yPlace);
  }

  process2(primitive: Primitive, left: Tensor, right: Tensor, params: Params): Tensor {
    if (!this.open) throw leaked(primitive.name, this.kind);
    const aPlace = left.trace === this ? (left.node as number) : NOWHERE;
    const bPlace = right.trace === this ? (right.node as number) : NOWHERE;
    const a = aPlace === NOWHERE ? left : left.primal!;
    const b = bPlace === NOWHERE ? right : right.primal!;
    const y = apply2(primitive, a, b, params);
    if (primitive.constant || !isFloating(y.dtype)) return y;
    const yPlace = this.places++;
    this.entries.push({
      primitive,
      params,
      a,
      b,
      xs: null,
      aPlace,
      bPlace,
      xPlaces: null,
      y,
      ys: null,
      yPlace,
      saved: null,
    });
    return traced(y, this, yPlace);
  }

  processN(primitive: Primitive, inputs: readonly Tensor[], params: Params): Tensor[] {
    if (!this.open) throw leaked(primitive.name, this.kind);
    const xPlaces = inputs.map((x) => this.placeOf(x));
    const xs = inputs.map((x, i) => (xPlaces[i] === NOWHERE ? x : x.primal!));
    const forward = primitive.forward?.(xs, params);
    const ys = forward?.outputs ?? applyN(primitive, xs, params);
    if (primitive.constant) return ys;
    const yPlace = this.places;
    this.places += ys.length;
    this.entries.push({
      primitive,
      params,
      a: null,
      b: null,
      xs,
      aPlace: NOWHERE,
      bPlace: NOWHERE,
      xPlaces,
      y: null,
      ys,
      yPlace,
      saved: forward?.saved ?? null,
    });
    return ys.map((y, i) => (i < primitive.outputs && isFloating(y.dtype) ? traced(y, this, yPlace + i) : y));
  }

  /** Adds the cotangent `g` of the value `y` to the adjoints; nothing when `y` does not depend on the inputs. */
  seed(adjoints: Derivative[], y: Tensor, g: Tensor): void {
    accumulate(adjoints, this.placeOf(y), g, y);
  }

  /**
   * Walks the list from the end. `adjoints` holds, by place, the cotangents of the outputs, and afterwards the
   * adjoints of the inputs. With `free` the list is used up on the way, so that its memory can go.
   */
  backward(adjoints: Derivative[], free: boolean): void {
    const { entries } = this;
    for (let line = entries.length - 1; line >= 0; line--) {
      const { primitive, params, a, b, xs, y, ys, yPlace, aPlace, bPlace, xPlaces, saved } = entries[line]!;
      if (free) entries.pop();
      if (xs !== null) {
        const gs = ys!.map((_, i) => adjoints[yPlace + i] ?? null);
        if (gs.every((g) => g === null)) continue;
        const needs = xPlaces!.map((place) => place !== NOWHERE);
        const found = primitive.vjpN(gs, ys!, xs, params, needs, saved);
        xPlaces!.forEach((place, i) => {
          accumulate(adjoints, place, found[i] ?? null, xs[i]!);
        });
        for (let i = 0; i < ys!.length; i++) adjoints[yPlace + i] = null;
        continue;
      }
      const g = adjoints[yPlace];
      if (g === null || g === undefined) continue;
      adjoints[yPlace] = null;
      if (b === null) {
        accumulate(adjoints, aPlace, primitive.vjp1(g, y!, a!, params), a!);
      } else {
        if (aPlace !== NOWHERE) accumulate(adjoints, aPlace, primitive.vjpA(g, y!, a!, b, params), a!);
        if (bPlace !== NOWHERE) accumulate(adjoints, bPlace, primitive.vjpB(g, y!, a!, b, params), b);
      }
    }
  }
}

/** Adds a contribution to the adjoint at a place, in the shape and dtype of the value that it belongs to. */
function accumulate(adjoints: Derivative[], place: number, contribution: Derivative, like: Tensor): void {
  if (contribution === null || place === NOWHERE) return;
  const g =
    contribution.shape === like.shape && contribution.dtype === like.dtype
      ? contribution
      : unbroadcastTo(contribution, like);
  const before = adjoints[place];
  adjoints[place] = before === null || before === undefined ? g : apply2(addPrimitive, before, g, null);
}

/** The error for an operation on a value whose trace has ended. */
export function leaked(op: string, kind: string): TraceError {
  return new TraceError({
    code: "leaked-tracer",
    op,
    problem: `a value that belongs to a finished trace was used: it left the function given to ${kind}`,
    hint: "return what you need from the function (gradAndAux hands extra values through), or keep x.item() or x.toArray() instead of x",
  });
}
