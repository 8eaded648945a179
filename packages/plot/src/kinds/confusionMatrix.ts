import { shortNumber } from "../axis.ts";
import { type Chart, type ChartKind, chart } from "../chart.ts";
import { ANNOTATED, type GridFigure, readCells } from "../figures/grid.ts";
import { gridSpec } from "../figures/gridSpec.ts";
import type { TitleOptions } from "../figures/xy.ts";
import { type Rows, readRows } from "../numbers.ts";
import { badArgument, badShape, count } from "../refuse.ts";
import { assemble } from "../text/frame.ts";

/** What `confusionMatrix` draws. @public */
export interface ConfusionMatrixOptions extends TitleOptions {
  /** How often class i (row) was taken for class j (column), as `confusionMatrix` of @wengert/data counts. */
  readonly counts: Rows;
  /** The names of the classes; their indices unless said. */
  readonly classNames?: readonly string[];
}

function readCounts({ counts, classNames, title }: ConfusionMatrixOptions): GridFigure {
  const rows = readRows("confusionMatrix", "counts", counts);
  if (rows.length !== rows[0]!.length) {
    const got = `${count(rows.length, "row")} and ${count(rows[0]!.length, "column")}`;
    throw badShape("confusionMatrix", "counts must be square", got, "row i, column j: class i taken for class j");
  }
  const odd = rows.flat().find((value) => !(value >= 0 && Number.isFinite(value)));
  if (odd !== undefined) {
    throw badArgument(
      "confusionMatrix",
      "counts are not negative",
      String(odd),
      "pass the counts, not their logarithms",
    );
  }
  const [total, right] = [sum(rows.flat()), sum(rows.map((row, i) => row[i]!))];
  if (total === 0) {
    throw badArgument("confusionMatrix", "no sample was counted", "zeros only", "were predictions and targets empty?");
  }
  const labels = { title, xLabel: "predicted", yLabel: "actual", rowNames: classNames, columnNames: classNames };
  const table = readCells("confusionMatrix", rows, labels);
  const share = `right: ${shortNumber(right)} of ${shortNumber(total)}, ${((100 * right) / total).toFixed(1)} %`;
  return {
    ...table,
    notes: [share, ...table.notes],
    valueTitle: "samples",
    ramp: "sequential",
    domain: [0, table.cells.flat().reduce((a, b) => Math.max(a, b))],
    annotated: table.cells.length <= ANNOTATED,
  };
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** A plain table: the counts themselves, and beside each row which share of its class was found. */
function countsText({ title, notes, cells, rowNames, columnNames }: GridFigure): string {
  const numbers = cells.map((row) => row.map((value) => shortNumber(value)));
  const edge = Math.max("actual".length, ...rowNames.map((name) => name.length));
  const widths = columnNames.map((name, j) => Math.max(name.length, ...numbers.map((row) => row[j]!.length)) + 2);
  const line = (name: string, entries: readonly string[], end: string): string =>
    `${name.padStart(edge)} │${entries.map((entry, j) => entry.padStart(widths[j]!)).join("")}  ${end}`.trimEnd();
  const rows = numbers.map((row, i) => {
    const all = sum(cells[i]!);
    return line(rowNames[i]!, row, all === 0 ? "no samples" : `${((100 * cells[i]![i]!) / all).toFixed(1)} %`);
  });
  return assemble(title, [`${" ".repeat(edge)}   predicted`, line("actual", columnNames, "found"), ...rows], notes);
}

export const confusionMatrixKind: ChartKind<ConfusionMatrixOptions, GridFigure> = {
  name: "confusionMatrix",
  summary: "how often each class was taken for which, with the shares that were right",
  read: readCounts,
  spec: gridSpec,
  text: countsText,
  samples: {
    iris: () => ({
      counts: [
        [50, 0, 0],
        [0, 47, 3],
        [0, 1, 49],
      ],
      classNames: ["setosa", "versicolor", "virginica"],
      title: "150 irises",
    }),
    two: () => ({
      counts: [
        [0, 0],
        [2, 3],
      ],
    }),
  },
};

/**
 * A confusion matrix: row i, column j counts the samples of class i that were predicted as class j.
 *
 * **Shapes:** counts `[K, K]`, not negative. In the text each row ends with the recall of its class.
 *
 * @throws ShapeError when the matrix is not square; ArgumentError when a count is negative or NaN, or all are 0.
 * @example console.log(confusionMatrix({ counts: [[9, 1], [2, 8]], classNames: ["no", "yes"] }))
 * //          predicted
 * // actual │  no  yes  found
 * //     no │   9    1  90.0 %
 * //    yes │   2    8  80.0 %
 * // (right: 17 of 20, 85.0 %)
 * @see scikit-learn, `sklearn.metrics.ConfusionMatrixDisplay`.
 * @public
 */
export function confusionMatrix(options: ConfusionMatrixOptions): Chart {
  return chart(confusionMatrixKind, options);
}
