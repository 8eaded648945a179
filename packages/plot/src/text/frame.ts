import { type Axis, place, tickLabel } from "../axis.ts";

/** How many characters of text a chart may take, across and down; the defaults fit a terminal of 80 × 24. @public */
export interface TextOptions {
  /** Characters across, labels included; from 20, 72 unless said. */
  readonly columns?: number;
  /** Lines of the drawing itself, without title, axis and legend; from 4, 16 unless said. */
  readonly rows?: number;
}

/** The sizes with the defaults filled in. */
export interface TextSize {
  readonly columns: number;
  readonly rows: number;
}

/** The left edge of a drawing: the labels of the vertical axis, one for each line. */
export interface LeftEdge {
  readonly width: number;
  readonly line: (row: number, content: string) => string;
}

/** The labels of a vertical axis, right-aligned in front of a ruled edge. */
export function leftEdge(axis: Axis, rows: number): LeftEdge {
  const labels = new Map<number, string>();
  for (const tick of axis.ticks) {
    const row = Math.round((1 - place(axis, tick)) * (rows - 1));
    if (row >= 0 && row < rows && !labels.has(row)) labels.set(row, tickLabel(axis, tick));
  }
  return labelledEdge(Array.from({ length: rows }, (_, row) => labels.get(row)));
}

/** An edge with these labels; a line without one has a plain rule. */
export function labelledEdge(labels: readonly (string | undefined)[]): LeftEdge {
  const width = Math.max(0, ...labels.map((label) => label?.length ?? 0));
  return {
    width: width + 2,
    line: (row, content) => {
      const label = labels[row];
      return `${(label ?? "").padStart(width)} ${label === undefined ? "│" : "┤"}${content}`.trimEnd();
    },
  };
}

/** The horizontal axis below a drawing: a ruled line with ticks, and their labels where they fit. */
export function bottomEdge(axis: Axis, columns: number, indent: number): string[] {
  const rule = Array<string>(columns).fill("─");
  const labels = Array<string>(indent + columns + 12).fill(" ");
  let free = 0;
  for (const tick of axis.ticks) {
    const column = Math.round(place(axis, tick) * (columns - 1));
    if (column < 0 || column >= columns) continue;
    const label = tickLabel(axis, tick);
    const start = Math.max(0, indent + column - Math.floor(label.length / 2));
    if (start < free || start + label.length > indent + columns + 4) continue;
    rule[column] = "┬";
    labels.splice(start, label.length, ...label);
    free = start + label.length + 2;
  }
  const lines = [`${" ".repeat(indent - 1)}└${rule.join("")}`, labels.join("").trimEnd()];
  if (axis.title !== "") lines.push(`${" ".repeat(indent)}${centred(axis.title, columns)}`);
  return lines;
}

/** A text in the middle of `columns` characters; a longer one as it is. */
export function centred(text: string, columns: number): string {
  return `${" ".repeat(Math.max(0, Math.floor((columns - text.length) / 2)))}${text}`;
}

/** The title above, the notes below, and no empty line for what there is not. */
export function assemble(title: string, body: readonly string[], notes: readonly string[]): string {
  return [...(title === "" ? [] : [title]), ...body, ...notes.map((note) => `(${note})`)].join("\n");
}

/** Items after each other, in as many lines as they need. */
export function wrapped(items: readonly string[], columns: number, indent = 0): string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    if (last === undefined || last.length + item.length + 3 > columns) lines.push(" ".repeat(indent) + item);
    else lines[lines.length - 1] = `${last}   ${item}`;
  }
  return lines;
}
