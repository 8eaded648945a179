/// <reference types="node" />
import { type FSWatcher, readFileSync, watch } from "node:fs";
import { dirname } from "node:path";
import { type RunFlags, report } from "../cli/runCommand.ts";
import { escapeHtml } from "../export/escape.ts";
import { toHtml } from "../export/html.ts";
import { compileScript, ScriptError } from "../run/compile.ts";
import { runCompiled } from "../run/run.ts";
import { filesOf } from "./imports.ts";
import { servePage } from "./server.ts";

/** Milliseconds in which editors have written what they write. */
const SETTLED = 60;

/**
 * Runs a notebook whenever it, or a file that it imports, is saved, and shows the report in the browser. A run that is
 * still going when the file is saved again is stopped. Ends with Ctrl-C.
 */
export async function watchCommand(path: string, flags: Omit<RunFlags, "cell">, signal?: AbortSignal): Promise<number> {
  const page = await servePage();
  page.show(waiting("Running …", page.live));
  console.log(`report: ${page.url}`);
  let [current, seen] = [new AbortController(), ""];

  const run = async (): Promise<void> => {
    current.abort();
    const own = new AbortController();
    current = own;
    try {
      const compiled = await compileScript(path);
      const done = await runCompiled(compiled, {
        output: "inherit",
        headings: !flags.plain,
        signal: own.signal,
        ...(flags.timeout === undefined ? {} : { timeout: flags.timeout }),
      });
      if (own.signal.aborted) return;
      await report(done, flags);
      page.show(await toHtml(done, { live: page.live }));
    } catch (error) {
      if (!(error instanceof ScriptError)) throw error;
      console.error(error.message);
      page.show(waiting(error.message, page.live));
    }
    console.log(`\nwatching ${path} (Ctrl-C ends)`);
  };

  await run();
  const watched = watchFiles(path, () => {
    const now = contents(path);
    // Editors touch files without changing them.
    if (now === seen) return;
    seen = now;
    console.log(`\n${"=".repeat(80)}`);
    void run();
  });
  seen = contents(path);
  await new Promise<void>((resolve) => {
    if (signal?.aborted) resolve();
    signal?.addEventListener("abort", () => resolve());
  });
  current.abort();
  watched.close();
  await page.close();
  return 0;
}

function contents(path: string): string {
  return files(path)
    .map((file) => readFileSync(file, "utf8"))
    .join("\0");
}

/** While an editor replaces a file there may be none for a moment. */
function files(path: string): string[] {
  try {
    return filesOf(path);
  } catch {
    return [];
  }
}

/** Calls back once after each burst of changes in the folders of a script's files. */
function watchFiles(path: string, changed: () => void): { readonly close: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const folders = new Map<string, FSWatcher>();
  const follow = (): void => {
    for (const folder of new Set(files(path).map((file) => dirname(file)))) {
      if (folders.has(folder)) continue;
      const watcher = watch(folder, () => {
        clearTimeout(timer);
        timer = setTimeout(() => {
          follow();
          changed();
        }, SETTLED);
      });
      folders.set(folder, watcher);
    }
  };
  follow();
  return {
    close: () => {
      clearTimeout(timer);
      for (const watcher of folders.values()) watcher.close();
    },
  };
}

/** A page with a text, until there is a report. */
function waiting(text: string, live: { readonly script: string; readonly nonce: string }): string {
  return `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-${live.nonce}'; connect-src 'self'"><title>wengert</title><style>:root{color-scheme:light dark}</style><pre>${escapeHtml(text)}</pre><script nonce="${live.nonce}">${live.script}</script>`;
}
