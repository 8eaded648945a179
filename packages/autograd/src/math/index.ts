export { MathSyntaxError } from "./syntaxError.ts";
export { math } from "./template.ts";
export type { MathFunction, MathValue } from "./values.ts";
