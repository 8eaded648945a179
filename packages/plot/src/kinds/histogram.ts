import { type Axis, axisOf, niceStep, place, shortNumber } from "../axis.ts";
import { type Chart, type ChartKind, chart } from "../chart.ts";
import { barAxis } from "../figures/bars.ts";
import { channel, type Json, type Look, type VegaLiteSpec, vegaLite } from "../figures/vegaLite.ts";
import { MOST_SERIES, type TitleOptions } from "../figures/xy.ts";
import { axisTitle, cleanName, cleanText } from "../labels.ts";
import { cyclic, palette } from "../look.ts";
import { type Numbers, readColumns } from "../numbers.ts";
import { badArgument, brief, count } from "../refuse.ts";
import { blocks } from "../text/blocks.ts";
import { assemble, type TextSize } from "../text/frame.ts";

/** What `histogram` draws. @public */
export interface HistogramOptions extends TitleOptions {
  /** One column, or several by name, over the same bins. */
  readonly values: Numbers | Readonly<Record<string, Numbers>>;
  /** About how many bins, 1 to 200; their edges are round numbers. By the rules below unless said. */
  readonly bins?: number;
  readonly xLabel?: string;
  readonly xUnit?: string;
  readonly legendTitle?: string;
}

/** Counts of values between neighbouring edges. */
export interface HistogramFigure {
  readonly title: string;
  readonly notes: readonly string[];
  readonly edges: readonly number[];
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[];
  readonly x: Axis;
  readonly y: Axis;
  readonly legendTitle: string;
}

const MOST_BINS = 200;

/**
 * The width of a bin as NumPy finds it: the smaller of Sturges' range / (log₂ n + 1) and Freedman and Diaconis'
 * 2 IQR / ∛n, where the quartiles differ.
 */
function binWidth(sorted: readonly number[]): number {
  const range = sorted.at(-1)! - sorted[0]!;
  const quartile = (share: number): number => sorted[Math.round(share * (sorted.length - 1))]!;
  const sturges = range / (Math.log2(sorted.length) + 1);
  const diaconis = (2 * (quartile(0.75) - quartile(0.25))) / Math.cbrt(sorted.length);
  return diaconis > 0 ? Math.min(sturges, diaconis) : sturges;
}

