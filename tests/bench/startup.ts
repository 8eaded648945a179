// How long a process takes that imports the library and computes one gradient, over one that does nothing.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { report } from "./measure.ts";

const here = dirname(fileURLToPath(import.meta.url));
const PAIRS = 25;

function milliseconds(script: string): number {
  const start = performance.now();
  execFileSync(process.execPath, [join(here, script)], { stdio: "ignore" });
  return performance.now() - start;
}

writeFileSync(join(here, "nothing.mjs"), "");
const differences: number[] = [];
for (let i = 0; i < PAIRS; i++) {
  const bare = milliseconds("nothing.mjs");
  differences.push(milliseconds("minimal.mjs") - bare);
}
report({ name: "import and first gradient", unit: "ms over bare Node", rounds: differences, atMost: 15 });
