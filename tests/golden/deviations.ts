import type { GoldenArray } from "./expression.ts";

/** A golden case whose value we change on purpose, and what it is with us. */
export interface Deviation {
  /** Why ours is another value; docs/conventions.md has the convention. */
  readonly reason: string;
  readonly outputs?: readonly GoldenArray[];
  readonly grads?: readonly GoldenArray[];
  readonly grads2?: readonly GoldenArray[];
}

/** By the id of the case. The conventions are HIPS autograd's, so this list is short: at present it is empty. */
export const DEVIATIONS: Readonly<Record<string, Deviation>> = {};
