import {
  concatenate,
  cumsum,
  flip,
  mean,
  mul,
  onesLike,
  at as pick,
  sub,
  sum,
  type Tensor,
  zerosLike,
} from "@wengert/autograd";
import type { CauseCode } from "../codes.ts";
import type { Context } from "../context.ts";
import { ALL, type Hypothesis } from "../hypotheses.ts";
import { flat } from "../numbers.ts";
import type { Deed } from "../readings.ts";
import { isKernel } from "../roles.ts";
import { NOTHING } from "../walk.ts";

interface Change {
  readonly words: string;
  readonly code: CauseCode;
  readonly does?: Deed;
  readonly fix: string;
  readonly of: (g: Tensor, axis: number) => Tensor;
}

const cut = (x: Tensor, axis: number, index: string): Tensor =>
  pick(x, ...x.shape.slice(0, axis).map(() => ":" as const), index as ":");
const joined = (parts: Tensor[], axis: number): Tensor => concatenate(parts, axis);
const PLACE = "the gradient of an entry stands at the place of the entry";

/** What may have been done to a right gradient along one axis before it was handed back. */
const CHANGES: readonly Change[] = [
  {
    words: "lies one place too late, around the end",
    code: "wrong-axis",
    does: "lays what comes back one place off",
    fix: PLACE,
    of: (g, d) => joined([cut(g, d, "-1:"), cut(g, d, ":-1")], d),
  },
  {
    words: "lies one place too early, around the end",
    code: "wrong-axis",
    does: "lays what comes back one place off",
    fix: PLACE,
    of: (g, d) => joined([cut(g, d, "1:"), cut(g, d, "0:1")], d),
  },
  {
    words: "lies one place too late",
    code: "wrong-axis",
    does: "lays what comes back one place off",
    fix: PLACE,
    of: (g, d) => joined([zerosLike(cut(g, d, "0:1")), cut(g, d, ":-1")], d),
  },
  {
    words: "lies one place too early",
    code: "wrong-axis",
    does: "lays what comes back one place off",
    fix: PLACE,
    of: (g, d) => joined([cut(g, d, "1:"), zerosLike(cut(g, d, "0:1"))], d),
  },
  {
    words: "is in reverse order",
    code: "transposed",
    does: "turns a kernel round",
    fix: PLACE,
    of: (g, d) => flip(g, d) as Tensor,
  },
  {
    words: "is averaged",
    code: "wrong-axis",
    fix: "each entry has a gradient of its own",
    of: (g, d) => mul(onesLike(g), mean(g, d, { keepdims: true })),
  },
  {
    words: "is summed",
    code: "wrong-axis",
    fix: "each entry has a gradient of its own",
    of: (g, d) => mul(onesLike(g), sum(g, d, { keepdims: true })),
  },
  {
    words: "is the first one everywhere",
    code: "derivative-at-wrong-value",
    does: "takes one place for all",
    fix: "use the loop's index",
    of: (g, d) => mul(onesLike(g), cut(g, d, "0:1")),
  },
  {
    words: "is the last one everywhere",
    code: "derivative-at-wrong-value",
    does: "takes one place for all",
    fix: "use the loop's index",
    of: (g, d) => mul(onesLike(g), cut(g, d, "-1:")),
  },
  {
    words: "is added up from the front",
    code: "extra-term",
    fix: "start each entry at zero",
    of: (g, d) => cumsum(g, d) as Tensor,
  },
  {
    words: "has its mean subtracted",
    code: "extra-term",
    fix: "hand back the gradient itself",
    of: (g, d) => sub(g, mean(g, d, { keepdims: true })),
  },
  {
    words: "lacks the first entry",
    code: "missing-term",
    fix: "the loop starts at 0",
    of: (g, d) => joined([zerosLike(cut(g, d, "0:1")), cut(g, d, "1:")], d),
  },
  {
    words: "lacks the last entry",
    code: "missing-term",
    fix: "the loop goes to the end",
    of: (g, d) => joined([cut(g, d, ":-1"), zerosLike(cut(g, d, "0:1"))], d),
  },
];

/** Gradients of one parameter that were shifted, turned round, averaged or cut along an axis. */
export function rearrangedGradients({ graph }: Context): Hypothesis[] {
  return graph.leaves.flatMap(({ path, gradient, numbers, value }, i) =>
    value.shape.flatMap((n, axis) =>
      n < 2 || value.size < 3
        ? []
        : CHANGES.filter(({ words }) => n > 2 || !words.endsWith("around the end")).map(
            ({ words, code, does, fix, of }): Hypothesis => {
              let moved: readonly Float64Array[] | undefined;
              return {
                ...ALL,
                id: `gradient ${i} ${words} along ${axis}`,
                kind: "direct",
                code,
                does: does === "turns a kernel round" && !isKernel(graph, i) ? undefined : does,
                what: `the gradient of ${path} ${words} along axis ${axis}`,
                fix,
                axis,
                line: -1,
                free: false,
                faint: true,
                changes: new Map(),
                get direct() {
                  moved ??= graph.leaves.map((_, k) =>
                    k === i ? flat(of(gradient, axis)).map((x, j) => x - numbers[j]!) : NOTHING,
                  );
                  return moved;
                },
              };
            },
          ),
    ),
  );
}
