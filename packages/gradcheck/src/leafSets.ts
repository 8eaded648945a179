import type { Tensor } from "@wengert/autograd";
import type { Graph } from "./graph.ts";

/** Parameters of which a mistake may be made together, by their numbers. */
export interface LeafSet {
  readonly name: string;
  readonly leaves: readonly number[];
}

/** All parameters, all weights, all biases: those of two axes, and all others. A set may be empty. */
export function leafSets({ leaves }: Graph): Readonly<Record<"parameters" | "weights" | "biases", LeafSet>> {
  const all = leaves.map((_, i) => i);
  const isWeight = (i: number): boolean => leaves[i]!.value.shape.length >= 2 && !isRow(leaves[i]!.value);
  return {
    parameters: { name: "all parameters", leaves: all },
    weights: { name: "all weights", leaves: all.filter(isWeight) },
    biases: { name: "all biases", leaves: all.filter((i) => !isWeight(i)) },
  };
}

/** A bias written as one row. */
const isRow = (x: Tensor): boolean => x.shape.length === 2 && x.shape[0] === 1;
