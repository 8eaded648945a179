export type { Dataset } from "../dataset.ts";
export { type Digits, digits } from "./digits.ts";
