import type { MapStep } from "../lower/steps.ts";

/** The loops of a step: their lengths, and for each line that touches memory its steps along them, in elements. */
export interface Nest {
  readonly shape: readonly number[];
  readonly strides: readonly (readonly number[] | undefined)[];
  /** For each reduction the loops over which it goes. */
  readonly reduced: readonly (readonly boolean[] | undefined)[];
}

/** Loops that every line goes through in even steps become one. */
export function collapse({ shape, lines }: MapStep): Nest {
  const lengths = [...shape];
  const strides = lines.map((line) => ("view" in line ? [...line.view.strides] : undefined));
  const reduced = lines.map((line) => (line.kind === "reduce" ? [...line.reduced] : undefined));
  for (let d = lengths.length - 2; d >= 0; d--) {
    const n = lengths[d + 1]!;
    const even = strides.every((steps) => steps === undefined || steps[d] === steps[d + 1]! * n);
    if (!even || !reduced.every((along) => along === undefined || along[d] === along[d + 1])) continue;
    lengths[d]! *= n;
    lengths.splice(d + 1, 1);
    for (const steps of strides) steps?.splice(d, 1);
    for (const along of reduced) along?.splice(d, 1);
  }
  return { shape: lengths, strides, reduced };
}
