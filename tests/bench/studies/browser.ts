// The same training steps in a headless Chromium as in Node: the same results, and how long they take there.
import { existsSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { Conversation } from "../conversation.ts";
import { cache, here, startOurs } from "../prepare.ts";
import type { SideResult } from "../results.ts";
import { difference } from "../statistics.ts";
import { SAME, type Workload } from "../workload.ts";
import { iris150 } from "../workloads/iris.ts";
import { mlp64 } from "../workloads/mlp.ts";
import { type Study, today } from "./study.ts";

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const ROUNDS = 7;
const ROUND_MS = 200;
const WARM_UP_MS = 500;

/** What the page offers; `page.ts` is that program. */
interface Page {
  goto(url: string): Promise<unknown>;
  evaluate<T>(expression: string): Promise<T>;
}

interface Playwright {
  readonly chromium: {
    launch(options: object): Promise<{ newPage(): Promise<Page>; close(): Promise<void> }>;
  };
}

async function pageScript(): Promise<string> {
  const { outputFiles } = await build({
    // In the folder where the packages lie as they are shipped.
    entryPoints: [join(cache, "page.mjs")],
    bundle: true,
    write: false,
    format: "iife",
    platform: "browser",
  });
  return outputFiles[0]!.text;
}

function serve(script: string): Promise<{ server: Server; url: string }> {
  const server = createServer(({ url }, response) => {
    const isScript = url === "/page.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
    response.end(isScript ? script : '<!doctype html><meta charset="utf-8"><script src="page.js"></script>');
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      resolve({ server, url: `http://127.0.0.1:${(server.address() as { port: number }).port}/` });
    });
  });
}

type Answer<T> = { readonly value: T } | { readonly absent: string };

/** Each side in Node and in the page, their rounds in turn. */
async function compare(workload: Workload, names: readonly string[], page: Page): Promise<SideResult[]> {
  const sides: SideResult[] = [];
  for (const name of names) {
    const asked = JSON.stringify([workload.name, name]);
    const [, ...args] = startOurs(workload.name, name) as [string, ...string[]];
    const node = new Conversation(process.execPath, args, process.env);
    try {
      const expected = await node.results();
      const results = await page.evaluate<Answer<number[]>>(`bench.results(...${asked})`);
      if (typeof expected === "string") sides.push({ name, ours: true, rounds: [], absent: expected });
      else if ("absent" in results) sides.push({ name, ours: true, rounds: [], absent: results.absent });
      else {
        const apart = difference(results.value, expected);
        const absent = apart <= SAME[workload.task().dtype] ? undefined : `its results differ by ${apart}`;
        const [here, there]: [number[], number[]] = [[], []];
        await node.round(WARM_UP_MS);
        await page.evaluate(`bench.round(...${asked}, ${WARM_UP_MS})`);
        for (let round = 0; round < ROUNDS; round++) {
          here.push(workload.unit.figure((await node.round(ROUND_MS)) as number));
          there.push(workload.unit.figure(await page.evaluate<number>(`bench.round(...${asked}, ${ROUND_MS})`)));
        }
        sides.push({ name: `${name}, Node`, ours: true, rounds: here });
        sides.push({
          name: `${name}, Chromium`,
          ours: true,
          difference: apart,
          rounds: absent === undefined ? there : [],
          ...(absent !== undefined && { absent }),
        });
      }
    } finally {
      node.end();
    }
  }
  return sides;
}

async function inChromium(workload: Workload, names: readonly string[]): Promise<SideResult[]> {
  const absent = (reason: string): SideResult[] => [{ name: "Chromium", ours: true, rounds: [], absent: reason }];
  const executablePath = CHROMIUM.find((path) => existsSync(path));
  if (executablePath === undefined) return absent("there is no Chromium here");
  const driver = join(here, "node_modules/playwright-core/index.mjs");
  if (!existsSync(driver)) return absent("it needs the peers: --peers installs what drives Chromium");
  const { chromium } = (await import(pathToFileURL(driver).href)) as Playwright;
  const { server, url } = await serve(await pageScript());
  const running = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const page = await running.newPage();
    await page.goto(url);
    return await compare(workload, names, page);
  } finally {
    await running.close();
    server.close();
  }
}

function study(workload: Workload, names: readonly string[]): Study {
  const name = `browser-${workload.name}`;
  return {
    name,
    group: "browser",
    measure: async () => ({
      name,
      title: `in headless Chromium: ${workload.title}`,
      unit: workload.unit.text,
      better: workload.unit.better,
      scales: true,
      date: today(),
      targets: {},
      reference: {},
      machine: [],
      sides: await inChromium(workload, names),
    }),
  };
}

export const browser: readonly Study[] = [
  study(iris150, ["eager", "compiled", "session"]),
  study(mlp64, ["eager", "compiled", "session"]),
];
