import { type Axis, axisOf, type ScaleName } from "../axis.ts";
import { axisTitle, cleanName, cleanText } from "../labels.ts";
import { extent } from "../numbers.ts";
import { badArgument, badShape, brief, count } from "../refuse.ts";

/** What every chart can be given. @public */
export interface TitleOptions {
  /** Above the chart; up to 120 characters. */
  readonly title?: string;
}

/** The labels of two axes. @public */
export interface AxesOptions extends TitleOptions {
  readonly xLabel?: string;
  readonly yLabel?: string;
  /** The unit of an axis, shown in parentheses after its label: `cm`. */
  readonly xUnit?: string;
  readonly yUnit?: string;
  /** "linear" unless said; on a "log" axis values that are not positive are left out, with a note. */
  readonly xScale?: ScaleName;
  readonly yScale?: ScaleName;
  /** What the series have in common: the heading of the legend. */
  readonly legendTitle?: string;
}

/** A point of a series; `part` counts the pieces of a line that is broken by missing values. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly part: number;
}

/** Points with a name; a guide is a grey line that belongs to no data, like the diagonal of an ROC curve. */
export interface Series {
  readonly name: string;
  readonly mark: "line" | "point" | "guide";
  readonly points: readonly Point[];
}

/** A chart of points or lines between two axes. */
export interface XyFigure {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
  readonly legendTitle: string;
  readonly notes: readonly string[];
}

/** Columns of x and y under a name, as they were given. */
export interface RawSeries {
  readonly name: string;
  readonly mark: Series["mark"];
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** No picture needs more: this many lie closer than a pixel. */
export const MOST_POINTS = 2000;
export const MOST_SERIES = 20;

/** The margin on either side of the data, as a share of their range. */
export interface Margins {
  readonly x: number;
  readonly y: number;
}

/** Makes a figure of raw series: leaves out what cannot be drawn, counts it in a note, and finds the axes. */
export function xyFigure(op: string, raw: readonly RawSeries[], options: AxesOptions, margins: Margins): XyFigure {
  checkSeries(op, raw);
  const xScale = readScale(op, "xScale", options.xScale);
  const yScale = readScale(op, "yScale", options.yScale);
  const notes: string[] = [];
  const isDrawn = (x: number, y: number): boolean =>
    Number.isFinite(x) && Number.isFinite(y) && (xScale === "linear" || x > 0) && (yScale === "linear" || y > 0);
  const series = raw.map(({ name, mark, x, y }): Series => {
    const shown = cleanName(op, "the name of a series", name);
    const all: Point[] = [];
    let part = 0;
    x.forEach((value, i) => {
      if (isDrawn(value, y[i]!)) all.push({ x: value, y: y[i]!, part });
      else part++;
    });
    const label = shown === "" ? "" : `${shown}: `;
    if (all.length < x.length) {
      notes.push(`${label}${x.length - all.length} of ${count(x.length, "point")} left out: ${reason(xScale, yScale)}`);
    }
    const points = mark === "point" ? everyOther(all) : thinned(all);
    if (points.length < all.length) {
      notes.push(
        `${label}${points.length} of ${all.length} points drawn${mark === "point" ? "" : ", lows and highs kept"}`,
      );
    }
    return { name: shown, mark, points };
  });
  const drawn = series.flatMap(({ points }) => points);
  if (drawn.length === 0) {
    const got = `${count(
      raw.reduce((sum, { x }) => sum + x.length, 0),
      "point",
    )}, none to draw: ${reason(xScale, yScale)}`;
    const isFinite = raw.some(({ x, y }) => x.some((value, i) => Number.isFinite(value) && Number.isFinite(y[i]!)));
    const hint = isFinite
      ? 'a "log" axis has room for positive numbers only; leave the scale out'
      : "look for the first NaN with debugNaN(() => …)";
    throw badArgument(op, "there is nothing to draw", got, hint);
  }
  return {
    title: options.title === undefined ? "" : cleanText(op, "the title", options.title),
    x: axisOf(axisTitle(op, options.xLabel, options.xUnit), xScale, extent(drawn.map(({ x }) => x)), margins.x),
    y: axisOf(axisTitle(op, options.yLabel, options.yUnit), yScale, extent(drawn.map(({ y }) => y)), margins.y),
    series,
    legendTitle: options.legendTitle === undefined ? "" : cleanName(op, "the legend's title", options.legendTitle),
    notes,
  };
}

function checkSeries(op: string, raw: readonly RawSeries[]): void {
  if (raw.length > MOST_SERIES) {
    const hint = "draw the most important ones, or a heatmap with one row each";
    throw badArgument(op, `a chart shows up to ${MOST_SERIES} series`, `${raw.length} series`, hint);
  }
  for (const { name, x, y } of raw) {
    if (x.length === y.length) continue;
    const what = name === "" ? "x and y" : `x and y of ${brief(name)}`;
    const hint =
      x.length === y.length + 1
        ? "x has one more: are these the edges of intervals? Pass their middles"
        : "each point has one x and one y; leave out x to count 0, 1, 2 …";
    throw badShape(
      op,
      `${what} differ in length`,
      `${count(x.length, "x", "x")} and ${count(y.length, "y", "y")}`,
      hint,
    );
  }
}

export function readScale(op: string, what: string, scale: ScaleName | undefined): ScaleName {
  if (scale === undefined || scale === "linear" || scale === "log") return scale ?? "linear";
  throw badArgument(op, `${what} is "linear" or "log"`, brief(scale), `leave it out for "linear"`);
}

function reason(xScale: ScaleName, yScale: ScaleName): string {
  return xScale === "log" || yScale === "log" ? "not finite, or not positive on a log axis" : "not finite";
}

/** At equal distances in the list, so that no region is preferred. */
function everyOther(points: readonly Point[]): readonly Point[] {
  if (points.length <= MOST_POINTS) return points;
  return Array.from({ length: MOST_POINTS }, (_, i) => points[Math.floor((i * points.length) / MOST_POINTS)]!);
}

/** Of each run of neighbours the first, lowest, highest and last: the line looks as it did, spikes included. */
function thinned(points: readonly Point[]): readonly Point[] {
  if (points.length <= MOST_POINTS) return points;
  const runs = MOST_POINTS / 4;
  return Array.from({ length: runs }, (_, k) => {
    const first = Math.floor((k * points.length) / runs);
    const last = Math.floor(((k + 1) * points.length) / runs) - 1;
    let [low, high] = [first, first];
    for (let i = first; i <= last; i++) {
      if (points[i]!.y < points[low]!.y) low = i;
      if (points[i]!.y > points[high]!.y) high = i;
    }
    return [...new Set([first, low, high, last])].sort((a, b) => a - b).map((i) => points[i]!);
  }).flat();
}
