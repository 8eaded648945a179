import type { Tensor } from "@wengert/autograd";
import type { NamedComparison } from "./intermediates.ts";
import { distance, flat, ratio } from "./numbers.ts";
import { leafDistance, type Point } from "./point.ts";
import type { Cause, ComparedEntry } from "./result.ts";

/** How many numbers an entry keeps. */
const KEPT = 4096;

interface Row extends Omit<ComparedEntry, "verdict"> {
  readonly depth: number;
  readonly wrong: boolean;
}

/** All quantities in backward order, with a verdict each. */
export function entriesOf(point: Point, named: readonly NamedComparison[], causes: readonly Cause[]): ComparedEntry[] {
  const { graph } = point.context;
  const lastUse = (place: number): number => Math.max(-1, ...graph.uses[place]!.map(({ line }) => line));
  const rows: Row[] = named.map((one) => ({
    ...compared(one.hand, one.tape),
    quantity: one.name,
    kind: one.kind,
    tolerance: one.tolerance,
    // Values come first: where the forward pass is wrong, nothing after it can be right.
    depth: one.kind === "value" ? 2 * graph.lines.length + 2 - one.place / graph.places : lastUse(one.place),
    wrong: one.wrong,
  }));
  graph.leaves.forEach((leaf, i) => {
    const hand = point.hand.gradients.get(leaf.path) ?? null;
    rows.push({
      ...compared(hand, leaf.gradient),
      quantity: leaf.path,
      kind: "gradient",
      tolerance: point.target.tolerance[i]!,
      largestDifference: leafDistance(point, i),
      depth: (graph.leaves.length - graph.order.indexOf(leaf)) / (graph.leaves.length + 1) + depthOf(point, i),
      wrong: !point.agrees[i] || point.misshapen[i] !== null,
    });
  });
  rows.sort((a, b) => b.depth - a.depth);
  // One cause alone has one place where it begins: all that is wrong after the first follows from it.
  const own = new Set(causes.length === 1 ? [] : causes.map(({ quantity }) => quantity));
  const explained = causes.length > 0 && causes.every(({ code }) => code !== "unknown");
  // A gradient that was not returned follows from nothing.
  const notReturned = (row: Omit<Row, "depth" | "wrong">): boolean =>
    row.kind === "gradient" && (point.hand.gradients.get(row.quantity) ?? null) === null;
  let first = true;
  return rows.map(({ depth: _, wrong, ...row }) => {
    if (!wrong) return { ...row, verdict: "ok" as const };
    if (first) {
      first = false;
      return { ...row, verdict: "first" as const };
    }
    const follows = explained && !own.has(row.quantity) && !notReturned(row);
    return { ...row, verdict: follows ? ("consequence" as const) : ("wrong" as const) };
  });
}

function depthOf({ context: { graph } }: Point, i: number): number {
  const uses = graph.uses[graph.leaves[i]!.place]!;
  const data = uses.filter(({ line }) => !graph.withoutData[graph.lines[line]!.outputPlaces[0]!]);
  return Math.max(-1, ...(data.length > 0 ? data : uses).map(({ line }) => line)) - 1;
}

function compared(hand: Tensor | null, tape: Tensor): Omit<Row, "quantity" | "kind" | "tolerance" | "depth" | "wrong"> {
  const t = flat(tape);
  const h = hand === null ? new Float64Array(0) : flat(hand);
  const comparable = hand !== null && h.length === t.length;
  const { factor, cosine } = comparable ? ratio(h, t) : { factor: Number.NaN, cosine: Number.NaN };
  return {
    shape: tape.shape,
    handShape: hand?.shape ?? [],
    hand: [...h.subarray(0, KEPT)],
    tape: [...t.subarray(0, KEPT)],
    largestDifference: comparable ? distance(h, t) : Number.NaN,
    factor,
    cosine,
  };
}
