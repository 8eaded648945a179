import type { Pytree, Tensor } from "@wengert/autograd";
import type { CauseCode } from "../../codes.ts";

/** The kinds of nets. */
export type NetKind =
  | "dense"
  | "deep"
  | "convolution"
  | "recurrent"
  | "normalised"
  | "regularised"
  | "softmax"
  | "mean-square"
  | "logistic";

/** What is handed to the checker. */
export interface Problem {
  readonly loss: (params: never, ...data: never[]) => Tensor;
  readonly params: Pytree;
  readonly data?: readonly Tensor[];
  /** Gradients in the form of the parameters, or the function that works them out. */
  readonly hand: Pytree | ((params: never, ...data: never[]) => Pytree);
  readonly batchAxis?: number;
  /** Quantities worked out by hand on the way, by name. */
  readonly intermediates?: Readonly<Record<string, Tensor>>;
}

/** A gradient derived by hand with one mistake in it, or two. */
export interface Case {
  /** A sentence that says the mistake. */
  readonly name: string;
  readonly net: NetKind;
  /** How many samples; 1 also where the net takes one sample without a batch axis. */
  readonly batch: number;
  readonly hand: "numbers" | "function";
  readonly problem: () => Problem;
  /** The same code without the mistake. */
  readonly right: () => Problem;
  /** The same mistake on a batch of five. */
  readonly onFive: () => Problem;
  /** Each of the mistakes alone. */
  readonly alone: readonly (() => Problem)[];
  /** Any one of these names the mistake. */
  readonly causes: readonly CauseCode[];
  /** These say something true about it, but less; `unknown` where nobody could tell for certain from the result. */
  readonly alsoAcceptable?: readonly CauseCode[];
  /** The first wrong quantity in backward order, as a path in the parameters: `W2`, `layers.1.W`, `0.1`. */
  readonly quantity?: string;
  /** Paths that are as right, since one wrong value made them all wrong at once (`b2` beside `W2`). */
  readonly alsoQuantities?: readonly string[];
  /** A second, independent mistake. */
  readonly second?: {
    readonly causes: readonly CauseCode[];
    readonly quantity?: string;
    readonly alsoQuantities?: readonly string[];
  };
  /**
   * Whether the gradients differ on the given input. Where not, a function shows its mistake on other input, and
   * numbers cannot: they are right as far as they go, and what the input could not show is to be said.
   */
  readonly visible: boolean;
  /** Whether the function gives the same result each time it is called. */
  readonly repeatable: boolean;
}
