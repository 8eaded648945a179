import { readTape, sum, type Tensor, tensor } from "@wengert/autograd";
import type { Assumed } from "./hypotheses.ts";
import { changesOf } from "./hypotheses.ts";
import { flat, largest, near } from "./numbers.ts";
import type { Point } from "./point.ts";
import type { Cause } from "./result.ts";
import { deviations } from "./walk.ts";

/** A value that the hand-written function computes, and the line of the script that does it. */
export interface HandLine {
  readonly value: Tensor;
  /** Found out when it is asked for. */
  readonly site: string | undefined;
}

/** What a hand-written function computes in tape operations, in order; null when it cannot be watched. */
export function handLines(hand: (...args: never[]) => unknown, args: readonly unknown[]): HandLine[] | null {
  try {
    const watched = (...given: never[]): Tensor => {
      hand(...given);
      return sum(tensor([0]));
    };
    const { lines } = readTape(watched, { sites: true })(...args);
    return lines.map((line) => ({
      value: line.outputs[0]!,
      get site() {
        return line.site;
      },
    }));
  } catch {
    return null;
  }
}

/**
 * The cause with the line of the hand-written function that makes the mistake, where it can be found: the first wrong
 * derivative on the way back is looked for among the values that the hand computes.
 */
export function withHandSite(
  cause: Cause,
  lines: readonly HandLine[] | null,
  given: Point,
  assumed: readonly Assumed[],
): Cause {
  if (lines === null) return cause;
  const site = siteOf(firstWrong(given, assumed), lines) ?? siteOfGradient(cause, lines, given);
  return site === undefined ? cause : { ...cause, at: site };
}

/** The derivatives that an assumption makes wrong, as the hand has them, in backward order. */
function firstWrong({ context: { graph } }: Point, assumed: readonly Assumed[]): Float64Array[] {
  if (assumed.length === 0) return [];
  const moved = deviations(graph, changesOf(assumed));
  const lastUse = (place: number): number => Math.max(-1, ...graph.uses[place]!.map(({ line }) => line));
  return moved
    .flatMap((d, place) => {
      const g = graph.adjoints[place];
      if (d === null || !g || g.size <= 1 || graph.withoutData[place]) return [];
      const right = flat(g);
      if (largest(d) <= 1e-9 * largest(right)) return [];
      return [{ place, numbers: right.map((value, j) => value + d[j]!) }];
    })
    .sort((a, b) => lastUse(b.place) - lastUse(a.place))
    .map(({ numbers }) => numbers);
}

function siteOf(wanted: readonly Float64Array[], lines: readonly HandLine[]): string | undefined {
  for (const numbers of wanted) {
    const size = largest(numbers);
    if (size === 0) continue;
    for (const line of lines) {
      if (line.value.size !== numbers.length || !near(flat(line.value), numbers, 1e-9 * size)) continue;
      const { site } = line;
      if (site !== undefined) return site;
    }
  }
  return undefined;
}

/** The line that made the gradient itself. */
function siteOfGradient({ quantity }: Cause, lines: readonly HandLine[], { hand }: Point): string | undefined {
  const gradient = hand.gradients.get(quantity);
  return gradient ? siteOf([flat(gradient)], lines) : undefined;
}
