// The studies in which programs take turns: one for each workload.
import { measure, type Turns } from "../interleave.ts";
import { programsOf, startOurs } from "../prepare.ts";
import type { Workload } from "../workload.ts";
import { type Study, today } from "./study.ts";

/** Many short rounds: other guests of a shared machine slow it down for a moment, which a median of few long ones takes in. */
const TURNS: Turns = { rounds: 15, warmUpMs: 500, roundMs: 100 };

export function turnsOf(workload: Workload): Study {
  const { name, group, title, unit, peers, targets } = workload;
  const reference = Object.entries(peers).flatMap(([peer, { reference }]) =>
    reference === undefined ? [] : [[peer, reference] as const],
  );
  return {
    name,
    group,
    measure: async (withPeers) => ({
      name,
      title,
      unit: unit.text,
      better: unit.better,
      date: today(),
      targets,
      reference: Object.fromEntries(reference),
      ...(await measure(workload, programsOf(workload, withPeers), (side) => startOurs(name, side), TURNS)),
    }),
  };
}
