/** The eighths of a block, from none to seven (Unicode chart U+2580). */
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A lying bar of so many characters, to an eighth of one; empty for a length that is not positive. */
export function blocks(length: number): string {
  const eighths = Math.max(0, Math.round(8 * length));
  return `${"█".repeat(eighths >> 3)}${EIGHTHS[eighths & 7]}`;
}
