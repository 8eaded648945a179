import type { Look, VegaLiteSpec } from "./figures/vegaLite.ts";
import { type ThemeName, themes } from "./look.ts";
import { renderPng } from "./png.ts";
import { badArgument, brief } from "./refuse.ts";
import { finish } from "./svg/finish.ts";
import { renderVegaLite } from "./svg/vega.ts";
import type { TextOptions, TextSize } from "./text/frame.ts";

/** The size and colours of a picture. @public */
export interface PictureOptions {
  /** "auto" unless said: light, or dark where the reader prefers that. A PNG and a spec are "light" unless said. */
  readonly theme?: ThemeName;
  /** Of the whole picture, in pixels: from 100 to 4000, 520 unless said. */
  readonly width?: number;
  /** Of the whole picture, in pixels: from 100 to 4000, 360 unless said. */
  readonly height?: number;
}

/** A picture that can be shown as text, in SVG and as PNG. Printed, it is its text. @public */
export interface Picture {
  /** What kind of chart it is: `line`, `heatmap`, … */
  readonly kind: string;
  readonly title: string;
  /** What the reader should know: how many values were left out, and why. */
  readonly notes: readonly string[];
  /** Readable text for a terminal. Loads nothing. */
  readonly toText: (options?: TextOptions) => string;
  /** An SVG document, the same on every machine. */
  readonly toSvg: (options?: PictureOptions) => Promise<string>;
  /** A PNG file of twice the resolution; needs the package `@resvg/resvg-js` and a font. */
  readonly toPng: (options?: PictureOptions) => Promise<Uint8Array>;
  /** The text. */
  readonly toString: () => string;
}

/** A picture that is drawn by Vega-Lite. @public */
export interface Chart extends Picture {
  /** The chart in Vega-Lite's grammar, for pages and notebooks that draw it themselves. */
  readonly toVegaLite: (options?: PictureOptions) => VegaLiteSpec;
}

/** What a figure, whatever its kind, says of itself. */
export interface Figure {
  readonly title: string;
  readonly notes: readonly string[];
}

/** A kind of chart: all that there is to know about it, in one place. */
export interface ChartKind<Options, F extends Figure> {
  readonly name: string;
  /** What it shows, in a sentence for the table of the README. */
  readonly summary: string;
  /** Checks what was given, and works out what is to be seen. */
  readonly read: (options: Options) => F;
  readonly spec: (figure: F, look: Look) => VegaLiteSpec;
  readonly text: (figure: F, size: TextSize) => string;
  /** Charts by which the kind is tested and looked at. */
  readonly samples: Readonly<Record<string, () => Options>>;
}

/** Node asks an object under this name how to show it. */
const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/** Makes a chart of a kind. */
export function chart<Options, F extends Figure>(kind: ChartKind<Options, F>, options: Options): Chart {
  checkOptions(kind.name, options);
  const figure = kind.read(options);
  const text = (size?: TextOptions): string => kind.text(figure, textSize(kind.name, size));
  const spec = (look?: PictureOptions, fallback: "light" | "auto" = "light"): VegaLiteSpec =>
    kind.spec(figure, readLook(kind.name, look, fallback));
  return picture<Chart>(kind.name, figure, text, async (look) => renderVegaLite(spec(look, "auto")), {
    toVegaLite: (look?: PictureOptions) => spec(look),
  });
}

/** The methods that all pictures have, beside those of its own. */
export function picture<P extends Picture>(
  kind: string,
  { title, notes }: Figure,
  toText: (options?: TextOptions) => string,
  draw: (options: PictureOptions) => Promise<string>,
  own: Omit<P, keyof Picture>,
): P {
  const name = [kind, title].filter((part) => part !== "").join(": ");
  const toSvg = async (options: PictureOptions = {}): Promise<string> =>
    finish(await draw(options), name, options.theme ?? "auto");
  const toPng = async (options: PictureOptions = {}): Promise<Uint8Array> => {
    // A PNG has one theme only.
    const theme = options.theme === undefined || options.theme === "auto" ? "light" : options.theme;
    return renderPng(kind, await toSvg({ ...options, theme }));
  };
  const record = { kind, title, notes, toText, toSvg, toPng, ...own };
  for (const key of ["toString", INSPECT]) Object.defineProperty(record, key, { value: () => toText() });
  return record as unknown as P;
}

export function checkOptions(op: string, options: unknown): void {
  if (typeof options === "object" && options !== null && !Array.isArray(options) && !ArrayBuffer.isView(options))
    return;
  throw badArgument(op, "takes a record of options", brief(options), `name what is drawn: ${op}({ … })`);
}

/** The colours and size that a picture is drawn with; "auto" is drawn light, and the dark colours are added later. */
export function readLook(op: string, options: PictureOptions = {}, fallback: ThemeName = "light"): Look {
  const { theme = fallback, width = 520, height = 360 } = options;
  if (theme !== "light" && theme !== "dark" && theme !== "auto") {
    throw badArgument(op, `the theme is "light", "dark" or "auto"`, brief(theme), `leave it out for "auto"`);
  }
  for (const [name, value] of Object.entries({ width, height })) {
    if (Number.isInteger(value) && value >= 100 && value <= 4000) continue;
    throw badArgument(
      op,
      `${name} is a whole number of pixels from 100 to 4000`,
      brief(value),
      `leave it out for the usual size`,
    );
  }
  return { theme: themes[theme === "dark" ? "dark" : "light"], width, height };
}

export function textSize(op: string, { columns = 72, rows = 16 }: TextOptions = {}): TextSize {
  for (const [name, value, least] of [
    ["columns", columns, 20],
    ["rows", rows, 4],
  ] as const) {
    if (Number.isInteger(value) && value >= least && value <= 1000) continue;
    throw badArgument(
      op,
      `${name} is a whole number from ${least} to 1000`,
      brief(value),
      "leave it out for a terminal of 80 × 24",
    );
  }
  return { columns, rows };
}
