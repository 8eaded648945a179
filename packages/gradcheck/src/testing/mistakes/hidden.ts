import { blindAttention } from "./blindAttention.ts";
import { blindClassWeights } from "./blindClassWeights.ts";
import { blindDeep } from "./blindDeep.ts";
import { blindHinge } from "./blindHinge.ts";
import { blindNormalised } from "./blindNormalised.ts";
import { blindRecurrent } from "./blindRecurrent.ts";
import { blindRegularised } from "./blindRegularised.ts";
import type { Case } from "./case.ts";

/** The other half of the fourth set: nobody who worked on the checker saw it before it was counted. */
export const hidden: readonly Case[] = [
  ...blindAttention,
  ...blindClassWeights,
  ...blindDeep,
  ...blindHinge,
  ...blindNormalised,
  ...blindRecurrent,
  ...blindRegularised,
];
