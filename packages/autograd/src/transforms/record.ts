import { count, show } from "../describe.ts";
import { isFloating } from "../dtype.ts";
import { ArgumentError, KindError, showShape } from "../errors.ts";
import { scalar } from "../lift.ts";
import { flatten, leafPaths, type Structure, unflatten } from "../pytree.ts";
import { Tape } from "../tape.ts";
import { isTensor, type Tensor } from "../tensor.ts";

/** A function run once with its operations on tape. */
export interface Recording {
  readonly tape: Tape;
  /** The differentiated leaves as the tape knows them, argument by argument. */
  readonly inputs: readonly { readonly leaves: readonly Tensor[]; readonly structure: Structure }[];
  /** What the function returned; its values may still belong to the tape. */
  readonly output: unknown;
}

/**
 * Runs `f` with the arguments at the places `argnums` on a new tape.
 *
 * @throws KindError when `f` is no function, or such an argument is missing or holds integers.
 */
export function record(
  op: string,
  f: (...args: never[]) => unknown,
  argnums: readonly number[],
  args: readonly unknown[],
): Recording {
  checkFunction(op, f);
  const tape = new Tape();
  const given = args.slice();
  const inputs: { readonly leaves: readonly Tensor[]; readonly structure: Structure }[] = [];
  for (let k = 0; k < argnums.length; k++) {
    const n = argnums[k]!;
    if (n < 0 || n >= args.length) throw missingArgument(op, n, args.length);
    const { leaves, structure } = flatten(args[n], op);
    const traced: Tensor[] = [];
    for (let i = 0; i < leaves.length; i++) {
      traced.push(tape.input(differentiable(op, leaves[i]!, n, structure, i)));
    }
    given[n] = unflatten(structure, traced);
    inputs.push({ leaves: traced, structure });
  }
  try {
    return { tape, inputs, output: f(...(given as never[])) };
  } finally {
    tape.close();
  }
}

/**
 * Where any pytree is right, a result that is none has nothing in it to differentiate.
 *
 * @throws KindError when a function gave back nothing (most often a return is missing), or another function.
 */
export function checkReturned(op: string, output: unknown): void {
  const nothing = output === undefined;
  if (!nothing && typeof output !== "function") return;
  throw new KindError({
    code: "bad-argument",
    op,
    problem: `the function returned ${nothing ? "nothing" : "a function"}`,
    got: show(output),
    hint: nothing
      ? "is a return missing? (x) => { … } needs one, (x) => … does not"
      : "call it: (x) => g(x), not (x) => g",
  });
}

/** What leaf `i` of argument `n` is called. */
export function placeOf(n: number, structure: Structure, i: number): string {
  const path = leafPaths(structure)[i]!;
  return path === "" ? `argument ${n}` : `argument ${n} at ${path}`;
}

/** Leaf `i` of argument `n` as a floating tensor. */
export function differentiable(op: string, leaf: Tensor | number, n: number, structure: Structure, i: number): Tensor {
  if (typeof leaf === "number") return scalar(leaf);
  if (isFloating(leaf.dtype)) return leaf.trace?.settled?.(leaf) ?? leaf;
  throw new KindError({
    code: "integer-argument",
    op,
    problem: `derivatives are taken by floating numbers, and ${placeOf(n, structure, i)} is ${leaf.dtype}`,
    got: `${leaf.dtype} values of shape ${showShape(leaf.shape)}`,
    hint: 'make it floating with astype(x, "float64"), or pass it as an argument that is not differentiated',
    shapes: [leaf.shape],
  });
}

/** @throws KindError when `f` is not a function: most often it has been called already. */
export function checkFunction(op: string, f: unknown): void {
  if (typeof f === "function") return;
  throw new KindError({
    code: "bad-argument",
    op,
    problem: "the first argument must be a function",
    got: show(f),
    hint:
      op === "vjp" || op === "jvp"
        ? "pass the function and then its arguments"
        : `${op}(f) gives a new function of the same arguments: ${op}(f)(x), not ${op}(f(x))`,
  });
}

/** @throws ArgumentError when a place is not a whole number from 0 on, or named twice. */
export function checkArgnums(op: string, argnums: readonly number[]): void {
  argnums.forEach((n, i) => {
    const whole = Number.isInteger(n) && n >= 0;
    if (whole && argnums.indexOf(n) === i) return;
    throw new ArgumentError({
      code: "bad-argument",
      op,
      problem: whole ? `argument ${n} is named twice` : "arguments are named by their places 0, 1, …",
      got: show(argnums.length === 1 ? n : argnums),
      hint:
        Array.isArray(n) && argnums.length > 1
          ? `write the places in one list: [${argnums.flat().join(", ")}]`
          : Array.isArray(n)
            ? `${op} takes one place: call it once for each argument, or put the arguments into one record`
            : typeof n === "object"
              ? `${op}(f) gives a new function of the same arguments: ${op}(f)(x), not ${op}(f, x)`
              : "grad(f, 1) differentiates by the second argument, grad(f, [0, 1]) by the first two",
    });
  });
}

function missingArgument(op: string, n: number, given: number): KindError {
  return new KindError({
    code: "bad-argument",
    op,
    problem: `there is no argument ${n} to differentiate`,
    got: count(given, "argument"),
    hint: `arguments are counted from 0, and ${op}(f) takes those of f: ${op}(f)(x, y)`,
  });
}

/** The values of a pytree one level down: what belongs to the trace is replaced by what it stands for. */
export function lower(tree: unknown, tape: { readonly id: number }, op: string): unknown {
  const { leaves, structure } = flatten(tree, op);
  return unflatten(
    structure,
    leaves.map((leaf) => (isTensor(leaf) && leaf.trace === tape ? leaf.primal : leaf)),
  );
}
