import { ArgumentError, isTensor, KindError, showValue } from "@wengert/autograd";
import { leavesOf } from "./leaves.ts";

export function noFunction(loss: unknown): KindError {
  return new KindError({
    code: "bad-argument",
    op: "compareGradients",
    problem: "loss must be a function of the parameters and the data",
    got: isTensor(loss) ? "a tensor" : typeof loss,
    hint: "write loss: (params, x, target) => mean(square(sub(predict(params, x), target)))",
  });
}

export function missing(name: "params" | "hand"): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "compareGradients",
    problem:
      name === "params"
        ? "params are missing: what the loss is differentiated by"
        : "hand is missing: the gradient derived by hand",
    got: `no ${name}`,
    hint:
      name === "params"
        ? "write params: { W, b }"
        : "write hand: { W: dW, b: db }, or the function that computes them from the parameters and data",
  });
}

export function readTolerance(tolerance: unknown): number {
  if (typeof tolerance === "number" && tolerance >= 0 && tolerance < 1) return tolerance;
  throw new ArgumentError({
    code: "bad-argument",
    op: "compareGradients",
    problem: "tolerance is a number from 0 to 1, relative to the largest entry of a gradient",
    got: String(tolerance),
    hint: "1e-6 for a gradient that was found by differences",
  });
}

export function badAxis(axis: unknown): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "compareGradients",
    problem: "batchAxis is the number of an axis",
    got: typeof axis === "string" ? `"${axis}"` : String(axis),
    hint: "0 where a batch is [N, in], 1 where examples are columns [in, N]",
  });
}

/** Fails for an axis that none of the data has. */
export function checkAxis(axis: number, data: readonly unknown[]): void {
  // Numbers alone, as the indices of words are, have no samples along any axis.
  const ranks = leavesOf(data)
    .map(({ value }) => value.shape.length)
    .filter((rank) => rank > 0);
  if (ranks.length === 0 || ranks.some((rank) => (axis < 0 ? -axis <= rank : axis < rank))) return;
  throw new ArgumentError({
    code: "bad-argument",
    op: "compareGradients",
    problem: `none of the data has an axis ${axis} along which samples could lie`,
    got: `data with ${ranks.join(", ")} ${ranks.join() === "1" ? "axis" : "axes"}`,
    hint: "0 where a batch is [N, in], 1 where examples are columns [in, N]",
  });
}

export function promised(): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "compareGradients",
    problem: "the hand-written function returned a promise",
    got: "a Promise",
    hint: "leave out async: nothing here needs to be awaited",
  });
}

export function readData(data: unknown): readonly unknown[] {
  if (data === undefined) return [];
  if (Array.isArray(data)) return data;
  throw new ArgumentError({
    code: "bad-argument",
    op: "compareGradients",
    problem: "data are the further arguments of the loss, in a list",
    got: isTensor(data) ? "a tensor" : typeof data,
    hint: "write data: [x, target]",
  });
}

/** Fails for parameters by which there are no derivatives. */
export function checkParams(params: unknown): void {
  const leaves = leavesOf(params);
  const isWhole = leaves.every(({ value: { dtype } }) => dtype === "int32" || dtype === "bool");
  const whole = isWhole ? leaves[0] : undefined;
  if (leaves.length > 0 && whole === undefined) return;
  throw new ArgumentError({
    code: "bad-argument",
    op: "compareGradients",
    problem:
      whole === undefined
        ? "params are what the gradient is taken by: tensors, in lists and records"
        : `derivatives are taken by floating numbers, and ${whole.path === "" ? "the parameter" : whole.path} is ${whole.value.dtype}`,
    got:
      whole === undefined
        ? showValue(params)
        : `${whole.value.dtype} values of shape [${whole.value.shape.join(", ")}]`,
    hint:
      whole === undefined
        ? "write params: { W, b }"
        : 'make it floating with astype(x, "float64"), or pass it in data: [x, target]',
  });
}

/** Fails for options of another kind than theirs. */
export function checkKinds({
  probe,
  intermediates,
}: {
  readonly probe?: unknown;
  readonly intermediates?: unknown;
}): void {
  const isRecord = typeof intermediates === "object" && intermediates !== null && !Array.isArray(intermediates);
  const wrong =
    probe !== undefined && typeof probe !== "boolean"
      ? { problem: "probe is true or false", got: probe, hint: "probe: false leaves the generated values out" }
      : intermediates === undefined || typeof intermediates === "function" || (isRecord && !isTensor(intermediates))
        ? null
        : {
            problem: "intermediates are values by their names",
            got: intermediates,
            hint: "write intermediates: { z1, a1, dz1 }, or a function of the parameters and data that gives them",
          };
  if (wrong === null) return;
  const { problem, got, hint } = wrong;
  throw new ArgumentError({ code: "bad-argument", op: "compareGradients", problem, got: showValue(got), hint });
}
