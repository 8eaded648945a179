import type { Look } from "./vegaLite.ts";

/** What names take, in pixels at a size of 12: along the line for each character, across it, and between two. */
const [CHARACTER, HEIGHT, GAP] = [7, 16, 10];

/** How names stand at an axis. */
export interface Placed {
  /** Those that are written. */
  readonly values: readonly string[];
  readonly labelAngle: number;
}

/** Below an axis of so many pixels: level where they fit, else slanted, and of too many every n-th. */
export function namesBelow(names: readonly string[], pixels: number): Placed {
  const longest = CHARACTER * Math.max(...names.map((name) => name.length));
  const slot = pixels / names.length;
  if (longest <= slot) return { values: names, labelAngle: 0 };
  // Numbers are counted on from the ones that are there; names are not, so as many as possible are written.
  const areNumbers = names.every((name) => /^\d+$/.test(name));
  const every = Math.ceil((areNumbers ? longest + GAP : HEIGHT) / slot);
  return { values: everyNth(names, every), labelAngle: areNumbers ? 0 : -40 };
}

/** Beside an axis of so many pixels: of too many every n-th. */
export const namesBeside = (names: readonly string[], pixels: number): Placed => ({
  values: everyNth(names, Math.ceil((HEIGHT * names.length) / pixels)),
  labelAngle: 0,
});

const everyNth = (names: readonly string[], n: number): readonly string[] => names.filter((_, i) => i % n === 0);

/** What a picture leaves to a plot with an axis on the left, and with what else stands beside and above it. */
export const plotSize = ({ width, height }: Look, beside = 0): { readonly across: number; readonly down: number } => ({
  across: Math.max(40, width - 80 - beside),
  down: Math.max(40, height - 90),
});
