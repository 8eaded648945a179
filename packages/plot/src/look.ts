/** How the light and the dark picture differ. `auto` follows the reader's setting, wherever the SVG is shown. @public */
export type ThemeName = "light" | "dark" | "auto";

/** The colours that depend on the theme. */
export interface Theme {
  readonly paper: string;
  readonly ink: string;
  /** Grid lines and frames. */
  readonly line: string;
  /** Notes, and lines that only guide the eye. */
  readonly soft: string;
}

/** Paper and ink have a contrast of more than 12, soft ink more than 4.5 (WCAG 2.2, success criterion 1.4.3). */
export const themes: Readonly<Record<"light" | "dark", Theme>> = {
  light: { paper: "#ffffff", ink: "#24292f", line: "#d8dee4", soft: "#59636e" },
  dark: { paper: "#0d1117", ink: "#e6edf3", line: "#30363d", soft: "#9198a1" },
};

/**
 * The colours of series: blue, vermilion, bluish green, reddish purple, orange and sky blue, which people with the
 * common kinds of colour blindness tell apart. The first four have a contrast of 3 to either paper.
 *
 * @see M. Okabe, K. Ito (2008), Color Universal Design: how to make figures that are friendly to colorblind people.
 */
export const palette: readonly string[] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"];

/** Each series has a shape, a dash and a letter too, so that the chart reads without any colour. */
export const shapes: readonly string[] = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down"];
export const dashes: readonly (readonly number[])[] = [
  [1, 0],
  [7, 3],
  [2, 2],
  [9, 3, 2, 3],
  [4, 2],
  [12, 4],
];
export const letters = "ox+*#@%&aceghkmnsuvw";

/** Of the `i`-th series: where the colours begin again, shapes and dashes are others than the first time. */
export const shapeOf = (i: number): string => cyclic(shapes, i + Math.floor(i / palette.length));
export const dashOf = (i: number): readonly number[] => cyclic(dashes, i + Math.floor(i / palette.length));

/**
 * From low to high: viridis, which grows evenly in lightness, so that it is read without colours as well.
 *
 * @see S. van der Walt, N. Smith (2015), A better default colormap for Matplotlib, SciPy.
 */
export const sequential: readonly string[] = ["#440154", "#3b528b", "#21918c", "#5ec962", "#fde725"];

/** From negative over 0 to positive: the palette's blue and vermilion around a light grey. */
export const diverging: readonly string[] = ["#004b76", "#6fb1d8", "#f2f2f2", "#ec9a62", "#8f3f00"];

/** Numbers on coloured cells; not quite black and white, which are colours of the themes. */
export const onDark = "#fefefe";
export const onLight = "#010101";

/** The `i`-th of a list that starts again when it ends. */
export function cyclic<T>(list: ArrayLike<T>, i: number): T {
  return list[i % list.length]!;
}

type Rgb = readonly [number, number, number];

const rgbOf = (hex: string): Rgb =>
  [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16)) as readonly number[] as Rgb;

/** `share` of one colour and the rest of the other, as `#rrggbb`. */
export function mix(colour: string, other: string, share: number): string {
  const [a, b] = [rgbOf(colour), rgbOf(other)];
  const parts = a.map((value, i) => Math.round(share * value + (1 - share) * b[i]!));
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

/** The colour at `t` in [0, 1] on a line through the given ones. */
export function colourAt(ramp: readonly string[], t: number): string {
  const place = Math.min(Math.max(t, 0), 1) * (ramp.length - 1);
  const i = Math.min(Math.floor(place), ramp.length - 2);
  return mix(ramp[i + 1]!, ramp[i]!, place - i);
}

/** Relative luminance, from 0 for black to 1 for white. @see WCAG 2.2, the definition of relative luminance. */
export function luminance(hex: string): number {
  const [r, g, b] = rgbOf(hex).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as readonly number[] as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The contrast of two colours, from 1 to 21. @see WCAG 2.2, the definition of contrast ratio. */
export function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** The paper of a theme with some of a series' colour: the ground of its region. */
export function tint(series: number, { paper }: Theme): string {
  return mix(cyclic(palette, series), paper, 0.24);
}

/** Each colour of the light theme that is another in the dark one. */
export const swaps: readonly (readonly [light: string, dark: string])[] = [
  ...(["paper", "ink", "line", "soft"] as const).map((name) => [themes.light[name], themes.dark[name]] as const),
  ...palette.map((_, k) => [tint(k, themes.light), tint(k, themes.dark)] as const),
];
