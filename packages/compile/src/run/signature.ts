import { isTensor, type Structure, type Tensor, type Variable } from "@wengert/autograd";
import { isTraced } from "@wengert/autograd/engine";

/** A leaf of the arguments: a number is a tensor without axes. */
export type Leaf = Tensor | number;

/**
 * Gathers the leaves of arguments that are built as those of a program, in the order of its inputs; of a program's first
 * `skipped` arguments none is given. It is asked in every call, so it makes nothing but what it gives.
 *
 * @returns whether the arguments are built so; of their shapes nothing is said.
 */
export function gatherLeaves(
  structures: readonly Structure[],
  args: readonly unknown[],
  skipped: number,
  leaves: Leaf[],
): boolean {
  const count = structures.length - skipped;
  if (args.length !== count) return false;
  for (let n = 0; n < count; n++) if (!gather(structures[n + skipped]!, args[n], leaves)) return false;
  return true;
}

function gather(structure: Structure, node: unknown, leaves: Leaf[]): boolean {
  if (structure.kind === "leaf") {
    if (typeof node !== "number" && !isTensor(node)) return false;
    leaves.push(node);
    return true;
  }
  if (structure.kind === "static") return sameStatic(structure.value, node);
  if (typeof node !== "object" || node === null || isTensor(node)) return false;
  const { entries } = structure;
  if (structure.kind === "array") {
    if (!Array.isArray(node) || node.length !== entries.length) return false;
    for (let i = 0; i < entries.length; i++) if (!gather(entries[i]!, node[i], leaves)) return false;
    return true;
  }
  if (Array.isArray(node)) return false;
  const { keys } = structure;
  let count = 0;
  for (const _ in node) count++;
  if (count !== keys.length) return false;
  const record = node as Readonly<Record<string, unknown>>;
  for (let i = 0; i < keys.length; i++) {
    const entry = record[keys[i]!];
    if (entry === undefined && !Object.hasOwn(record, keys[i]!)) return false;
    if (!gather(entries[i]!, entry, leaves)) return false;
  }
  return true;
}

/** Whether two static arguments are alike: equal, or arrays and plain records of what is alike. */
export function sameStatic(made: unknown, given: unknown): boolean {
  if (Object.is(made, given)) return true;
  if (typeof made !== "object" || typeof given !== "object" || made === null || given === null) return false;
  if (isTensor(made) || isTensor(given) || Object.getPrototypeOf(made) !== Object.getPrototypeOf(given)) return false;
  if (!Array.isArray(made) && !isPlain(made)) return false;
  const keys = Object.keys(made);
  if (keys.length !== Object.keys(given).length) return false;
  return keys.every(
    (key) =>
      Object.hasOwn(given, key) &&
      sameStatic((made as Record<string, unknown>)[key], (given as Record<string, unknown>)[key]),
  );
}

function isPlain(x: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(x);
  return prototype === Object.prototype || prototype === null;
}

/** A copy of a static argument, so that a change of it in place is noticed. */
export function copyOfStatic(x: unknown): unknown {
  if (typeof x !== "object" || x === null || isTensor(x)) return x;
  if (Array.isArray(x)) return x.map(copyOfStatic);
  if (!isPlain(x)) return x;
  return Object.fromEntries(Object.entries(x).map(([key, value]) => [key, copyOfStatic(value)]));
}

/** Whether leaves have the shapes and dtypes of a program's inputs, from input `first` on, and are plain values. */
export function fits(inputs: readonly Variable[], leaves: readonly Leaf[], first: number): boolean {
  for (let i = 0; i < leaves.length; i++) {
    const leaf = leaves[i]!;
    const { shape, dtype } = inputs[first + i]!;
    if (typeof leaf === "number") {
      if (shape.length !== 0 || dtype !== "float64") return false;
      continue;
    }
    if (leaf.dtype !== dtype || !sameShape(leaf.shape, shape)) return false;
  }
  return true;
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let d = 0; d < a.length; d++) if (a[d] !== b[d]) return false;
  return true;
}

/** Whether somebody follows one of the leaves: then the function must be differentiated or staged, not run. */
export function someTraced(leaves: readonly Leaf[]): boolean {
  for (let i = 0; i < leaves.length; i++) {
    const leaf = leaves[i]!;
    if (typeof leaf !== "number" && isTraced(leaf)) return true;
  }
  return false;
}
