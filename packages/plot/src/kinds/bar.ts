import { type Chart, type ChartKind, chart } from "../chart.ts";
import { type BarFigure, barAxis, barSpec, barText } from "../figures/bars.ts";
import { readNames } from "../figures/grid.ts";
import { MOST_SERIES, type TitleOptions } from "../figures/xy.ts";
import { axisTitle, cleanName, cleanText } from "../labels.ts";
import { type Numbers, readColumns } from "../numbers.ts";
import { badArgument, badShape, count } from "../refuse.ts";

/** What `bar` draws. @public */
export interface BarOptions extends TitleOptions {
  /** One column, or several by name: a bar of each beside the others. */
  readonly values: Numbers | Readonly<Record<string, Numbers>>;
  /** What each bar stands for, all different; 0, 1, 2, … unless said. */
  readonly labels?: readonly string[];
  readonly xLabel?: string;
  readonly yLabel?: string;
  readonly yUnit?: string;
  readonly legendTitle?: string;
}

/** More bars would be lines. */
export const MOST_BARS = 200;

function readBars(options: BarOptions): BarFigure {
  const columns = readColumns("bar", "values", options.values);
  const size = columns[0]![1].length;
  const labels = readNames("bar", "labels", options.labels ?? Array.from({ length: size }, (_, i) => String(i)), size);
  const bars = columns.length * size;
  if (bars > MOST_BARS || columns.length > MOST_SERIES) {
    throw badArgument(
      "bar",
      `a chart shows up to ${MOST_BARS} bars of ${MOST_SERIES} series`,
      `${bars} bars`,
      "draw a line, or a histogram of the values",
    );
  }
  const series = columns.map(([name, values]) => {
    if (values.length !== size) {
      const got = `${count(size, "value")} in ${JSON.stringify(columns[0]![0])} and ${values.length} in ${JSON.stringify(name)}`;
      throw badShape("bar", "the series differ in length", got, "fill what is missing with NaN: it has no bar");
    }
    const shown = cleanName("bar", "the name of a series", name);
    return { name: shown, values: values.map((value) => (Number.isFinite(value) ? value : Number.NaN)) };
  });
  const missing = series.flatMap(({ values }) => values).filter(Number.isNaN).length;
  if (missing === bars) {
    throw badArgument(
      "bar",
      "there is nothing to draw",
      `${count(bars, "value")}, none of them finite`,
      "look for the first NaN with debugNaN(() => …)",
    );
  }
  return {
    title: options.title === undefined ? "" : cleanText("bar", "the title", options.title),
    notes: missing === 0 ? [] : [`${missing} of ${count(bars, "value")} left out: not finite`],
    labels,
    series,
    xTitle: axisTitle("bar", options.xLabel, undefined),
    y: barAxis(axisTitle("bar", options.yLabel, options.yUnit), series),
    legendTitle: options.legendTitle === undefined ? "" : cleanName("bar", "the legend's title", options.legendTitle),
  };
}

export const barKind: ChartKind<BarOptions, BarFigure> = {
  name: "bar",
  summary: "a bar for each label, side by side where there are several series",
  read: readBars,
  spec: barSpec,
  text: barText,
  samples: {
    one: () => ({
      values: [3.2, 1.5, 4.4],
      labels: ["setosa", "versicolor", "virginica"],
      title: "Means",
      xLabel: "species",
      yLabel: "length",
      yUnit: "cm",
    }),
    signed: () => ({
      values: [0.8, -0.35, 0, Number.NaN, -1.1],
      labels: ["bias", "length", "width", "colour", "age"],
      title: "Weights",
    }),
    several: () => ({
      values: { training: [0.98, 0.95, 0.97], test: [0.93, 0.9, 0.96] },
      labels: ["SGD", "momentum", "Adam"],
      title: "Accuracy",
      yLabel: "share right",
      legendTitle: "data",
    }),
  },
};

/**
 * Bars from 0 to each value; in the text they lie down, to an eighth of a character.
 *
 * **Shapes:** each column `[N]`, N labels. NaN and infinities have no bar and are counted in a note.
 *
 * @throws ShapeError when the numbers of values and labels differ; ArgumentError when there is nothing to draw, or
 * more than 200 bars.
 * @example console.log(bar({ values: [1, 2.5], labels: ["a", "b"] }).toText({ columns: 24 }))
 * // a │██████▌ 1
 * // b │████████████████▎ 2.5
 * @public
 */
export function bar(options: BarOptions): Chart {
  return chart(barKind, options);
}
