// What a script shows
export { show } from "./script/show.ts";
export type { ShowOptions } from "./script/describe.ts";
export { digits, say, section, table, type TableOptions } from "./script/say.ts";

// What it states
export { check, checkClose, type CheckOptions, type CloseOptions, type Numbers, type Verdict } from "./script/check.ts";

// What it asks of the reader
export { exercise, type ExerciseChecks, type ExerciseOptions, todo } from "./script/exercise.ts";
export type { CheckResult, ExerciseResult, ExerciseState } from "./script/protocol.ts";
