import { add, grad, mul, square, sum, type Tensor, zeros } from "@wengert/autograd";
import { DEVIATIONS } from "./deviations.ts";
import { type Expression, evaluate, type GoldenArray, toTensor } from "./expression.ts";
import { loadGolden } from "./golden.ts";

/** A case of ops.json: expressions, their values, and their first and second derivatives. */
export interface Case {
  readonly id: string;
  readonly name: string;
  readonly tags: readonly string[];
  readonly inputs: readonly GoldenArray[];
  /** Which inputs are differentiated. */
  readonly diff: readonly number[];
  readonly exprs: readonly Expression[];
  readonly outputs: readonly GoldenArray[];
  /** The cotangents: L = Σₖ Σ outputsₖ · cₖ. */
  readonly c: readonly GoldenArray[];
  readonly grads: readonly GoldenArray[];
  /** The derivative of Σⱼ Σ gradsⱼ². */
  readonly grads2: readonly GoldenArray[] | null;
  readonly rtol: number;
}

/** All cases, those that we change on purpose with our values. */
export const cases: readonly Case[] = (loadGolden<{ readonly cases: readonly Case[] }>("ops.json")?.cases ?? []).map(
  (one) => ({ ...one, ...DEVIATIONS[one.id] }),
);

/** The group of a case: the module that its function is from, or the kind of combination. */
export function groupOf({ name }: Case): string {
  return name.includes(".") ? name.slice(0, name.lastIndexOf(".")) : name;
}

function outputsOf(one: Case, inputs: readonly Tensor[]): unknown[] {
  return one.exprs.map((expression) => evaluate(expression, inputs));
}

function total(parts: readonly Tensor[]): Tensor {
  return parts.reduce((a: Tensor, b) => add(a, b), zeros([]));
}

/** The loss of a case as a function of the inputs that are differentiated. */
function lossOf(one: Case): (...chosen: Tensor[]) => Tensor {
  return (...chosen) => {
    const inputs = one.inputs.map(toTensor);
    one.diff.forEach((k, i) => {
      inputs[k] = chosen[i]!;
    });
    return total(outputsOf(one, inputs).map((y, k) => sum(mul(y as Tensor, toTensor(one.c[k]!)))));
  };
}

/** Our values and the golden ones, with what they are. */
export type Comparison = readonly [what: string, ours: readonly unknown[], golden: readonly GoldenArray[]];

/** Values, gradients and, where there are golden ones, second gradients of a case. */
export function compared(one: Case): Comparison[] {
  const points = one.diff.map((k) => toTensor(one.inputs[k]!));
  const argnums = one.diff.map((_, i) => i);
  const gradients = grad(lossOf(one), argnums, { allowConstant: true });
  const found: Comparison[] = [
    ["output", outputsOf(one, one.inputs.map(toTensor)), one.outputs],
    ["gradient", gradients(...points), one.grads],
  ];
  if (one.grads2 !== null) {
    const squares = (...xs: Tensor[]): Tensor => total(gradients(...xs).map((g) => sum(square(g))));
    found.push(["second gradient", grad(squares, argnums, { allowConstant: true })(...points), one.grads2]);
  }
  return found;
}
