export { type Compiled, type CompileOptions, compile, type Rest } from "./compile.ts";
export type { InspectedGroup, Inspection } from "./inspect.ts";
export type { Session } from "./run/session.ts";
