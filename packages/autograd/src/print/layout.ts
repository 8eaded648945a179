import type { Shape } from "../shape.ts";

/** What the layout of an array depends on besides its words. */
export interface Layout {
  readonly shape: Shape;
  /** How many elements to keep at each end of an axis; `Infinity` keeps all. */
  readonly edgeItems: number;
  /** What stands between two words: `" "` or `", "`. */
  readonly separator: string;
  /** The length of a line, the closing bracket and what follows it included. */
  readonly lineWidth: number;
  /** The room in front of the first bracket, taken by `array(`. */
  readonly indent: number;
}

/** In place of an index: the elements that a summary leaves out. */
const GAP = -1;

/** The flat row-major places of the elements that are shown, in printing order. */
export function shownPlaces(shape: Shape, edgeItems: number): number[] {
  let places = [0];
  for (const length of shape) {
    const shown = shownIndices(length, edgeItems).filter((index) => index !== GAP);
    places = places.flatMap((place) => shown.map((index) => place * length + index));
  }
  return places;
}

/** The words, one for each shown place, within brackets, broken into lines as NumPy breaks them. */
export function layOut(words: readonly string[], layout: Layout): string {
  const { shape, edgeItems, separator, lineWidth } = layout;
  const rank = shape.length;
  let next = 0;

  // The text of one sub-array whose first bracket stands after `indent`; every line but the first begins with it.
  const block = (axis: number, indent: string, width: number): string => {
    if (axis === rank) return words[next++]!;
    const inner = `${indent} `;
    const items = shownIndices(shape[axis]!, edgeItems).map((index) =>
      index === GAP ? "..." : block(axis + 1, inner, width - 1),
    );
    if (axis === rank - 1) return `[${fill(items, inner, separator, width - 1)}]`;
    const between = separator.trimEnd() + "\n".repeat(rank - 1 - axis) + inner;
    return `[${items.join(between)}]`;
  };
  return block(0, " ".repeat(layout.indent), lineWidth);
}

/** Words one after another; a word that would pass `width` begins a new line, unless it is alone on its line. */
function fill(items: readonly string[], indent: string, separator: string, width: number): string {
  let lines = "";
  let line = indent;
  for (let i = 0; i < items.length; i++) {
    if (line.length + items[i]!.length > width && line.length > indent.length) {
      lines += `${line.trimEnd()}\n`;
      line = indent;
    }
    line += items[i];
    if (i < items.length - 1) line += separator;
  }
  return (lines + line).slice(indent.length);
}

function shownIndices(length: number, edgeItems: number): number[] {
  if (length <= 2 * edgeItems) return Array.from({ length }, (_, index) => index);
  const first = Array.from({ length: edgeItems }, (_, index) => index);
  return [...first, GAP, ...first.map((index) => length - edgeItems + index)];
}
