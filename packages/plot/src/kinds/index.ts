import type { ChartKind, Figure } from "../chart.ts";
import { barKind } from "./bar.ts";
import { confusionMatrixKind } from "./confusionMatrix.ts";
import { decisionBoundaryKind } from "./decisionBoundary.ts";
import { heatmapKind } from "./heatmap.ts";
import { histogramKind } from "./histogram.ts";
import { lineKind } from "./line.ts";
import { lossCurveKind } from "./lossCurve.ts";
import { rocKind } from "./roc.ts";
import { scatterKind } from "./scatter.ts";

/** A kind whose options are known to the kind alone. */
// biome-ignore lint/suspicious/noExplicitAny: each kind takes what its own samples give
export type AnyKind = ChartKind<any, any & Figure>;

/** All kinds of charts that Vega-Lite draws. Tests and the README read this table. */
export const kinds: Readonly<Record<string, AnyKind>> = {
  line: lineKind,
  scatter: scatterKind,
  lossCurve: lossCurveKind,
  bar: barKind,
  histogram: histogramKind,
  heatmap: heatmapKind,
  confusionMatrix: confusionMatrixKind,
  decisionBoundary: decisionBoundaryKind,
  roc: rocKind,
};
