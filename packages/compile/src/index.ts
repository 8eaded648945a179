export { type Compiled, type CompileOptions, compile, type Rest } from "./compile.ts";
export type { Inspection } from "./inspect.ts";
export type { Session } from "./run/session.ts";
