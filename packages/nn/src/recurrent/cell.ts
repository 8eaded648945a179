import { at, isTensor, ShapeError, slice, type Tensor } from "@wengert/autograd";
import type { Layer } from "../layer.ts";
import { checkWidth } from "../layers/rows.ts";
import { hasShape, show } from "../shapes.ts";

/** What a cell takes: one step of the input `[N, in]` and the state before. @public */
export interface CellInput<S> {
  readonly x: Tensor;
  readonly state: S;
}

/** A state with the output h `[N, hidden]`. @public */
export interface HiddenState {
  readonly h: Tensor;
}

/**
 * One step of a recurrent network, a layer from an input and a state to the next state. Its output is the `h` of the
 * state.
 * @public
 */
export interface Cell<P = unknown, C = unknown, S extends HiddenState = HiddenState>
  extends Layer<P, C, CellInput<S>, S> {
  /** How many numbers an input has. */
  readonly inputs: number;
  /** The state before the first step, zeros in the dtype of the input. */
  zeroState(x: Tensor): S;
}

/** Parameters of a recurrent cell with one bias for each gate. @public */
export interface GateParams {
  /** From the input `[in, gates · hidden]`. */
  readonly Wx: Tensor;
  /** From the state `[hidden, gates · hidden]`. */
  readonly Wh: Tensor;
  /** Biases `[gates · hidden]`. */
  readonly b: Tensor;
}

/** The columns of the k-th gate. */
export function gate(z: Tensor, k: number, hidden: number): Tensor {
  return at(z, ":", slice(k * hidden, (k + 1) * hidden));
}

/**
 * Fails unless a step of the input and the state before it are of one batch: another one would broadcast.
 *
 * @throws ShapeError
 */
export function checkStep<S extends object>(name: string, x: Tensor, state: S, inputs: number, hidden: number): void {
  checkWidth(name, x, inputs);
  const wanted = [...x.shape.slice(0, -1), hidden];
  for (const [key, part] of Object.entries(state)) {
    if (!isTensor(part) || hasShape(part, wanted)) continue;
    throw new ShapeError({
      code: "shape-mismatch",
      op: name,
      problem: `${key} of the state is [N, hidden], for these examples ${show(wanted)}`,
      got: `x ${show(x.shape)} and ${key} ${show(part.shape)}`,
      hint: "a first state is cell.zeroState(x), of the batch x that it goes with",
      shapes: [x.shape, part.shape],
    });
  }
}
