import type { Network, Node } from "./network.ts";

/**
 * The network with at most about `most` operations: of a longer one the first and the last are kept, and what lies
 * between is one node that says how many of which there are.
 */
export function fold({ nodes }: Network, most: number): Network {
  const operations = nodes.filter(({ kind }) => kind === "operation");
  if (operations.length <= most) return { nodes };
  const head = Math.ceil(most / 2);
  const hidden = new Set(operations.slice(head, operations.length - (most - head)).map(({ id }) => id));
  // Inputs and constants are hidden with the operations, where nothing else uses them.
  const users = new Map<string, string[]>();
  for (const { id, from } of nodes) {
    for (const source of from) {
      const list = users.get(source);
      if (list === undefined) users.set(source, [id]);
      else list.push(id);
    }
  }
  const isHidden = ({ id, kind }: Node): boolean => {
    if (hidden.has(id)) return true;
    const own = users.get(id) ?? [];
    return kind === "constant" && own.length > 0 && own.every((user) => hidden.has(user));
  };
  const gone = new Set(nodes.filter(isHidden).map(({ id }) => id));
  const counts = new Map<string, number>();
  for (const { id, name } of operations) {
    if (hidden.has(id)) counts.set(name.split(" ")[0]!, (counts.get(name.split(" ")[0]!) ?? 0) + 1);
  }
  const common = [...counts].sort(([, a], [, b]) => b - a);
  const parts = common.slice(0, 4).map(([name, count]) => `${count} × ${name}`);
  if (common.length > 4) parts.push(`${common.length - 4} other kinds`);
  const into = nodes.filter(({ id }) => gone.has(id)).flatMap(({ from }) => from);
  const folded: Node = {
    id: "fold",
    kind: "fold",
    name: `… ${hidden.size} operations`,
    text: parts.join(", "),
    from: [...new Set(into.filter((source) => !gone.has(source)))],
  };
  const renamed = (from: readonly string[]): string[] => {
    const sources = from.map((source) => (gone.has(source) ? "fold" : source));
    return sources.filter((source, i) => source !== "fold" || sources.indexOf("fold") === i);
  };
  const kept = nodes.filter(({ id }) => !gone.has(id)).map((node) => ({ ...node, from: renamed(node.from) }));
  // Before the first that uses it and after all that it is made of, where that is possible.
  const at = kept.findIndex(({ from }) => from.includes("fold"));
  return { nodes: at < 0 ? [...kept, folded] : [...kept.slice(0, at), folded, ...kept.slice(at)] };
}
