export type { Dataset } from "../dataset.ts";
export { breastCancer } from "./breastCancer.ts";
