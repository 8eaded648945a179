import { isFloating } from "./dtype.ts";
import { Entry, type Lists, NOWHERE } from "./entry.ts";
import { addNumbers, addProduct } from "./kernels/addProduct.ts";
import { onto } from "./kernels/elementwise.ts";
import * as loops from "./kernels/loops.ts";
import { passOn, plus, scale, timesA, timesB } from "./kinds.ts";
import { leaked } from "./leaked.ts";
import { apply1, apply2, applyN, type Derivative, isObserved, type Primitive } from "./primitive.ts";
import { unbroadcastTo } from "./primitives/structure.ts";
import { sameShape } from "./shape.ts";
import { enterRule, leaveRule, type Place, siteKeeper } from "./site.ts";
import { type Tensor, traced } from "./tensor.ts";
import { nextTraceId, type Params, type Trace } from "./trace.ts";

/** Is shown a line of the tape on the way back, with the adjoints of its outputs. */
export type Visit = (entry: Entry, gs: readonly Derivative[]) => void;

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
  /** The last line, from which the others are reached. */
  private last: Entry | null = null;
  /** Where operations were called, while that is asked for. */
  private sites: Map<Entry, Place> | null = null;
  open = true;

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
    const place = this.places++;
    this.write(new Entry(primitive, params, a, null, x.node as number, NOWHERE, y, place, null, this.last));
    return traced(y, this, place);
  }

  process2(primitive: Primitive, left: Tensor, right: Tensor, params: Params): Tensor {
    if (!this.open) throw leaked(primitive.name, this.kind);
    const aPlace = this.placeOf(left);
    const bPlace = this.placeOf(right);
    const a = aPlace === NOWHERE ? left : left.primal!;
    const b = bPlace === NOWHERE ? right : right.primal!;
    const y = apply2(primitive, a, b, params);
    if (primitive.constant || !isFloating(y.dtype)) return y;
    const place = this.places++;
    this.write(new Entry(primitive, params, a, b, aPlace, bPlace, y, place, null, this.last));
    return traced(y, this, place);
  }

  processN(primitive: Primitive, inputs: readonly Tensor[], params: Params): Tensor[] {
    if (!this.open) throw leaked(primitive.name, this.kind);
    const xPlaces: number[] = [];
    const xs: Tensor[] = [];
    for (let i = 0; i < inputs.length; i++) {
      const x = inputs[i]!;
      const place = this.placeOf(x);
      xPlaces.push(place);
      xs.push(place === NOWHERE ? x : x.primal!);
    }
    const forward = primitive.forward?.(xs, params);
    const ys = forward?.outputs ?? applyN(primitive, xs, params);
    if (primitive.constant) return ys;
    const place = this.places;
    this.places += ys.length;
    const lists = { xs, xPlaces, ys, saved: forward?.saved ?? null };
    this.write(new Entry(primitive, params, null, null, NOWHERE, NOWHERE, null, place, lists, this.last));
    const outputs: Tensor[] = [];
    for (let i = 0; i < ys.length; i++) {
      const y = ys[i]!;
      outputs.push(i < primitive.outputs && isFloating(y.dtype) ? traced(y, this, place + i) : y);
    }
    return outputs;
  }

  /** Where an operation was called, if that was kept. */
  siteOf(entry: Entry): Place | undefined {
    return this.sites?.get(entry);
  }

  /** The lines in order. */
  get entries(): Entry[] {
    const entries: Entry[] = [];
    for (let entry = this.last; entry !== null; entry = entry.before) entries.push(entry);
    return entries.reverse();
  }

  private write(entry: Entry): void {
    this.last = entry;
    const keeper = siteKeeper();
    if (keeper === null) return;
    this.sites ??= new Map();
    this.sites.set(entry, keeper());
  }

  /** No adjoint yet, for any place: of full length from the start, since an array that grows is copied on the way. */
  zeros(): Derivative[] {
    return new Array<Derivative>(this.places).fill(null);
  }

  /** Adds the cotangent `g` of the value `y` to the adjoints; nothing when `y` does not depend on the inputs. */
  seed(adjoints: Derivative[], y: Tensor, g: Tensor): void {
    accumulate(adjoints, this.placeOf(y), g, y);
  }

  /**
   * Walks the list from the end. `adjoints` holds, by place, the cotangents of the outputs, and afterwards the
   * adjoints of the inputs. With `free` the list is used up on the way, so that its memory can go; `visit` is shown
   * each line with the finished adjoints of its outputs.
   */
  backward(adjoints: Derivative[], free: boolean, visit: Visit | null = null): void {
    for (let entry = this.last; entry !== null; entry = entry.before) {
      if (free) this.last = entry.before;
      if (this.sites !== null) enterRule(entry.primitive.name, this.sites.get(entry));
      if (entry.lists === null) this.backward12(entry, adjoints, visit);
      else this.backwardN(entry, entry.lists, adjoints, visit);
    }
    if (this.sites !== null) leaveRule();
  }

  private backward12(entry: Entry, adjoints: Derivative[], visit: Visit | null): void {
    const { primitive, params, a, b, aPlace, bPlace, y, yPlace } = entry;
    const g = adjoints[yPlace]!;
    if (visit !== null) visit(entry, [g]);
    if (g === null) return;
    adjoints[yPlace] = null;
    // Products and sums of the chain rule are known and need no call; a function between would have to be called, too.
    if (b === null) {
      const { partial } = primitive;
      if (partial !== null) accumulateProduct(adjoints, aPlace, a!, g, partial(y!, a!));
      else accumulate(adjoints, aPlace, primitive.vjp1(g, y!, a!, params), a!);
      return;
    }
    if (aPlace !== NOWHERE) {
      const rule = primitive.vjpA;
      if (rule === timesB) accumulateProduct(adjoints, aPlace, a!, g, b);
      else accumulate(adjoints, aPlace, rule === passOn ? g : rule(g, y!, a!, b, params), a!);
    }
    if (bPlace !== NOWHERE) {
      const rule = primitive.vjpB;
      if (rule === timesA) accumulateProduct(adjoints, bPlace, b, g, a!);
      else accumulate(adjoints, bPlace, rule === passOn ? g : rule(g, y!, a!, b, params), b);
    }
  }

  private backwardN(
    entry: Entry,
    { xs, xPlaces, ys, saved }: Lists,
    adjoints: Derivative[],
    visit: Visit | null,
  ): void {
    const { primitive, params, yPlace } = entry;
    const gs: Derivative[] = [];
    let reached = false;
    for (let i = 0; i < ys.length; i++) {
      const g = adjoints[yPlace + i]!;
      gs.push(g);
      if (g !== null) reached = true;
      adjoints[yPlace + i] = null;
    }
    if (visit !== null) visit(entry, gs);
    if (!reached) return;
    const needs = xPlaces.map((place) => place !== NOWHERE);
    const found = primitive.vjpN(gs, ys, xs, params, needs, saved);
    for (let i = 0; i < xs.length; i++) accumulate(adjoints, xPlaces[i]!, found[i] ?? null, xs[i]!);
  }
}

