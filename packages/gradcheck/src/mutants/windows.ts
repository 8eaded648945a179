import { add, div, equal, grad, mul, at as pick, sum, type Tensor, windowSum, zerosLike } from "@wengert/autograd";
import type { CauseCode } from "../codes.ts";
import { replaced } from "../context.ts";
import { type Mutant, one, type Variation } from "../mutant.ts";
import type { Deed } from "../readings.ts";
import { variedAt } from "./lines.ts";

interface Windows {
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly padding: readonly (readonly [number, number])[];
  readonly inputDilation: readonly number[];
  readonly dilation: readonly number[];
}

/** The transpose of a linear map, at g. */
const back = (map: (x: Tensor) => Tensor, x: Tensor, g: Tensor): Tensor =>
  (grad((v: Tensor) => sum(mul(map(v), g))) as unknown as (v: Tensor) => Tensor)(zerosLike(x));

/** The places within a window, one after the other. */
const offsetsOf = (size: readonly number[]): number[][] =>
  size.reduce<number[][]>((all, n) => all.flatMap((one) => Array.from({ length: n }, (_, i) => [...one, i])), [[]]);

/** The largest of a window, and who gets the gradient. */
export const windowMutants: readonly Mutant[] = [
  {
    name: "window of a maximum",
    code: "missing-activation-derivative",
    on: "function",
    faint: true,
    throughout: true,
    fix: "of each window only the entry that was the largest gets the gradient",
    vary: (context) =>
      variedAt(context, ["windowMax"], ({ inputs, inputPlaces, outputs, params }, k) => {
        const { size, strides, padding, inputDilation, dilation } = params as unknown as Windows;
        const x = inputs[0]!;
        const plain = padding.every(([a, b]) => a === 0 && b === 0) && inputDilation.every((n) => n === 1);
        if (inputPlaces[0]! < 0 || !plain) return [];
        const name = context.nameOf(inputPlaces[0]!);
        const lead = x.shape.length - size.length;
        const counts = outputs[0]!.shape.slice(lead);
        const cut = (offset: (d: number) => number): ((v: Tensor) => Tensor) => {
          const index = size.map(
            (_, d) => `${offset(d)}:${offset(d) + (counts[d]! - 1) * strides[d]! + 1}:${strides[d]!}` as ":",
          );
          return (v) => pick(v, ...x.shape.slice(0, lead).map(() => ":" as const), ...index) as Tensor;
        };
        const whole = (v: Tensor): Tensor =>
          windowSum(v, size, { stride: strides as number[], dilation: dilation as number[] });
        const ways: [string, CauseCode, Deed, string, (v: Tensor) => Tensor][] = [
          [
            "all",
            "missing-activation-derivative",
            "leaves out the choice of a maximum",
            "all entries of a window get the gradient",
            whole,
          ],
          [
            "mean",
            "derivative-at-wrong-value",
            "shares what comes back from a maximum",
            "each entry of a window gets its share of the gradient, as of a mean",
            (v) =>
              div(
                whole(v),
                size.reduce((a, b) => a * b, 1),
              ),
          ],
          [
            "first",
            "derivative-at-wrong-value",
            "gives what comes back from a maximum to a fixed entry",
            "the first entry of each window gets the gradient",
            cut(() => 0),
          ],
          [
            "last",
            "derivative-at-wrong-value",
            "gives what comes back from a maximum to a fixed entry",
            "the last entry of each window gets the gradient",
            cut((d) => (size[d]! - 1) * dilation[d]!),
          ],
        ];
        const a = context.steps.activations.find((step) => step.a === inputPlaces[0] && step.kind === "rectifier");
        const y = outputs[0]!;
        // Every entry as large as the largest: where a rectifier gives 0 that is a whole window.
        const ties = (v: Tensor): Tensor =>
          offsetsOf(size)
            .map((offset) => {
              const part = cut((d) => offset[d]! * dilation[d]!);
              return mul(part(v), equal(part(x), y));
            })
            .reduce((all, one) => add(all, one) as Tensor);
        const open: Variation[] =
          a === undefined
            ? []
            : [
                {
                  key: "rectifier",
                  code: "missing-activation-derivative",
                  does: undefined,
                  what: () =>
                    `the rectifier in front of the largest of each window is passed over: where all of a window are 0, all get the gradient`,
                  fix: "the gradient of the largest entry goes on through the rectifier, where z > 0",
                  changes: one(k, ([g], right) => ({
                    inputs: right.map(() => null),
                    elsewhere: g ? [{ place: a.z, adjoint: back(ties, x, g) }] : [],
                  })),
                },
              ];
        return [
          ...open,
          ...ways.map(
            ([key, code, does, words, map]): Variation => ({
              key,
              code,
              does,
              what: () => `of ${name} ${words}, not the one that was the largest`,
              changes: one(
                k,
                replaced(0, (g) => back(map, x, g)),
              ),
            }),
          ),
        ];
      }),
  },
];
