import type { Context } from "./context.ts";
import type { Cause, ComparedEntry, Net, NetNode, Verdict } from "./result.ts";

/** More operations than these are not drawn. */
const DRAWN = 300;

type Box = Omit<NetNode, "row">;

/** The net from left to right: an operation stands one column to the right of the last value that it takes. */
export function netOf(context: Context, entries: readonly ComparedEntry[], causes: readonly Cause[]): Net {
  const { graph, nameOf } = context;
  const from = Math.max(0, graph.lines.length - DRAWN);
  const byPlace = new Map<number, string>();
  const column = new Map<string, number>();
  const boxes: Box[] = [];
  const links: [string, string][] = [];
  const verdictOf = verdicts(context, entries, causes);
  const entryOf = (quantity: string): ComparedEntry | undefined => entries.find((one) => one.quantity === quantity);
  const addBox = (box: Box): void => {
    boxes.push(box);
    column.set(box.id, box.column);
  };
  for (const { path, place, value } of graph.leaves) {
    const id = `p${place}`;
    const verdict = entryOf(path)?.verdict ?? "ok";
    addBox({
      id,
      kind: "parameter",
      label: path || "parameter",
      shape: value.shape,
      column: 0,
      verdict,
      quantity: path,
    });
    byPlace.set(place, id);
  }
  const constants = new Map<unknown, string>();
  for (let k = from; k < graph.lines.length; k++) {
    const { primitive, inputs, inputPlaces, outputs, outputPlaces } = graph.lines[k]!;
    const id = `o${k}`;
    const sources = inputs.flatMap((x, i) => {
      const place = inputPlaces[i]!;
      if (place >= 0) return byPlace.has(place) ? [byPlace.get(place)!] : [];
      if (x.size <= 1 || x.dtype === "bool") return [];
      const known = constants.get(x);
      if (known !== undefined) return [known];
      const name = `c${constants.size}`;
      constants.set(x, name);
      addBox({ id: name, kind: "data", label: "data", shape: x.shape, column: 0, verdict: "ok", quantity: null });
      return [name];
    });
    const place = outputPlaces[0]!;
    const last = place === graph.outputPlace;
    const name = nameOf(place).startsWith("the ") ? "" : `${nameOf(place)} = `;
    const entry = [`d${nameOf(place)}`, nameOf(place)].map(entryOf).find((one) => one !== undefined);
    addBox({
      id,
      kind: last ? "loss" : "operation",
      label: last ? `loss = ${primitive.name}` : `${name}${primitive.name}`,
      shape: outputs[0]!.shape,
      column: 1 + Math.max(0, ...sources.map((source) => column.get(source) ?? 0)),
      verdict: entry?.verdict ?? verdictOf(k),
      quantity: entry?.quantity ?? null,
    });
    for (const other of outputPlaces) byPlace.set(other, id);
    for (const source of new Set(sources)) links.push([source, id]);
  }
  return { nodes: placed(boxes, links, column), links };
}

/** Parameters and data stand just before their first use; rows are counted within each column. */
function placed(
  boxes: readonly Box[],
  links: readonly (readonly [string, string])[],
  column: ReadonlyMap<string, number>,
): NetNode[] {
  const rows = new Map<number, number>();
  return boxes.map((box) => {
    const uses = links.filter(([from]) => from === box.id).map(([, to]) => column.get(to)!);
    const at = box.kind === "parameter" || box.kind === "data" ? Math.max(0, Math.min(...uses, 1e9) - 1) : box.column;
    const x = Number.isFinite(at) && at < 1e8 ? at : 0;
    const row = rows.get(x) ?? 0;
    rows.set(x, row + 1);
    return { ...box, column: x, row };
  });
}

/**
 * The step of a cause is where it begins; what lies before it gets its wrong derivative from there, if that reaches a
 * parameter: a wrong gradient of weights alone spoils nothing before them.
 */
function verdicts(
  { graph }: Context,
  entries: readonly ComparedEntry[],
  causes: readonly Cause[],
): (line: number) => Verdict {
  const wrong = new Set(entries.flatMap(({ quantity, verdict }) => (verdict === "ok" ? [] : [quantity])));
  /** By place: whether a parameter with a wrong gradient goes into it. */
  const spoilt = new Set(graph.leaves.flatMap(({ path, place }) => (wrong.has(path) ? [place] : [])));
  for (const { inputPlaces, outputPlaces } of graph.lines)
    if (inputPlaces.some((place) => spoilt.has(place))) for (const place of outputPlaces) spoilt.add(place);
  const first = new Set(causes.flatMap(({ step }) => (step === undefined ? [] : [step])));
  const after = new Set<number>();
  const visit = (line: number): void => {
    for (const place of graph.lines[line]!.inputPlaces) {
      const producer = place < 0 ? -1 : graph.producer[place]!;
      if (producer < 0 || after.has(producer)) continue;
      after.add(producer);
      visit(producer);
    }
  };
  for (const line of first) if (line < graph.lines.length) visit(line);
  return (line) => {
    if (first.has(line)) return "first";
    return after.has(line) && graph.lines[line]!.outputPlaces.some((place) => spoilt.has(place)) ? "consequence" : "ok";
  };
}
