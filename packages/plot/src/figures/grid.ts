import { axisTitle, cleanName, cleanText } from "../labels.ts";
import { colourAt, diverging, luminance, onDark, onLight, sequential } from "../look.ts";
import { extent } from "../numbers.ts";
import { badArgument, badKind, badShape, brief, count } from "../refuse.ts";

/** A table of cells whose colours stand for numbers; NaN where there is none. */
export interface GridFigure {
  readonly title: string;
  readonly notes: readonly string[];
  readonly cells: readonly (readonly number[])[];
  readonly rowNames: readonly string[];
  readonly columnNames: readonly string[];
  readonly xTitle: string;
  readonly yTitle: string;
  /** What the numbers are, with their unit: the heading of the colour scale. */
  readonly valueTitle: string;
  readonly ramp: "sequential" | "diverging";
  /** The numbers at both ends of the ramp. */
  readonly domain: readonly [number, number];
  /** Whether the numbers are written in the cells. */
  readonly annotated: boolean;
}

/** Larger tables are shown by the means of blocks: so many cells across and down at most. */
export const MOST_CELLS = 64;

/** Numbers are written into the cells of tables up to this size. */
export const ANNOTATED = 12;

/** How the axes of a table are called. */
export interface GridLabels {
  readonly title?: string | undefined;
  readonly xLabel?: string | undefined;
  readonly yLabel?: string | undefined;
  readonly rowNames?: readonly string[] | undefined;
  readonly columnNames?: readonly string[] | undefined;
}

/** What of a grid does not depend on its colours. */
export type Cells = Omit<GridFigure, "valueTitle" | "ramp" | "domain" | "annotated">;

/** The table in at most 64 × 64 cells, with names for rows and columns, and notes on what was left out. */
export function readCells(op: string, rows: readonly (readonly number[])[], labels: GridLabels): Cells {
  const notes: string[] = [];
  const missing = rows.flat().filter((value) => !Number.isFinite(value)).length;
  const size = rows.length * rows[0]!.length;
  if (missing === size) {
    throw badArgument(
      op,
      "there is nothing to draw",
      `${size} values, none of them finite`,
      "look for the first NaN with debugNaN(() => …)",
    );
  }
  if (missing > 0) notes.push(`${missing} of ${size} values left out: not finite`);
  const finite = rows.map((row) => row.map((value) => (Number.isFinite(value) ? value : Number.NaN)));
  const down = Math.ceil(rows.length / MOST_CELLS);
  const across = Math.ceil(rows[0]!.length / MOST_CELLS);
  if (down * across > 1)
    notes.push(`each cell is the mean of ${down} × ${across} values of ${rows.length} × ${rows[0]!.length}`);
  return {
    notes,
    cells: down * across > 1 ? blockMeans(finite, down, across) : finite,
    title: labels.title === undefined ? "" : cleanText(op, "the title", labels.title),
    xTitle: axisTitle(op, labels.xLabel, undefined),
    yTitle: axisTitle(op, labels.yLabel, undefined),
    rowNames: namesOf(op, "rowNames", labels.rowNames, rows.length, down),
    columnNames: namesOf(op, "columnNames", labels.columnNames, rows[0]!.length, across),
  };
}

function blockMeans(rows: readonly (readonly number[])[], down: number, across: number): number[][] {
  return Array.from({ length: Math.ceil(rows.length / down) }, (_, i) =>
    Array.from({ length: Math.ceil(rows[0]!.length / across) }, (_, j) => {
      const block = rows.slice(i * down, (i + 1) * down).flatMap((row) => row.slice(j * across, (j + 1) * across));
      const there = block.filter((value) => !Number.isNaN(value));
      return there.reduce((sum, value) => sum + value / there.length, there.length === 0 ? Number.NaN : 0);
    }),
  );
}

function namesOf(op: string, what: string, names: unknown, size: number, every: number): string[] {
  if (names === undefined) return Array.from({ length: Math.ceil(size / every) }, (_, i) => String(i * every));
  const clean = readNames(op, what, names, size);
  return clean.filter((_, i) => i % every === 0);
}

/** A list of different names, one for each of `size` things. */
export function readNames(op: string, what: string, names: unknown, size: number): string[] {
  if (!Array.isArray(names)) throw badKind(op, `${what} is a list of names`, brief(names), `pass ["a", "b"]`);
  if (names.length !== size) {
    throw badShape(
      op,
      `${what} needs ${count(size, "name")}`,
      count(names.length, "name"),
      "one for each, in the order of the values",
    );
  }
  const clean = names.map((name: unknown, i) => cleanName(op, `${what}[${i}]`, name));
  const twice = clean.findIndex((name, i) => clean.indexOf(name) !== i);
  if (twice < 0) return clean;
  throw badArgument(op, `${what} must differ`, `${brief(clean[twice])} twice`, "number them: a 1, a 2");
}

/** Whether numbers have both signs, and so are drawn around 0; and from where to where the colours go. */
export function readRamp(cells: readonly (readonly number[])[]): Pick<GridFigure, "ramp" | "domain"> {
  const [low, high] = extent(cells.flat());
  if (low < 0 && high > 0) {
    const far = Math.max(-low, high);
    return { ramp: "diverging", domain: [-far, far] };
  }
  return { ramp: "sequential", domain: low === high ? [Math.min(low, 0), Math.max(high, 0) || 1] : [low, high] };
}

/** Where a number lies on the ramp, from 0 to 1. */
export function shareOf({ domain: [low, high] }: Pick<GridFigure, "domain">, value: number): number {
  if (high === low) return 0.5;
  const span = high - low;
  // The halves of the largest doubles can be subtracted, those of the smallest are 0.
  return Number.isFinite(span) ? (value - low) / span : (value / 2 - low / 2) / (high / 2 - low / 2);
}

/** The colours of the ramp, from low to high. */
export const rampOf = ({ ramp }: Pick<GridFigure, "ramp">): readonly string[] =>
  ramp === "diverging" ? diverging : sequential;

/** The ink that is read best on a cell. */
export function inkOn(figure: Pick<GridFigure, "ramp" | "domain">, value: number): string {
  return luminance(colourAt(rampOf(figure), shareOf(figure, value))) > 0.18 ? onLight : onDark;
}
