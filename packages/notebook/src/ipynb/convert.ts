// A script as a Jupyter notebook and back. What a notebook has no place for (the marker as it was written, empty lines,
// ends of lines) is kept in the cells' metadata where it is not as usual, so that the script comes back as it was.
import { type Cell, commented, parseScript } from "../percent/parse.ts";
import type { Notebook, NotebookCell, NotebookOutput } from "./types.ts";

/** What is kept of a cell beside its source. */
interface Kept {
  /** The whole text of the cell, where neither the usual form nor `marker` and `gap` give it. */
  readonly text?: string;
  readonly marker?: string | null;
  readonly gap?: string;
}

/** The outputs of a cell, by its index. */
export type OutputsOf = (index: number) => readonly NotebookOutput[];

/**
 * A script as a notebook of Jupyter's Deno kernel; `fromNotebook` gives the same script again, to the last character.
 *
 * @example toNotebook("// %% [markdown]\n// Text.\n\n// %% one\nconst a = 1;\n").cells.map((cell) => cell.source)
 * // ["Text.", "const a = 1;"]
 * @public
 */
export function toNotebook(script: string, outputsOf?: OutputsOf): Notebook {
  const { cells, lineEnd } = parseScript(script);
  const ids = new Set<string>();
  const lines = (text: string): string => (lineEnd === "\r\n" ? text.replaceAll("\r\n", "\n") : text);
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { name: "deno", display_name: "Deno", language: "typescript" },
      language_info: {
        name: "typescript",
        file_extension: ".ts",
        mimetype: "text/x.typescript",
        codemirror_mode: "typescript",
        pygments_lexer: "typescript",
        nbconvert_exporter: "script",
      },
      ...(lineEnd === "\r\n" ? { wengert: { lineEnd } } : {}),
    },
    cells: cells.map((cell, index) => {
      const own = { ...cell, source: lines(cell.source), gap: lines(cell.gap), text: lines(cell.text) };
      return writeCell(own, index === cells.length - 1, idOf(own, ids), outputsOf?.(index) ?? []);
    }),
  };
}

function writeCell(cell: Cell, isLast: boolean, id: string, outputs: readonly NotebookOutput[]): NotebookCell {
  const { kind, source, title, tags } = cell;
  const kept = keep(cell, isLast);
  const metadata = {
    ...(title === "" ? {} : { title }),
    ...(tags.length === 0 ? {} : { tags }),
    ...(kept === null ? {} : { wengert: kept }),
  };
  const common = { cell_type: kind, id, metadata, source };
  return kind === "code" ? { ...common, execution_count: null, outputs } : common;
}

/** What cannot be seen from the notebook's cell alone. */
function keep(cell: Cell, isLast: boolean): Kept | null {
  const { kind, source, title, tags, marker, gap, text } = cell;
  const usual = { kind, source, marker: markerOf(kind, title, tags), gap: gapOf(isLast) };
  if (textOf(usual) === text) return null;
  const kept: Kept = {
    ...(marker === usual.marker ? {} : { marker }),
    ...(gap === usual.gap ? {} : { gap }),
  };
  return textOf({ ...usual, ...kept }) === text ? kept : { ...kept, text };
}

const gapOf = (isLast: boolean): string => (isLast ? "\n" : "\n\n");

function markerOf(kind: Cell["kind"], title: string, tags: readonly string[]): string {
  const parts = [title, kind === "code" ? "" : `[${kind}]`, tags.length === 0 ? "" : `tags=${JSON.stringify(tags)}`];
  return ["// %%", ...parts.filter((part) => part !== "")].join(" ");
}

type Written = Pick<Cell, "kind" | "source" | "marker" | "gap">;

function textOf({ kind, source, marker, gap }: Written): string {
  const body = kind === "code" || source === "" ? source : commented(source);
  return `${marker === null ? "" : marker}${marker === null || body === "" ? "" : "\n"}${body}${gap}`;
}

/** A name for a cell that stays the same while its text does: FNV-1a of it, and a number where that is taken. */
function idOf({ text }: Cell, taken: Set<string>): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  const id = (hash >>> 0).toString(16).padStart(8, "0");
  let name = id;
  for (let n = 2; taken.has(name); n++) name = `${id}-${n}`;
  taken.add(name);
  return name;
}

/**
 * The script of a notebook: of one that `toNotebook` made, the script that it was made of, with what was changed since;
 * of any other, a script with a marker for each cell.
 *
 * @throws TypeError when it is no notebook of nbformat 4.
 * @example fromNotebook(toNotebook("// %%\nconst a = 1;\n")) === "// %%\nconst a = 1;\n" // true
 * @public
 */
export function fromNotebook(notebook: Notebook): string {
  checkNotebook(notebook);
  const crlf = keptOf(notebook).lineEnd === "\r\n";
  const texts = notebook.cells.map((cell, i) => readCell(cell, i === notebook.cells.length - 1));
  const script = texts.join("");
  return crlf ? script.replaceAll("\n", "\r\n") : script;
}

function readCell(cell: NotebookCell, isLast: boolean): string {
  const kind = cell.cell_type;
  const source = typeof cell.source === "string" ? cell.source : cell.source.join("");
  const { text, marker, gap } = keptOf(cell);
  // The text counts only while it says what the cell says: the cell may have been edited.
  if (typeof text === "string") {
    const own = parseScript(text).cells;
    if (own.length === 1 && own[0]!.kind === kind && own[0]!.source === source) return text;
    if (marker === null && own.length === 1 && own[0]!.source === source) return text;
  }
  const { title, tags } = cell.metadata;
  const usual = markerOf(
    kind,
    typeof title === "string" ? title.replaceAll(/\s+/g, " ") : "",
    Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [],
  );
  return textOf({
    kind,
    source,
    marker: marker === null || (typeof marker === "string" && !marker.includes("\n")) ? marker : usual,
    gap: typeof gap === "string" && /^[\s]*$/.test(gap) ? gap : gapOf(isLast),
  });
}

function keptOf({ metadata }: { readonly metadata: Readonly<Record<string, unknown>> }): Record<string, unknown> {
  const kept = metadata.wengert;
  return typeof kept === "object" && kept !== null ? (kept as Record<string, unknown>) : {};
}

function checkNotebook(notebook: unknown): void {
  const { nbformat, cells } = (notebook ?? {}) as Partial<Notebook>;
  if (nbformat === 4 && Array.isArray(cells)) return;
  throw new TypeError(
    `fromNotebook: this is no notebook of nbformat 4\n  got  nbformat ${String(nbformat)}\n  hint open it in Jupyter once and save it`,
  );
}
