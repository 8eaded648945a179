import { type Axis, place } from "../axis.ts";
import { cyclic, letters } from "../look.ts";
import { brailleCanvas, type Canvas, markCanvas } from "../text/canvas.ts";
import { assemble, bottomEdge, leftEdge, type TextSize, wrapped } from "../text/frame.ts";
import type { Series, XyFigure } from "./xy.ts";

/** The figure in characters: braille for a single series, a letter for each of several. */
export function xyText(figure: XyFigure, size: TextSize, background?: (columns: number) => readonly string[]): string {
  const { title, x, y, series, notes } = figure;
  const edge = leftEdge(y, size.rows);
  const columns = Math.max(size.columns - edge.width, 8);
  const single = series.length === 1 && background === undefined;
  const lines = single ? inBraille(figure, columns, size.rows) : inLetters(figure, columns, size.rows, background);
  const body = [
    ...(y.title === "" ? [] : [y.title]),
    ...legend(figure, size.columns),
    ...lines.map((line, row) => edge.line(row, line)),
    ...bottomEdge(x, columns, edge.width),
  ];
  return assemble(title, body, notes);
}

function inBraille({ series, x, y }: XyFigure, columns: number, rows: number): string[] {
  const canvas = brailleCanvas(columns, rows);
  draw(canvas, series[0]!, x, y);
  return canvas.lines();
}

function inLetters(
  { series, x, y }: XyFigure,
  columns: number,
  rows: number,
  background?: (columns: number) => readonly string[],
): string[] {
  const canvas = markCanvas(columns, rows, background?.(columns));
  // Guides lie below the data.
  for (const one of series) if (one.mark === "guide") draw(canvas.with("·"), one, x, y);
  const data = series.filter(({ mark }) => mark !== "guide");
  for (const [k, one] of data.entries()) draw(canvas.with(cyclic(letters, k)), one, x, y);
  return canvas.lines();
}

/** Draws a series; the canvas may be any that measures across and up. */
export function draw(canvas: Canvas, { mark, points }: Series, x: Axis, y: Axis): void {
  let before: readonly [number, number] | null = null;
  let part = -1;
  for (const point of points) {
    const here = [place(x, point.x), place(y, point.y)] as const;
    if (mark !== "point" && before !== null && point.part === part) canvas.line(before, here);
    else canvas.point(...here);
    [before, part] = [here, point.part];
  }
}

function legend({ series, legendTitle }: XyFigure, columns: number): string[] {
  const data = series.filter(({ mark }) => mark !== "guide");
  const guides = series.filter(({ mark, name }) => mark === "guide" && name !== "");
  const single = data.length === 1 && series.length === 1;
  if (single) return data[0]!.name === "" ? [] : [data[0]!.name];
  const items = [
    ...data.map(({ name }, k) => `${cyclic(letters, k)} ${name}`),
    ...guides.map(({ name }) => `· ${name}`),
  ];
  return wrapped(legendTitle === "" ? items : [`${legendTitle}:`, ...items], columns);
}
