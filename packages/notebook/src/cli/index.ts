#!/usr/bin/env node
/// <reference types="node" />
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { main } from "./main.ts";

export { main } from "./main.ts";

/** Whether Node was started with this file, if only through a link to it. */
function isProgram(): boolean {
  const [, program] = process.argv;
  try {
    return program !== undefined && realpathSync(program) === realpathSync(fileURLToPath(import.meta.url));
  } catch {
    return false;
  }
}

if (isProgram()) {
  // What is running ends with the command, and its files are removed; a second signal ends it at once.
  const [stop, number] = [new AbortController(), { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 }];
  let signalled = 0;
  for (const signal of Object.keys(number) as (keyof typeof number)[]) {
    process.once(signal, () => {
      signalled = 128 + number[signal];
      stop.abort();
    });
  }
  main(process.argv.slice(2), stop.signal).then(
    (code) => {
      process.exitCode = signalled > 0 && code !== 0 ? signalled : code;
    },
    (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  );
}
