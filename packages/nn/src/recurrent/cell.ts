import { at, slice, type Tensor } from "@wengert/autograd";
import type { Layer } from "../layer.ts";

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
