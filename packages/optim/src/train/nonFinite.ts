import { debugNaN, flattenTree, isTensor, leafPaths, mul, type Pytree, sum, WengertError } from "@wengert/autograd";

/** Where in the training something happened. */
export interface Place {
  readonly step: number;
  readonly epoch: number;
  readonly batch: number;
}

/** The path of the first leaf with a NaN or an infinity; null when all numbers are finite. */
export function firstNonFinite(tree: Pytree): string | null {
  const { leaves, structure } = flattenTree(tree, "train");
  const isFinite = (x: unknown): boolean =>
    Array.isArray(x) ? x.every(isFinite) : typeof x !== "number" || Number.isFinite(x);
  const at = leaves.findIndex((leaf) => !isFinite(isTensor(leaf) ? leaf.toArray() : leaf));
  return at < 0 ? null : leafPaths(structure)[at]!;
}

/**
 * The error for a loss, or parameters, that are not finite: names the step, the batch, and the first operation that made
 * the bad number.
 *
 * @param rerun runs the step once more, operation by operation.
 * @param given what the step was given, by name: where one of these holds the bad number already, no operation made it.
 */
export function nonFinite(
  what: string,
  { step, epoch, batch }: Place,
  rerun: () => unknown,
  given: Readonly<Record<string, Pytree>> = {},
): WengertError {
  const culprit = find(rerun);
  return new WengertError(
    {
      code: "nan-found",
      op: "train",
      problem: `${what} at step ${step} (epoch ${epoch}, batch ${batch})`,
      got: culprit === null ? heldBy(given) : toldBy(culprit),
      hint:
        culprit?.hint === undefined
          ? "scale the data, lower the learning rate, or clip the gradient: chain(clipByGlobalNorm(1), …)"
          : `${culprit.hint}; or a lower learning rate, or chain(clipByGlobalNorm(1), …)`,
    },
    culprit === null ? {} : { cause: culprit },
  );
}

function heldBy(given: Readonly<Record<string, Pytree>>): string {
  for (const [name, tree] of Object.entries(given)) {
    const path = firstNonFinite(tree);
    if (path !== null) return `no operation made it: it is in ${name}${path === "" ? "" : ` at ${path}`}`;
  }
  return "no operation made it of finite numbers, run one by one";
}

function toldBy({ op, problem, got }: WengertError): string {
  return `${op} ${problem}: ${got}`;
}

/** The error of the first operation that made a NaN or an infinity. */
function find(rerun: () => unknown): WengertError | null {
  try {
    debugNaN(rerun);
  } catch (error) {
    if (error instanceof WengertError && error.code === "nan-found") return error;
    throw error;
  }
  return null;
}

/** Whether all numbers are finite: 0 · x is NaN for a NaN and for an infinity. */
export function allFinite(tree: Pytree): boolean {
  return flattenTree(tree, "train").leaves.every((x) =>
    isTensor(x) ? sum(mul(x, 0)).item() === 0 : Number.isFinite(x),
  );
}
