import { lines as broken } from "../figures/vegaLite.ts";
import type { Theme } from "../look.ts";
import type { Network, Node } from "./network.ts";

/** A text in DOT's double quotes; entities, which DOT would resolve, stay as they are written. */
function quoted(lines: readonly string[]): string {
  const escaped = lines.map((line) => line.replaceAll("&", "&amp;").replaceAll("\\", "\\\\").replaceAll('"', '\\"'));
  return `"${escaped.join("\\n")}"`;
}

/** Characters of a line of the title. */
const LONGEST_LINE = 48;

/**
 * A title set left. Graphviz measures it in the narrow letters of Helvetica, and cuts off what is wider in the font that
 * a reader has, so each line gets room at its end: spaces that do not break.
 */
function setLeft(lines: readonly string[]): string {
  const roomy = lines.map((line) => `${line}${"\u00a0".repeat(Math.ceil(line.length / 3))}`);
  return roomy.length === 0 ? '""' : `${quoted(roomy).slice(0, -1).replaceAll("\\n", "\\l")}\\l"`;
}

/**
 * The network in the language of Graphviz, from left to right or, when it is long, from top to bottom.
 *
 * @see https://graphviz.org/doc/info/lang.html
 */
export function networkDot({ nodes }: Network, { paper, ink, line, soft }: Theme, heading: readonly string[]): string {
  const title = heading.filter((text) => text !== "").flatMap((text) => broken(text, LONGEST_LINE));
  const styles: Readonly<Record<Node["kind"], string>> = {
    input: `shape=box, style="rounded,filled", fillcolor="${line}"`,
    constant: `shape=plaintext, fontcolor="${soft}"`,
    operation: `shape=box, style=rounded, color="${ink}"`,
    result: "shape=plaintext",
    fold: `shape=box, style="rounded,dashed", color="${soft}"`,
  };
  const drawn = nodes.map(({ id, kind, name, text, value, adjoint }) => {
    const shape = kind === "fold" ? text.split(", ") : text === "[]" ? [] : [text];
    const numbers = value === undefined ? [] : [`value ${value}`, `adjoint ${adjoint}`];
    const lines = [name, ...shape, ...numbers].filter((line) => line !== "");
    return `  ${id} [label=${quoted(lines)}, ${styles[kind]}];`;
  });
  const edges = nodes.flatMap(({ id, from }) => from.map((source) => `  ${source} -> ${id};`));
  const operations = nodes.filter(({ kind }) => kind === "operation").length;
  return [
    "digraph {",
    `  rankdir=${operations > 5 ? "TB" : "LR"}; bgcolor="${paper}"; pad=0.15; fontname="Helvetica"; fontsize=13; fontcolor="${ink}"; label=${setLeft(title)}; labelloc=t; labeljust=l; nodesep=0.2; ranksep=0.3;`,
    `  node [fontname="Helvetica", fontsize=11, fontcolor="${ink}", color="${line}", margin="0.22,0.07", height=0.3];`,
    `  edge [color="${soft}", arrowsize=0.6];`,
    ...drawn,
    ...edges,
    "}",
  ].join("\n");
}
