// Trains, with a checkpoint after each step, from the last one if there is one; says each step that is safe.
import { existsSync, writeSync } from "node:fs";
import { loadCheckpoint, saveCheckpoint } from "@wengert/optim/node";
import { type Params, runOf } from "./run.ts";

const path = process.argv[2]!;
const resume = existsSync(path) ? loadCheckpoint<ReturnType<ReturnType<typeof runOf>["snapshot"]>>(path) : null;
runOf(resume, ({ step }, run) => {
  saveCheckpoint(path, run.snapshot() satisfies { readonly params: Params });
  writeSync(1, `${step}\n`);
}).finish();
