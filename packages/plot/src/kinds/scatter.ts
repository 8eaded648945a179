import { type Chart, type ChartKind, chart } from "../chart.ts";
import { type AxesOptions, type RawSeries, type XyFigure, xyFigure } from "../figures/xy.ts";
import { xySpec } from "../figures/xySpec.ts";
import { xyText } from "../figures/xyText.ts";
import { type Numbers, readColumn } from "../numbers.ts";
import { badArgument, badShape, count } from "../refuse.ts";

/** Classes of points, and their names. @public */
export interface ClassOptions {
  /** The class of each point: whole numbers from 0. */
  readonly classes?: Numbers;
  /** The name of class 0, of class 1, …; `class 0`, `class 1` unless said. */
  readonly classNames?: readonly string[];
}

/** What `scatter` draws. @public */
export interface ScatterOptions extends AxesOptions, ClassOptions {
  readonly x: Numbers;
  readonly y: Numbers;
}

/** Points, sorted into series by their class; classes without points are in the legend all the same. */
export function pointsOf(op: string, x: readonly number[], y: readonly number[], options: ClassOptions): RawSeries[] {
  const { classes, classNames } = options;
  if (classes === undefined) return [{ name: "", mark: "point", x, y }];
  const labels = readColumn(op, "classes", classes);
  if (labels.length !== x.length) {
    const got = `${count(x.length, "point")} and ${count(labels.length, "class", "classes")}`;
    throw badShape(op, "every point has a class", got, "of one-hot rows take argmax(rows, 1)");
  }
  const odd = labels.findIndex((label) => !Number.isInteger(label) || label < 0);
  if (odd >= 0) {
    throw badArgument(
      op,
      "classes are whole numbers from 0",
      `classes[${odd}] = ${labels[odd]}`,
      "of names take encodeLabels(names)",
    );
  }
  const most = labels.reduce((a, b) => Math.max(a, b), 0) + 1;
  if (classNames !== undefined && classNames.length < most) {
    throw badArgument(op, `there are classes up to ${most - 1}`, count(classNames.length, "name"), `name all ${most}`);
  }
  return Array.from({ length: classNames?.length ?? Math.min(most, 1000) }, (_, k) => {
    const own = labels.flatMap((label, i) => (label === k ? [i] : []));
    const name = classNames?.[k] ?? `class ${k}`;
    return { name, mark: "point", x: own.map((i) => x[i]!), y: own.map((i) => y[i]!) };
  });
}

/** Three clouds of points around the corners of a triangle: the same every time. */
export function clouds(): { readonly x: number[]; readonly y: number[]; readonly classes: number[] } {
  const classes = Array.from({ length: 60 }, (_, i) => i % 3);
  const x = classes.map((k, i) => [1, 3, 2][k]! + 0.7 * Math.sin(12.9898 * i));
  const y = classes.map((k, i) => [1, 1, 2.5][k]! + 0.6 * Math.cos(78.233 * i));
  return { x, y, classes };
}

export const scatterKind: ChartKind<ScatterOptions, XyFigure> = {
  name: "scatter",
  summary: "points, by class if there are classes",
  read: (options) => {
    const [x, y] = [readColumn("scatter", "x", options.x), readColumn("scatter", "y", options.y)];
    const raw =
      x.length === y.length ? pointsOf("scatter", x, y, options) : [{ name: "", mark: "point" as const, x, y }];
    return xyFigure("scatter", raw, options, { x: 0.05, y: 0.05 });
  },
  spec: xySpec,
  text: xyText,
  samples: {
    one: () => {
      const { x, y } = clouds();
      return { x, y, title: "Sixty points", xLabel: "width", xUnit: "cm", yLabel: "length", yUnit: "cm" };
    },
    classes: () => ({
      ...clouds(),
      classNames: ["setosa", "versicolor", "virginica"],
      title: "Three classes",
      xLabel: "width",
      xUnit: "cm",
      yLabel: "length",
      yUnit: "cm",
      legendTitle: "species",
    }),
    logarithmic: () => ({
      x: [1, 10, 100, 0, -1],
      y: [0.001, 0.1, 10, 1, 1],
      xScale: "log",
      yScale: "log",
      title: "Powers",
    }),
  },
};

/**
 * Points (xᵢ, yᵢ), with a colour and a shape for each class.
 *
 * **Shapes:** x `[N]`, y `[N]`, classes `[N]`. Points with NaN or infinity are left out and counted in a note; of more
 * than 2000 in a class every n-th is drawn, which a note says too.
 *
 * @throws ShapeError when the columns differ in length; ArgumentError when there is nothing to draw, or a class is no
 * whole number.
 * @example scatter({ x: [1, 2, Number.NaN], y: [3, 4, 5] }).notes // ["1 of 3 points left out: not finite"]
 * @public
 */
export function scatter(options: ScatterOptions): Chart {
  return chart(scatterKind, options);
}
