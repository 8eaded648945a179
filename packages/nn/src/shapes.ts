import { isTensor, type Shape, ShapeError, type Tensor } from "@wengert/autograd";

/** A shape as messages write it. */
export const show = (shape: readonly (number | string)[]): string => `[${shape.join(", ")}]`;

/** The lengths of the axes of an array, by the names that formulas give them: `{ in: 3, out: 2 }`. */
export type Lengths = Shape | Readonly<Record<string, number>>;

/** The shape of lengths. */
export const shapeOf = (lengths: Lengths): Shape => Object.values(lengths) as Shape;

/** Whether a tensor has a shape. */
export function hasShape({ shape }: Tensor, wanted: Shape): boolean {
  if (shape.length !== wanted.length) return false;
  for (let d = 0; d < shape.length; d++) if (shape[d] !== wanted[d]) return false;
  return true;
}

/** Whether a shape broadcasts to another, which stays as it is. */
export function fits(shape: Shape, whole: Shape): boolean {
  const missing = whole.length - shape.length;
  return missing >= 0 && shape.every((n, d) => n === 1 || n === whole[d + missing]);
}

/**
 * Fails unless a parameter has its shape: another one would broadcast, and have another gradient.
 *
 * @throws ShapeError with what else was given along with it, `beside`.
 */
export function checkParameter(name: string, key: string, p: Tensor, lengths: Lengths, beside = ""): void {
  if (!hasShape(p, shapeOf(lengths))) throw wrongParameter(name, key, p, lengths, beside);
}

/** The error for a parameter of another shape. */
export function wrongParameter(name: string, key: string, p: Tensor, lengths: Lengths, beside = ""): ShapeError {
  const wanted = shapeOf(lengths);
  const symbols = Array.isArray(lengths) ? "" : `${show(Object.keys(lengths))}, here `;
  return new ShapeError({
    code: "shape-mismatch",
    op: name,
    problem: `${key} is ${symbols}${show(wanted)}`,
    got: `${beside}${key} ${show(p.shape)}`,
    hint: hintFor(key, p, wanted),
    shapes: [p.shape],
  });
}

function hintFor(key: string, p: Tensor, wanted: Shape): string {
  if (p.ndim === 2 && hasShape(p, [...wanted].reverse()))
    return key === "W"
      ? "W @ x of the course has W [out, in]: pass transpose(W), and the batch x [N, in]"
      : `pass transpose(${key})`;
  return p.size === wanted.reduce((a, b) => a * b, 1)
    ? `reshape(${key}, ${show(wanted)})`
    : "init of this very layer makes parameters of its shapes, initialState a state";
}

/** A shape for each tensor of a pytree. */
export type Shapes = Shape | { readonly [key: string]: Shapes };

/**
 * Fails unless the adjoint of an output is built like it, with tensors of its shapes.
 *
 * @throws ShapeError
 */
export function checkAdjoint(name: string, dy: unknown, wanted: Shapes, path = "dy"): void {
  if (!Array.isArray(wanted)) {
    for (const [key, shapes] of Object.entries(wanted) as [string, Shapes][])
      checkAdjoint(name, (dy as Readonly<Record<string, unknown>> | null | undefined)?.[key], shapes, `${path}.${key}`);
    return;
  }
  if (isTensor(dy) && hasShape(dy, wanted as Shape)) return;
  throw wrongAdjoint(name, path, dy, show(wanted));
}

/** The error for an adjoint of another shape than its output. */
export function wrongAdjoint(name: string, path: string, dy: unknown, wanted: string): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op: name,
    problem: `${path}, the derivative of a loss by the output, has its shape, here ${wanted}`,
    got: isTensor(dy) ? `${path} ${show(dy.shape)}` : `${path} that is ${dy === undefined ? "missing" : "no tensor"}`,
    hint: "losses have it, as mse.derivative(y, target); that of the sum of the outputs is onesLike(y)",
    shapes: isTensor(dy) ? [dy.shape] : [],
  });
}
