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
  main(process.argv.slice(2)).then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  );
}
