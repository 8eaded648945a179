import { escapeHtml } from "./escape.ts";

/** Sizes in CSS pixels of a monospaced text. */
const [CHARACTER, LINE, MARGIN] = [7.25, 18, 16];

/** The colour of a line of a report by what it begins with or holds. */
function classOf(line: string): string {
  if (/WRONG/.test(line)) return "wrong";
  if (/^ {2}(cause|or)/.test(line)) return "cause";
  if (/^ {2}(fix|probe)/.test(line)) return "fix";
  return /^\S/.test(line) ? "head" : "plain";
}

/** A report as a picture of a terminal, light or dark as the reader has it; its text can be selected. */
export function reportSvg(title: string, text: string): string {
  const lines = text.split("\n");
  const width = Math.ceil(Math.max(...lines.map((line) => line.length)) * CHARACTER) + 2 * MARGIN;
  const height = lines.length * LINE + 2 * MARGIN;
  const rows = lines.map((line, i) => {
    const indent = line.length - line.trimStart().length;
    const y = MARGIN + (i + 0.75) * LINE;
    return `<text x="${MARGIN + indent * CHARACTER}" y="${y}" class="${classOf(line)}">${escapeHtml(line.trimStart())}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escapeHtml(title)}</title>`,
    "<style>rect{fill:#f6f8fa;stroke:#d0d7de}text{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;white-space:pre;fill:#1f2328}.head{font-weight:600}.wrong,.cause{fill:#cf222e}.fix{fill:#1a7f37}@media(prefers-color-scheme:dark){rect{fill:#161b22;stroke:#30363d}text{fill:#e6edf3}.wrong,.cause{fill:#ff7b72}.fix{fill:#56d364}}</style>",
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>`,
    ...rows,
    "</svg>",
    "",
  ].join("\n");
}
