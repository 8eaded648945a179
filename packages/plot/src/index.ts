// Points and lines
export { line, type LineOptions } from "./kinds/line.ts";
export { lossCurve, type LossCurveOptions } from "./kinds/lossCurve.ts";
export { type ClassOptions, scatter, type ScatterOptions } from "./kinds/scatter.ts";

// Counts and amounts
export { bar, type BarOptions } from "./kinds/bar.ts";
export { histogram, type HistogramOptions } from "./kinds/histogram.ts";

// Matrices
export { heatmap, type HeatmapOptions } from "./kinds/heatmap.ts";

// Classifiers
export { confusionMatrix, type ConfusionMatrixOptions } from "./kinds/confusionMatrix.ts";
export { decisionBoundary, type DecisionBoundaryOptions } from "./kinds/decisionBoundary.ts";
export { roc, type RocOptions, type RocPoints } from "./kinds/roc.ts";

// Tapes and programs
export { type Graph, type GraphOptions, graph } from "./kinds/graph.ts";

// What they have in common
export type { Chart, Picture, PictureOptions } from "./chart.ts";
export type { AxesOptions, TitleOptions } from "./figures/xy.ts";
export type { Json, VegaLiteSpec } from "./figures/vegaLite.ts";
export type { ScaleName } from "./axis.ts";
export type { ThemeName } from "./look.ts";
export type { Numbers, Rows } from "./numbers.ts";
export type { TextOptions } from "./text/frame.ts";
