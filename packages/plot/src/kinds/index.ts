import type { ChartKind, Figure } from "../chart.ts";
import { heatmapKind } from "./heatmap.ts";
import { lineKind } from "./line.ts";
import { scatterKind } from "./scatter.ts";

/** A kind whose options are known to the kind alone. */
// biome-ignore lint/suspicious/noExplicitAny: each kind takes what its own samples give
export type AnyKind = ChartKind<any, any & Figure>;

/** The names of the charts that Vega-Lite draws. */
export type KindName = "line" | "scatter" | "heatmap";

/** All kinds of charts that Vega-Lite draws. Tests and the README read this table. */
export const kinds: Readonly<Record<KindName, AnyKind>> = {
  line: lineKind,
  scatter: scatterKind,
  heatmap: heatmapKind,
};
