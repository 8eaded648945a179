import { broadcastTo, type Tensor, tensor } from "@wengert/autograd";
import type { Graph } from "./graph.ts";
import { flat } from "./numbers.ts";

/** By direction and place: the tangent; null for zero. */
export type Tangents = readonly (readonly (Float64Array | null)[])[];

/** The tangents of all values on a tape, along a direction in the space of parameters. */
export function tangentsOf(graph: Graph, direction: readonly (Float64Array | null)[]): (Float64Array | null)[] {
  const found: (Tensor | null)[] = new Array<null>(graph.places).fill(null);
  graph.leaves.forEach(({ place, value }, i) => {
    const r = direction[i];
    if (r) found[place] = tensor(r, { shape: value.shape, dtype: "float64" });
  });
  const of = (place: number): Tensor | null => (place < 0 ? null : found[place]!);
  for (const [k, line] of graph.lines.entries()) {
    const { primitive, params, inputs, inputPlaces, outputs, outputPlaces } = line;
    if (graph.shifts.has(k)) continue;
    if (primitive.constant || !inputPlaces.some((place) => place >= 0 && found[place] !== null)) continue;
    const [a, b] = inputs as [Tensor, Tensor];
    const y = outputs[0]!;
    if (primitive.arity === "n") {
      const saved = primitive.forward?.(inputs, params).saved ?? null;
      const ts = primitive.jvpN(inputPlaces.map(of), outputs, inputs, params, saved);
      outputPlaces.forEach((place, i) => {
        found[place] = like(ts[i] ?? null, outputs[i]!);
      });
      continue;
    }
    const t =
      primitive.arity === 1
        ? primitive.jvp1(of(inputPlaces[0]!)!, y, a, params)
        : primitive.jvp2(of(inputPlaces[0]!), of(inputPlaces[1]!), y, a, b, params);
    found[outputPlaces[0]!] = like(t, y);
  }
  return found.map((t) => (t === null ? null : flat(t)));
}

const like = (t: Tensor | null, { shape }: Tensor): Tensor | null =>
  t === null || String(t.shape) === String(shape) ? t : broadcastTo(t, shape as number[]);

/** Adds to a print what numbers that come to a place move, along the directions. */
export function addNumbers(sum: Float64Array, tangents: Tangents, place: number, c: Float64Array, by: number): void {
  if (place < 0) return;
  for (let k = 0; k < tangents.length; k++) {
    const t = tangents[k]![place];
    if (!t) continue;
    let s = 0;
    for (let j = 0; j < c.length; j++) s += t[j]! * c[j]!;
    sum[k]! += by * s;
  }
}

/** The same for a contribution in the place of another one. */
export function addTo(
  sum: Float64Array,
  tangents: Tangents,
  place: number,
  c: Tensor | null,
  before: Tensor | null,
): void {
  if (place < 0) return;
  const x = c === null ? null : flat(c);
  const y = before === null ? null : flat(before);
  const n = x?.length ?? y?.length ?? 0;
  for (let k = 0; k < tangents.length; k++) {
    const t = tangents[k]![place];
    if (!t) continue;
    let s = 0;
    if (x !== null && y !== null) for (let j = 0; j < n; j++) s += t[j]! * (x[j]! - y[j]!);
    else if (x !== null) for (let j = 0; j < n; j++) s += t[j]! * x[j]!;
    else if (y !== null) for (let j = 0; j < n; j++) s -= t[j]! * y[j]!;
    sum[k]! += s;
  }
}
