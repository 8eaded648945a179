import { ArgumentError, isTensor, KindError } from "@wengert/autograd";
import type { Graph } from "./graph.ts";

/** Nothing but a single number that depends on the parameters has a gradient. */
export function checkLoss(graph: Graph): void {
  if (graph.loss.size !== 1) {
    throw new KindError({
      code: "non-scalar-output",
      op: "compareGradients",
      problem: `the loss must be one number, it is ${graph.loss.size}`,
      got: `shape [${graph.loss.shape.join(", ")}]`,
      hint: "reduce it with sum or mean",
    });
  }
  if (graph.outputPlace >= 0) return;
  throw new KindError({
    code: "constant-output",
    op: "compareGradients",
    problem: "the loss does not depend on the parameters",
    got: `the value ${graph.loss}`,
    hint: "let the loss take the parameters as its first argument, and use that",
  });
}

/** What a loss returned: neither nothing nor a promise. */
export function checkResult(value: unknown): unknown {
  const promised = value instanceof Promise;
  if (value !== undefined && value !== null && !promised) return value;
  throw new KindError({
    code: "non-scalar-output",
    op: "compareGradients",
    problem: `the loss must be one number, it returned ${promised ? "a promise" : value}`,
    got: promised ? "a Promise" : String(value),
    hint: promised ? "leave out async: nothing here needs to be awaited" : "is a return forgotten?",
  });
}

/**
 * A loss that draws random numbers of its own can be compared with nothing. Without a tape the same operations may
 * round differently, so what differs is run without one again.
 */
export function checkRepeats(graph: Graph, before: unknown, again: () => unknown): void {
  const first = numberOf(before);
  if (Object.is(first, graph.loss.item())) return;
  const second = numberOf(again());
  if (Object.is(first, second)) return;
  throw new ArgumentError({
    code: "bad-argument",
    op: "compareGradients",
    problem: "the loss gives another value when it is called again with the same arguments",
    got: `${first}, then ${second}`,
    hint: "draw random numbers beforehand and pass them as data, or take them from random.key(seed) inside",
  });
}

const numberOf = (value: unknown): number => (isTensor(value) ? value.item() : Number(value));
