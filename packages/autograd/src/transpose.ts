import type { Aval, Derivative } from "./primitive.ts";
import { repeatedZero } from "./storage.ts";
import { Tape } from "./tape.ts";
import type { Tensor } from "./tensor.ts";

/**
 * The transpose of a linear function, applied: for y = L x it gives Lᵀ g.
 *
 * L is run once on zeros and its tape walked backwards: on a linear function that walk *is* the transpose, and it
 * does not depend on the values. Null stands for zero throughout.
 */
export function transposeLinear(
  linear: (xs: readonly Tensor[]) => readonly Derivative[],
  inputs: readonly Aval[],
  gs: readonly Derivative[],
): Derivative[] {
  const tape = new Tape();
  const xs = inputs.map(({ shape, dtype }) => tape.input(repeatedZero(shape, dtype)));
  const ys = linear(xs);
  tape.close();
  const adjoints = tape.zeros();
  ys.forEach((y, i) => {
    const g = gs[i] ?? null;
    if (y !== null && g !== null) tape.seed(adjoints, y, g);
  });
  tape.backward(adjoints, true);
  return xs.map((x) => adjoints[tape.placeOf(x)] ?? null);
}
