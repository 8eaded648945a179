import type { Tensor } from "@wengert/autograd";
import type { CauseCode } from "../codes.ts";
import type { Graph } from "../graph.ts";
import type { Replacement } from "../replay.ts";
import type { OtherLoss } from "./forward.ts";

const FIX = "differentiate with the same data as the loss, prepared in the same way";

/** What is computed from data alone before it meets the parameters: a place of the tape that has the data on it as well. */
interface Prepared {
  readonly line: number;
  readonly place: number;
}

/** Whether each place of the longer tape depends on the parameters. */
function dependsOn(graph: Graph, parameters: number): boolean[] {
  const found = new Array<boolean>(graph.places).fill(false);
  for (const { place } of graph.leaves.slice(0, parameters)) found[place] = true;
  for (const { inputPlaces, outputPlaces } of graph.lines)
    if (inputPlaces.some((p) => p >= 0 && found[p])) for (const p of outputPlaces) found[p] = true;
  return found;
}

/** The places that a value is made of, from it backwards. */
function ancestorsOf(graph: Graph, place: number): number[] {
  const found: number[] = [];
  const open = [place];
  while (open.length > 0) {
    const line = graph.producer[open.pop()!] ?? -1;
    if (line < 0) continue;
    for (const p of graph.lines[line]!.inputPlaces) {
      if (p < 0 || found.includes(p)) continue;
      found.push(p);
      open.push(p);
    }
  }
  return found;
}

/** Ways in which one of several values was combined with others: only those make a value of the same kind. */
const COMBINES = new Set("add sub mul div".split(" "));

/**
 * Other losses in which data were prepared in another way: targets not smoothed, classes not weighted, a mask or another
 * time forgotten. `withData` is the tape with the data among its variables, after `parameters` parameters.
 */
export function dataSteps(withData: Graph, parameters: number, names: (place: number) => string): OtherLoss[] {
  const onParameters = dependsOn(withData, parameters);
  const prepared: Prepared[] = withData.lines.flatMap(({ outputPlaces, outputs }, line) =>
    onParameters[outputPlaces[0]!] || outputs.length !== 1 ? [] : [{ line, place: outputPlaces[0]! }],
  );
  const data = withData.leaves.slice(parameters).map(({ place }) => place);
  const all = [...data, ...prepared.map(({ place }) => place)];
  const made = (line: number, place: number, id: string, code: CauseCode, what: string): OtherLoss => {
    const output = withData.values[place]!;
    const replacement: Replacement = { run: () => ({ output, pull: () => [] }) };
    return { id, code, what, fix: FIX, line: -1, edit: { lines: new Map([[line, replacement]]) }, graph: withData };
  };
  const meetsParameters = (place: number): boolean =>
    withData.uses[place]!.some((use) => onParameters[withData.lines[use.line]!.outputPlaces[0]!]);
  // The slices of one value, in order: the inputs or targets of the steps of time.
  const series = new Map<string, Prepared[]>();
  for (const one of prepared) {
    const { primitive, inputPlaces } = withData.lines[one.line]!;
    if (primitive.name !== "slice" || !meetsParameters(one.place)) continue;
    const key = `${inputPlaces[0]} ${withData.values[one.place]!.shape}`;
    series.set(key, [...(series.get(key) ?? []), one]);
  }
  const shifted = [...series].flatMap(([key, steps]): OtherLoss[] => {
    const n = steps.length;
    if (n < 3) return [];
    const orders: [string, CauseCode, string, (i: number) => number][] = [
      ["late", "off-by-one-layer", "those of the step before", (i) => Math.max(i - 1, 0)],
      ["early", "off-by-one-layer", "those of the step after", (i) => Math.min(i + 1, n - 1)],
      ["late, round", "off-by-one-layer", "those of the step before, around the end", (i) => (i + n - 1) % n],
      ["early, round", "off-by-one-layer", "those of the step after, around the end", (i) => (i + 1) % n],
      ["reversed", "wrong-forward", "those of the steps in reverse order", (i) => n - 1 - i],
      ["first", "wrong-forward", "those of the first step", () => 0],
      ["last", "wrong-forward", "those of the last step", () => n - 1],
    ];
    const source = names(Number(key.split(" ")[0]));
    return orders.map(([id, code, words, from]) => {
      const lines = new Map<number, Replacement>();
      steps.forEach(({ line }, i) => {
        const output = withData.values[steps[from(i)]!.place]!;
        lines.set(line, { run: () => ({ output, pull: () => [] }) });
      });
      const what = `each step takes ${words} of ${source}`;
      return { id: `steps ${key} ${id}`, code, what, fix: FIX, line: -1, edit: { lines }, graph: withData };
    });
  });
  const single = prepared.flatMap(({ line, place }): OtherLoss[] => {
    const y = withData.values[place]!;
    const shape = String(y.shape);
    const same = (p: number): boolean => String(withData.values[p]!.shape) === shape && p !== place;
    const ancestors = ancestorsOf(withData, place).filter(same);
    const found = ancestors.map((p) =>
      made(
        line,
        p,
        `data ${place} as ${p}`,
        "missing-term",
        `the hand takes ${names(p)} where the loss has made something else of it first (${withData.lines[line]!.primitive.name})`,
      ),
    );
    // Siblings: another slice, another part, other data; only for what the parameters meet.
    const others = meetsParameters(place) ? all.filter((p) => same(p) && !ancestors.includes(p)).slice(0, MOST) : [];
    return [
      ...found,
      ...others.map((p) =>
        made(
          line,
          p,
          `data ${place} by ${p}`,
          COMBINES.has(withData.lines[line]!.primitive.name) ? "missing-term" : "wrong-forward",
          `the hand takes ${names(p)} in the place of other data`,
        ),
      ),
    ];
  });
  return [...shifted, ...single];
}

/** How many other data are tried in the place of one. */
const MOST = 12;

/** The tensors among which a name is looked for. */
export const nameIn =
  (graph: Graph, names: ReadonlyMap<Tensor, string>) =>
  (place: number): string => {
    const value = graph.values[place]!;
    for (const [tensor, name] of names) if (tensor === value) return name;
    const line = graph.lines[graph.producer[place] ?? -1];
    return line === undefined ? "the data" : `the result of ${line.primitive.name}`;
  };
