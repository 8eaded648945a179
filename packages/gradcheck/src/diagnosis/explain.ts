import type { HandLine } from "../handSite.ts";
import type { SearchExtent } from "../result.ts";
import type { Scaled } from "../scaled.ts";
import { type Diagnosis, NO_SEARCH } from "./case.ts";
import { inWords } from "./inWords.ts";
import { searches } from "./searches.ts";
import type { Alone, Answer, Task } from "./task.ts";

/** The causes that the first successful search finds, or what was done to right gradients; no cause where none is. */
export function explain(
  task: Task,
  written: () => readonly HandLine[] | null,
): Diagnosis & { readonly altered?: Alone } {
  let tried = NO_SEARCH;
  let almost: readonly Scaled[] = [];
  for (const { when, search } of searches) {
    if (when !== undefined && !when(task, almost)) continue;
    const { fits = [], causes, altered, writtenSize = false, ...answer } = search(task, almost);
    tried = sum(tried, answer.tried);
    almost = answer.almost ?? almost;
    if (altered) return { causes: [], search: tried, altered };
    if (causes !== undefined) return { causes, search: tried, writtenSize };
    if (fits.length > 0) return { ...inWords(task, fits, written), search: tried };
  }
  return { causes: [], search: tried };
}

function sum(before: SearchExtent, { singles = 0, pairs = 0, limited = false }: Answer["tried"] = {}): SearchExtent {
  return {
    singles: before.singles + singles,
    pairs: before.pairs + pairs,
    limited: before.limited || limited,
  };
}
