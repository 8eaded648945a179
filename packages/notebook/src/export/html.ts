/// <reference types="node" />
import { basename } from "node:path";
import { headingsOf, numberOf } from "../percent/parse.ts";
import type { Run, RunCell, RunOutput } from "../run/result.ts";
import { escapeHtml, withoutColours } from "./escape.ts";
import { factsOf } from "./facts.ts";
import { loadHighlighter } from "./highlight.ts";
import { loadMarkdown } from "./markdownToHtml.ts";
import { outputToHtml, placeOf, verdictToHtml } from "./outputs.ts";
import { STYLE } from "./style.ts";

/** What goes into a page beside the notebook. */
export interface PageOptions {
  /** The script of a live page, and the secret that lets it run. */
  readonly live?: { readonly script: string; readonly nonce: string };
}

/**
 * A run as one page that needs nothing else: no script, no font, no address of another. What the notebook holds or
 * prints is text in it, never markup; very long outputs are shortened in the middle.
 *
 * @example const page = await toHtml(await runNotebook("docs/notebooks/first.ts"));
 * page.split("\n")[0] // <!doctype html>
 * page.includes("1 of 1 checks hold") // true
 * @public
 */
export async function toHtml(run: Run, { live }: PageOptions = {}): Promise<string> {
  const [markdown, highlight] = await Promise.all([loadMarkdown(), loadHighlighter()]);
  const texts = run.cells.flatMap(({ cell }) => (cell.kind === "markdown" ? [cell.source] : []));
  const headings = new Set(texts.flatMap(headingsOf));
  const cells = run.cells.map((cell, index) => {
    const { kind, source } = cell.cell;
    if (kind === "markdown") return `<section class="text">${markdown(withoutColours(source))}</section>`;
    if (kind === "raw") return `<section class="raw"><pre>${escapeHtml(source)}</pre></section>`;
    return codeCell(run, cell, index, highlight, headings);
  });
  const title = texts.flatMap(headingsOf)[0] ?? basename(run.file);
  const policy = `default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'${live === undefined ? "" : `; script-src 'nonce-${live.nonce}'; connect-src 'self'`}`;
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${escapeHtml(title.replaceAll("$", ""))}</title>`,
    `<style>${STYLE}</style>`,
    "</head>",
    "<body>",
    "<main>",
    summary(run),
    ...cells,
    footer(run),
    "</main>",
    ...(live === undefined ? [] : [`<script nonce="${live.nonce}">${live.script}</script>`]),
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

function codeCell(
  run: Run,
  { cell, outputs, seconds }: RunCell,
  index: number,
  highlight: (code: string) => string,
  headings: ReadonlySet<string>,
): string {
  const shown = outputs.map((output) => outputToHtml(output, headings)).filter((html) => html !== "");
  if (cell.source === "" && shown.length === 0) return "";
  const number = numberOf(
    run.cells.map((each) => each.cell),
    index,
  );
  const time =
    seconds === null
      ? "not run"
      : seconds < 0.0005
        ? ""
        : `${seconds < 1 ? `${(1000 * seconds).toFixed(0)} ms` : `${seconds.toFixed(2)} s`}`;
  const label = cell.title === "" ? `[${number}]` : `[${number}] ${cell.title}`;
  return [
    `<section class="cell" id="cell-${number}" aria-label="cell ${number}">`,
    `<div class="code"><div class="cell-name"><span class="name">${escapeHtml(label)}</span><span class="time">${time}</span></div>${cell.source === "" ? "" : highlight(withoutColours(cell.source))}</div>`,
    shown.length === 0 ? "" : `<div class="outputs">${shown.join("\n")}</div>`,
    "</section>",
  ].join("");
}

/** What failed, before anything else. */
function summary({ checks, exercises, error, stopped, file, cells }: Run): string {
  const all = cells.map(({ cell }) => cell);
  const cellOf = (test: (output: RunOutput) => boolean): number => {
    const index = cells.findIndex(({ outputs }) => outputs.some(test));
    return index < 0 ? 0 : numberOf(all, index);
  };
  const link = (cell: number, at: string | undefined): string => {
    const place = placeOf(at, file);
    const words = [cell === 0 ? "" : `cell ${cell}`, place].filter((part) => part !== "").join(", ");
    return cell === 0 ? escapeHtml(words) : `<a href="#cell-${cell}">${escapeHtml(words)}</a>`;
  };
  const failed = checks.filter(({ ok }) => !ok);
  const wrong = exercises.filter(({ state }) => state === "failed" || state === "error");
  const items = [
    ...(error === null
      ? []
      : [
          `<li><span class="stderr">${escapeHtml(error.text.split("\n")[0]!)}</span> ${link(
            cellOf((output) => output.kind === "error"),
            error.at,
          )}</li>`,
        ]),
    ...(stopped === null ? [] : [`<li><span class="stderr">The script was ${escapeHtml(stopped)}</span></li>`]),
    ...failed.map(
      (check) =>
        `<li class="failed">${verdictToHtml(false)}${escapeHtml(check.name)} ${link(
          cellOf(
            (output) => output.kind === "check" && output.check.at === check.at && output.check.name === check.name,
          ),
          check.at,
        )}</li>`,
    ),
    ...wrong.map(
      (exercise) =>
        `<li class="failed">${verdictToHtml(false)}exercise ${escapeHtml(exercise.name)} ${link(
          cellOf((output) => output.kind === "exercise" && output.exercise.name === exercise.name),
          exercise.at,
        )}</li>`,
    ),
  ];
  const counts: string[] = [];
  if (checks.length > 0) counts.push(`${checks.length - failed.length} of ${checks.length} checks hold`);
  if (exercises.length > 0) {
    const passed = exercises.filter(({ state }) => state === "passed").length;
    const points = exercises.reduce((total, each) => total + each.points, 0);
    const of = exercises.reduce((total, each) => total + each.of, 0);
    counts.push(
      `${passed} of ${exercises.length} exercise${exercises.length === 1 ? "" : "s"} solved, ${points} of ${of} point${of === 1 ? "" : "s"}`,
    );
  }
  if (items.length === 0 && counts.length === 0) return "";
  const headline =
    items.length === 0
      ? ""
      : `<strong>${error !== null ? "Stopped by an error" : stopped !== null ? "Stopped" : "Failed"}</strong><ul>${items.join("")}</ul>`;
  return `<div class="summary${items.length === 0 ? "" : " bad"}">${headline}${counts.map((line) => `<p>${line}</p>`).join("")}</div>`;
}

function footer(run: Run): string {
  const { seeds, versions } = factsOf(run);
  const rows: (readonly [string, string])[] = [
    ["script", basename(run.file)],
    ...(seeds.length === 0 ? [] : [["seeds", seeds.join(", ")] as const]),
    ["versions", versions.map(([name, version]) => `${name} ${version}`).join(", ")],
    ["time", `${run.cells.reduce((total, { seconds }) => total + (seconds ?? 0), 0).toFixed(1)} s`],
  ];
  return `<footer><dl>${rows.map(([name, value]) => `<dt>${name}</dt><dd>${escapeHtml(value)}</dd>`).join("")}</dl></footer>`;
}