/** Round edges that hold all values; a value on an edge belongs to the bin above it, but for the last. */
function binEdges(values: readonly number[], bins: number | undefined): number[] {
  const sorted = Float64Array.from(values).sort();
  const [low, high] = [sorted[0]!, sorted.at(-1)!];
  if (low === high) {
    const half = Math.abs(low) / 10 || 0.5;
    return [low - half, low + half];
  }
  const width = bins === undefined ? binWidth(Array.from(sorted)) : (high - low) / bins;
  const step = niceStep(Math.max(width, (high - low) / MOST_BINS));
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(Math.ceil(high / step - 1e-9), first + 1);
  return Array.from({ length: Math.min(last - first, 2 * MOST_BINS) + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
}

function countInto(edges: readonly number[], values: readonly number[]): number[] {
  const counts = Array<number>(edges.length - 1).fill(0);
  const [first, last] = [edges[0]!, edges.at(-1)!];
  for (const value of values) {
    let bin = Math.min(Math.max(Math.floor(((value - first) / (last - first)) * counts.length), 0), counts.length - 1);
    // The division rounds; the edges decide.
    while (bin > 0 && value < edges[bin]!) bin--;
    while (bin < counts.length - 1 && value >= edges[bin + 1]!) bin++;
    counts[bin]!++;
  }
  return counts;
}

function readHistogram(options: HistogramOptions): HistogramFigure {
  const { bins } = options;
  if (bins !== undefined && !(Number.isInteger(bins) && bins >= 1 && bins <= MOST_BINS)) {
    throw badArgument(
      "histogram",
      `bins is a whole number from 1 to ${MOST_BINS}`,
      brief(bins),
      "leave it out to have it found",
    );
  }
  const columns = readColumns("histogram", "values", options.values);
  if (columns.length > MOST_SERIES) {
    throw badArgument(
      "histogram",
      `a chart shows up to ${MOST_SERIES} series`,
      String(columns.length),
      "draw fewer at once",
    );
  }
  const finite = columns.map(([, values]) => values.filter(Number.isFinite));
  const [total, drawn] = [sum(columns.map(([, values]) => values.length)), sum(finite.map((values) => values.length))];
  if (drawn === 0) {
    throw badArgument(
      "histogram",
      "there is nothing to draw",
      `${count(total, "value")}, none of them finite`,
      "look for the first NaN with debugNaN(() => …)",
    );
  }
  const edges = binEdges(finite.flat(), bins);
  const series = columns.map(([name], k) => ({
    name: cleanName("histogram", "the name of a series", name),
    values: countInto(edges, finite[k]!),
  }));
  return {
    title: options.title === undefined ? "" : cleanText("histogram", "the title", options.title),
    notes: drawn === total ? [] : [`${total - drawn} of ${count(total, "value")} left out: not finite`],
    edges,
    series,
    x: axisOf(axisTitle("histogram", options.xLabel, options.xUnit), "linear", [edges[0]!, edges.at(-1)!]),
    y: countAxis(series),
    legendTitle:
      options.legendTitle === undefined ? "" : cleanName("histogram", "the legend's title", options.legendTitle),
  };
}

/** Counts are whole numbers, and so are the ticks. */
function countAxis(series: HistogramFigure["series"]): Axis {
  const axis = barAxis("count", series);
  const ticks = axis.ticks.filter(Number.isInteger);
  return { ...axis, ticks, format: axis.domain[1] < 1e6 ? ".0f" : axis.format };
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

function histogramSpec({ title, notes, edges, series, x, y, legendTitle }: HistogramFigure, look: Look): VegaLiteSpec {
  const names = series.map(({ name }) => name);
  const single = names.length === 1 && names[0] === "";
  const values: Json[] = series.flatMap(({ name, values }) =>
    values.flatMap((count, i) =>
      count === 0 ? [] : [{ from: edges[i]!, to: edges[i + 1]!, count, zero: 0, series: name }],
    ),
  );
  const scale = { domain: names, range: names.map((_, k) => cyclic(palette, k)) };
  const common = { field: "series", type: "nominal", title: legendTitle === "" ? null : legendTitle, scale };
  const legend = { orient: "top", offset: 4, strokeColor: "transparent", fillColor: "transparent", padding: 0 };
  const colour = single
    ? { fill: { value: palette[0]! }, stroke: { value: look.theme.paper } }
    : { fill: { ...common, legend }, stroke: { ...common, legend: null } };
  return vegaLite(title, notes, look, {
    data: { values },
    // Several series are seen through each other.
    mark: { type: "bar", fillOpacity: names.length > 1 ? 0.45 : 1, strokeWidth: 1, binSpacing: 0 },
    encoding: {
      x: channel("from", "x", x, look),
      x2: { field: "to" },
      y: channel("count", "y", y, look),
      y2: { field: "zero" },
      ...colour,
    },
  });
}

/** The bins from top to bottom, one below the other for each series. */
function histogramText({ title, notes, edges, series, x, y, legendTitle }: HistogramFigure, size: TextSize): string {
  const starts = edges.map((edge) => shortNumber(edge, 6));
  const wide = Math.max(...starts.map((start) => start.length));
  const body = series.flatMap(({ name, values }) => {
    const room = Math.max(size.columns - 2 * wide - 8 - String(Math.max(...values)).length, 8);
    const rows = values.map((count, i) => {
      const end = i === values.length - 1 ? "]" : ")";
      return `[${starts[i]!.padStart(wide)}, ${starts[i + 1]!.padStart(wide)}${end} │${blocks(place(y, count) * room)} ${count}`;
    });
    return name === "" ? rows : [name, ...rows];
  });
  return assemble(title, [...[legendTitle, x.title].filter((text) => text !== ""), ...body], notes);
}

/** Values that heap up like a bell, the same every time. */
const bell = (centre: number, n: number): number[] =>
  Array.from({ length: n }, (_, i) => centre + Math.log((i + 0.5) / (n - i - 0.5)) / 1.7);

export const histogramKind: ChartKind<HistogramOptions, HistogramFigure> = {
  name: "histogram",
  summary: "how often values lie between round edges",
  read: readHistogram,
  spec: histogramSpec,
  text: histogramText,
  samples: {
    one: () => ({ values: bell(0, 200), title: "A bell", xLabel: "activation" }),
    two: () => ({
      values: { before: bell(0, 200), after: bell(1.5, 120) },
      bins: 12,
      title: "Before and after",
      xLabel: "weight",
      legendTitle: "training",
    }),
    gaps: () => ({ values: [1, 1, 2, Number.NaN], title: "A missing value" }),
  },
};

/**
 * A histogram: how many values lie in [eᵢ, eᵢ₊₁); the last bin holds its right edge too. The edges are round numbers,
 * about as far apart as NumPy's rule "auto" has them, or as `bins` asks.
 *
 * **Shapes:** each column `[N]`. NaN and infinities are left out and counted in a note; equal values have one bin.
 *
 * @throws ArgumentError when no value is finite, or `bins` is not from 1 to 200.
 * @example console.log(histogram({ values: [1, 1.5, 2, 2.5, 3, 3], bins: 2 }).toText({ columns: 30 }))
 * // [1, 2) │█████████ 2
 * // [2, 3] │██████████████████▏ 4
 * @see NumPy, `numpy.histogram_bin_edges`; D. Freedman, P. Diaconis (1981), On the histogram as a density estimator.
 * @public
 */
export function histogram(options: HistogramOptions): Chart {
  return chart(histogramKind, options);
}
