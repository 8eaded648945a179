import type {} from "vitest";
import { type CompareOptions, compareGradients } from "./index.ts";

type Tape = Omit<CompareOptions<never, readonly never[]>, "hand" | "params" | "data" | "intermediates" | "loss"> & {
  readonly loss: (...args: never[]) => unknown;
  readonly params: unknown;
  readonly data?: readonly unknown[];
  readonly intermediates?: unknown;
};

/** What a matcher of vitest gives. @public */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * A matcher for vitest: whether a gradient derived by hand (numbers, or the function that computes them) is the
 * tape's. When it is not, the test fails with the report.
 *
 *     import { toMatchTape } from "@wengert/gradcheck/vitest";
 *     expect.extend({ toMatchTape });
 *     expect(hand).toMatchTape({ loss, params, data: [x, target] });
 *
 * @example toMatchTape(tensor([2, 4]), { loss: (x: Tensor) => sum(square(x)), params: tensor([1, 2]) }).pass // true
 * @public
 */
export function toMatchTape(hand: unknown, tape: Tape): MatcherResult {
  const comparison = compareGradients({ ...tape, hand } as unknown as CompareOptions<unknown, readonly unknown[]>);
  return {
    pass: comparison.ok,
    message: () => (comparison.ok ? `the gradient is the tape's\n${comparison}` : String(comparison)),
  };
}

declare module "vitest" {
  // biome-ignore lint/suspicious/noExplicitAny: the declaration that is added to has it so
  interface Matchers<T = any> {
    /** Whether a gradient derived by hand is the tape's. */
    toMatchTape: (tape: Tape) => T;
  }
}