/** Adds the product g·d to the adjoint at a place. */
function accumulateProduct(adjoints: Derivative[], place: number, like: Tensor, g: Tensor, d: Tensor): void {
  const plain = g.trace === null && d.trace === null && !isObserved();
  if (plain && g.dtype === like.dtype && sameShape(g.shape, like.shape)) {
    const before = adjoints[place]!;
    const own = before !== null && before.node === OWN;
    const sum = addProduct(before, g, d, own);
    if (sum !== null) {
      if (!own && before !== null) markOwn(sum);
      adjoints[place] = sum;
      return;
    }
  }
  accumulate(adjoints, place, scale(g, d), like);
}

/**
 * The `node` of a sum of adjoints that was made here: as long as nobody else holds it, more is added in place. An object,
 * since V8 compares those without a call.
 */
const OWN: object = {};

function mark(x: { node: unknown }, node: object | null): void {
  x.node = node;
}

/** Marks a sum that was made here, if it has an array to add to. */
function markOwn(sum: Tensor): void {
  if (sum.trace === null && typeof sum.storage !== "number") mark(sum, OWN);
}

/** Adds a contribution to the adjoint at a place, in the shape and dtype of the value that it belongs to. */
function accumulate(adjoints: Derivative[], place: number, contribution: Derivative, like: Tensor): void {
  if (contribution === null || place === NOWHERE) return;
  const g =
    contribution.shape === like.shape && contribution.dtype === like.dtype
      ? contribution
      : unbroadcastTo(contribution, like);
  const before = adjoints[place]!;
  if (before === null) {
    // A rule that passed it on may hold it, or a caller who gave it as a cotangent, even if it was a sum made here.
    if (g.node === OWN) mark(g, null);
    adjoints[place] = g;
    return;
  }
  const plain = before.trace === null && g.trace === null && !isObserved();
  if (plain && before.node === OWN && g.strides === null) {
    onto(loops.add, before, g);
    return;
  }
  const sum = (plain ? addNumbers(before, g) : null) ?? plus(before, g)!;
  markOwn(sum);
  adjoints[place] = sum;
}
