import type { Hand } from "./ask.ts";
import type { Batch } from "./context.ts";
import { type Graph, graphOf } from "./graph.ts";
import { type HandResult, readHand } from "./hand.ts";
import { leavesOf } from "./leaves.ts";
import { distance, flat, largest } from "./numbers.ts";
import { type Point, pointOf } from "./point.ts";
import type { Precision } from "./printed.ts";
import { generate, nearby } from "./probe.ts";
import type { Cause } from "./result.ts";

/** A hand-written function that can be called with other values, beside its loss. */
export interface Called {
  readonly hand: Hand;
  readonly loss: (...args: never[]) => unknown;
  readonly params: unknown;
  readonly data: readonly unknown[];
  readonly batch: Batch | null;
  readonly graph: Graph;
  /** How precise its author says that it is. */
  readonly told: Precision | null;
}

export interface Probed {
  readonly point: Point | null;
  readonly note: string | null;
  /** Whether the hand-written function gives the same whatever its data are. */
  readonly ignoresData: boolean;
}

/** Both sides on generated values: with another batch if the hand takes that, else with one of the same size. */
export function probeOf({ hand, loss, params, data, batch, graph: given, told }: Called, mayResize = true): Probed {
  let note = "no values could be generated that the loss accepts";
  for (const resize of batch === null || !mayResize ? [null] : [batch, null]) {
    const generated = generate(loss, params, data, resize, given);
    if (generated === null) continue;
    try {
      const result = readHand(hand(generated.params, ...generated.data), generated.params);
      const point = pointOf(generated.graph, generated.batch ?? resize ?? batch, result, given, told);
      if (point.ok || data.length === 0) return { point, note: null, ignoresData: false };
      // Data that stay as they are, as numbers that look something up, cannot show whether they are used.
      if (sameData(data, generated.data)) return { point, note: null, ignoresData: false };
      const other = readHand(hand(generated.params, ...data), generated.params);
      if (!isFinite(result) || !sameGradients(result, other)) return { point, note: null, ignoresData: false };
      const graph = graphOf(loss, [generated.params, ...data]);
      return { point: pointOf(graph, batch, other, given, told), note: null, ignoresData: true };
    } catch (error) {
      note = `the hand-written function fails on generated values (${shortMessage(error)})`;
    }
  }
  return { point: null, note, ignoresData: false };
}

/**
 * Whether a function that is right at the given parameters is wrong close by, with the same data: then it did not
 * compute all of it from what it was called with. One that gives the same everywhere is a table of numbers, and no more.
 */
export function keepsValues({ hand, loss, params, data, batch, graph: given, told }: Called): Cause | null {
  try {
    const close = nearby(params);
    const result = readHand(hand(close, ...data), close);
    const point = pointOf(graphOf(loss, [close, ...data]), batch, result, given, told);
    if (point.ok || !Number.isFinite(point.context.graph.loss.item())) return null;
    // A formula that overflows there has kept nothing.
    if (!isFinite(result)) return null;
    if (sameGradients(result, readHand(hand(params, ...data), params))) return null;
    if (!isOld(point, given)) return null;
    return {
      code: "stale-cache",
      quantity: given.order.find((leaf) => !point.agrees[given.leaves.indexOf(leaf)])?.path ?? "",
      what: "the hand-written function is right at the given parameters and wrong at others, with the same data: it uses values of another call, or what is right for these numbers alone",
      evidence: "seen by calling it with parameters close by",
      fix: "compute every value from the parameters and data of the call, and keep none between calls",
      alternative: 0,
    };
  } catch {
    return null;
  }
}

/** So much of what a gradient changes by is off, at least, where a value of it has not changed. */
const KEPT = 1e-3;

/** Whether gradients are off by a share of what they have changed by, and not by digits that a formula loses there. */
const isOld = ({ target, context }: Point, given: Graph): boolean =>
  target.difference.some((d, i) => {
    const now = context.graph.leaves[i]!.numbers;
    return d !== null && largest(d) > KEPT * distance(now, given.leaves[i]!.numbers);
  });

const sameData = (a: unknown, b: unknown): boolean => {
  const [one, two] = [leavesOf(a), leavesOf(b)];
  return one.every(({ value }, i) => flat(value).join() === flat(two[i]!.value).join());
};

const isFinite = ({ gradients }: HandResult): boolean =>
  [...gradients.values()].every((x) => x === null || flat(x).every(Number.isFinite));

const sameGradients = (a: HandResult, b: HandResult): boolean =>
  [...a.gradients].every(([path, x]) => {
    const y = b.gradients.get(path);
    return x !== null && !!y && x.size === y.size && flat(x).join() === flat(y).join();
  });

function shortMessage(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0]!.slice(0, 80);
}
