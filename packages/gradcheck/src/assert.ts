import { type CompareOptions, compareGradients } from "./compare.ts";
import { GradientMismatch } from "./methods.ts";

/** Everything that `compareGradients` takes but the gradient derived by hand. @public */
export type Tape<P, D extends readonly unknown[]> = Omit<CompareOptions<P, D>, "hand">;

/**
 * Throws when a gradient derived by hand (numbers, or the function that computes them) is not the tape's; for
 * `node:test` and any other test runner.
 *
 * @throws GradientMismatch with the report for its message.
 * @example
 * const loss = (x: Tensor) => sum(square(x));
 * assertMatchesTape(tensor([2, 4]), { loss, params: tensor([1, 2]) }) // undefined
 * @public
 */
export function assertMatchesTape<P, const D extends readonly unknown[] = readonly []>(
  hand: unknown,
  tape: Tape<P, D>,
): void {
  const comparison = compareGradients({ ...tape, hand } as CompareOptions<P, D>);
  if (!comparison.ok) throw new GradientMismatch(comparison);
}
