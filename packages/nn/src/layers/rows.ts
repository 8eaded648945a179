import { reshape, type Shape, ShapeError, type Tensor } from "@wengert/autograd";
import { checkParameter, show } from "../shapes.ts";

/** `[..., D]` as rows `[N, D]`. */
export function asRows(x: Tensor): Tensor {
  if (x.ndim === 2) return x;
  const width = x.shape[x.ndim - 1]!;
  return reshape(x, [x.shape.slice(0, -1).reduce((a, b) => a * b, 1), width]);
}

/** Rows in the shape of `like`. */
export function asShape(rows: Tensor, like: Tensor): Tensor {
  return like.ndim === 2 ? rows : reshape(rows, like.shape);
}

/** Fails unless the last axis of `x` has `width` entries. */
export function checkWidth(name: string, x: Tensor, width: number): void {
  const got = x.shape[x.ndim - 1];
  if (got === width) return;
  throw new ShapeError({
    code: "shape-mismatch",
    op: name,
    problem:
      got === undefined
        ? "a layer takes a batch of examples, not a single number"
        : `the layer has ${width} inputs, the examples have ${got} ${got === 1 ? "number" : "numbers"}`,
    got: `x ${show(x.shape)}`,
    hint: hintFor(x.shape, width),
    shapes: [x.shape],
  });
}

function hintFor(shape: Shape, width: number): string {
  if (shape.length === 2 && shape[0] === width) {
    return "a batch is [N, in], one example a row: pass transpose(x). What the course writes W @ x for one column x is x @ W here";
  }
  if (shape.length > 2 && shape.slice(1).reduce((a, b) => a * b, 1) === width) {
    return "put flatten() before it: [N, …] becomes [N, in]";
  }
  return "a batch is [N, in] and W is [in, out]; what the course writes W @ x for one column x is x @ W for a batch";
}

/** Fails unless `x` and `W` fit a dense layer of `inputs` and `outputs`. */
export function checkDense(name: string, x: Tensor, W: Tensor, inputs: number, outputs: number): void {
  checkWidth(name, x, inputs);
  checkParameter(name, "W", W, { in: inputs, out: outputs }, `x ${show(x.shape)} and `);
}
