import { sub, type Tensor, tensor } from "@wengert/autograd";
import type { CauseCode } from "../codes.ts";
import type { Context } from "../context.ts";
import type { Graph } from "../graph.ts";
import { flat } from "../numbers.ts";
import type { Deed } from "../readings.ts";
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

/** What meets the parameters, by line and input, when some prepared values are others. */
function inputsWith(
  withData: Graph,
  onParameters: readonly boolean[],
  graph: Graph,
  given: ReadonlyMap<number, Tensor>,
  data: ReadonlyMap<number, Tensor> = new Map(),
): Map<number, Map<number, Tensor>> {
  const moved = new Map<number, Tensor>(data);
  const found = new Map<number, Map<number, Tensor>>();
  let own = -1;
  for (const [k, { primitive, params, inputs, inputPlaces, outputPlaces }] of withData.lines.entries()) {
    const place = outputPlaces[0]!;
    const next = (): Tensor[] => inputs.map((x, i) => moved.get(inputPlaces[i]!) ?? x);
    if (onParameters[place]!) {
      own++;
      if (graph.lines[own]?.primitive !== primitive) return new Map();
      inputPlaces.forEach((p, i) => {
        const y = p >= 0 && !onParameters[p]! ? moved.get(p) : undefined;
        if (y !== undefined) found.set(own, (found.get(own) ?? new Map<number, Tensor>()).set(i, y));
      });
      continue;
    }
    const other = given.get(k);
    if (other !== undefined) moved.set(place, other);
    else if (inputPlaces.some((p) => moved.has(p)) && outputPlaces.length === 1) {
      const [a, b] = next() as [Tensor, Tensor];
      const y =
        primitive.arity === 1
          ? primitive.execute1(a, params)
          : primitive.arity === 2
            ? primitive.execute2(a, b, params)
            : primitive.executeN(next(), params)[0]!;
      moved.set(place, y);
    }
  }
  return found;
}

/**
 * Other losses in which data were prepared in another way: targets not smoothed, classes not weighted, a mask or another
 * time forgotten.
 */
export function dataSteps({ graph }: Pick<Context, "graph">): OtherLoss[] {
  const withData = graph.withData();
  if (withData === null) return [];
  const parameters = graph.leaves.length;
  const names = nameIn(withData, graph.dataNames);
  const onParameters = dependsOn(withData, parameters);
  const prepared: Prepared[] = withData.lines.flatMap(({ outputPlaces, outputs }, line) =>
    onParameters[outputPlaces[0]!] || outputs.length !== 1 ? [] : [{ line, place: outputPlaces[0]! }],
  );
  const data = withData.leaves.slice(parameters).map(({ place }) => place);
  const all = [...data, ...prepared.map(({ place }) => place)];
  const edited = (given: ReadonlyMap<number, Tensor>, id: string, code: CauseCode, what: string): OtherLoss[] => {
    const inputs = inputsWith(withData, onParameters, graph, given);
    const does: Deed =
      code === "missing-term"
        ? "takes data before they were prepared"
        : code === "off-by-one-layer" || /^steps /.test(id)
          ? "takes the data of another step of time"
          : "computes with other data";
    return inputs.size === 0 ? [] : [{ id, code, does, what, fix: FIX, line: -1, edit: { inputs } }];
  };
  const made = (line: number, place: number, id: string, code: CauseCode, what: string): OtherLoss[] =>
    edited(new Map([[line, withData.values[place]!]]), id, code, what);
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
    return orders.flatMap(([id, code, words, from]) => {
      const given = new Map(steps.map(({ line }, i) => [line, withData.values[steps[from(i)]!.place]!]));
      return edited(given, `steps ${key} ${id}`, code, `each step takes ${words} of ${source}`);
    });
  });
  const single = prepared.flatMap(({ line, place }): OtherLoss[] => {
    const y = withData.values[place]!;
    const shape = String(y.shape);
    const same = (p: number): boolean => String(withData.values[p]!.shape) === shape && p !== place;
    const ancestors = ancestorsOf(withData, place).filter(same);
    const found = ancestors.flatMap((p) =>
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
      ...otherNumbers(withData, line).flatMap(([number, y]) =>
        edited(
          new Map([[line, y]]),
          `data ${place} with ${number}`,
          "wrong-forward",
          `the hand prepares its data with another number (${withData.lines[line]!.primitive.name})`,
        ),
      ),
      ...others
        .flatMap((p) =>
          made(
            line,
            p,
            `data ${place} by ${p}`,
            COMBINES.has(withData.lines[line]!.primitive.name) ? "missing-term" : "wrong-forward",
            `the hand takes ${names(p)} in the place of other data`,
          ),
        )
        .map((one) => ({ ...one, edit: { ...one.edit, exchanged: true as const } })),
    ];
  });
  // Levels, probabilities and masks before the loss makes something of them, as tau - 1 of tau.
  const complements = withData.leaves.slice(parameters).flatMap(({ place, value, path }): OtherLoss[] => {
    const numbers = flat(value);
    if (numbers.some((x) => x < 0 || x > 1) || numbers.every((x) => x === 0.5)) return [];
    if (withData.uses[place]!.every((use) => onParameters[withData.lines[use.line]!.outputPlaces[0]!])) return [];
    const inputs = inputsWith(withData, onParameters, graph, new Map(), new Map([[place, sub(1, value)]]));
    const name = graph.dataNames.get(value) ?? path;
    return inputs.size === 0
      ? []
      : [
          {
            id: `data ${place} from 1`,
            code: "wrong-forward",
            does: "computes with other data",
            what: `the hand computes with 1 - ${name} where the loss has ${name}`,
            fix: FIX,
            line: -1,
            edit: { inputs },
          },
        ];
  });
  return [...shifted, ...single, ...complements];
}

/** The result of a step with another number in the place of its own, for those that people write instead. */
function otherNumbers({ lines }: Graph, line: number): [number, Tensor][] {
  const { primitive, params, inputs, inputPlaces, outputs } = lines[line]!;
  const at = inputs.findIndex((x, i) => inputPlaces[i]! < 0 && x.size === 1);
  if (primitive.arity !== 2 || at < 0 || outputs[0]!.size < 2) return [];
  const c = inputs[at]!.item();
  const n = outputs[0]!.shape.at(-1)!;
  const others = [c * n, c / n, 2 * c, c / 2, -c, 1 - c, 10 * c, c / 10, (c * n) / (n - 1), (c * (n - 1)) / n];
  return [...others.entries()].flatMap(([i, other]): [number, Tensor][] => {
    if (!Number.isFinite(other) || other === c) return [];
    const [a, b] = inputs.map((x, k) => (k === at ? tensor(other) : x)) as [Tensor, Tensor];
    return [[i, primitive.execute2(a, b, params)]];
  });
}

/** How many other data are tried in the place of one. */
const MOST = 12;

/** The tensors among which a name is looked for. */
const nameIn =
  (graph: Graph, names: ReadonlyMap<Tensor, string>) =>
  (place: number): string => {
    const value = graph.values[place]!;
    for (const [tensor, name] of names) if (tensor === value) return name;
    const line = graph.lines[graph.producer[place] ?? -1];
    return line === undefined ? "the data" : `the result of ${line.primitive.name}`;
  };
