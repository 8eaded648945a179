// How large the smallest program that differentiates is for a browser, and how large each package is as a whole.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packages } from "../../../.config/workspace.ts";
import { cache, here } from "../prepare.ts";
import type { SideResult } from "../results.ts";
import { bundleProgram } from "../size.ts";
import { type Study, today } from "./study.ts";

async function sizeOf(name: string, ours: boolean, source: string, folder: string): Promise<SideResult> {
  const { gzipBytes } = await bundleProgram(source, folder);
  return { name, ours, rounds: [gzipBytes / 1000] };
}

const text = (file: string): string => readFileSync(join(here, file), "utf8");

export const size: Study = {
  name: "size",
  group: "size",
  measure: async (withPeers) => ({
    name: "size",
    title: "the minimal gradient program, minified and gzipped",
    unit: "kB",
    better: "less",
    scales: false,
    date: today(),
    targets: { eager: { floor: 30, must: 30, aim: 15 } },
    reference: { "jax-js": 51, "tfjs cpu": 91 },
    machine: [],
    sides: [
      await sizeOf("eager", true, text("minimal.ts"), cache),
      ...(withPeers
        ? [
            await sizeOf("tfjs cpu", false, text("peers/minimalTfjs.mjs"), join(here, "peers")),
            await sizeOf("jax-js", false, text("peers/minimalJax.mjs"), join(here, "peers")),
          ]
        : []),
    ],
  }),
};

export const packageSizes: Study = {
  name: "package-sizes",
  group: "size",
  measure: async () => {
    const sides: SideResult[] = [];
    for (const { name, entries } of packages()) {
      const main = entries.find(({ specifier }) => specifier === name);
      if (main === undefined) continue;
      sides.push(await sizeOf(name, true, `export * from "${name}";`, cache));
    }
    return {
      name: "package-sizes",
      title: "each package as a whole, with what it imports, minified and gzipped",
      unit: "kB",
      better: "less",
      scales: false,
      date: today(),
      targets: {},
      reference: {},
      machine: [],
      sides,
    };
  },
};
