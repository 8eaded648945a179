export type { Dataset } from "../dataset.ts";
export { wine } from "./wine.ts";
