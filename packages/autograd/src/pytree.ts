import { DEEPEST, tooDeep, withArticle } from "./describe.ts";
import { KindError } from "./errors.ts";
import type { Shape } from "./shape.ts";
import { isTensor, type Tensor } from "./tensor.ts";

/** Arrays, tuples and plain records, nested to any depth, with tensors or numbers as leaves. @public */
export type Pytree = unknown;

/** What remains of a pytree when its leaves are taken out. @public */
export type Structure =
  | { readonly kind: "leaf" }
  /** A string, boolean, function, null or undefined: kept as it is, no derivative belongs to it. */
  | { readonly kind: "static"; readonly value: unknown }
  | { readonly kind: "array"; readonly entries: readonly Structure[] }
  | { readonly kind: "record"; readonly keys: readonly string[]; readonly entries: readonly Structure[] };

/** The leaves of a pytree in order, and the structure that puts them back. @public */
export interface Flattened<L> {
  readonly leaves: L[];
  readonly structure: Structure;
}

const LEAF: Structure = { kind: "leaf" };

/**
 * Takes a pytree apart. Numbers are leaves, or with `numbers: "static"` part of the structure. `op` is whose name an
 * error carries.
 *
 * @throws KindError at an object that is neither an array nor a plain record (a Map, a typed array, a class).
 * @example flattenTree({ W: tensor([1, 2]), b: 3 }, "example").leaves // [[1. 2.], 3]
 * @public
 */
export function flatten(tree: Pytree, op: string, numbers: "static"): Flattened<Tensor>;
export function flatten(tree: Pytree, op: string, numbers?: "leaf"): Flattened<Tensor | number>;
export function flatten(tree: Pytree, op: string, numbers: "leaf" | "static" = "leaf"): Flattened<Tensor | number> {
  const leaves: (Tensor | number)[] = [];
  const structure = takeApart(tree, tree, op, numbers === "leaf", leaves, 0);
  return { leaves, structure };
}

function takeApart(
  node: unknown,
  tree: unknown,
  op: string,
  numbersAreLeaves: boolean,
  leaves: (Tensor | number)[],
  depth: number,
): Structure {
  if (isTensor(node) || (numbersAreLeaves && typeof node === "number")) {
    leaves.push(node);
    return LEAF;
  }
  if (typeof node !== "object" || node === null) return { kind: "static", value: node };
  if (depth > DEEPEST) throw tooDeep(op, tree);
  const entries: Structure[] = [];
  if (Array.isArray(node)) {
    for (const entry of node) entries.push(takeApart(entry, tree, op, numbersAreLeaves, leaves, depth + 1));
    return { kind: "array", entries };
  }
  const prototype: unknown = Object.getPrototypeOf(node);
  if (prototype !== Object.prototype && prototype !== null) throw notPytree(op, node, pathOf(node, tree));
  const keys = Object.keys(node);
  const record = node as Readonly<Record<string, unknown>>;
  for (const key of keys) entries.push(takeApart(record[key], tree, op, numbersAreLeaves, leaves, depth + 1));
  return { kind: "record", keys, entries };
}

/** Where in a pytree a node is: `[1].W`. */
function pathOf(node: object, tree: unknown): string {
  const search = (at: unknown, path: string): string | undefined => {
    if (at === node) return path;
    if (typeof at !== "object" || at === null || isTensor(at)) return undefined;
    for (const [key, entry] of Object.entries(at)) {
      const found = search(entry, Array.isArray(at) ? `${path}[${key}]` : `${path}.${key}`);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return search(tree, "") ?? "";
}

function notPytree(op: string, node: object, path: string): KindError {
  const name = withArticle(node.constructor?.name || "object");
  return new KindError({
    code: "structure-mismatch",
    op,
    problem: "arguments and results are tensors, numbers, or arrays and plain records of them",
    got: `${name}${path === "" ? "" : ` at ${path}`}`,
    hint: ArrayBuffer.isView(node)
      ? "make a tensor of it: tensor(data)"
      : node instanceof Promise
        ? "the function must not be async: load and wait before, then differentiate"
        : "parameters are tensors in arrays and records, for instance { W, b } or [[W1, b1], [W2, b2]]",
  });
}

/**
 * Puts leaves into a structure: the other direction of `flattenTree`.
 *
 * @example unflattenTree(flattenTree({ W: 1, b: 2 }, "example").structure, [3, 4]) // { W: 3, b: 4 }
 * @public
 */
export function unflatten(structure: Structure, leaves: readonly unknown[]): Pytree {
  return build(structure, leaves, { at: 0 });
}

function build(structure: Structure, leaves: readonly unknown[], place: { at: number }): unknown {
  switch (structure.kind) {
    case "leaf":
      return leaves[place.at++];
    case "static":
      return structure.value;
    case "array": {
      const list: unknown[] = [];
      for (const entry of structure.entries) list.push(build(entry, leaves, place));
      return list;
    }
    case "record": {
      const record: Record<string, unknown> = {};
      const { keys, entries } = structure;
      for (let i = 0; i < keys.length; i++) setOwn(record, keys[i]!, build(entries[i]!, leaves, place));
      return record;
    }
  }
}

/** Sets a property, also when it is called `__proto__`. */
function setOwn(record: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__")
    Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true });
  else record[key] = value;
}

/** How many leaves a structure holds. */
export function leafCount(structure: Structure): number {
  if (structure.kind === "leaf") return 1;
  if (structure.kind === "static") return 0;
  return structure.entries.reduce((n, entry) => n + leafCount(entry), 0);
}

