/// <reference types="node" />
// Runs in the process of a script, before it: hands its JavaScript to Node, and listens to what it does.
import { readFileSync } from "node:fs";
import * as nodeModule from "node:module";
import { fileURLToPath } from "node:url";
import { isMainThread } from "node:worker_threads";
import { RECORDER } from "../script/protocol.ts";
import { explainError } from "./errors.ts";
import { startRecorder } from "./recorder.ts";
import { SETTINGS, type Settings } from "./settings.ts";

type Load = (url: string, context: unknown, next: (url: string, context: unknown) => unknown) => unknown;
/** Since Node 22.15; before that, hooks live in a thread of their own. */
const { registerHooks } = nodeModule as { readonly registerHooks?: (hooks: { readonly load: Load }) => void };

function provide({ url, code }: Settings): void {
  if (registerHooks !== undefined) {
    const source = readFileSync(code, "utf8");
    registerHooks({
      load: (address, context, next) =>
        address.replace(/[?#].*$/, "") === url
          ? { format: "module", source, shortCircuit: true }
          : next(address, context),
    });
    return;
  }
  const hooks = `import { readFileSync } from "node:fs";
    let own;
    export const initialize = (data) => { own = data; };
    export const load = (address, context, next) => address.replace(/[?#].*$/, "") === own.url
      ? { format: "module", source: readFileSync(own.code, "utf8"), shortCircuit: true }
      : next(address, context);`;
  nodeModule.register(`data:text/javascript,${encodeURIComponent(hooks)}`, { data: { url, code } });
}

const given = process.env[SETTINGS];
if (given !== undefined && isMainThread) {
  delete process.env[SETTINGS];
  const settings = JSON.parse(given) as Settings;
  process.setSourceMapsEnabled(true);
  provide(settings);
  const recorder = startRecorder(settings);
  Object.defineProperty(globalThis, Symbol.for(RECORDER), { value: recorder });

  process.on("uncaughtException", (error: unknown) => {
    const { text, at } = explainError(error, fileURLToPath(settings.url));
    process.exitCode = 1;
    recorder.put(`\n${text}`, { kind: "error", text, ...(at === undefined ? {} : { at }) });
    void recorder.draw().finally(() => process.exit(1));
  });
  process.on("beforeExit", () => void recorder.draw());
  endLast(() => recorder.end());
}

/** Runs after all listeners to the exit, also those that the script adds. */
function endLast(action: () => void): void {
  const emit = process.emit.bind(process) as (event: string, ...args: unknown[]) => boolean;
  (process as { emit: unknown }).emit = (event: string, ...args: unknown[]) => {
    const heard = emit(event, ...args);
    if (event === "exit") action();
    return heard;
  };
}
