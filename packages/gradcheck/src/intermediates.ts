import { ravel, reshape, type Tensor } from "@wengert/autograd";
import { roundingOf } from "./graph.ts";
import { distance, flat, largest, near } from "./numbers.ts";
import type { Point } from "./point.ts";

/** An intermediate value of the hand beside the tape's. */
export interface NamedComparison {
  readonly name: string;
  readonly kind: "value" | "derivative";
  readonly place: number;
  readonly hand: Tensor;
  readonly tape: Tensor;
  readonly tolerance: number;
  readonly wrong: boolean;
}

/**
 * `dz1`, `dC_dz1`, `dC/dz1`, `dCdz1`, `delta_z1`: the name of what the derivative is taken by; null for a value. A
 * delta with a number alone, `delta1`, is by the convention of the textbooks that by z.
 */
export function derivativeOf(name: string): string | null {
  const delta = /^(?:delta|δ)_?(\w+)$/i.exec(name)?.[1];
  if (delta !== undefined) return /^\d+$/.test(delta) ? `z${delta}` : delta;
  return (
    /^(?:d|∂)(?:[A-Z]|loss|cost|L)?[_/]?(?:d|∂)([a-zA-Z]\w*)$/.exec(name)?.[1] ??
    /^(?:d|∂)([a-zA-Z]\w*)$/.exec(name)?.[1] ??
    null
  );
}

/**
 * Compares intermediate values by name. A value is known by its numbers; where no value on the tape has them, by its
 * name, z1, a1 … (or Z1, A1) counted from the input on. Names that cannot be placed are left out: `unplaced` lists them.
 */
export function compareIntermediates(point: Point, given: Readonly<Record<string, Tensor>>): NamedComparison[] {
  const { graph } = point.context;
  const names = Object.keys(given);
  if (names.length === 0) return [];
  const rounding = ({ dtype }: Tensor): number => roundingOf(graph, dtype === "float32" ? dtype : undefined);
  const places = new Map<string, number>();
  const found: NamedComparison[] = [];
  const byName = new Map<string, number>();
  for (const { z, a, number } of point.context.steps.activations) {
    byName.set(`z${number}`, z);
    byName.set(`a${number}`, a);
  }
  for (const name of names) {
    if (derivativeOf(name) !== null && names.includes(derivativeOf(name)!)) continue;
    const hand = given[name]!;
    const numbers = flat(hand);
    const tolerance = rounding(hand) * largest(numbers);
    let place = graph.values.findIndex(
      (value, p) => graph.producer[p]! >= 0 && value.size === hand.size && near(flat(value), numbers, tolerance),
    );
    const known = place >= 0;
    if (!known && derivativeOf(name) === null) place = byName.get(name) ?? byName.get(name.toLowerCase()) ?? -1;
    if (place < 0) continue;
    const tape = graph.values[place]!;
    if (tape.size !== hand.size) continue;
    places.set(name, place);
    found.push({ name, kind: "value", place, hand: shapedLike(hand, tape), tape, tolerance, wrong: !known });
  }
  for (const name of names) {
    const base = derivativeOf(name);
    if (base === null || found.some((one) => one.name === name)) continue;
    const place = places.get(base) ?? byName.get(base) ?? byName.get(base.toLowerCase());
    const hand = given[name]!;
    const tape = place === undefined ? null : graph.adjoints[place];
    if (place === undefined || !tape || tape.size !== hand.size) continue;
    const [h, t] = [flat(hand), flat(tape)];
    const tolerance = rounding(hand) * Math.max(largest(h), largest(t));
    const wrong = !(distance(h, t) <= tolerance);
    found.push({ name, kind: "derivative", place, hand: shapedLike(hand, tape), tape, tolerance, wrong });
  }
  return found;
}

/** A sentence on the names that were compared with nothing, and one on those that are no tensors. */
export function unplaced(
  given: Readonly<Record<string, unknown>>,
  found: readonly NamedComparison[],
  others: readonly string[],
): string[] {
  const names = Object.keys(given).filter((name) => !found.some((one) => one.name === name));
  const [are, these] = names.length === 1 ? ["is", "this name"] : ["are", "these names"];
  const no = others.length === 1 ? "is not compared: it is no tensor" : "are not compared: they are no tensors";
  return [
    ...(names.length === 0
      ? []
      : [`${names.join(", ")} ${are} not compared: nothing on the tape has ${these} or numbers`]),
    ...(others.length === 0 ? [] : [`${others.join(", ")} ${no}`]),
  ];
}

const shapedLike = (x: Tensor, like: Tensor): Tensor =>
  x.shape.join() === like.shape.join() ? x : reshape(ravel(x), like.shape as number[]);
