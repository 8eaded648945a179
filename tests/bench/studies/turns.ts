// The studies in which programs take turns: one for each workload.
import { measure, type Turns } from "../interleave.ts";
import { programsOf, startOurs } from "../prepare.ts";
import type { Workload } from "../workload.ts";
import { type Study, today } from "./study.ts";

const TURNS: Turns = { rounds: 7, warmUpMs: 500, roundMs: 150 };

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
      scales: true,
      date: today(),
      targets,
      reference: Object.fromEntries(reference),
      ...(await measure(workload, programsOf(workload, withPeers), (side) => startOurs(name, side), TURNS)),
    }),
  };
}
