import { ShapeError, showShape, TraceError } from "../errors.ts";
import { nonzeroPlaces } from "../kernels/nonzero.ts";
import type { Shape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

/**
 * The places that a mask picks, along the axes of `whole` from `axis` on taken together; the mask itself where it has no
 * values and may stay.
 *
 * @throws ShapeError when the mask has not the lengths of these axes; TraceError when it is abstract.
 */
export function placesOfMask(op: string, mask: Tensor, axis: number, whole: Shape, mayStay = false): Tensor {
  const wrong = mask.shape.findIndex((n, d) => n !== whole[axis + d]);
  if (wrong >= 0) {
    throw new ShapeError({
      code: "shape-mismatch",
      op,
      problem: `the mask has length ${mask.shape[wrong]} where the tensor has ${whole[axis + wrong]}, along axis ${axis + wrong}`,
      got: `a mask of shape ${showShape(mask.shape)} for shape ${showShape(whole)}`,
      hint: 'a mask does not broadcast: it has the lengths of the axes that it picks from, which may come after ":"',
      shapes: [mask.shape, whole],
    });
  }
  if (mask.storage !== null) return nonzeroPlaces(mask);
  if (mayStay) return mask;
  throw unknownPlaces(op, mask);
}

/** The error for a mask of which the places must be known. */
export function unknownPlaces(op: string, mask: Tensor): TraceError {
  return new TraceError({
    code: "abstract-value",
    op,
    problem: "how many elements a mask picks depends on its values, and while staging there are none",
    got: `an ${mask}`,
    hint: "keep all elements and choose: where(mask, x, 0) instead of at(x, mask), where(mask, value, x) instead of set(x, mask, value)",
    shapes: [mask.shape],
  });
}
