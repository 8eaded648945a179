import type { Described } from "../causes.ts";
import type { Assumed } from "../hypotheses.ts";

export interface Fit {
  readonly assumed: readonly Assumed[];
  /** The amounts on the reader's own input. */
  readonly amounts: readonly number[];
  readonly described: readonly Described[];
}
