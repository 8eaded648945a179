import { type Axis, axisOf, place, shortNumber } from "../axis.ts";
import { cyclic, palette } from "../look.ts";
import { extent } from "../numbers.ts";
import { blocks } from "../text/blocks.ts";
import { assemble, type TextSize } from "../text/frame.ts";
import { namesBelow, plotSize } from "./names.ts";
import { axisLines, channel, type Json, type Look, type VegaLiteSpec, vegaLite } from "./vegaLite.ts";

/** Values of one series, one for each label; NaN where there is none. */
export interface BarSeries {
  readonly name: string;
  readonly values: readonly number[];
}

/** Bars from 0 to a value, for each label and series. */
export interface BarFigure {
  readonly title: string;
  readonly notes: readonly string[];
  readonly labels: readonly string[];
  readonly series: readonly BarSeries[];
  readonly xTitle: string;
  readonly y: Axis;
  readonly legendTitle: string;
}

/** The axis of the values: it holds 0, where bars begin. */
export function barAxis(title: string, series: readonly BarSeries[]): Axis {
  const [low, high] = extent(series.flatMap(({ values }) => values));
  const axis = axisOf(title, "linear", [Math.min(low, 0), Math.max(high, 0) || (low < 0 ? 0 : 1)], 0.05);
  // No room below 0 where no bar goes there.
  const domain = [low >= 0 ? 0 : axis.domain[0], high <= 0 && low < 0 ? 0 : axis.domain[1]] as const;
  return { ...axis, domain, ticks: axis.ticks.filter((tick) => tick >= domain[0] && tick <= domain[1]) };
}

/** The bars in Vega-Lite, side by side where a label has several. */
export function barSpec(figure: BarFigure, look: Look): VegaLiteSpec {
  const { title, notes, labels, series, xTitle, y, legendTitle } = figure;
  const values: Json[] = labels.flatMap((label, i) =>
    series.flatMap((one) =>
      Number.isNaN(one.values[i]!) ? [] : [{ label, series: one.name, value: one.values[i]!, zero: 0 }],
    ),
  );
  const names = series.map(({ name }) => name);
  const below = namesBelow(labels, plotSize(look).across);
  const colour = {
    field: "series",
    type: "nominal",
    title: legendTitle === "" ? null : legendTitle,
    scale: { domain: names, range: names.map((_, k) => cyclic(palette, k)) },
    legend: { orient: "top", offset: 4, strokeColor: "transparent", fillColor: "transparent", padding: 0 },
  };
  const single = names.length === 1 && names[0] === "";
  return vegaLite(title, notes, look, {
    data: { values },
    mark: { type: "bar" },
    encoding: {
      x: {
        field: "label",
        type: "nominal",
        scale: { domain: [...labels], paddingInner: 0.2, paddingOuter: 0.1 },
        axis: {
          title: axisLines(xTitle, "x", look),
          values: [...below.values],
          labelAngle: below.labelAngle,
          ticks: false,
          labelPadding: 6,
        },
      },
      ...(single ? {} : { xOffset: { field: "series", type: "nominal", scale: { domain: names } } }),
      y: channel("value", "y", y, look),
      y2: { field: "zero" },
      color: single ? { value: palette[0]! } : colour,
    },
  });
}

/** The bars lying down, to an eighth of a character, with their values behind them. */
export function barText({ title, notes, labels, series, xTitle, y, legendTitle }: BarFigure, size: TextSize): string {
  const single = series.length === 1;
  const names = labels.flatMap((label) =>
    series.map(({ name }, k) => (single ? label : k === 0 ? `${label}  ${name}` : name)),
  );
  const values = labels.flatMap((_, i) => series.map((one) => one.values[i]!));
  const edge = Math.max(...names.map((name) => name.length));
  const numbers = values.map((value) => (Number.isNaN(value) ? "missing" : shortNumber(value)));
  const room = Math.max(size.columns - edge - 3 - Math.max(...numbers.map((number) => number.length)), 8);
  const zero = Math.round(place(y, 0) * room);
  const rows = values.map((value, i) => `${names[i]!.padStart(edge)} │${bar(y, value, zero, room)} ${numbers[i]}`);
  const head = [xTitle, y.title].filter((text) => text !== "").join(" │ ");
  const legend = single ? series[0]!.name : legendTitle;
  return assemble(title, [...[legend, head].filter((text) => text !== ""), ...rows], notes);
}

function bar(y: Axis, value: number, zero: number, room: number): string {
  if (Number.isNaN(value)) return " ".repeat(zero);
  if (value < 0) {
    const length = Math.min(zero, Math.max(0, zero - Math.round(place(y, value) * room)));
    return `${" ".repeat(zero - length)}${"█".repeat(length)}`;
  }
  return `${" ".repeat(zero)}${blocks((place(y, value) - place(y, 0)) * room)}`;
}
