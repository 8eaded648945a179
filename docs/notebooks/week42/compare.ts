import { abs, centralDifference, type MapTree, mapTree, max, sub, type Tensor, tensor } from "@wengert/autograd";

/**
 * The gradient of a cost by central differences, (C(θ + h eᵢ) − C(θ − h eᵢ))/(2h), one parameter after the other: a
 * witness that knows no derivative rules, right to about ten digits.
 */
export function byDifferences<P>(cost: (params: MapTree<P, Tensor>) => Tensor, params: P): MapTree<P, Tensor> {
  return mapTree((leaf: Tensor): Tensor => {
    const costOfLeaf = (moved: Tensor) => cost(mapTree((x: Tensor): Tensor => (x === leaf ? moved : x), params));
    const slopes = Array.from({ length: leaf.size }, (_, i) =>
      centralDifference(costOfLeaf, [leaf], [unit(i, leaf)]).item(),
    );
    return tensor(slopes, { shape: leaf.shape });
  }, params);
}

/** The i-th unit vector, in the shape of `x`. */
function unit(i: number, x: Tensor): Tensor {
  const numbers = Array.from({ length: x.size }, (_, k) => Number(k === i));
  return tensor(numbers, { shape: x.shape });
}

/** max |aᵢ − bᵢ| over all tensors of two pytrees that are built alike; NaN when there is one. */
export function largestDifference(a: unknown, b: unknown): number {
  const differences: number[] = [];
  mapTree((x, y) => differences.push(max(abs(sub(x, y))).item()), a, b);
  return Math.max(...differences);
}
