// A study is anything that the benchmark measures, by name: programs that take turns, memory, start, size, browser.
import type { WorkloadResult } from "../results.ts";

export interface Study {
  readonly name: string;
  readonly group: string;
  /** Measures; with the programs of others or without. */
  readonly measure: (withPeers: boolean) => Promise<WorkloadResult>;
}

export const today = (): string => new Date().toISOString().slice(0, 10);
