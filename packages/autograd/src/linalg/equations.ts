import { count } from "../describe.ts";
import { floatingDType, promote } from "../dtype.ts";
import { ShapeError, showShape } from "../errors.ts";
import { operand, type TensorLike } from "../lift.ts";
import { apply1 } from "../primitive.ts";
import { astype } from "../primitives/convert.ts";
import { broadcastTo, reshapeTo, transposePrimitive } from "../primitives/structure.ts";
import { broadcastShapes, type Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { squareMatrices } from "./square.ts";

/** Solves for X in matrices with equal leading axes. */
export type Solver = (a: Tensor, b: Tensor) => Tensor;

/**
 * Brings what a user wrote as A x = b into the form that primitives take, and the solution back: dtypes are promoted,
 * vectors become columns, leading axes broadcast.
 *
 * @throws ShapeError when a matrix is not square or `b` does not fit.
 */
export function equations(op: string, left: TensorLike, right: TensorLike, solver: Solver): Tensor {
  const matrices = squareMatrices(op, left);
  const given = operand(op, right);
  const dtype = floatingDType(promote(matrices.dtype, given.dtype));
  const [a, b] = [astype(matrices, dtype), astype(given, dtype)];
  // A single vector goes with every matrix of a stack; that it might be matrices is excluded.
  const vectors = b.shape.length === 1 || b.shape.length === a.shape.length - 1;
  checkRows(op, a.shape, b.shape, vectors);
  if (!vectors) return solveMatrices(op, a, b, solver);
  const x = solveMatrices(op, a, reshapeTo(b, [...b.shape, 1]), solver);
  return reshapeTo(x, x.shape.slice(0, -1));
}

/** A⁻¹ B; axes before the last two broadcast. */
export function solveMatrices(op: string, a: Tensor, b: Tensor, solver: Solver): Tensor {
  if (a.shape.length === 2 && b.shape.length > 2) return solveSideBySide(a, b, solver);
  const batch = broadcastShapes(op, a.shape.slice(0, -2), b.shape.slice(0, -2));
  const matrices = broadcastTo(a, [...batch, ...a.shape.slice(-2)]);
  return solver(matrices, broadcastTo(b, [...batch, ...b.shape.slice(-2)]));
}

/** One matrix and a stack of right-hand sides: they become the columns of one, so that A is factored once. */
function solveSideBySide(a: Tensor, b: Tensor, solver: Solver): Tensor {
  const rows = b.shape.length - 2;
  const batch = b.shape.slice(0, -2).map((_, d) => d);
  const wide = apply1(transposePrimitive, b, { axes: [rows, ...batch, rows + 1] });
  const n = a.shape[0]!;
  const columns = reshapeTo(wide, [n, b.shape.reduce((size, length, d) => (d === rows ? size : size * length), 1)]);
  const x = reshapeTo(solver(a, columns), wide.shape);
  return apply1(transposePrimitive, x, { axes: [...batch.map((d) => d + 1), 0, rows + 1] });
}

function checkRows(op: string, a: Shape, b: Shape, vectors: boolean): void {
  const n = a[a.length - 1]!;
  const rows = vectors ? b[b.length - 1] : b.length < 2 ? undefined : b[b.length - 2];
  if (rows === n) return;
  const asVectors = !vectors && b[b.length - 1] === n;
  throw new ShapeError({
    code: "shape-mismatch",
    op,
    problem:
      rows === undefined
        ? "the right-hand side has too few axes"
        : `the matrix has ${count(n!, "row")} and the right-hand side ${rows}`,
    got: `${showShape(a)} and ${showShape(b)}`,
    hint: asVectors
      ? `right-hand sides are columns: ${op}(a, transpose(b)) takes the rows of b as such`
      : "b is [n], or [..., n] when it has one axis fewer than a, and [..., n, m] otherwise",
    shapes: [a, b],
  });
}
