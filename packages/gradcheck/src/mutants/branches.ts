import { abs, greater, less, mul, type Tensor } from "@wengert/autograd";
import type { CauseCode } from "../codes.ts";
import type { Context } from "../context.ts";
import { type Mutant, one, sumTo, type Variation } from "../mutant.ts";
import { flat } from "../numbers.ts";
import type { Deed } from "../readings.ts";
import { variedAt } from "./lines.ts";

/** Bounds that are tried beside the loss's own numbers. */
const BOUNDS = [0, 1, 2, 0.5];

/** How many values are tried as what a condition was asked of. */
const MOST = 6;

/** The values that two branches are made of, in the shape of the result, the latest first. */
function asked({ graph }: Context, line: number): Tensor[] {
  const { inputPlaces, outputs } = graph.lines[line]!;
  const shape = String(outputs[0]!.shape);
  const found = new Set<number>();
  const open = inputPlaces.filter((p) => p >= 0);
  while (open.length > 0) {
    const place = open.pop()!;
    if (found.has(place) || String(graph.values[place]!.shape) !== shape) continue;
    found.add(place);
    const k = graph.producer[place]!;
    if (k >= 0) open.push(...graph.lines[k]!.inputPlaces.filter((p) => p >= 0));
  }
  return [...found]
    .sort((a, b) => b - a)
    .slice(0, MOST)
    .map((place) => graph.values[place]!);
}

/** The single numbers that the loss computes with. */
function numbersOf({ graph }: Context): number[] {
  const found = new Set<number>();
  graph.lines.forEach(({ inputs, inputPlaces }) => {
    inputs.forEach((x, i) => {
      if (inputPlaces[i]! < 0 && x.size === 1 && x.dtype !== "bool") found.add(Math.abs(x.item()));
    });
  });
  return [...found].slice(0, 6);
}

/** Conditions of `where` that a hand may have asked otherwise: another bound, the branches exchanged, one of them alone. */
export const conditionMutants: readonly Mutant[] = [
  {
    name: "another condition for two branches",
    code: "wrong-forward",
    on: "function",
    faint: true,
    rare: true,
    throughout: true,
    fix: "the derivative asks the same condition as the value, with the same bound",
    vary: (context) =>
      variedAt(context, ["where"], ({ inputs, inputPlaces, outputs }, k): Variation[] => {
        const [condition, a, b] = inputs as [Tensor, Tensor, Tensor];
        if (condition.size < 2 || String(condition.shape) !== String(outputs[0]!.shape)) return [];
        const own = flat(condition);
        const seen = new Set([own.join()]);
        const by = (key: string, code: CauseCode, words: string, mask: Tensor): Variation[] => {
          const numbers = flat(mask);
          if (seen.has(numbers.join())) return [];
          seen.add(numbers.join());
          const change = one(k, ([g], right) => ({
            inputs: right.map((c, i) => {
              if (!g || inputPlaces[i]! < 0) return c;
              const kept = mul(g, mask);
              return i === 1 ? sumTo(kept, a.shape) : i === 2 ? sumTo(mul(g, less(mask, 0.5)), b.shape) : c;
            }),
          }));
          const does: Deed = "takes one of two branches for both";
          return [{ key, code, does, what: `the two branches of where: ${words}`, changes: change }];
        };
        const yes = less(mul(0, outputs[0]!), 1);
        const both = inputPlaces[1]! >= 0 && inputPlaces[2]! >= 0;
        const bounds = [...new Set([...BOUNDS, ...numbersOf(context).flatMap((n) => [n, 2 * n, n / 2])])];
        return [
          ...by("exchanged", "derivative-at-wrong-value", "they are exchanged in the derivative", less(condition, 0.5)),
          ...by(
            "first",
            both ? "wrong-forward" : "missing-activation-derivative",
            "the derivative is that of the first one everywhere",
            yes,
          ),
          ...by(
            "second",
            both ? "wrong-forward" : "missing-term",
            "the derivative is that of the second one everywhere",
            less(yes, 0.5),
          ),
          ...asked(context, k).flatMap((x, n) =>
            bounds.flatMap((bound) => [
              ...by(
                `|x${n}| < ${bound}`,
                "wrong-forward",
                `the derivative asks with the bound ${bound}`,
                less(abs(x), bound),
              ),
              ...by(
                `|x${n}| > ${bound}`,
                "wrong-forward",
                `the derivative asks with the bound ${bound}`,
                greater(abs(x), bound),
              ),
              ...by(`x${n} < ${bound}`, "wrong-forward", `the derivative asks with the bound ${bound}`, less(x, bound)),
              ...by(
                `x${n} > ${bound}`,
                "wrong-forward",
                `the derivative asks with the bound ${bound}`,
                greater(x, bound),
              ),
            ]),
          ),
        ];
      }),
  },
];
