import type { Case } from "./case.ts";
import { heldCurve } from "./heldCurve.ts";
import { heldDeep } from "./heldDeep.ts";
import { heldLoop } from "./heldLoop.ts";
import { heldMeanSquare } from "./heldMeanSquare.ts";
import { heldPairs } from "./heldPairs.ts";
import { heldRecurrent } from "./heldRecurrent.ts";
import { heldRegularised } from "./heldRegularised.ts";
import { heldSamples } from "./heldSamples.ts";

/** Planted mistakes that the checker was not developed against. */
export const held: readonly Case[] = [
  ...heldCurve,
  ...heldDeep,
  ...heldLoop,
  ...heldMeanSquare,
  ...heldPairs,
  ...heldRecurrent,
  ...heldRegularised,
  ...heldSamples,
];
