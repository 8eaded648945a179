import { isTensor, type Structure, type Tensor, type Variable } from "@wengert/autograd";
import { isTraced } from "@wengert/autograd/engine";

/** A leaf of the arguments: a number is a tensor without axes. */
export type Leaf = Tensor | number;

/**
 * Compares arguments with those that a program was made for, and gathers their leaves. It is asked in every call, so it
 * makes nothing: the leaves of the last arguments lie in one list, and a leaf that is present in the program's memory
 * already is known to fit.
 */
export class Matcher {
  /** The leaves of the arguments that matched last, in the order of the program's inputs. */
  readonly leaves: Leaf[] = [];
  /** Whether somebody follows one of them: then the function must be differentiated or staged, not run. */
  isTraced = false;
  private readonly structures: readonly Structure[];
  private readonly inputs: readonly Variable[];
  /** The keys of the arguments that are records of leaves, as most are. */
  private readonly flatKeys: readonly (readonly string[] | null)[];
  private at = 0;

  /** For a program's inputs, or for those from some input on, whose arguments have these structures. */
  constructor(structures: readonly Structure[], inputs: readonly Variable[]) {
    this.structures = structures;
    this.inputs = inputs;
    this.flatKeys = structures.map((structure) =>
      structure.kind === "record" && structure.entries.every(({ kind }) => kind === "leaf") ? structure.keys : null,
    );
  }

  /** Whether arguments are built like the program's, with leaves of the same shapes and dtypes. */
  matches(args: readonly unknown[], present: readonly (Tensor | null)[]): boolean {
    const { structures, flatKeys, leaves } = this;
    if (args.length !== structures.length) return false;
    this.at = 0;
    this.isTraced = false;
    for (let n = 0; n < structures.length; n++) {
      const keys = flatKeys[n]!;
      if (keys !== null && gatherFlat(keys, args[n], this.at, leaves)) {
        const end = this.at + keys.length;
        while (this.at < end) if (!this.take(leaves[this.at], present)) return false;
      } else if (!this.gather(structures[n]!, args[n], present)) return false;
    }
    return this.at === this.inputs.length;
  }

  /** The next leaf: what is present is known to fit, but may have been given away since. */
  private take(leaf: unknown, present: readonly (Tensor | null)[]): boolean {
    const at = this.at++;
    if (leaf === null || leaf !== present[at]) return this.accepts(this.inputs[at]!, leaf);
    if (isTraced(leaf as Tensor)) this.isTraced = true;
    return true;
  }

  private gather(structure: Structure, node: unknown, present: readonly (Tensor | null)[]): boolean {
    if (structure.kind === "leaf") {
      this.leaves[this.at] = node as Leaf;
      return this.take(node, present);
    }
    if (structure.kind === "static") return sameStatic(structure.value, node);
    if (typeof node !== "object" || node === null || isTensor(node)) return false;
    const { entries } = structure;
    if (structure.kind === "array") {
      if (!Array.isArray(node) || node.length !== entries.length) return false;
      for (let i = 0; i < entries.length; i++) if (!this.gather(entries[i]!, node[i], present)) return false;
      return true;
    }
    if (Array.isArray(node)) return false;
    const { keys } = structure;
    const record = node as Readonly<Record<string, unknown>>;
    let count = 0;
    for (const _ in record) count++;
    if (count !== keys.length) return false;
    for (let i = 0; i < count; i++) {
      if (!Object.hasOwn(record, keys[i]!) || !this.gather(entries[i]!, record[keys[i]!], present)) return false;
    }
    return true;
  }

  private accepts({ shape, dtype }: Variable, leaf: unknown): boolean {
    if (typeof leaf === "number") return shape.length === 0 && dtype === "float64";
    if (!isTensor(leaf) || leaf.dtype !== dtype || !sameShape(leaf.shape, shape)) return false;
    if (isTraced(leaf)) this.isTraced = true;
    return true;
  }
}

/**
 * Gathers the values of a record that lists its keys in this order: there each is found without a search for its name.
 *
 * @returns whether it does.
 */
function gatherFlat(keys: readonly string[], node: unknown, first: number, leaves: Leaf[]): boolean {
  if (typeof node !== "object" || node === null || Array.isArray(node)) return false;
  const record = node as Readonly<Record<string, Leaf>>;
  let count = 0;
  for (const key in record) {
    if (key !== keys[count]) return false;
    leaves[first + count] = record[key]!;
    count++;
  }
  return count === keys.length;
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
