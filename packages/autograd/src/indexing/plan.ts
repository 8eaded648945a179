import { indexOutOfRange } from "../axes.ts";
import { ArgumentError, showShape } from "../errors.ts";
import type { Region } from "../primitives/slice.ts";
import { type Shape, sizeOf } from "../shape.ts";
import { isTensor, type Tensor } from "../tensor.ts";
import { placesOfMask } from "./mask.ts";
import { type Read, readIndex } from "./read.ts";
import { resolveSlice, type Slice } from "./slice.ts";
import type { Index } from "./types.ts";

/** An index array in its place: it runs over `count` neighbouring axes of the region as if they were one. */
export interface IndexedAxes {
  /** The first of the axes in the region, and in the whole. */
  readonly at: number;
  readonly axis: number;
  /** How many axes: one for integers, as many as it has itself for a mask. */
  readonly count: number;
  /** How many places there are along them. */
  readonly length: number;
  readonly places: Tensor;
}

/** What an index means for one shape: first a region (a view), then the picking by arrays. */
export interface Plan {
  readonly region: Region;
  readonly arrays: readonly IndexedAxes[];
  /** Whether the axes that the arrays make stand in front, and not where the arrays stand. */
  readonly inFront: boolean;
}

const WHOLE_AXIS: Slice = { kind: "slice", start: null, stop: null, step: null };

/**
 * Finds out what an index means, by NumPy's rules. A mask without values is an error, unless masks may stay: then it
 * stands in the place of its places.
 *
 * @see https://numpy.org/doc/stable/user/basics.indexing.html
 */
export function planIndex(op: string, index: readonly Index[], whole: Shape, masksStay = false): Plan {
  const reads = fillUp(
    op,
    index.map((entry, i) => readIndex(op, entry, i)),
    whole,
  );
  const starts = new Array<number>(whole.length).fill(0);
  const steps = new Array<number>(whole.length).fill(1);
  const axes: number[] = [];
  const part: number[] = [];
  const arrays: IndexedAxes[] = [];
  // Integers beside arrays count as arrays: NumPy puts the result's axes in front when something lies between them.
  let parted = false;
  let groups = 0;
  let d = 0;
  for (const read of reads) {
    const joins = typeof read === "number" || isTensor(read);
    if (!joins) parted = true;
    else if (parted || groups === 0) {
      groups++;
      parted = false;
    }
    if (read === null) {
      axes.push(-1);
      part.push(1);
    } else if (typeof read === "number") {
      const n = whole[d]!;
      if (!(read >= -n && read < n)) throw indexOutOfRange(op, read, d, whole);
      starts[d] = read < 0 ? read + n : read;
      d++;
    } else if (isTensor(read)) {
      const isMask = read.dtype === "bool";
      const count = isMask ? read.shape.length : 1;
      const lengths = whole.slice(d, d + count);
      const places = isMask ? placesOfMask(op, read, d, whole, masksStay) : read;
      arrays.push({ at: axes.length, axis: d, count, length: sizeOf(lengths), places });
      for (const n of lengths) {
        axes.push(d++);
        part.push(n);
      }
    } else if (read !== "...") {
      const { start, step, count } = resolveSlice(read, whole[d]!);
      starts[d] = start;
      steps[d] = step;
      axes.push(d++);
      part.push(count);
    }
  }
  return { region: { whole, starts, steps, axes, part }, arrays, inFront: groups > 1 };
}

/** How many axes of the tensor an index takes up. */
function axesTaken(read: Read): number {
  if (read === null || read === "...") return 0;
  return isTensor(read) && read.dtype === "bool" ? read.shape.length : 1;
}

/** Puts whole axes where the dots stand, or at the end, so that every axis has its index. */
function fillUp(op: string, reads: readonly Read[], whole: Shape): Read[] {
  let taken = 0;
  for (const read of reads) taken += axesTaken(read);
  if (taken > whole.length) throw tooMany(op, taken, whole);
  const rest = new Array<Slice>(whole.length - taken).fill(WHOLE_AXIS);
  const dots = reads.indexOf("...");
  if (dots < 0) return [...reads, ...rest];
  if (reads.includes("...", dots + 1)) throw twoEllipses(op);
  // The dots stay beside what they stand for: even for no axis at all they part the arrays on their two sides.
  return [...reads.slice(0, dots + 1), ...rest, ...reads.slice(dots + 1)];
}

function tooMany(op: string, taken: number, whole: Shape): ArgumentError {
  const rank = whole.length;
  return new ArgumentError({
    code: "bad-index",
    op,
    problem: `${taken === 1 ? "an axis is" : `${taken} axes are`} indexed, the tensor has ${rank === 0 ? "none" : `only ${rank}`}`,
    got: `shape ${showShape(whole)}`,
    hint:
      rank === 0
        ? "a tensor without axes is a single number: read it with x.item()"
        : "one integer, slice or integer array per axis; a mask takes as many axes as it has itself",
    shapes: [whole],
  });
}

function twoEllipses(op: string): ArgumentError {
  return new ArgumentError({
    code: "bad-index",
    op,
    problem: 'an index can hold "..." only once',
    hint: 'the dots stand for all axes that are not named; for a single whole axis write ":"',
  });
}
