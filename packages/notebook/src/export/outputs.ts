import { relative } from "node:path";
import type { RunOutput } from "../run/result.ts";
import type { CheckResult, ExerciseResult } from "../script/protocol.ts";
import { escapeHtml } from "./escape.ts";
import { shorten, shortenRows } from "./shorten.ts";
import { isHarmlessSvg } from "./svg.ts";

/** One output of a cell as markup; `headings` are those of the notebook's text. */
export function outputToHtml(output: RunOutput, headings: ReadonlySet<string>): string {
  switch (output.kind) {
    case "stream":
      return textToHtml(output.text.replace(/\n$/, ""), output.stream);
    case "section":
      return headings.has(output.text) ? "" : `<p><strong>${escapeHtml(output.text)}</strong></p>`;
    case "check":
      return output.quiet ? "" : checkToHtml(output.check);
    case "exercise":
      return exerciseToHtml(output.exercise);
    case "error":
      return errorToHtml(output.text);
    case "summary":
      return "";
    case "value":
      return valueToHtml(output);
  }
}

function valueToHtml({ text, view, svg, noPicture }: Extract<RunOutput, { kind: "value" }>): string {
  if (view.type === "table") return tableToHtml(view.columns, view.rows, text);
  if (view.type === "report") return `<pre class="report">${text.split("\n").map(reportLine).join("\n")}</pre>`;
  if (view.type === "picture" && svg !== undefined && isHarmlessSvg(svg)) return pictureToHtml(svg, view.title, text);
  const reason =
    noPicture === undefined ? "" : `<p class="note">no picture: ${escapeHtml(noPicture.split("\n")[0]!)}</p>`;
  return `${textToHtml(text)}${reason}`;
}

/** Sentences are wrapped where the page is narrow; what stands in columns is not. */
function textToHtml(text: string, kind = ""): string {
  const columns = / {2}|^[\s[({]|\t|[\u2500-\u28ff]/m.test(text);
  const names = [kind, columns ? "" : "sentences"].filter((name) => name !== "").join(" ");
  return `<pre${names === "" ? "" : ` class="${names}"`}>${escapeHtml(shorten(text))}</pre>`;
}

/** What it says is wrapped; the line of the script with its caret is not. */
function errorToHtml(text: string): string {
  const [, message, rest] = /^([\s\S]*?)((?:\n {2,}(?:\d+ \||at )[\s\S]*)?)$/.exec(text)!;
  return `<pre class="error"><span class="message">${escapeHtml(shorten(message!))}</span>${escapeHtml(rest!)}</pre>`;
}

/** The share of its size at which a picture's labels, of 11 pixels and more, can still be read. */
const READABLE = 0.65;

/** As an image, so that nothing in it can act on the page; it still follows the page's light or dark. */
function pictureToHtml(svg: string, title: string, text: string): string {
  const size = /<svg[^>]*?\swidth="([\d.]+)[^"]*"[^>]*?\sheight="([\d.]+)/.exec(svg);
  const attributes =
    size === null ? "" : ` width="${Math.round(Number(size[1]))}" height="${Math.round(Number(size[2]))}"`;
  // On a narrow page it shrinks with the page as long as it can be read, and scrolls from there on.
  const least = size === null ? "" : ` style="min-width:${Math.round(READABLE * Number(size[1]))}px"`;
  const data = Buffer.from(svg, "utf8").toString("base64");
  const alternative = title === "" ? text.slice(0, 200) : title;
  return `<figure class="picture" tabindex="0"><img alt="${escapeHtml(alternative)}"${attributes}${least} src="data:image/svg+xml;base64,${data}"></figure>`;
}

/** A title above the table stands in its text only. */
function tableToHtml(columns: readonly string[], rows: readonly (readonly string[])[], text: string): string {
  const lines = text.split("\n");
  const title = lines.length > rows.length + 1 ? `<p>${escapeHtml(lines[0]!)}</p>` : "";
  const shown = shortenRows(rows);
  const head = columns.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join("");
  const body = shown.map((row) => `<tr>${row.map((cell) => `<td>${escapeHtml(cell)}</td>`).join("")}</tr>`).join("\n");
  return `${title}<div class="wide" tabindex="0"><table><thead><tr>${head}</tr></thead>\n<tbody>${body}</tbody></table></div>`;
}

/** The lines of a gradient report by what they say. */
function reportLine(line: string): string {
  const name = /^\S/.test(line)
    ? "first"
    : /\bWRONG\b|^ {2}(?:cause|or)\b/.test(line)
      ? "wrong"
      : /^ {2}(?:fix|probe)\b/.test(line)
        ? "fix"
        : "";
  return name === "" ? escapeHtml(line) : `<span class="${name}">${escapeHtml(line)}</span>`;
}

export function checkToHtml({ name, ok, detail }: CheckResult): string {
  const reason = detail === undefined ? "" : `<pre>${escapeHtml(detail)}</pre>`;
  return `<div class="check ${ok ? "ok" : "failed"}">${verdictToHtml(ok)}${escapeHtml(name)}${reason}</div>`;
}

/** The word of a check. */
export const verdictToHtml = (ok: boolean): string => `<span class="verdict">${ok ? "ok" : "FAILED"}</span>`;

function exerciseToHtml({ name, state, points, of, message, checks }: ExerciseResult): string {
  const word = { passed: "solved", failed: "FAILED", error: "FAILED", open: "open" }[state];
  const what = message === undefined ? "" : `<pre>${escapeHtml(message)}</pre>`;
  const style = state === "error" ? "error-state" : state;
  return `<div class="exercise ${style}"><span class="verdict">${word}</span>exercise ${escapeHtml(name)}, ${points} of ${of} point${of === 1 ? "" : "s"}${what}${checks.map(checkToHtml).join("")}</div>`;
}

/** A place in a script as its reader names it. */
export function placeOf(at: string | undefined, file: string): string {
  const [, path, line] = /^(.*):(\d+):\d+$/.exec(at ?? "") ?? [];
  if (path === undefined) return "";
  return path === file ? `line ${line}` : `${relative(process.cwd(), path)}:${line}`;
}
