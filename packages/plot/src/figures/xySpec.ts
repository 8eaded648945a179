import { cyclic, dashOf, palette, shapeOf } from "../look.ts";
import { freeCorner } from "./corner.ts";
import { channel, type Json, type Look, type VegaLiteSpec, vegaLite } from "./vegaLite.ts";
import type { Series, XyFigure } from "./xy.ts";

/** What lies below the data, and the outline of points, which sets them off from it. */
interface Ground {
  readonly below?: readonly VegaLiteSpec[];
  readonly outline?: string;
}

/** The figure in Vega-Lite. */
export function xySpec(
  figure: XyFigure,
  look: Look,
  { below = [], outline = look.theme.paper }: Ground = {},
): VegaLiteSpec {
  const { title, notes, series } = figure;
  const data = series.filter(({ mark }) => mark !== "guide");
  const guides = series.filter(({ mark }) => mark === "guide");
  const names = data.map(({ name }) => asGroup(name));
  const layers = [
    ...guides.map((one) =>
      layer(figure, [one], { type: "line", color: look.theme.soft, strokeDash: [3, 3], strokeWidth: 1 }, {}, look),
    ),
    ...(["line", "point"] as const).flatMap((mark) => {
      const some = data.filter((one) => one.mark === mark);
      return some.length === 0
        ? []
        : [layer(figure, some, marks[mark](outline), identity(figure, mark, names, look), look)];
    }),
    ...lonely(figure, data, look),
  ];
  return vegaLite(title, notes, look, { layer: [...below, ...layers] });
}

/** Points of lines with a gap on either side: a line of one point would not be seen. */
function lonely(figure: XyFigure, data: readonly Series[], look: Look): VegaLiteSpec[] {
  return data.flatMap((one, k) => {
    if (one.mark !== "line") return [];
    const sizes = new Map<number, number>();
    for (const { part } of one.points) sizes.set(part, (sizes.get(part) ?? 0) + 1);
    const points = one.points.filter(({ part }) => sizes.get(part) === 1);
    const mark = { type: "point", filled: true, size: 30, opacity: 1, color: cyclic(palette, k) };
    return points.length === 0 ? [] : [layer(figure, [{ ...one, points }], mark, {}, look)];
  });
}

const marks = {
  line: (): VegaLiteSpec => ({ type: "line", strokeWidth: 2, strokeJoin: "round" }),
  point: (outline: string): VegaLiteSpec => ({
    type: "point",
    filled: true,
    size: 55,
    opacity: 1,
    stroke: outline,
    strokeWidth: 0.8,
  }),
};

/**
 * A name by which Vega can group: it keeps groups in plain objects, where `constructor` and `toString` are taken. A space
 * of no width behind such a name changes nothing that is seen.
 */
function asGroup(name: string): string {
  return name in Object.prototype ? `${name}\u200b` : name;
}

function layer(
  { x, y }: XyFigure,
  series: readonly Series[],
  mark: VegaLiteSpec,
  encoding: VegaLiteSpec,
  look: Look,
): VegaLiteSpec {
  const values: Json[] = series.flatMap(({ name, points }) =>
    points.map((point, order) => ({ x: point.x, y: point.y, series: asGroup(name), part: point.part, order })),
  );
  // Lines go from point to point as they are given, and not from left to right.
  const path =
    mark.type === "line" ? { order: { field: "order", type: "quantitative" }, detail: { field: "part" } } : {};
  return {
    data: { values },
    mark,
    encoding: { x: channel("x", "x", x, look), y: channel("y", "y", y, look), ...path, ...encoding },
  };
}

/** Colour and, for those who see none, shape or dash: both in one legend. */
function identity(figure: XyFigure, mark: "line" | "point", names: readonly string[], look: Look): VegaLiteSpec {
  if (names.length === 1 && names[0] === "") return { color: { value: palette[0]! } };
  const legend = legendOf(figure, names, look);
  const common = {
    field: "series",
    type: "nominal",
    legend,
    title: figure.legendTitle === "" ? null : figure.legendTitle,
  };
  const domain = [...names];
  const colour = { ...common, scale: { domain, range: names.map((_, i) => cyclic(palette, i)) } };
  const range = names.map((_, i): Json => (mark === "line" ? [...dashOf(i)] : shapeOf(i)));
  return { color: colour, [mark === "line" ? "strokeDash" : "shape"]: { ...common, scale: { domain, range } } };
}

function legendOf(figure: XyFigure, names: readonly string[], { width, height }: Look): VegaLiteSpec {
  const longest = Math.max(figure.legendTitle.length, ...names.map((name) => name.length));
  const rows = names.length + (figure.legendTitle === "" ? 0 : 1);
  // Characters of about 7 pixels beside a symbol and lines of 20, in a frame that stands off from the corner, on a
  // plot that is smaller than the picture by its axes.
  const across = Math.min(1, (7 * longest + 60) / (width - 70));
  const down = Math.min(1, (20 * rows + 28) / (height - 80));
  const corner = freeCorner(figure, across, down);
  const symbols = figure.series.some(({ mark }) => mark === "line") ? { symbolSize: 500 } : {};
  const common = { symbolOpacity: 1, symbolStrokeWidth: 2, ...symbols };
  if (corner !== null) return { orient: corner, offset: 8, ...common };
  // Above the plot, where no corner is free.
  const frame = { strokeColor: "transparent", fillColor: "transparent", padding: 0 };
  return {
    orient: "top",
    direction: "horizontal",
    columns: Math.max(1, Math.floor(1 / across)),
    offset: 6,
    ...frame,
    ...common,
  };
}
