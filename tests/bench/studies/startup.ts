// How long a process takes that imports a library, computes one gradient and prints it, over one that prints as much:
// the first print of a process takes Node 4 ms, whoever does it.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { cache, here } from "../prepare.ts";
import { type Study, today } from "./study.ts";

const ROUNDS = 25;

function milliseconds(script: string): number {
  const start = performance.now();
  execFileSync(process.execPath, [script], { stdio: "ignore" });
  return performance.now() - start;
}

/** Each script in turn, and one that only prints before it. */
function measureAll(scripts: Readonly<Record<string, string>>): Record<string, number[]> {
  const nothing = join(cache, "nothing.mjs");
  writeFileSync(nothing, 'console.log("[2. 4. 6.]");\n');
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
      title: "import and first gradient, over a Node that prints as much",
      unit: "ms",
      better: "less",
      date: today(),
      targets: { eager: { must: 15, aim: 10 } },
      reference: { "jax-js": 12, "tfjs cpu": 170 },
      machine: [],
      sides: Object.entries(found).map(([name, rounds]) => ({ name, ours: name === "eager", rounds })),
    };
  },
};
