import { isFloating } from "../dtype.ts";
import { KindError, showShape } from "../errors.ts";
import { scalar } from "../lift.ts";
import { flatten, type Structure, unflatten } from "../pytree.ts";
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
 * @throws KindError when such an argument is missing or holds integers.
 */
export function record(
  op: string,
  f: (...args: never[]) => unknown,
  argnums: readonly number[],
  args: readonly unknown[],
): Recording {
  const tape = new Tape();
  const given = [...args];
  const inputs = argnums.map((n) => {
    if (n < 0 || n >= args.length) throw missingArgument(op, n, args.length);
    const { leaves, structure } = flatten(args[n], op);
    const traced = leaves.map((leaf) => tape.input(differentiable(op, leaf, n)));
    given[n] = unflatten(structure, traced);
    return { leaves: traced, structure };
  });
  try {
    return { tape, inputs, output: f(...(given as never[])) };
  } finally {
    tape.close();
  }
}

/** A leaf as a floating tensor. */
export function differentiable(op: string, leaf: Tensor | number, argnum: number): Tensor {
  if (typeof leaf === "number") return scalar(leaf);
  if (isFloating(leaf.dtype)) return leaf;
  throw new KindError({
    code: "integer-argument",
    op,
    problem: `argument ${argnum} holds ${leaf.dtype} values, which have no derivative`,
    got: `a ${leaf.dtype} tensor of shape ${showShape(leaf.shape)}`,
    hint: `make it floating with astype(x, "float64"), or leave it out of argnums`,
    shapes: [leaf.shape],
  });
}

function missingArgument(op: string, n: number, given: number): KindError {
  return new KindError({
    code: "bad-argument",
    op,
    problem: `there is no argument ${n} to differentiate`,
    got: `${given} argument${given === 1 ? "" : "s"}`,
    hint: "argnums counts the function's arguments from 0; call the result with the same arguments as the function",
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
