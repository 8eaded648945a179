import { brailleCanvas } from "../text/canvas.ts";
import type { XyFigure } from "./xy.ts";
import { draw } from "./xyText.ts";

/** A corner of the plot, by Vega-Lite's name. */
export type Corner = "top-right" | "top-left" | "bottom-right" | "bottom-left";

const CORNERS: readonly Corner[] = ["top-right", "top-left", "bottom-right", "bottom-left"];

/** The first corner in which a legend of this size (as shares of the plot) hides no data; null when there is none. */
export function freeCorner(figure: XyFigure, width: number, height: number): Corner | null {
  const [columns, rows] = [40, 20];
  const canvas = brailleCanvas(columns, rows);
  for (const series of figure.series) draw(canvas, series, figure.x, figure.y);
  const lines = canvas.lines().map((line) => [...line]);
  const [across, down] = [Math.ceil(width * columns), Math.ceil(height * rows)];
  const isFree = (corner: Corner): boolean => {
    const top = corner.startsWith("top") ? 0 : rows - down;
    const left = corner.endsWith("left") ? 0 : columns - across;
    return lines.slice(top, top + down).every((line) => line.slice(left, left + across).every((cell) => cell === " "));
  };
  return CORNERS.find(isFree) ?? null;
}
