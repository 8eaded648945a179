import {
  astype,
  type DType,
  flattenTree,
  flattenTreeLike,
  isTensor,
  KindError,
  leafPaths,
  type Pytree,
  ShapeError,
  type Structure,
  type Tensor,
  TraceError,
  tensor,
  unflattenTree,
} from "@wengert/autograd";

/** A leaf as a tensor. */
export function asLeaf(leaf: Tensor | number): Tensor {
  return isTensor(leaf) ? leaf : tensor(leaf);
}

/** The number that a tensor holds; null when it is abstract. */
export function numberOf(x: Tensor): number | null {
  try {
    return x.item();
  } catch (error) {
    if (error instanceof TraceError) return null;
    throw error;
  }
}

/** A scalar in the dtype of the parameter beside it: a tensor without axes would widen float32. Conditions stay. */
export function beside<X extends Tensor | number>(x: X, dtype: DType): X {
  return typeof x === "number" || x.dtype === dtype || x.dtype === "bool" ? x : (astype(x as Tensor, dtype) as X);
}

/** @throws KindError at a parameter that cannot move by fractions. */
export function checkParameter(op: string, x: Tensor, path: string): void {
  if (x.dtype === "float64" || x.dtype === "float32") return;
  throw new KindError({
    code: "integer-argument",
    op,
    problem: `the parameter${path === "" ? "" : ` at ${path}`} holds ${x.dtype}, which cannot be moved by fractions`,
    got: `a tensor of shape [${x.shape.join(", ")}] and dtype ${x.dtype}`,
    hint: 'make it a float, astype(x, "float64"), or keep it outside of the parameters',
    shapes: [x.shape],
  });
}

/**
 * The leaves of a tree that belongs to the parameters, a gradient or a part of the state.
 *
 * @throws KindError when it is not built like the parameters; ShapeError when a leaf has another shape.
 */
export function leavesLike(
  op: string,
  tree: Pytree,
  what: string,
  structure: Structure,
  params: readonly (Tensor | number)[],
): Tensor[] {
  return flattenTreeLike(op, tree, structure, what).map((leaf, i) => {
    const [x, p] = [asLeaf(leaf), asLeaf(params[i]!)];
    if (!sameShape(x.shape, p.shape)) throw wrongShape(op, what, x, p, leafPaths(structure)[i]!);
    return x;
  });
}

/** What messages call the gradient. */
export const GRADIENT = "the gradient";

/** The leaves of a gradient, each in its parameter's dtype. @throws as `leavesLike` does. */
export function gradientLeaves(
  op: string,
  gradients: Pytree,
  structure: Structure,
  params: readonly (Tensor | number)[],
): Tensor[] {
  return leavesLike(op, gradients, GRADIENT, structure, params).map((g, i) => {
    const { dtype } = asLeaf(params[i]!);
    return g.dtype === dtype ? g : astype(g, dtype);
  });
}

/**
 * The tree itself, with a tensor for every leaf, in their own dtypes. What computes with gradients before an optimizer
 * sees them begins here: arithmetic would stretch a leaf of another shape to that of its parameter.
 *
 * @throws as `leavesLike` does.
 */
export function treeLike(op: string, tree: Pytree, what: string, params: Pytree): Pytree {
  const { leaves, structure } = flattenTree(params, op);
  return unflattenTree(structure, leavesLike(op, tree, what, structure, leaves));
}

/**
 * @throws KindError that says which of the trees of an update is not built like the parameters; ShapeError when a leaf of
 * it has another shape.
 */
export function throwMismatch(
  op: string,
  params: Pytree,
  gradients: Pytree,
  slots: readonly string[],
  state: Readonly<Record<string, Pytree>>,
): never {
  const { leaves, structure } = flattenTree(params, op);
  leavesLike(op, gradients, GRADIENT, structure, leaves);
  for (const slot of slots) leavesLike(op, state[slot], `the state's ${slot}`, structure, leaves);
  throw new Error(`${op}: trees that are built alike could not be walked together`);
}

/** Whether two shapes are equal. */
export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function wrongShape(op: string, what: string, x: Tensor, p: Tensor, path: string): ShapeError {
  const ofGradient = what === GRADIENT;
  const transposed = sameShape(x.shape, [...p.shape].reverse());
  return new ShapeError({
    code: "shape-mismatch",
    op,
    problem: `${what}${path === "" ? "" : ` at ${path}`} has another shape than its parameter`,
    got: `${what.replace("the ", "")} [${x.shape.join(", ")}], parameter [${p.shape.join(", ")}]`,
    hint: !ofGradient
      ? "begin with the state of these parameters: optimizer.init(params)"
      : transposed
        ? "transpose the gradient"
        : "sum the gradient over the axes along which the parameter was repeated",
    shapes: [x.shape, p.shape],
  });
}
