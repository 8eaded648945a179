import type { Described } from "../causes.ts";
import type { CauseCode } from "../codes.ts";
import type { Assumed } from "../hypotheses.ts";

export interface Fit {
  readonly assumed: readonly Assumed[];
  /** The amounts on the reader's own input. */
  readonly amounts: readonly number[];
  readonly described: readonly Described[];
  /** Which of the assumptions the descriptions belong to, where it is not one each. */
  readonly shown?: readonly number[];
  /** Codes of other mistakes that come to the same wherever the two were compared. */
  readonly also?: readonly CauseCode[];
}
