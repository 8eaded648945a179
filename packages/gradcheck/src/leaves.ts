import { isTensor, type Tensor, tensor } from "@wengert/autograd";

/** A tensor of a pytree and where it lies: `W2`, `layers[0].b`. */
export interface Leaf {
  readonly path: string;
  readonly value: Tensor;
}

/** The path as results write it: without the dot in front. */
export function plainPath(path: string): string {
  return path.startsWith(".") ? path.slice(1) : path;
}

/**
 * The tensors of a pytree in order; numbers count as tensors without axes. Typed arrays and nested lists of numbers
 * are not tensors: what stands in the place of one is reported by its path with `null`.
 */
export function leavesOf(tree: unknown, path = ""): Leaf[] {
  if (isTensor(tree)) return [{ path: plainPath(path), value: tree }];
  if (typeof tree === "number") return [{ path: plainPath(path), value: tensor(tree) }];
  if (typeof tree !== "object" || tree === null) return [];
  if (Array.isArray(tree)) return tree.flatMap((entry, i) => leavesOf(entry, `${path}[${i}]`));
  return Object.entries(tree).flatMap(([key, entry]) => leavesOf(entry, `${path}.${key}`));
}

/**
 * The same tree with other tensors: `next` is asked for each in order. What is to become of plain numbers can be said;
 * unless it is, they are tensors without axes.
 */
export function rebuild(
  tree: unknown,
  next: (value: Tensor, path: string) => unknown,
  path = "",
  ofNumber: (value: number, path: string) => unknown = (value, at) => next(tensor(value), at),
): unknown {
  if (isTensor(tree)) return next(tree, plainPath(path));
  if (typeof tree === "number") return ofNumber(tree, plainPath(path));
  if (typeof tree !== "object" || tree === null) return tree;
  if (Array.isArray(tree)) return tree.map((entry, i) => rebuild(entry, next, `${path}[${i}]`, ofNumber));
  return Object.fromEntries(
    Object.entries(tree).map(([key, entry]) => [key, rebuild(entry, next, `${path}.${key}`, ofNumber)]),
  );
}
