import { relative } from "node:path";
import type { RunOutput } from "../run/result.ts";
import type { CheckResult, ExerciseResult } from "../script/protocol.ts";
import { escapeHtml } from "./escape.ts";
import { isHarmlessSvg } from "./svg.ts";

/** One output of a cell as markup; `headings` are those of the notebook's text. */
export function outputToHtml(output: RunOutput, headings: ReadonlySet<string>): string {
  switch (output.kind) {
    case "stream":
      return `<pre class="${output.stream}">${escapeHtml(output.text.replace(/\n$/, ""))}</pre>`;
    case "section":
      return headings.has(output.text) ? "" : `<p><strong>${escapeHtml(output.text)}</strong></p>`;
    case "check":
      return output.quiet ? "" : checkToHtml(output.check);
    case "exercise":
      return exerciseToHtml(output.exercise);
    case "error":
      return `<pre class="error">${escapeHtml(output.text)}</pre>`;
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
  return `<pre>${escapeHtml(text)}</pre>${reason}`;
}

/** As an image, so that nothing in it can act on the page; it still follows the page's light or dark. */
function pictureToHtml(svg: string, title: string, text: string): string {
  const size = /<svg[^>]*?\swidth="([\d.]+)[^"]*"[^>]*?\sheight="([\d.]+)/.exec(svg);
  const attributes =
    size === null ? "" : ` width="${Math.round(Number(size[1]))}" height="${Math.round(Number(size[2]))}"`;
  const data = Buffer.from(svg, "utf8").toString("base64");
  const alternative = title === "" ? text.slice(0, 200) : title;
  return `<figure class="picture" tabindex="0"><img alt="${escapeHtml(alternative)}"${attributes} src="data:image/svg+xml;base64,${data}"></figure>`;
}

/** A title above the table stands in its text only. */
function tableToHtml(columns: readonly string[], rows: readonly (readonly string[])[], text: string): string {
  const lines = text.split("\n");
  const title = lines.length > rows.length + 1 ? `<p>${escapeHtml(lines[0]!)}</p>` : "";
  const head = columns.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join("");
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${escapeHtml(cell)}</td>`).join("")}</tr>`).join("\n");
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
  return `<div class="check ${ok ? "ok" : "failed"}"><span class="verdict">${ok ? "ok" : "FAILED"}</span>${escapeHtml(name)}${reason}</div>`;
}

function exerciseToHtml({ name, state, points, of, message, checks }: ExerciseResult): string {
  const word = { passed: "solved", failed: "FAILED", error: "FAILED", open: "open" }[state];
  const what = message === undefined ? "" : `<pre>${escapeHtml(message)}</pre>`;
  const style = state === "error" ? "error-state" : state;
  return `<div class="exercise ${style}"><span class="verdict">${word}</span> exercise ${escapeHtml(name)}, ${points} of ${of} points${what}${checks.map(checkToHtml).join("")}</div>`;
}

/** A place in a script as its reader names it. */
export function placeOf(at: string | undefined, file: string): string {
  const [, path, line] = /^(.*):(\d+):\d+$/.exec(at ?? "") ?? [];
  if (path === undefined) return "";
  return path === file ? `line ${line}` : `${relative(process.cwd(), path)}:${line}`;
}
