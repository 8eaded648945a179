import type { Described } from "../causes.ts";
import type { Assumed } from "../hypotheses.ts";

export interface Fit {
  readonly assumed: readonly Assumed[];
  /** The amounts on the reader's own input. */
  readonly amounts: readonly number[];
  readonly described: readonly Described[];
  /** Which of the assumptions the descriptions belong to, where it is not one each. */
  readonly shown?: readonly number[];
}
