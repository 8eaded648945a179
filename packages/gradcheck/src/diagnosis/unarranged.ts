import { flip, type Tensor, tensor, transpose } from "@wengert/autograd";
import { hypothesesOf } from "../allHypotheses.ts";
import type { CauseCode } from "../codes.ts";
import type { Graph } from "../graph.ts";
import type { Assumed } from "../hypotheses.ts";
import { flat } from "../numbers.ts";
import type { Point } from "../point.ts";
import { type Deed, readingsOf } from "../readings.ts";
import { isKernel } from "../roles.ts";
import { screenOf } from "../screen.ts";
import { effectsOf, factorsToTry, findSingles, LONG } from "../search.ts";
import type { Fit } from "./fit.ts";
import type { Rebased } from "./rebased.ts";

/** How many arrangements are undone, each with a whole search for a second mistake, and how many numbers must be wrong. */
const MOST = 8;
const NUMBERS = 6;

/** What may have been done to gradients at the end; done once more it is undone. */
interface Arrangement {
  readonly code: CauseCode;
  readonly does?: Deed;
  readonly what: string;
  readonly fix: string;
  readonly quantity: string;
  /** Where the numbers of a leaf come from: another leaf, and another order. */
  readonly from: ReadonlyMap<number, { readonly leaf: number; readonly of: (x: Tensor) => Tensor }>;
}

const same = (x: Tensor): Tensor => x;

function arrangements({ leaves, ...graph }: Graph, isWrong: (i: number) => boolean): Arrangement[] {
  return leaves.flatMap(({ path, value: { shape, size } }, i): Arrangement[] => {
    if (!isWrong(i) || size < 2) return [];
    const alone = (of: (x: Tensor) => Tensor) => new Map([[i, { leaf: i, of }]]);
    const reversed = shape.flatMap((n, axis): Arrangement[] =>
      n < 2 || !isKernel({ leaves, ...graph }, i)
        ? []
        : [
            {
              code: "wrong-axis",
              does: "turns a kernel round",
              what: `the gradient of ${path} is in reverse order along axis ${axis}`,
              fix: "the gradient of a kernel has the kernel's own order",
              quantity: path,
              from: alone((x) => flip(x, axis) as Tensor),
            },
          ],
    );
    const turned: Arrangement[] =
      shape.length !== 2 || shape[0] !== shape[1]
        ? []
        : [
            {
              code: "transposed",
              what: `the gradient of ${path} is transposed`,
              fix: "for z = x @ W the gradient is x.T @ dz, for z = W @ x it is outer(dz, x)",
              quantity: path,
              from: alone((x) => transpose(x)),
            },
          ];
    const exchanged = leaves.flatMap((other, j): Arrangement[] =>
      j <= i || !isWrong(j) || String(other.value.shape) !== String(shape)
        ? []
        : [
            {
              code: "structure",
              does: "exchanges the gradients of two parameters",
              what: `the gradients of ${path} and ${other.path} are exchanged`,
              fix: "return the gradients in the order of the parameters",
              quantity: path,
              from: new Map([
                [i, { leaf: j, of: same }],
                [j, { leaf: i, of: same }],
              ]),
            },
          ],
    );
    return [...reversed, ...turned, ...exchanged];
  });
}

/** The same comparison with an arrangement undone; null where the hand cannot be compared. */
function undone(point: Point, { from }: Arrangement): Point | null {
  const { graph, difference, tolerance } = point.target;
  const hand = (i: number): Tensor | null => {
    const { numbers, value } = graph.leaves[i]!;
    const d = difference[i];
    return d
      ? tensor(
          Array.from(d, (x, k) => x + numbers[k]!),
          { shape: value.shape.slice() },
        )
      : null;
  };
  const moved = difference.slice();
  for (const [i, { leaf, of }] of from) {
    const given = hand(leaf);
    if (given === null) return null;
    const { numbers } = graph.leaves[i]!;
    moved[i] = flat(of(given)).map((x, k) => x - numbers[k]!);
  }
  const agrees = moved.map((d, i) => d?.every((x) => Math.abs(x) <= tolerance[i]!) ?? false);
  return { ...point, target: { graph, difference: moved, tolerance }, agrees };
}

/**
 * Two mistakes of which one was made at the end: gradients that were turned round, transposed or exchanged before they
 * were handed back. Each such step is undone, and what is left is looked for. `check` is asked with the points at which
 * a fit must hold.
 */
export function unarranged(
  primary: Point,
  others: readonly Point[],
  check: (assumed: readonly Assumed[], primary: Point, others: readonly Point[]) => Fit | null,
): Rebased | null {
  const { graph } = primary.context;
  const wrong = primary.target.difference.reduce((n, d, i) => n + (d !== null && !primary.agrees[i] ? d.length : 0), 0);
  if (wrong < NUMBERS || graph.lines.length > LONG) return null;
  const isWrong = (i: number): boolean => primary.target.difference[i] !== null && !primary.agrees[i];
  for (const arrangement of arrangements(graph, isWrong).slice(0, MOST)) {
    const here = undone(primary, arrangement);
    const there = others.map((point) => undone(point, arrangement));
    if (here === null || there.some((point) => point === null)) continue;
    const screen = screenOf(here.target);
    const sizes = here.sizes.map(({ value }) => value);
    const effects = effectsOf(hypothesesOf(here.context), screen, factorsToTry(here.target, sizes));
    for (const one of findSingles(effects, here.target, screen)) {
      if (one.hypothesis.faint) continue;
      const fit = check([one], here, there as Point[]);
      if (fit === null || fit.described.some(({ open }) => open === true)) continue;
      const { code, does, what, fix, quantity } = arrangement;
      return { code, readings: readingsOf(does, code), what, fix, quantity, primary: here, fit };
    }
  }
  return null;
}
