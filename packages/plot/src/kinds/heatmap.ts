import { type Chart, type ChartKind, chart } from "../chart.ts";
import { ANNOTATED, type GridFigure, readCells, readRamp } from "../figures/grid.ts";
import { gridSpec } from "../figures/gridSpec.ts";
import { gridText } from "../figures/gridText.ts";
import type { TitleOptions } from "../figures/xy.ts";
import { axisTitle } from "../labels.ts";
import { type Rows, readRows } from "../numbers.ts";

/** What `heatmap` draws. @public */
export interface HeatmapOptions extends TitleOptions {
  readonly values: Rows;
  readonly xLabel?: string;
  readonly yLabel?: string;
  /** What the numbers are, and in which unit: the heading of the colour scale. */
  readonly valueLabel?: string;
  readonly valueUnit?: string;
  /** The names of rows and columns, all different; their indices unless said. */
  readonly rowNames?: readonly string[];
  readonly columnNames?: readonly string[];
  /** Whether the numbers are written in the cells: in tables of up to 12 × 12 unless said. */
  readonly annotated?: boolean;
}

export const heatmapKind: ChartKind<HeatmapOptions, GridFigure> = {
  name: "heatmap",
  summary: "a matrix as coloured cells, row 0 on top; around 0 when both signs occur",
  read: (options) => {
    const table = readCells("heatmap", readRows("heatmap", "values", options.values), options);
    const small = Math.max(table.cells.length, table.cells[0]!.length) <= ANNOTATED;
    return {
      ...table,
      ...readRamp(table.cells),
      valueTitle: axisTitle("heatmap", options.valueLabel, options.valueUnit),
      annotated: (options.annotated ?? true) && small,
    };
  },
  spec: gridSpec,
  text: gridText,
  samples: {
    signed: () => ({
      values: [
        [0.5, -1.2, 0],
        [2.1, 0.04, -0.7],
      ],
      title: "Weights of a layer",
      xLabel: "output",
      yLabel: "input",
      valueLabel: "weight",
      rowNames: ["length", "width"],
    }),
    positive: () => ({
      values: Array.from({ length: 20 }, (_, i) =>
        Array.from({ length: 30 }, (_, j) => Math.exp(-((i - 10) ** 2 + (j - 12) ** 2) / 60)),
      ),
      title: "A bump",
      valueLabel: "density",
      valueUnit: "1/cm²",
    }),
    gaps: () => ({
      values: [
        [1, Number.NaN],
        [3, 4],
      ],
      title: "One value is missing",
    }),
  },
};

/**
 * A matrix as coloured cells, row 0 on top and column 0 on the left, as matrices are printed. Numbers of one sign go
 * through viridis; where both signs occur, the colours diverge from 0.
 *
 * **Shapes:** values `[rows, columns]`. NaN and infinities are left blank and counted in a note. Of more than 64 rows
 * or columns the means of blocks are shown.
 *
 * @throws ShapeError when values are no matrix, or when there are too few names; ArgumentError when it is empty.
 * @example console.log(heatmap({ values: [[0, 1], [2, 4]], valueLabel: "count" }))
 * //       0    1
 * // 0 │   0 ░░ 1
 * // 1 │▒▒ 2 ██ 4
 * // count: 0 [  ░░▒▒▓▓██] 4
 * @public
 */
export function heatmap(options: HeatmapOptions): Chart {
  return chart(heatmapKind, options);
}
