import { shortNumber } from "../axis.ts";
import { assemble, type TextSize } from "../text/frame.ts";
import { type GridFigure, shareOf } from "./grid.ts";

/** From low to high, by the ink in a character. */
const SHADES = [" ", "░", "▒", "▓", "█"];
/** From negative over 0 to positive. */
const SIGNED = ["≡", "=", "-", " ", "░", "▒", "█"];
const MISSING = "·";

/** The table in characters: two of one shade for a cell, and its number where there is room. */
export function gridText(figure: GridFigure, { columns }: TextSize): string {
  const { cells, rowNames, columnNames, annotated } = figure;
  const shades = figure.ramp === "diverging" ? SIGNED : SHADES;
  const shade = (value: number): string =>
    Number.isNaN(value)
      ? MISSING
      : shades[Math.min(Math.floor(shareOf(figure, value) * shades.length), shades.length - 1)]!;
  const edge = Math.max(...rowNames.map((name) => name.length));
  const numbers = cells.map((row) => row.map((value) => (Number.isNaN(value) ? "" : shortNumber(value, 3))));
  const wide =
    Math.max(...numbers.flat().map((number) => number.length), ...columnNames.map((name) => name.length)) + 4;
  const written = annotated && edge + 3 + wide * columnNames.length <= columns;
  // Without numbers a cell is two characters wide, or one where the table would not fit.
  const width = written ? wide : edge + 3 + 2 * columnNames.length <= columns ? 2 : 1;
  const shown = Math.max(1, Math.min(columnNames.length, Math.floor((columns - edge - 3) / width)));
  const rows = cells.map((row, i) => {
    const content = row.slice(0, shown).map((value, j) => {
      const ink = shade(value);
      return written ? `${ink}${ink} ${numbers[i]![j]!.padStart(wide - 4)} ` : ink.repeat(width);
    });
    return `${rowNames[i]!.padStart(edge)} │${content.join("").trimEnd()}`;
  });
  const head = written
    ? [
        `${" ".repeat(edge)}  ${columnNames
          .map((name) => `   ${name.padStart(wide - 4)} `)
          .join("")
          .trimEnd()}`,
      ]
    : [`${" ".repeat(edge)}  ${ruler(columnNames.slice(0, shown), width)}`];
  const notes = [
    ...figure.notes,
    ...(shown < columnNames.length
      ? [`${shown} of ${columnNames.length} columns shown: the text is ${columns} wide`]
      : []),
  ];
  const titles = [
    figure.yTitle === "" ? "" : `down: ${figure.yTitle}`,
    figure.xTitle === "" ? "" : `across: ${figure.xTitle}`,
  ].filter((part) => part !== "");
  return assemble(
    figure.title,
    [...(titles.length === 0 ? [] : [titles.join(", ")]), ...head, ...rows, key(figure, shades)],
    notes,
  );
}

/** The names of the columns above them, as many as fit without touching. */
function ruler(names: readonly string[], width: number): string {
  let line = "";
  names.forEach((name, j) => {
    if (j * width < line.length + (line === "" ? 0 : 1)) return;
    line = line.padEnd(j * width) + name;
  });
  return line;
}

/** What the shades mean. */
function key({ domain: [low, high], valueTitle }: GridFigure, shades: readonly string[]): string {
  const steps = shades.map((shade) => shade.repeat(2)).join("");
  return `${valueTitle === "" ? "" : `${valueTitle}: `}${shortNumber(low, 3)} [${steps}] ${shortNumber(high, 3)}`;
}
