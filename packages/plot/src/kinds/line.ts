import { type Chart, type ChartKind, chart } from "../chart.ts";
import { type AxesOptions, type RawSeries, type XyFigure, xyFigure } from "../figures/xy.ts";
import { xySpec } from "../figures/xySpec.ts";
import { xyText } from "../figures/xyText.ts";
import { type Numbers, readColumn, readColumns } from "../numbers.ts";

/** What `line` draws. @public */
export interface LineOptions extends AxesOptions {
  /** One column, or several by name. */
  readonly y: Numbers | Readonly<Record<string, Numbers>>;
  /** Where the values lie: 0, 1, 2, … unless said. */
  readonly x?: Numbers;
}

/** Columns of y over a common x, or over their places, as lines. */
export function linesOf(op: string, { x, y }: Pick<LineOptions, "x" | "y">, first = 0): RawSeries[] {
  const places = x === undefined ? null : readColumn(op, "x", x);
  return readColumns(op, "y", y).map(([name, column]) => ({
    name,
    mark: "line",
    x: places ?? column.map((_, i) => first + i),
    y: column,
  }));
}

export const lineKind: ChartKind<LineOptions, XyFigure> = {
  name: "line",
  summary: "columns of numbers as lines over a common x",
  read: (options) => xyFigure("line", linesOf("line", options), options, { x: 0, y: 0.05 }),
  spec: xySpec,
  text: xyText,
  samples: {
    one: () => {
      const x = Array.from({ length: 61 }, (_, i) => i / 10);
      return { x, y: x.map(Math.sin), title: "A sine wave", xLabel: "time", xUnit: "s", yLabel: "height", yUnit: "m" };
    },
    several: () => {
      const x = Array.from({ length: 81 }, (_, i) => (i - 40) / 10);
      return {
        x,
        y: {
          sigmoid: x.map((z) => 1 / (1 + Math.exp(-z))),
          tanh: x.map(Math.tanh),
          ReLU: x.map((z) => Math.max(z, 0) / 2),
        },
        title: "Activations",
        xLabel: "z",
        legendTitle: "function",
      };
    },
    gaps: () => ({ y: [1, 2, Number.NaN, 2, 3, Number.POSITIVE_INFINITY, 1], title: "Missing values break the line" }),
  },
};

/**
 * Lines: yᵢ over xᵢ, one line for each named column. Points are joined in the order in which they are given.
 *
 * **Shapes:** x `[N]`, each y `[N]`. A point with NaN or infinity is left out, breaks the line and is counted in a
 * note. Of more than 2000 points those are drawn that keep the lows and highs.
 *
 * @throws ShapeError when x and y differ in length; ArgumentError when there is nothing to draw.
 * @example console.log(line({ y: [0, 1, 4, 9, 16], title: "squares" }).toText({ columns: 30, rows: 5 }))
 * // squares
 * // 15 ┤                       ⢀⡠⠒
 * //    │                    ⣀⠤⠊⠁
 * // 10 ┤                ⣀⠤⠒⠉
 * //  5 ┤          ⣀⣀⠤⠔⠊⠉
 * //  0 ┤⠤⠤⠤⠤⠒⠒⠒⠒⠉⠉
 * //    └┬─────┬──────┬─────┬─────┬
 * //     0     1      2     3     4
 * @public
 */
export function line(options: LineOptions): Chart {
  return chart(lineKind, options);
}
