import { show } from "../describe.ts";
import { isFloating } from "../dtype.ts";
import { ArgumentError, showShape, WengertError } from "../errors.ts";
import { type Observer, observe, type Primitive } from "../primitive.ts";
import { callerLine, callerPlace, keepSites, leaveRule, runningRule } from "../site.ts";
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
      problem: "the first argument must be a function",
      got: show(f),
      hint: "wrap what you want to look into: debugNaN(() => grad(loss)(params))",
    });
  }
  const before: Observer | null = observe((primitive, inputs, outputs) => {
    before?.(primitive, inputs, outputs);
    for (const y of outputs) {
      const at = firstNew(inputs, y);
      if (at >= 0) throw culprit(primitive, inputs, y, at);
    }
  });
  const kept = keepSites(callerPlace);
  try {
    const result = f();
    if (result instanceof Promise) throw notAsync();
    return result;
  } finally {
    keepSites(kept);
    observe(before);
    leaveRule();
  }
}

function notAsync(): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "debugNaN",
    problem: "the function must not be async: what runs after an await would not be looked at",
    got: "a Promise",
    hint: "load and wait before, and look into the computation: debugNaN(() => grad(loss)(params))",
  });
}

/**
 * The place of the first NaN that no input explains, or of the first infinity from finite inputs; −1 when there is
 * none. An input of the output's size is asked at the same place, a single number always, any other as a whole.
 */
function firstNew(inputs: readonly Tensor[], y: Tensor): number {
  if (!isFloating(y.dtype)) return -1;
  const values = flatData(y);
  if (values.every((value: number) => Number.isFinite(value))) return -1;
  const given = inputs.map((x) => {
    const data = flatData(x);
    const worst = data.find((v: number) => Number.isNaN(v)) ?? data.find((v: number) => !Number.isFinite(v)) ?? 0;
    return (at: number): number => (data.length === values.length ? data[at]! : worst);
  });
  return values.findIndex((value: number, at: number) => {
    if (Number.isFinite(value)) return false;
    const explained = Number.isNaN(value) ? Number.isNaN : (x: number): boolean => !Number.isFinite(x);
    return !given.some((valueAt) => explained(valueAt(at)));
  });
}

function culprit(primitive: Primitive, inputs: readonly Tensor[], y: Tensor, at: number): WengertError {
  const value = flatData(y)[at]!;
  const finite = inputs.every((x) => flatData(x).every((v: number) => Number.isFinite(v)));
  const seen = inputs.map((x) => {
    const values = flatData(x);
    const same = x.size === y.size ? values[at] : x.size === 1 ? values[0] : undefined;
    return same === undefined ? `a ${showShape(x.shape)} tensor` : String(same);
  });
  const rule = runningRule();
  const ofRule = rule?.place();
  const site = ofRule ?? callerLine();
  const where =
    site === undefined
      ? ""
      : `, ${rule === null || ofRule === undefined ? "called at" : `on the way back through ${rule.op}, called at`} ${site}`;
  return new WengertError({
    code: "nan-found",
    op: primitive.name,
    problem: `made ${Number.isNaN(value) ? "NaN" : value} of ${finite ? "finite numbers" : "an infinity"}, at element ${at} of a result of shape ${showShape(y.shape)}`,
    got: `${primitive.name}(${seen.join(", ")})${where}`,
    hint: "keep the input inside the function's domain; where a branch is not taken, choose its input too: log(where(mask, x, 1))",
    shapes: [y.shape],
  });
}
