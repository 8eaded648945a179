/// <reference types="node" />

import { toNotebook } from "../ipynb/convert.ts";
import type { Notebook, NotebookOutput } from "../ipynb/types.ts";
import type { Run, RunOutput } from "../run/result.ts";
import { lineOf } from "../script/check.ts";
import { linesOf } from "../script/exercise.ts";
import { withoutColours } from "./escape.ts";
import { shorten } from "./shorten.ts";
import { isHarmlessSvg } from "./svg.ts";

/** An output as it was printed. */
export function textOf(output: RunOutput): string {
  switch (output.kind) {
    case "check":
      return lineOf(output.check);
    case "exercise":
      return linesOf(output.exercise).join("\n");
    case "stream":
      return output.text.replace(/\n$/, "");
    default:
      return output.text;
  }
}

/**
 * A run as a Markdown page: its text, its code, and below each cell what that printed, pictures as text; very long
 * outputs are shortened in the middle.
 *
 * @example const page = toMarkdown(await runNotebook("docs/notebooks/first.ts"));
 * page.split("\n")[0] // # first
 * @public
 */
export function toMarkdown({ cells }: Run): string {
  const parts = cells.flatMap(({ cell, outputs }) => {
    if (cell.kind !== "code") return [cell.source];
    const printed = withoutColours(joined(outputs.filter(isShown)));
    return [
      ...(cell.source === "" ? [] : [fenced("ts", cell.source)]),
      ...(printed === "" ? [] : [fenced("text", printed)]),
    ];
  });
  return `${parts.join("\n\n").replaceAll("\r\n", "\n")}\n`;
}

/** Neither the headings of the terminal nor what is not printed. */
const isShown = (output: RunOutput): boolean =>
  output.kind !== "summary" && output.kind !== "section" && !(output.kind === "check" && output.quiet);

/** With empty lines between blocks, as they are printed. */
function joined(outputs: readonly RunOutput[]): string {
  return outputs
    .map((output, i) => {
      const alike = output.kind === outputs[i - 1]?.kind && (output.kind === "check" || output.kind === "stream");
      return `${i === 0 ? "" : alike ? "\n" : "\n\n"}${shorten(textOf(output))}`;
    })
    .join("");
}

/** A fence longer than any inside. */
function fenced(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/**
 * A run as a Jupyter notebook with its outputs. Pictures are in it as SVG and as text; very long outputs are shortened
 * in the middle.
 *
 * @example const { cells } = toNotebookWithOutputs(await runNotebook("docs/notebooks/first.ts"));
 * cells.map((cell) => cell.cell_type) // ["markdown", "code", "markdown", "code"]
 * @public
 */
export function toNotebookWithOutputs({ text, cells }: Run): Notebook {
  return toNotebook(text, (index) => cells[index]!.outputs.flatMap(outputOf));
}

function outputOf(output: RunOutput): NotebookOutput[] {
  if (!isShown(output)) return [];
  if (output.kind === "error") {
    const [, name = "Error", message = output.text] = /^(\w+): ([\s\S]*)$/.exec(output.text) ?? [];
    return [{ output_type: "error", ename: name, evalue: message.split("\n")[0]!, traceback: output.text.split("\n") }];
  }
  const text = `${shorten(textOf(output))}\n`;
  if (output.kind === "stream") return [{ output_type: "stream", name: output.stream, text }];
  if (output.kind === "value" && output.svg !== undefined && isHarmlessSvg(output.svg)) {
    return [{ output_type: "display_data", data: { "image/svg+xml": output.svg, "text/plain": text }, metadata: {} }];
  }
  return [{ output_type: "stream", name: "stdout", text }];
}
