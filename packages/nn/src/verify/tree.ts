import { astype, isTensor, mapTree, type Tensor, tensor } from "@wengert/autograd";

/** A leaf of a pytree and where it stands: `.W`, `[0].b`. */
export interface Place {
  readonly path: string;
  readonly leaf: unknown;
}

/** The leaves of a pytree with their places; whatever is neither array nor record is a leaf. */
export function placesOf(tree: unknown, path = ""): Place[] {
  if (Array.isArray(tree)) return tree.flatMap((entry, i) => placesOf(entry, `${path}[${i}]`));
  if (typeof tree !== "object" || tree === null || isTensor(tree)) return [{ path, leaf: tree }];
  return Object.entries(tree).flatMap(([key, entry]) => placesOf(entry, `${path}.${key}`));
}

/** Whether derivatives pass to a leaf. */
export function isFloating(leaf: unknown): leaf is Tensor {
  return isTensor(leaf) && (leaf.dtype === "float64" || leaf.dtype === "float32");
}

/** The pytree with tensors for its numbers, in records and arrays that nobody can change. */
export function frozen<T>(tree: T): T {
  if (typeof tree === "number") return tensor(tree) as T;
  if (isTensor(tree) || typeof tree !== "object" || tree === null) return tree;
  if (Array.isArray(tree)) return Object.freeze(tree.map(frozen)) as T;
  return Object.freeze(Object.fromEntries(Object.entries(tree).map(([key, entry]) => [key, frozen(entry)]))) as T;
}

/** The floating leaves of a pytree, and how to put others in their place. */
export function split<T>(tree: T): {
  readonly leaves: readonly Tensor[];
  readonly fill: (leaves: readonly Tensor[]) => T;
} {
  const leaves = placesOf(tree)
    .map(({ leaf }) => leaf)
    .filter(isFloating);
  const fill = (others: readonly Tensor[]): T => {
    let next = 0;
    return frozen(mapTree((leaf: Tensor) => (isFloating(leaf) ? others[next++]! : leaf), tree) as T);
  };
  return { leaves, fill };
}

/** The pytree with its float64 leaves in float32. */
export function toFloat32<T>(tree: T): T {
  return frozen(mapTree((leaf: Tensor) => (leaf.dtype === "float64" ? astype(leaf, "float32") : leaf), tree) as T);
}

/** The numbers of a tensor in row-major order. */
export function numbersOf(x: Tensor): number[] {
  return ([x.toArray()] as readonly unknown[]).flat(Number.POSITIVE_INFINITY).map(Number);
}
