import { isFloating } from "../dtype.ts";
import type { Entry } from "../entry.ts";
import { operand } from "../lift.ts";
import { knownOptions } from "../options.ts";
import type { Derivative, Primitive } from "../primitive.ts";
import { unbroadcastTo } from "../primitives/structure.ts";
import { leafPaths } from "../pytree.ts";
import { callerPlace, keepSites, type Place } from "../site.ts";
import type { Tensor } from "../tensor.ts";
import type { Params } from "../trace.ts";
import { checkFunction, checkReturned, record } from "./record.ts";

/** An operation as the tape wrote it down. @public */
export interface TapeLine {
  readonly primitive: Primitive;
  readonly params: Params;
  /** The values that it was applied to. */
  readonly inputs: readonly Tensor[];
  /** Of each input, the place of its adjoint; −1 for one that does not depend on what is differentiated. */
  readonly inputPlaces: readonly number[];
  /** What came out, and the place of the adjoint of each. */
  readonly outputs: readonly Tensor[];
  readonly outputPlaces: readonly number[];
  /** Where the operation was called, as `file:line:column`, if that was asked for. */
  readonly site: string | undefined;
  /**
   * The reverse rule: from the adjoints of the outputs to what this operation adds to the adjoint of each input, in
   * the shape of that input; null where it adds nothing.
   */
  readonly pull: (adjoints: readonly (Tensor | null)[]) => readonly (Tensor | null)[];
}

/** A variable of the tape: a tensor or number in the first argument. @public */
export interface TapeLeaf {
  /** Where it lies in the argument: `.W`, `[0].b`, or the empty string. */
  readonly path: string;
  readonly place: number;
  readonly value: Tensor;
}

/** A function written down while it ran once, with its values: the tape as data. @public */
export interface TapeReading {
  readonly leaves: readonly TapeLeaf[];
  readonly lines: readonly TapeLine[];
  /** The result, and the place of its adjoint (−1 when it does not depend on the leaves). */
  readonly output: Tensor;
  readonly outputPlace: number;
  /** How many places there are. */
  readonly places: number;
}

/** Options of `readTape`. @public */
export interface ReadTapeOptions {
  /** Keep the place in the program at which each operation was called; this takes time. False unless said. */
  readonly sites?: boolean;
}

/**
 * Runs a function with its first argument on tape, and gives the tape as data: every operation with its values and
 * its reverse rule. A reader of this list can walk it backwards in its own way, with a rule changed or a part left
 * out; `grad` is the plain walk.
 *
 * The values are plain: what is done with them is not recorded. Operations on the other arguments alone are not on
 * the list.
 *
 * @throws KindError when the first argument holds integers.
 * @example
 * const { lines } = readTape((x: Tensor, t: Tensor) => sum(square(sub(x, t))))(tensor([1, 2]), tensor([0, 0]));
 * lines.map(({ primitive }) => primitive.name).join(" ") // sub square sum
 * @see A. Griewank, A. Walther (2008), Evaluating Derivatives, 2nd ed., SIAM, chapter 3.
 * @public
 */
export function readTape(
  f: (...args: never[]) => unknown,
  options: ReadTapeOptions = {},
): (...args: readonly unknown[]) => TapeReading {
  checkFunction("readTape", f);
  knownOptions("readTape", options, ["sites?"]);
  return (...args) => {
    const kept = keepSites(options.sites === true ? callerPlace : null);
    let recording: ReturnType<typeof record>;
    try {
      recording = record("readTape", f, [0], args);
    } finally {
      keepSites(kept);
    }
    const { tape, inputs, output } = recording;
    checkReturned("readTape", output);
    const y = operand("readTape", output as Tensor);
    const paths = leafPaths(inputs[0]!.structure);
    return {
      leaves: inputs[0]!.leaves.map((leaf, i) => ({
        path: paths[i]!,
        place: tape.placeOf(leaf),
        value: leaf.primal!,
      })),
      lines: tape.entries.map((entry) => lineOf(entry, tape.siteOf(entry))),
      output: y.trace === tape ? y.primal! : y,
      outputPlace: tape.placeOf(y),
      places: tape.places,
    };
  };
}

function lineOf(entry: Entry, place: Place | undefined): TapeLine {
  const { primitive, params, a, b, aPlace, bPlace, y, yPlace, lists } = entry;
  if (lists !== null) {
    const { xs, xPlaces, ys, saved } = lists;
    const needs = xPlaces.map((place) => place >= 0);
    return {
      primitive,
      params,
      inputs: xs,
      inputPlaces: xPlaces,
      outputs: ys,
      outputPlaces: ys.map((_, i) => yPlace + i),
      get site() {
        return place?.();
      },
      pull: (gs) => {
        if (gs.every((g) => g === null)) return xs.map(() => null);
        const found = primitive.vjpN(gs, ys, xs, params, needs, saved);
        return xs.map((x, i) => (needs[i] && isFloating(x.dtype) ? fitted(found[i] ?? null, x) : null));
      },
    };
  }
  const unary = b === null;
  return {
    primitive,
    params,
    inputs: unary ? [a!] : [a!, b],
    inputPlaces: unary ? [aPlace] : [aPlace, bPlace],
    outputs: [y!],
    outputPlaces: [yPlace],
    get site() {
      return place?.();
    },
    pull: ([g]) => {
      if (unary) return [g ? fitted(primitive.vjp1(g, y!, a!, params), a!) : null];
      if (!g) return [null, null];
      return [
        aPlace >= 0 ? fitted(primitive.vjpA(g, y!, a!, b, params), a!) : null,
        bPlace >= 0 ? fitted(primitive.vjpB(g, y!, a!, b, params), b) : null,
      ];
    },
  };
}

function fitted(contribution: Derivative, like: Tensor): Derivative {
  return contribution === null ? null : unbroadcastTo(contribution, like);
}
