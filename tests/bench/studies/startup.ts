// How long a process takes that imports a library and computes one gradient, over one that does nothing.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { cache, here } from "../prepare.ts";
import { type Study, today } from "./study.ts";

const ROUNDS = 15;

function milliseconds(script: string): number {
  const start = performance.now();
  execFileSync(process.execPath, [script], { stdio: "ignore" });
  return performance.now() - start;
}

/** Each script in turn, and an empty one before it. */
function measureAll(scripts: Readonly<Record<string, string>>): Record<string, number[]> {
  const nothing = join(cache, "nothing.mjs");
  writeFileSync(nothing, "");
  const found: Record<string, number[]> = Object.fromEntries(Object.keys(scripts).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, script] of Object.entries(scripts)) {
      const bare = milliseconds(nothing);
      found[name]!.push(milliseconds(script) - bare);
    }
  }
  return found;
}

export const startup: Study = {
  name: "startup",
  group: "startup",
  measure: async (withPeers) => {
    const peer = (name: string): string => join(here, "peers", name);
    const others = withPeers ? { "tfjs cpu": peer("minimalTfjs.mjs"), "jax-js": peer("minimalJax.mjs") } : {};
    const found = measureAll({ eager: join(cache, "minimal.mjs"), ...others });
    return {
      name: "startup",
      title: "import and first gradient, over bare Node",
      unit: "ms",
      better: "less",
      scales: true,
      date: today(),
      targets: { eager: { must: 15, aim: 10 } },
      reference: { "jax-js": 12, "tfjs cpu": 170 },
      machine: [],
      sides: Object.entries(found).map(([name, rounds]) => ({ name, ours: name === "eager", rounds })),
    };
  },
};
