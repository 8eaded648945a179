import { type HandResult, readHand } from "./hand.ts";
import { leavesOf } from "./leaves.ts";
import { flat } from "./numbers.ts";
import { promised } from "./readOptions.ts";

/** A hand-written backward pass. */
export type Hand = (params: unknown, ...data: readonly unknown[]) => unknown;

/** What the hand gave. */
export interface Asked {
  readonly result: HandResult;
  /** What was noticed while asking: parameters changed, another answer the second time. */
  readonly findings: readonly { readonly what: string; readonly fix: string }[];
}

/** Takes the hand's numbers, or calls the hand-written function twice and watches. */
export function ask(hand: unknown, params: unknown, data: readonly unknown[]): Asked {
  if (typeof hand !== "function") return { result: readHand(hand, params), findings: [] };
  const findings: { what: string; fix: string }[] = [];
  const before = snapshot(params);
  const call = (): HandResult => {
    const given = (hand as Hand)(params, ...data);
    if (given instanceof Promise) throw promised();
    return readHand(given, params);
  };
  const result = call();
  const first = [...result.gradients.values()].map((x) => (x === null ? null : flat(x)));
  if (snapshot(params) !== before) {
    findings.push({
      what: "the hand-written function changes the parameters",
      fix: "compute gradients from the parameters as they are; update them afterwards, into a new record",
    });
    return { result, findings };
  }
  const second = [...call().gradients.values()].map((x) => (x === null ? null : flat(x)));
  const same = first.every((x, i) => {
    const y = second[i];
    return (
      x === null || !y || (x.length === y.length && x.every((value, j) => Object.is(value, y[j]) || value === y[j]))
    );
  });
  if (!same) {
    const twice = first.every((x, i) => {
      const y = second[i];
      return x === null || !y || x.every((value, j) => Math.abs(y[j]! - 2 * value) <= 1e-9 * Math.abs(value));
    });
    findings.push({
      what: twice
        ? "a second call gives twice the gradient: what the first one found is still there"
        : "a second call with the same arguments gives another gradient",
      fix: twice
        ? "start each backward pass with gradients of zero"
        : "keep nothing between the calls, and draw no random numbers",
    });
  }
  return { result, findings };
}

const snapshot = (params: unknown): string =>
  JSON.stringify(leavesOf(params).map(({ path, value }) => [path, value.toArray()]));
