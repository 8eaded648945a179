import { ELEMENTWISE } from "./functions/elementwise.ts";
import { MATRICES } from "./functions/matrices.ts";
import { REDUCTIONS } from "./functions/reductions.ts";
import { STRUCTURE } from "./functions/structure.ts";
import type { LibraryFunction } from "./signature.ts";

/** Everything that formulas call by name, under the names of the public list. */
export const FUNCTIONS: readonly LibraryFunction[] = [...ELEMENTWISE, ...REDUCTIONS, ...MATRICES, ...STRUCTURE];
