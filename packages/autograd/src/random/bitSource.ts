/** Where random bits come from. All distributions of the generators with state are made from these two. */
export interface BitSource {
  /** The next uniform number in [0, 1). */
  double(): number;
  /** The next 32 bits, as a whole number from 0 to 2³² − 1. */
  word(): number;
}
