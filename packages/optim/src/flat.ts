import {
  astype,
  at,
  concatenate,
  type Pytree,
  ravel,
  reshape,
  type Structure,
  type Tensor,
  tensor,
  unflattenTree,
} from "@wengert/autograd";

/** All leaves behind one another in one vector. */
export function join(leaves: readonly Tensor[]): Tensor {
  return leaves.length === 0 ? tensor([]) : concatenate(leaves.map((x) => ravel(x)));
}

/** A vector taken apart into leaves of the shapes and dtypes of others. */
export function split(vector: Tensor, like: readonly Tensor[], structure: Structure): Pytree {
  let from = 0;
  const leaves = like.map((x) => {
    const part = at(vector, `${from}:${from + x.size}`);
    from += x.size;
    return astype(reshape(part, x.shape), x.dtype);
  });
  return unflattenTree(structure, leaves);
}
