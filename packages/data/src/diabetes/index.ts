export type { Dataset } from "../dataset.ts";
export { diabetes } from "./diabetes.ts";
