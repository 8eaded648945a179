import { isTensor, type Tensor } from "@wengert/autograd";
import { eleventh } from "../eleventh/eleventh.ts";
import { later } from "../later/later.ts";
import type { Case, Problem } from "../mistakes/case.ts";
import { ninth } from "../ninth/ninth.ts";
import { tenth } from "../tenth/tenth.ts";
import { thirteenth } from "../thirteenth/thirteenth.ts";
import { twelfth } from "../twelfth/twelfth.ts";
import { type EverydayCase, gradientsOf } from "./case.ts";
import { everyday, keptBack } from "./everyday.ts";

/** `h[0].W` as results write it: `h.0.W`. */
const dotted = (path: string): string => path.replace(/\[(\d+)\]/g, ".$1").replace(/^\./, "");

/** One of these cases in the form of the others. */
function asCase(planted: EverydayCase): Case {
  const { name, loss, params, data, hand, right, batchAxis = 0, intermediates } = planted;
  const [first, second] = planted.planted;
  const problem = (by: unknown): Problem => ({
    loss: loss as Problem["loss"],
    params: params as Problem["params"],
    data: data as readonly Tensor[],
    hand: by as Problem["hand"],
    ...(planted.batchAxis !== undefined && { batchAxis }),
    ...(intermediates !== undefined && typeof by !== "function" && { intermediates }),
  });
  const x = data[0];
  return {
    name,
    net: "dense",
    batch: isTensor(x) ? (x.shape[batchAxis] ?? 1) : 1,
    hand: typeof hand === "function" ? "function" : "numbers",
    problem: () => problem(hand),
    right: () => problem((...given: never[]) => gradientsOf((right as (...given: never[]) => unknown)(...given))),
    onFive: () => problem(hand),
    alone: [],
    causes: first!.codes,
    quantity: dotted(first!.at[0]!),
    alsoQuantities: first!.at.map(dotted),
    ...(second !== undefined && {
      second: { causes: second.codes, quantity: dotted(second.at[0]!), alsoQuantities: second.at.map(dotted) },
    }),
    visible: true,
    repeatable: true,
  };
}

/** The mistakes of every day as planted cases. */
export const everydayCases: readonly Case[] = everyday.map(asCase);

/** Those that were kept back. */
export const keptBackCases: readonly Case[] = keptBack.map(asCase);

/** Those that were written after them. */
export const laterCases: readonly Case[] = later.map(asCase);

/** Those of a first course. */
export const ninthCases: readonly Case[] = ninth.map(asCase);

/** Those by another hand. */
export const tenthCases: readonly Case[] = tenth.map(asCase);

/** Those by another hand again. */
export const eleventhCases: readonly Case[] = eleventh.map(asCase);

/** Those of scripts by one more hand. */
export const twelfthCases: readonly Case[] = twelfth.map(asCase);

/** Those that came last, which the checker was not developed with. */
export const thirteenthCases: readonly Case[] = thirteenth.map(asCase);
