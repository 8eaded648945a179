import type { Axis } from "../axis.ts";
import type { Theme } from "../look.ts";

/** A value of JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A chart as Vega-Lite describes it, plain JSON. @see https://vega.github.io/vega-lite/docs/spec.html @public */
export type VegaLiteSpec = { readonly [key: string]: Json };

/** What a spec is drawn with: the colours, and the size of the whole picture in pixels. */
export interface Look {
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
}

const FONT = "Helvetica, Arial, DejaVu Sans, sans-serif";

/** A spec with what all charts share: title, notes as a subtitle, size, fonts and colours. */
export function vegaLite(
  title: string,
  notes: readonly string[],
  { theme, width, height }: Look,
  rest: VegaLiteSpec,
): VegaLiteSpec {
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    width,
    height,
    autosize: { type: "fit", contains: "padding" },
    padding: 10,
    background: theme.paper,
    ...heading(title, notes, theme),
    ...rest,
    config: config(theme),
  };
}

/** Notes below the title, or in its place: Vega-Lite shows no subtitle without a title. */
function heading(title: string, notes: readonly string[], { soft }: Theme): VegaLiteSpec {
  if (title !== "") return { title: { text: title, ...(notes.length === 0 ? {} : { subtitle: [...notes] }) } };
  if (notes.length === 0) return {};
  return { title: { text: [...notes], color: soft, fontSize: 11, fontWeight: "normal" } };
}

function config({ paper, ink, line, soft }: Theme): VegaLiteSpec {
  return {
    // One description for the whole picture instead of one for each point.
    aria: false,
    font: FONT,
    title: { color: ink, subtitleColor: soft, fontSize: 14, subtitleFontSize: 11, anchor: "start", offset: 10 },
    axis: {
      labelColor: ink,
      titleColor: ink,
      labelFontSize: 12,
      titleFontSize: 13,
      titleFontWeight: "normal",
      gridColor: line,
      domainColor: line,
      tickColor: line,
      labelLimit: 160,
      labelFlush: false,
    },
    legend: {
      labelColor: ink,
      titleColor: ink,
      labelFontSize: 12,
      titleFontSize: 12,
      fillColor: paper,
      strokeColor: line,
      padding: 8,
      cornerRadius: 4,
      labelLimit: 220,
      titleLimit: 220,
    },
    // What cannot be drawn was left out before, with a note.
    mark: { invalid: "show" },
    view: { stroke: null },
  };
}

/** The scale and axis of a channel, with the same ticks and labels as in the text. */
export function channel(field: string, { title, scale, domain, ticks, format }: Axis): VegaLiteSpec {
  return {
    field,
    type: "quantitative",
    scale: { type: scale, domain: [...domain], nice: false, zero: false },
    axis: { title: title === "" ? null : title, values: [...ticks], format },
  };
}
