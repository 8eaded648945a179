import { type Kind, oneOf } from "../options.ts";

/** How the terms of a loss become one number, or `"none"`: they do not. @public */
export type Reduction = "mean" | "sum" | "none" | "batchMean";

export const REDUCTION: Kind = /* @__PURE__ */ oneOf("mean", "sum", "none", "batchMean");
