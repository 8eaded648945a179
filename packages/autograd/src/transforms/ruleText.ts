import type { Entry } from "../entry.ts";
import type { Derivative } from "../primitive.ts";
import { type Shape, sameShape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

export const inputsOf = (entry: Entry): readonly Tensor[] =>
  entry.lists?.xs ?? (entry.b === null ? [entry.a!] : [entry.a!, entry.b]);
export const placesOf = (entry: Entry): readonly number[] => entry.lists?.xPlaces ?? [entry.aPlace, entry.bPlace];

/**
 * What a line adds to the adjoints of its inputs, in the names of the list: `dv0 += dv2 * v1`. `names` are those of the
 * inputs, `gs` the adjoints of the results.
 */
export function ruleText(entry: Entry, names: readonly string[], gs: readonly Derivative[]): string {
  const { reverse, operands } = entry.primitive;
  const xs = inputsOf(entry);
  const [y] = entry.lists?.ys ?? [entry.y!];
  const words: Record<string, string> = { g: `dv${entry.yPlace}`, y: `v${entry.yPlace}` };
  const ranks: Record<string, number> = { g: y!.shape.length };
  operands.forEach((operand, i) => {
    if (names[i] === undefined) return;
    words[operand] = names[i].includes(" ") ? `(${names[i]})` : names[i];
    ranks[operand] = xs[i]!.shape.length;
  });
  const given = contributions(entry, gs);
  return placesOf(entry)
    .flatMap((place, i) => {
      const text = reverse[i] ?? reverse[0];
      if (place < 0 || text === undefined || text === "") return [];
      // A rule that all inputs share says of which it speaks by i.
      const own = reverse.length === 1 && xs.length > 1 ? { ...words, i: String(i) } : words;
      const named = ofVectors(text, ranks)
        // Of several results each has its line, and g[1] is the adjoint on the second.
        .replace(/\bg\[(\d)\]/g, (_, at) => `dv${entry.yPlace + Number(at)}`)
        .replace(/\b[a-z]\b/g, (word) => (Object.hasOwn(own, word) ? own[word]! : word))
        .replace(/(?<=[(,] ?)\((constant \[[^\]]*\])\)(?=[,)])/g, "$1");
      return [`dv${place} += ${summed(named, given[i]?.shape, xs[i]!.shape)}`];
    })
    .join(";  ");
}

/** What the rule gives for each input, before it is summed to the input's shape; nothing for rules of the user's own. */
function contributions(entry: Entry, gs: readonly Derivative[]): readonly Derivative[] {
  const { primitive, params, a, b, aPlace, bPlace, y, lists } = entry;
  const [g = null] = gs;
  const ownRule = primitive.outputs === Number.POSITIVE_INFINITY;
  if (ownRule || gs.every((each) => each === null)) return [];
  if (lists !== null) {
    const needs = lists.xPlaces.map((place) => place >= 0);
    return primitive.vjpN(gs, lists.ys, lists.xs, params, needs, lists.saved);
  }
  if (b === null) return [primitive.vjp1(g!, y!, a!, params)];
  return [
    aPlace >= 0 ? primitive.vjpA(g!, y!, a!, b, params) : null,
    bPlace >= 0 ? primitive.vjpB(g!, y!, a!, b, params) : null,
  ];
}

/** A matrix product in a rule, as it reads where operands are vectors: the product of two columns is an outer one. */
function ofVectors(text: string, ranks: Readonly<Record<string, number>>): string {
  const [, left, right] = /^(\w)(?:\.T)? @ (\w)(?:\.T)?$/.exec(text) ?? [];
  const [p, q] = [ranks[left ?? ""], ranks[right ?? ""]];
  if (p === undefined || q === undefined) return text;
  if (p === 0 || q === 0) return `${left} * ${right}`;
  return p === 1 && q === 1 ? `outer(${left}, ${right})` : text;
}

/** What was broadcast on the way there is summed on the way back: over the axes that were added or repeated. */
function summed(text: string, from: Shape | undefined, to: Shape): string {
  if (from === undefined || sameShape(from, to)) return text;
  const added = from.length - to.length;
  const axes = from.flatMap((n, axis) => (axis < added || (to[axis - added] === 1 && n !== 1) ? [axis] : []));
  const axis = axes.length === 1 ? `${axes[0]}` : `(${axes.join(", ")})`;
  if (axes.length === added) return `sum(${text}, axis=${axis})`;
  return added === 0
    ? `sum(${text}, axis=${axis}, keepdims=True)`
    : `sum(${text}, axis=${axis}).reshape(${to.join(", ")})`;
}
