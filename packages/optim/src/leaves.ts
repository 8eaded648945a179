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
 * The leaves of a gradient, each in its parameter's dtype.
 *
 * @throws KindError when it is not built like the parameters; ShapeError when a leaf has another shape.
 */
export function gradientLeaves(
  op: string,
  gradients: Pytree,
  structure: Structure,
  params: readonly (Tensor | number)[],
): Tensor[] {
  const leaves = flattenTreeLike(op, gradients, structure, "the gradient");
  return leaves.map((leaf, i) => {
    const [g, p] = [asLeaf(leaf), asLeaf(params[i]!)];
    if (!sameShape(g.shape, p.shape)) throw wrongShape(op, g, p, leafPaths(structure)[i]!);
    return g.dtype === p.dtype ? g : astype(g, p.dtype);
  });
}

/**
 * @throws KindError that says which of the trees of an update is not built like the parameters; ShapeError when it is a
 * gradient of another shape.
 */
export function throwMismatch(
  op: string,
  params: Pytree,
  gradients: Pytree,
  slots: readonly string[],
  state: Readonly<Record<string, Pytree>>,
): never {
  const { leaves, structure } = flattenTree(params, op);
  gradientLeaves(op, gradients, structure, leaves);
  for (const slot of slots) flattenTreeLike(op, state[slot], structure, `the state's ${slot}`);
  throw new Error(`${op}: trees that are built alike could not be walked together`);
}

/** Whether two shapes are equal. */
export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function wrongShape(op: string, g: Tensor, p: Tensor, path: string): ShapeError {
  const [given, wanted] = [`[${g.shape.join(", ")}]`, `[${p.shape.join(", ")}]`];
  return new ShapeError({
    code: "shape-mismatch",
    op,
    problem: `the gradient${path === "" ? "" : ` at ${path}`} has another shape than its parameter`,
    got: `gradient ${given}, parameter ${wanted}`,
    hint: sameShape(g.shape, [...p.shape].reverse())
      ? "transpose the gradient"
      : "sum the gradient over the axes along which the parameter was repeated",
    shapes: [g.shape, p.shape],
  });
}
