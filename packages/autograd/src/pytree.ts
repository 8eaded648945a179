import { KindError } from "./errors.ts";
import { isTensor, type Tensor } from "./tensor.ts";

/** Arrays, tuples and plain records, nested to any depth, with tensors or numbers as leaves. @public */
export type Pytree = unknown;

/** What remains of a pytree when its leaves are taken out. */
export type Structure =
  | { readonly kind: "leaf" }
  /** A string, boolean, function, null or undefined: kept as it is, no derivative belongs to it. */
  | { readonly kind: "static"; readonly value: unknown }
  | { readonly kind: "array"; readonly entries: readonly Structure[] }
  | { readonly kind: "record"; readonly keys: readonly string[]; readonly entries: readonly Structure[] };

/** The leaves of a pytree in order, and the structure that puts them back. */
export interface Flattened<L> {
  readonly leaves: L[];
  readonly structure: Structure;
}

const LEAF: Structure = { kind: "leaf" };

/**
 * Takes a pytree apart. Numbers are leaves, or with `numbers: "static"` part of the structure.
 *
 * @throws KindError at an object that is neither an array nor a plain record (a Map, a typed array, a class).
 */
export function flatten(tree: Pytree, op: string, numbers: "static"): Flattened<Tensor>;
export function flatten(tree: Pytree, op: string, numbers?: "leaf"): Flattened<Tensor | number>;
export function flatten(tree: Pytree, op: string, numbers: "leaf" | "static" = "leaf"): Flattened<Tensor | number> {
  const leaves: (Tensor | number)[] = [];
  const visit = (node: unknown, path: string): Structure => {
    if (isTensor(node) || (typeof node === "number" && numbers === "leaf")) {
      leaves.push(node);
      return LEAF;
    }
    if (typeof node !== "object" || node === null) return { kind: "static", value: node };
    if (Array.isArray(node)) return { kind: "array", entries: node.map((entry, i) => visit(entry, `${path}[${i}]`)) };
    const prototype: unknown = Object.getPrototypeOf(node);
    if (prototype !== Object.prototype && prototype !== null) throw notPytree(op, node, path);
    const keys = Object.keys(node);
    return {
      kind: "record",
      keys,
      entries: keys.map((key) => visit((node as Record<string, unknown>)[key], `${path}.${key}`)),
    };
  };
  const structure = visit(tree, "");
  return { leaves, structure };
}

function notPytree(op: string, node: object, path: string): KindError {
  const name = node.constructor?.name ?? "object";
  return new KindError({
    code: "structure-mismatch",
    op,
    problem: `a ${name} is neither a tensor, a number, an array nor a plain record`,
    got: `a ${name}${path === "" ? "" : ` at ${path}`}`,
    hint: ArrayBuffer.isView(node)
      ? "make a tensor of it: tensor(data)"
      : "parameters are tensors in arrays and records, for instance { W, b } or [[W1, b1], [W2, b2]]",
  });
}

/** Puts leaves into a structure; `leaves` may be shared by several calls and is read from `start` on. */
export function unflatten(structure: Structure, leaves: readonly unknown[]): Pytree {
  let at = 0;
  const build = (s: Structure): unknown => {
    switch (s.kind) {
      case "leaf":
        return leaves[at++];
      case "static":
        return s.value;
      case "array":
        return s.entries.map(build);
      case "record":
        return Object.fromEntries(s.keys.map((key, i) => [key, build(s.entries[i]!)]));
    }
  };
  return build(structure);
}

/** How many leaves a structure holds. */
export function leafCount(structure: Structure): number {
  if (structure.kind === "leaf") return 1;
  if (structure.kind === "static") return 0;
  return structure.entries.reduce((n, entry) => n + leafCount(entry), 0);
}

/** A structure as messages write it: `[*, {W: *, b: *}]`. */
export function showStructure(s: Structure): string {
  switch (s.kind) {
    case "leaf":
      return "*";
    case "static":
      return typeof s.value === "function" ? "function" : String(s.value);
    case "array":
      return `[${s.entries.map(showStructure).join(", ")}]`;
    case "record":
      return `{${s.keys.map((key, i) => `${key}: ${showStructure(s.entries[i]!)}`).join(", ")}}`;
  }
}

/**
 * The leaves of a pytree that must be built like another.
 *
 * @throws KindError when the two are not built alike.
 */
export function flattenLike(op: string, tree: Pytree, structure: Structure, what: string): (Tensor | number)[] {
  const flat = flatten(tree, op);
  if (sameStructure(flat.structure, structure)) return flat.leaves;
  throw new KindError({
    code: "structure-mismatch",
    op,
    problem: `${what} is not built like what it belongs to`,
    got: `${showStructure(flat.structure)}, expected ${showStructure(structure)}`,
    hint: "use the same arrays and record keys, with a tensor for every tensor",
  });
}

function sameStructure(a: Structure, b: Structure): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === "leaf" || a.kind === "static") return true;
  const [x, y] = [a.entries, (b as typeof a).entries];
  if (x.length !== y.length || !x.every((entry, i) => sameStructure(entry, y[i]!))) return false;
  return a.kind === "array" || a.keys.every((key, i) => key === (b as typeof a).keys[i]);
}

/** A pytree of T's leaves mapped to R. @public */
export type MapTree<T, R> = T extends Tensor | number ? R : T extends object ? { [K in keyof T]: MapTree<T[K], R> } : T;

/**
 * Applies a function to each leaf of a pytree, and to the leaves at the same places of further pytrees.
 *
 * @throws KindError when the pytrees are not built alike.
 * @example mapTree((x) => mul(x, 2), { W: tensor([1, 2]), b: tensor(3) }).W // [2. 4.]
 * @public
 */
export function mapTree<T, R extends Tensor | number = Tensor>(
  f: (leaf: Tensor, ...others: Tensor[]) => R,
  tree: T,
  ...others: readonly unknown[]
): MapTree<T, R> {
  const { leaves, structure } = flatten(tree, "mapTree");
  const rest = others.map((other) => flattenLike("mapTree", other, structure, "a further argument"));
  const call = f as (...xs: (Tensor | number)[]) => R;
  return unflatten(
    structure,
    leaves.map((leaf, i) => call(leaf, ...rest.map((list) => list[i]!))),
  ) as MapTree<T, R>;
}
