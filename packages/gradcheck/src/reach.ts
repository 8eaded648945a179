import { type Called, keepsValues, probeOf } from "./called.ts";
import { diagnose } from "./diagnose.ts";
import { type Case, type Diagnosis, isUnexplained, NO_SEARCH } from "./diagnosis/case.ts";
import { lossDiffers } from "./diagnosis/forward.ts";
import { fixedSize } from "./fixedSize.ts";
import type { Point } from "./point.ts";
import { walkCost } from "./walkCost.ts";

/** What a comparison comes to. */
export interface Reached {
  /** What is wrong; null for nothing. */
  readonly diagnosis: Diagnosis | null;
  /** The point at which that is seen, and is shown. */
  readonly shown: Point;
  /** The generated values that were compared, if any. */
  readonly probe: Point | null;
  /** What is to be said of them. */
  readonly probeNote?: string | null;
  readonly sizeNote?: string;
}

/** Decides whether the hand is right, on the given values and on generated ones, and names what is wrong. */
export function reach(of: Case, called: Called | null, probeNote: string | null): Reached {
  const { given, probe } = of;
  if (isWrong(of)) return { probeNote, ...wrongAsGiven(of, called) };
  if (called === null || probe === null) return { diagnosis: null, shown: given, probe, probeNote };
  if (!probe.ok) return { probeNote, ...wrongElsewhere(of, called, probe) };
  // With another batch a function that keeps values by their shape computes afresh: it is asked with this one as well.
  const kept = keepsValues(called);
  if (kept === null) return { diagnosis: null, shown: given, probe, probeNote };
  return { diagnosis: { causes: [kept], search: NO_SEARCH }, shown: probe, probe, probeNote };
}

const isWrong = ({ given, asked, named }: Case): boolean =>
  !given.ok || asked.length > 0 || lossDiffers(given) || named.some(({ wrong }) => wrong);

/** From which cost of a walk on a net is so large that nothing is searched for twice. */
const LARGE = 500;

const NOT_ASKED = "the net is large: whether the hand is written for this batch size alone was not looked into";

/** Wrong on the given values. */
function wrongAsGiven(of: Case, called: Called | null): Reached {
  const { given, probe } = of;
  const diagnosis = diagnose(of);
  const seen: Reached = { diagnosis, shown: given, probe };
  const { batch } = given.context;
  // Written for this batch size alone, a function has a further mistake with every other one.
  const resized = probe !== null && probe.context.batch?.size !== batch?.size;
  if (called === null || !resized || !(isUnexplained(diagnosis) || diagnosis.writtenSize)) return seen;
  if (diagnosis.search.limited && walkCost(given.context.graph) > LARGE) return { ...seen, sizeNote: NOT_ASKED };
  const same = probeOf(called, false).point;
  const again = same === null ? null : diagnose({ ...of, probe: same });
  if (again === null || isUnexplained(again)) return seen;
  // What is right with another size does not depend on this one.
  const sizeNote = probe.ok
    ? {}
    : {
        sizeNote: `another batch size: there the hand is wrong in more than this${batch === null || batch.size < 2 ? "" : `; where ${batch.size} stands in it for the size, take x.shape[${batch.axis}]`}`,
      };
  return { diagnosis: again, shown: given, probe: same, ...sizeNote };
}

/** Right on the given values, and wrong on generated ones. */
function wrongElsewhere(of: Case, called: Called, probe: Point): Reached {
  const size = fixedSize(of.given, probe);
  const found = size === null ? diagnose(of) : { causes: [size], search: NO_SEARCH };
  if (found.causes.some(({ code }) => code !== "unknown")) return { diagnosis: found, shown: probe, probe };
  const kept = keepsValues(called);
  if (kept !== null) return { diagnosis: { ...found, causes: [kept] }, shown: probe, probe };
  const probeNote =
    "on generated values the two differ, and no mistake that is known here explains it: check those that the derivation does not hold for";
  return { diagnosis: null, shown: of.given, probe, probeNote };
}
