// Everything that is measured, in the order in which it runs and is reported.
import { workloads } from "../workloads/index.ts";
import { browser } from "./browser.ts";
import { memory } from "./memory.ts";
import { packageSizes, size } from "./size.ts";
import { startup } from "./startup.ts";
import type { Study } from "./study.ts";
import { turnsOf } from "./turns.ts";

export const studies: readonly Study[] = [...workloads.map(turnsOf), memory, startup, size, packageSizes, ...browser];
