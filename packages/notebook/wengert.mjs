#!/usr/bin/env node
// The command within this repository: it runs the sources. The published package has dist/cli.js in its place.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const cli = fileURLToPath(new URL("./src/cli/index.ts", import.meta.url));
const command = ["--conditions=@wengert/source", "--import", tsx, cli, ...process.argv.slice(2)];
const child = spawn(process.execPath, command, { stdio: "inherit" });
// A terminal sends its Ctrl-C to both; other signals come to this process alone, and are passed on.
process.on("SIGINT", () => process.stdin.isTTY || child.kill("SIGINT"));
for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code) => {
  process.exitCode = code ?? 1;
});
