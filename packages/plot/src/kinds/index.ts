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

/** The kinds of charts that Vega-Lite draws, each with its own type. */
interface Kinds {
  readonly line: typeof lineKind;
  readonly scatter: typeof scatterKind;
  readonly lossCurve: typeof lossCurveKind;
  readonly bar: typeof barKind;
  readonly histogram: typeof histogramKind;
  readonly heatmap: typeof heatmapKind;
  readonly confusionMatrix: typeof confusionMatrixKind;
  readonly decisionBoundary: typeof decisionBoundaryKind;
  readonly roc: typeof rocKind;
}

/** All kinds of charts that Vega-Lite draws. Tests and the README read this table. */
export const kinds: Kinds = {
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

/** A kind whose options are known to the kind alone, for loops over all. */
// biome-ignore lint/suspicious/noExplicitAny: each kind takes what its own samples give
export type AnyKind = ChartKind<any, any & Figure>;

export const everyKind: readonly (readonly [name: string, kind: AnyKind])[] = Object.entries(kinds);
