import type { Mutant } from "../mutant.ts";
import { activationMutants } from "./activation.ts";
import { arithmeticMutants } from "./arithmetic.ts";
import { biasMutants } from "./bias.ts";
import { branchMutants } from "./branch.ts";
import { conditionMutants } from "./branches.ts";
import { classWeightMutants } from "./classWeights.ts";
import { costMutants } from "./cost.ts";
import { earlierMutants } from "./earlier.ts";
import { factorMutants } from "./factor.ts";
import { functionMutants } from "./function.ts";
import { logitMutants } from "./logits.ts";
import { multipliedMutants } from "./multiplied.ts";
import { normMutants } from "./norm.ts";
import { operandMutants } from "./operand.ts";
import { passedMutants } from "./passed.ts";
import { patchMutants } from "./patches.ts";
import { penaltyMutants } from "./penalty.ts";
import { pieceMutants } from "./piece.ts";
import { rearrangedMutants } from "./rearranged.ts";
import { repeatedMutants } from "./repeated.ts";
import { rowMutants } from "./rows.ts";
import { sampleMutants } from "./sample.ts";
import { sliceMutants } from "./slices.ts";
import { slopeMutants } from "./slopes.ts";
import { softmaxMutants } from "./softmax.ts";
import { stateMutants, windowDataMutants } from "./states.ts";
import { stoppedMutants } from "./stopped.ts";
import { upstreamMutants } from "./upstream.ts";
import { weightMutants } from "./weights.ts";
import { windowMutants } from "./windows.ts";

/**
 * The mistakes that are tried, each as one changed rule of the tape. The order is that of preference: of two that
 * come to the same, the first is named.
 */
export const mutants: readonly Mutant[] = [
  ...activationMutants,
  ...softmaxMutants,
  ...logitMutants,
  ...normMutants,
  ...weightMutants,
  ...upstreamMutants,
  ...biasMutants,
  ...factorMutants,
  ...sampleMutants,
  ...earlierMutants,
  ...functionMutants,
  ...stateMutants,
  ...stoppedMutants,
  ...operandMutants,
  ...pieceMutants,
  ...branchMutants,
  ...windowMutants,
  ...repeatedMutants,
  ...arithmeticMutants,
  ...rowMutants,
  ...penaltyMutants,
  ...conditionMutants,
  ...slopeMutants,
  ...passedMutants,
  ...rearrangedMutants,
  ...sliceMutants,
  ...windowDataMutants,
  ...patchMutants,
  ...classWeightMutants,
  ...multipliedMutants,
  // Of other costs many come to the same by chance: they count when no step of the loss's own explains it.
  ...costMutants,
];
