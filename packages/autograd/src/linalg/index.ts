export { det, slogdet } from "./determinant.ts";
export { inv, solve } from "./solve.ts";
