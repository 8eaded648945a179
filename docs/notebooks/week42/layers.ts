import { arrayRepr, type Tensor } from "@wengert/autograd";

/** The parameters of a network: weights and bias of each layer. */
export type Layers = readonly (readonly [W: Tensor, b: Tensor])[];

/** The layers as Python prints a list of tuples of arrays. */
export function printed(layers: Layers): string {
  const tuples = layers.map(([W, b]) => `(${arrayRepr(W)}, ${arrayRepr(b)})`);
  return `[${tuples.join(", ")}]`;
}

/** The layers as a notebook echoes them: each array on lines of its own, below the bracket that it belongs to. */
export function echoed(layers: Layers): string {
  const below = (x: Tensor): string => arrayRepr(x).replaceAll("\n", "\n  ");
  const tuples = layers.map(([W, b]) => `(${below(W)},\n  ${below(b)})`);
  return `[${tuples.join(",\n ")}]`;
}
