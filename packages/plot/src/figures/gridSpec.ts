import { shortNumber } from "../axis.ts";
import { type GridFigure, inkOn, rampOf } from "./grid.ts";
import { namesBelow, namesBeside, type Placed, plotSize } from "./names.ts";
import { axisLines, type Json, type Look, type VegaLiteSpec, vegaLite } from "./vegaLite.ts";

/** The table in Vega-Lite: coloured cells, with their numbers where there is room. */
export function gridSpec(figure: GridFigure, look: Look): VegaLiteSpec {
  const { cells, rowNames, columnNames, title, notes, annotated } = figure;
  const values: Json[] = cells.flatMap((row, i) =>
    row.flatMap((value, j) => {
      if (Number.isNaN(value)) return [];
      const label = annotated ? { label: shortNumber(value, 3), ink: inkOn(figure, value) } : {};
      return [{ row: rowNames[i]!, column: columnNames[j]!, value, ...label }];
    }),
  );
  const text = {
    mark: { type: "text", fontSize: 12 },
    encoding: {
      text: { field: "label", type: "nominal" },
      color: { field: "ink", type: "nominal", scale: null, legend: null },
    },
  };
  const cell = { mark: { type: "rect" }, encoding: { color: colour(figure, look) } };
  // The scale of colours stands on the right.
  const { across, down } = plotSize(look, 70);
  const [below, beside] = [namesBelow(columnNames, across), namesBeside(rowNames, down)];
  return vegaLite(title, notes, look, {
    data: { values },
    encoding: {
      x: band("column", columnNames, below, axisLines(figure.xTitle, "x", look), { orient: "bottom" }),
      y: band("row", rowNames, beside, axisLines(figure.yTitle, "y", look), {}),
    },
    layer: annotated ? [cell, text] : [cell],
    resolve: { scale: { color: "independent" } },
  });
}

function band(
  field: string,
  names: readonly string[],
  { values, labelAngle }: Placed,
  title: readonly string[] | null,
  axis: VegaLiteSpec,
): VegaLiteSpec {
  return {
    field,
    type: "ordinal",
    // In whole pixels, so that nothing shows between two cells; what is left over, away from the names.
    scale: { domain: [...names], padding: 0, round: true, align: field === "row" ? 1 : 0 },
    axis: { title, values: [...values], labelAngle, ticks: false, domain: false, labelPadding: 6, ...axis },
  };
}

function colour(figure: GridFigure, { height }: Look): VegaLiteSpec {
  const ramp = rampOf(figure);
  const [low, high] = figure.domain;
  const domain = ramp.map((_, i) => low + (i / (ramp.length - 1)) * (high - low));
  return {
    field: "value",
    type: "quantitative",
    scale: { type: "linear", domain, range: [...ramp], interpolate: "rgb" },
    legend: {
      title: figure.valueTitle === "" ? null : figure.valueTitle,
      gradientLength: Math.round(height / 2),
      values: [low, (low + high) / 2, high],
      format: ".3~g",
      strokeColor: "transparent",
      fillColor: "transparent",
    },
  };
}
