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
export function vegaLite(title: string, notes: readonly string[], look: Look, rest: VegaLiteSpec): VegaLiteSpec {
  const { theme, width, height } = look;
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    width,
    height,
    autosize: { type: "fit", contains: "padding" },
    padding: 10,
    background: theme.paper,
    ...heading(title, notes, look),
    ...rest,
    config: config(theme),
  };
}

/** Notes below the title, or in its place: Vega-Lite shows no subtitle without a title. */
function heading(title: string, notes: readonly string[], { theme, width }: Look): VegaLiteSpec {
  const small = notes.flatMap((note) => lines(note, Math.floor(width / 6.5)));
  if (title !== "") {
    const text = lines(title, Math.floor(width / 9.5));
    return { title: { text, ...(small.length === 0 ? {} : { subtitle: small }) } };
  }
  if (small.length === 0) return {};
  return { title: { text: small, color: theme.soft, fontSize: 11, fontWeight: "normal" } };
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

/** A text in lines of at most so many characters, broken between words. */
export function lines(text: string, longest: number): readonly string[] {
  const broken: string[] = [];
  for (const word of text.split(" ")) {
    const last = broken.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= longest) broken[broken.length - 1] = `${last} ${word}`;
    else broken.push(word);
  }
  return broken;
}

/**
 * The title of an axis, in lines that are shorter than the axis. Vega takes a character for 0.8 of its height, and
 * lays out wrongly what reaches beyond the plot by that measure.
 */
export function axisLines(title: string, side: "x" | "y", { width, height }: Look): readonly string[] | null {
  const length = side === "x" ? width - 90 : height - 110;
  return title === "" ? null : lines(title, Math.max(8, Math.floor(length / (0.8 * 13))));
}

/** The scale and axis of a channel, with the same ticks and labels as in the text. */
export function channel(field: string, side: "x" | "y", axis: Axis, look: Look): VegaLiteSpec {
  const { title, scale, domain, ticks, format } = axis;
  return {
    field,
    type: "quantitative",
    scale: { type: scale, domain: [...domain], nice: false, zero: false },
    axis: { title: axisLines(title, side, look), values: [...ticks], format },
  };
}
