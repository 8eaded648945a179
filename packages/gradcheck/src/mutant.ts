import { reshape, sum, type Tensor } from "@wengert/autograd";
import type { CauseCode } from "./codes.ts";
import type { Context } from "./context.ts";
import type { Use } from "./graph.ts";
import type { Deed } from "./readings.ts";
import { type Change, type Changes, OneChange } from "./walk.ts";

/** What is worked out only when it is asked for: most variations are ruled out by their numbers, and need no words. */
export type Lazy<T> = T | (() => T);

export const told = <T extends string | undefined>(lazy: Lazy<T>): T => (typeof lazy === "function" ? lazy() : lazy);

/** A backward pass with a mistake in it. */
export interface Variation {
  /** What the hand does in it, as a sentence; no two of a mutant at a line have the same. */
  readonly what: Lazy<string>;
  readonly changes: Changes;
  /** The contributions that are changed in all of their entries, where that can be said: nothing else is reached. */
  readonly through?: readonly Use[];
  /** Variations of a mutant with the same key are one mistake when made throughout; by default there is one key. */
  readonly key?: string | readonly string[];
  /** The parameter concerned: the same mistake may be made throughout for it alone, as in each step of a recurrent net. */
  readonly of?: string;
  /** Another code than that of the mutant, where the details decide. */
  readonly code?: Lazy<CauseCode | undefined>;
  /** What it does, where the details decide that as well: it may then be called by other codes, too. */
  readonly does?: Lazy<Deed | undefined>;
  readonly fix?: Lazy<string>;
  readonly axis?: number;
}

/** A kind of mistake: which rule is changed where, and what to say of it. */
export interface Mutant {
  readonly name: string;
  readonly code: CauseCode;
  /** What it does: the codes by which it may be called as well. */
  readonly does?: Deed;
  /** The steps at which it can be made. */
  readonly on: "activation" | "product" | "repeated" | "softmax" | "sample" | "factor" | "normalisation" | "function";
  /** Whether small nets can show it by chance (signs alone decide): it is named only when nothing else fits. */
  readonly faint?: true;
  /** Whether it is tried only when none of the others fits by itself. */
  readonly rare?: true;
  /** Whether the amount is free: what `vary` gives is then the direction for the amount 1. */
  readonly free?: true;
  /** Whether whoever writes a loop over layers makes it in all of them. */
  readonly throughout: boolean;
  /** Whether it is also made in all steps but the last, or but the first, as what stands outside of a loop. */
  readonly mostly?: true;
  /** Another code for the mistake made throughout, by its key. */
  readonly codeThroughout?: (key: string) => CauseCode | undefined;
  readonly vary: (context: Context) => readonly Variation[];
  readonly fix: string;
}

export const one = (line: number, change: Change): Changes => new OneChange(line, change);

/** A contribution summed to the shape of what was repeated. */
export function sumTo(g: Tensor, shape: readonly number[]): Tensor {
  const extra = g.shape.length - shape.length;
  const axes = g.shape.flatMap((n, d) => (d < extra || (shape[d - extra] === 1 && n !== 1) ? [d] : []));
  return axes.length === 0 ? g : reshape(sum(g, axes), shape as number[]);
}