/**
 * Where each leaf lies, as it is written: `.layers[0].W`; the empty string for a tree that is a leaf.
 *
 * @example leafPaths(flattenTree({ layers: [{ W: 1, b: 2 }] }, "example").structure)
 * // [".layers[0].W", ".layers[0].b"]
 * @public
 */
export function leafPaths(structure: Structure, path = ""): string[] {
  switch (structure.kind) {
    case "leaf":
      return [path];
    case "static":
      return [];
    case "array":
      return structure.entries.flatMap((entry, i) => leafPaths(entry, `${path}[${i}]`));
    case "record":
      return structure.entries.flatMap((entry, i) => leafPaths(entry, `${path}.${structure.keys[i]}`));
  }
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
 * The leaves of a pytree that must be built like another, in the order of that structure. `op` and `what` say in the
 * error whose fault it is.
 *
 * @throws KindError when the two are not built alike.
 * @example flattenTreeLike("example", { b: 1, W: 2 }, flattenTree({ W: 0, b: 0 }, "example").structure, "the gradient")
 * // [2, 1]
 * @public
 */
export function flattenLike(op: string, tree: Pytree, structure: Structure, what: string): (Tensor | number)[] {
  const leaves: (Tensor | number)[] = [];
  if (leavesLike(tree, structure, leaves)) return leaves;
  throw new KindError({
    code: "structure-mismatch",
    op,
    problem: `${what} is not built like what it belongs to`,
    got: `${showStructure(flatten(tree, op).structure)} instead of ${showStructure(structure)}`,
    hint: "use the same arrays and record keys, with a tensor for every tensor (each * is one)",
  });
}

/** Gathers the leaves of a pytree in the order of a structure; false when it is built differently. */
function leavesLike(node: unknown, structure: Structure, leaves: (Tensor | number)[]): boolean {
  const isLeaf = isTensor(node) || typeof node === "number";
  if (structure.kind === "leaf") {
    if (isLeaf) leaves.push(node);
    return isLeaf;
  }
  if (structure.kind === "static") return !isLeaf && (typeof node !== "object" || node === null);
  if (isLeaf || typeof node !== "object" || node === null) return false;
  const { entries } = structure;
  if (structure.kind === "array") {
    if (!Array.isArray(node) || node.length !== entries.length) return false;
    for (let i = 0; i < entries.length; i++) if (!leavesLike(node[i], entries[i]!, leaves)) return false;
    return true;
  }
  const { keys } = structure;
  if (Array.isArray(node) || Object.keys(node).length !== keys.length) return false;
  const record = node as Readonly<Record<string, unknown>>;
  for (let i = 0; i < keys.length; i++) {
    if (!Object.hasOwn(record, keys[i]!) || !leavesLike(record[keys[i]!], entries[i]!, leaves)) return false;
  }
  return true;
}

function noMap(f: unknown): KindError {
  return new KindError({
    code: "bad-argument",
    op: "mapTree",
    problem: "the first argument must be a function",
    got: isTensor(f) ? "a tensor" : typeof f,
    hint: "mapTree((leaf) => mul(leaf, 2), tree)",
  });
}

/** A pytree of T's leaves mapped to R. @public */
export type MapTree<T, R> = T extends Tensor | number ? R : T extends object ? { [K in keyof T]: MapTree<T[K], R> } : T;

/** The pytree with tensors for numbers, which a function that keeps shapes gives. */
type SameTree<T> = T extends number
  ? Tensor<readonly []>
  : T extends Tensor
    ? T
    : T extends object
      ? { [K in keyof T]: SameTree<T[K]> }
      : T;

/**
 * Applies a function to each leaf of a pytree, and to the leaves at the same places of further pytrees. Where the
 * function keeps the shape of its argument, the result has the type of the first pytree.
 *
 * @throws KindError when the pytrees are not built alike.
 * @example mapTree((x) => mul(x, 2), { W: tensor([1, 2]), b: tensor(3) }).W // [2. 4.]
 * @public
 */
export function mapTree<T>(f: <S extends Shape>(leaf: Tensor<S>) => Tensor<S>, tree: T): SameTree<T>;
export function mapTree<T>(
  f: <S extends Shape>(leaf: Tensor<S>, other: Tensor<S>) => Tensor<S>,
  tree: T,
  other: unknown,
): SameTree<T>;
export function mapTree<T>(
  f: <S extends Shape>(leaf: Tensor<S>, ...others: Tensor<S>[]) => Tensor<S>,
  tree: T,
  ...others: readonly unknown[]
): SameTree<T>;
export function mapTree<T, R extends Tensor | number = Tensor>(
  f: (leaf: Tensor, ...others: Tensor[]) => R,
  tree: T,
  ...others: readonly unknown[]
): MapTree<T, R>;
export function mapTree(
  f: (leaf: never, ...others: never[]) => unknown,
  tree: unknown,
  ...others: readonly unknown[]
): unknown {
  if (typeof f !== "function") throw noMap(f);
  const { leaves, structure } = flatten(tree, "mapTree");
  const rest = others.map((other) => flattenLike("mapTree", other, structure, "a further argument"));
  const call = f as (...xs: readonly unknown[]) => unknown;
  const mapped: unknown[] = [];
  for (let i = 0; i < leaves.length; i++) {
    if (rest.length === 0) mapped.push(call(leaves[i]!));
    else if (rest.length === 1) mapped.push(call(leaves[i]!, rest[0]![i]!));
    else mapped.push(call(leaves[i]!, ...rest.map((list) => list[i]!)));
  }
  return unflatten(structure, mapped);
}
