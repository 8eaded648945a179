import { describe, type ShowOptions } from "./describe.ts";
import { block } from "./session.ts";

/**
 * Shows a value: a tensor as NumPy prints it, or as a table; a record as names and values; a list of records as a
 * table; a chart of `@wengert/plot` as text here and as a picture in a report; a gradient report or an explanation as
 * its text.
 *
 * Nothing is loaded for it: a picture is drawn only when a report is written.
 *
 * @throws RangeError when `as` is "table" and the value has more than two axes.
 * @example show([{ epoch: 1, loss: 0.5 }, { epoch: 2, loss: 0.25 }], { title: "Training" })
 * // Training
 * // epoch  loss
 * // 1       0.5
 * // 2      0.25
 * @public
 */
export function show(value: unknown, options: ShowOptions = {}): void {
  const { text, view, drawable } = describe(value, options);
  const lines = options.title === undefined ? [text] : [options.title, text];
  block(lines, { kind: "value", text: lines.join("\n"), view, ...variesOf(options) }, drawable);
}

const variesOf = ({ varies }: ShowOptions): { readonly varies?: boolean } => (varies === true ? { varies } : {});
