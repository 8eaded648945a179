/** The dots of a braille character (Unicode chart U+2800): two columns of four, by their bits. */
const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;
const BRAILLE = 0x2800;

/** What can be drawn on: a grid of characters, in which points are given as shares of the width and the height. */
export interface Canvas {
  readonly columns: number;
  readonly rows: number;
  /** Sets a point, `across` and `up` in [0, 1]; what lies outside is left out. */
  readonly point: (across: number, up: number) => void;
  /** Draws a straight line between two points. */
  readonly line: (from: readonly [number, number], to: readonly [number, number]) => void;
}

/** A canvas whose characters hold eight dots each, for one series. */
export interface BrailleCanvas extends Canvas {
  readonly lines: () => string[];
}

/** Braille: 2 × 4 dots in a character. */
export function brailleCanvas(columns: number, rows: number): BrailleCanvas {
  const cells = new Uint8Array(columns * rows);
  const set = (i: number, j: number): void => {
    cells[(j >> 2) * columns + (i >> 1)]! |= DOTS[j & 3]![i & 1]!;
  };
  const lines = (): string[] =>
    Array.from({ length: rows }, (_, row) =>
      Array.from(cells.subarray(row * columns, (row + 1) * columns), (bits) =>
        bits === 0 ? " " : String.fromCodePoint(BRAILLE + bits),
      ).join(""),
    );
  return { columns, rows, ...drawing(2 * columns, 4 * rows, set), lines };
}

/** A canvas of plain characters on which several series are drawn, each with a mark of its own. */
export interface MarkCanvas {
  readonly with: (mark: string) => Canvas;
  readonly lines: () => string[];
}

/** One mark in a character; where series meet, the later one is seen. */
export function markCanvas(columns: number, rows: number, background?: readonly string[]): MarkCanvas {
  const cells: string[] = background === undefined ? Array<string>(columns * rows).fill(" ") : [...background];
  return {
    with: (mark) => ({
      columns,
      rows,
      ...drawing(columns, rows, (i, j) => {
        cells[j * columns + i] = mark;
      }),
    }),
    lines: () => Array.from({ length: rows }, (_, row) => cells.slice(row * columns, (row + 1) * columns).join("")),
  };
}

/** Points and lines on a grid of `width` × `height` dots, counted from the upper left. */
function drawing(width: number, height: number, set: (i: number, j: number) => void): Pick<Canvas, "point" | "line"> {
  const column = (across: number): number => Math.round(across * (width - 1));
  const row = (up: number): number => Math.round((1 - up) * (height - 1));
  const point = (across: number, up: number): void => {
    const [i, j] = [column(across), row(up)];
    if (i >= 0 && i < width && j >= 0 && j < height) set(i, j);
  };
  const line: Canvas["line"] = ([fromX, fromY], [toX, toY]) => {
    const [di, dj] = [Math.abs(column(toX) - column(fromX)), Math.abs(row(toY) - row(fromY))];
    const steps = Math.min(Math.max(di, dj, 1), 4 * (width + height));
    for (let k = 0; k <= steps; k++) {
      const share = k / steps;
      point(fromX + share * (toX - fromX), fromY + share * (toY - fromY));
    }
  };
  return { point, line };
}
