#!/usr/bin/env node
// The command within this repository: it runs the sources. The published package has dist/cli.js in its place.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const cli = fileURLToPath(new URL("./src/cli/index.ts", import.meta.url));
const command = ["--conditions=@wengert/source", "--import", tsx, cli, ...process.argv.slice(2)];
const { status, signal } = spawnSync(process.execPath, command, { stdio: "inherit" });
if (signal !== null) process.kill(process.pid, signal);
process.exitCode = status ?? 1;
