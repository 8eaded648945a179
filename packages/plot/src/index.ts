// Points and lines
export { line, type LineOptions } from "./kinds/line.ts";
export { type ClassOptions, scatter, type ScatterOptions } from "./kinds/scatter.ts";

// Matrices
export { heatmap, type HeatmapOptions } from "./kinds/heatmap.ts";

// What they have in common
export type { Chart, Picture, PictureOptions } from "./chart.ts";
export type { AxesOptions, TitleOptions } from "./figures/xy.ts";
export type { VegaLiteSpec } from "./figures/vegaLite.ts";
export type { ScaleName } from "./axis.ts";
export type { ThemeName } from "./look.ts";
export type { Numbers, Rows } from "./numbers.ts";
export type { TextOptions } from "./text/frame.ts";
