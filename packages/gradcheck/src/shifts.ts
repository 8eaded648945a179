import type { TapeLine, Tensor } from "@wengert/autograd";
import type { Use } from "./graph.ts";
import { flat, largest } from "./numbers.ts";

/** What rounding leaves of a derivative that cancels, relative to its terms. */
const RESIDUE = { float32: 1e-4, float64: 1e-11 };

const RESHAPING = new Set("reshape broadcastTo".split(" "));

interface Tape {
  readonly lines: readonly TapeLine[];
  readonly uses: readonly (readonly Use[])[];
  readonly adjoints: readonly (Tensor | null)[];
}

/**
 * The lines of maxima that are subtracted from what they were taken of, and whose derivative cancels: softmax(z - c) is the
 * same for all c, and the largest entry is taken for c that nothing overflows. No formula on paper goes back through it; a
 * mistake that comes through it, as what is left of a softmax without its sum, is none that anybody makes.
 */
export function shiftsOf({ lines, uses, adjoints }: Tape): ReadonlySet<number> {
  const found = new Set<number>();
  lines.forEach(({ primitive, inputPlaces, outputs, outputPlaces }, k) => {
    if (primitive.name !== "max" && primitive.name !== "min") return;
    const [z] = inputPlaces as [number];
    const [shift] = outputPlaces as [number];
    const sub = usesOf({ lines, uses }, shift).find(
      ({ line, input }) => lines[line]!.primitive.name === "sub" && input === 1 && lines[line]!.inputPlaces[0] === z,
    );
    if (sub === undefined) return;
    const [terms, left] = [adjoints[lines[sub.line]!.outputPlaces[0]!], adjoints[shift]];
    const size = terms ? largest(flat(terms)) : 0;
    const residue = outputs[0]!.dtype === "float32" ? RESIDUE.float32 : RESIDUE.float64;
    if (size > 0 && (!left || largest(flat(left)) <= residue * size)) found.add(k);
  });
  return found;
}

/** Where a value is used, perhaps in another shape. */
function usesOf({ lines, uses }: Pick<Tape, "lines" | "uses">, place: number): Use[] {
  return uses[place]!.flatMap((use) => {
    const { primitive, outputPlaces } = lines[use.line]!;
    return RESHAPING.has(primitive.name) ? usesOf({ lines, uses }, outputPlaces[0]!) : [use];
  });
}
