import { assemble, type TextSize } from "../text/frame.ts";
import type { Network, Node } from "./network.ts";

/** The network as a list: an operation a line, with what it is made of, and its facts in columns. */
export function networkText(
  title: string,
  { nodes }: Network,
  notes: readonly string[],
  { columns }: TextSize,
): string {
  const names = new Map(nodes.map((node) => [node.id, nameOf(node)]));
  const hasValues = nodes.some(({ value }) => value !== undefined);
  const head = ["line", "operation", "shape", ...(hasValues ? ["value", "adjoint"] : [])];
  const rows = nodes.flatMap((node): string[][] => {
    const from = node.from.map((source) => names.get(source)!);
    if (node.kind === "constant") return [];
    if (node.kind === "result") return [["", `${node.name} = ${from.join(", ")}`]];
    if (node.kind === "fold") return [["…", `${node.name.slice(2)}: ${node.text}`]];
    const [operation, ...params] = node.name.split(" ");
    const made = node.kind === "input" ? "input" : `${operation}(${[...from, ...params].join(", ")})`;
    return [[names.get(node.id)!, made, node.text, node.value ?? "", node.adjoint ?? ""]];
  });
  const table = [head, ...rows];
  // Lines of two cells, the fold and the result, do not widen the columns.
  const widths = head.map((_, c) => Math.max(...table.map((row) => (row.length > 2 || c === 0 ? row[c]!.length : 0))));
  const body = table.map((row) => {
    const line = row
      .map((cell, c) => cell.padEnd(row.length > 2 || c === 0 ? (widths[c] ?? 0) : 0))
      .join("  ")
      .trimEnd();
    return line.length <= columns ? line : `${line.slice(0, columns - 1)}…`;
  });
  return assemble(title, body, notes);
}

/** Inputs by their name, constants by their value, operations by what they make. */
function nameOf({ kind, name, makes, text }: Node): string {
  if (kind === "input") return name;
  return kind === "constant" ? text : (makes ?? "…");
}
