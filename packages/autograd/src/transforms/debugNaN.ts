import { isFloating } from "../dtype.ts";
import { ArgumentError, showShape, WengertError } from "../errors.ts";
import { type Observer, observe, type Primitive } from "../primitive.ts";
import { callerLine, keepSites, leaveRule, runningRule } from "../site.ts";
import { flatData } from "../storage.ts";
import type { Tensor } from "../tensor.ts";

/**
 * Runs a function and stops at the first operation that makes a NaN or an infinity out of finite numbers, forward or
 * backward: the error names the operation, its inputs, and the line of your program that called it.
 *
 * Every result is looked at, so it is slow: use it to find the culprit, then take it out. An operation that only hands
 * on a NaN or infinity that it was given is not blamed.
 *
 * @throws WengertError (code nan-found) at the culprit; whatever the function throws.
 * @example debugNaN(() => log(tensor([1, 2]))) // [0.         0.69314718]
 * @public
 */
export function debugNaN<R>(f: () => R): R {
  if (typeof f !== "function") {
    throw new ArgumentError({
      code: "bad-argument",
      op: "debugNaN",
      problem: `expected a function, not ${typeof f}`,
      hint: "wrap what you want to look into: debugNaN(() => grad(loss)(params))",
    });
  }
  const before: Observer | null = observe((primitive, inputs, outputs) => {
    before?.(primitive, inputs, outputs);
    const bad = outputs.findIndex((y) => firstBad(y) >= 0);
    if (bad >= 0 && inputs.every((x) => firstBad(x) < 0)) throw culprit(primitive, inputs, outputs[bad]!);
  });
  const kept = keepSites(true);
  try {
    return f();
  } finally {
    keepSites(kept);
    observe(before);
    leaveRule();
  }
}

/** The place of the first element that is not finite, −1 when there is none. */
function firstBad(x: Tensor): number {
  if (!isFloating(x.dtype)) return -1;
  return flatData(x).findIndex((value: number) => !Number.isFinite(value));
}

function culprit(primitive: Primitive, inputs: readonly Tensor[], y: Tensor): WengertError {
  const at = firstBad(y);
  const value = flatData(y)[at]!;
  const seen = inputs.map((x) => {
    const values = flatData(x);
    const same = x.size === y.size ? values[at] : x.size === 1 ? values[0] : undefined;
    return same === undefined ? `a ${showShape(x.shape)} tensor` : String(same);
  });
  const rule = runningRule();
  const site = rule?.site ?? callerLine();
  const where =
    site === undefined
      ? ""
      : `, ${rule === null ? "called at" : `on the way back through ${rule.op}, called at`} ${site}`;
  return new WengertError({
    code: "nan-found",
    op: primitive.name,
    problem: `made ${Number.isNaN(value) ? "NaN" : value} of finite numbers, at element ${at} of a result of shape ${showShape(y.shape)}`,
    got: `${primitive.name}(${seen.join(", ")})${where}`,
    hint: "keep the input inside the function's domain; where a branch is not taken, choose its input too: log(where(mask, x, 1))",
    shapes: [y.shape],
  });
}
