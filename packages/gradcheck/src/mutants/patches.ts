import { type Tensor, tensor } from "@wengert/autograd";
import { replaced } from "../context.ts";
import { type Mutant, one, type Variation } from "../mutant.ts";
import { flat } from "../numbers.ts";
import { variedAt } from "./lines.ts";

/** Where a window meets its input along one axis: entry k of window i lies at stride i + dilation k − before. */
interface Reach {
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
}

/** Ways in which patches are cut by mistake. */
const WAYS: readonly { readonly words: string; readonly of: (r: Reach, size: number, pad: number) => Reach }[] = [
  { words: "without the padding", of: (r) => ({ ...r, before: 0 }) },
  { words: "without the stride", of: (r) => ({ ...r, stride: 1 }) },
  { words: "without the dilation", of: (r) => ({ ...r, dilation: 1 }) },
  { words: "with the stride for the dilation", of: (r) => ({ ...r, dilation: r.stride }) },
  { words: "one place too late", of: (r) => ({ ...r, before: r.before - 1 }) },
  { words: "one place too early", of: (r) => ({ ...r, before: r.before + 1 }) },
  { words: "with the padding of the whole kernel", of: (r, size) => ({ ...r, before: size - 1 - r.before }) },
  { words: "with the padding at the other end", of: (r, _size, pad) => ({ ...r, before: pad }) },
  { words: "with neither stride nor padding", of: (r) => ({ ...r, stride: 1, before: 0 }) },
];

interface Layout {
  readonly inputDilation: readonly number[];
  readonly strides: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: readonly (readonly [number, number])[];
  readonly groups: number;
}

/** Visits every place at which an entry of the kernel meets an entry of the input, with their positions in the axes. */
function meetings(
  input: readonly number[],
  kernel: readonly number[],
  output: readonly number[],
  reach: readonly Reach[],
  visit: (x: number, k: number, y: number) => void,
): void {
  const rank = input.length;
  const walk = (d: number, x: number, k: number, y: number): void => {
    if (d === rank) {
      visit(x, k, y);
      return;
    }
    const { stride, dilation, before } = reach[d]!;
    for (let i = 0; i < output[d]!; i++) {
      for (let j = 0; j < kernel[d]!; j++) {
        const at = stride * i + dilation * j - before;
        if (at >= 0 && at < input[d]!) walk(d + 1, x * input[d]! + at, k * kernel[d]! + j, y * output[d]! + i);
      }
    }
  };
  walk(0, 0, 0, 0);
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** The derivative by the kernel, or by the input, of a convolution whose windows lie as `reach` says. */
function derivative(by: 0 | 1, x: Tensor, K: Tensor, g: Tensor, reach: readonly Reach[]): Tensor {
  const [N, C] = [x.shape[0]!, x.shape[1]!];
  const F = K.shape[0]!;
  const [input, kernel, output] = [x.shape.slice(2), K.shape.slice(2), g.shape.slice(2)];
  const [xs, ks, ys] = [sizeOf(input), sizeOf(kernel), sizeOf(output)];
  const [X, W, G] = [flat(x), flat(K), flat(g)];
  const out = new Float64Array(by === 0 ? x.size : K.size);
  meetings(input, kernel, output, reach, (at, k, y) => {
    for (let n = 0; n < N; n++) {
      for (let f = 0; f < F; f++) {
        const d = G[(n * F + f) * ys + y]!;
        for (let c = 0; c < C; c++) {
          const [i, j] = [(n * C + c) * xs + at, (f * C + c) * ks + k];
          if (by === 0) out[i]! += d * W[j]!;
          else out[j]! += d * X[i]!;
        }
      }
    }
  });
  return tensor(Array.from(out), { shape: (by === 0 ? x : K).shape });
}

/** Patches of a convolution's input, and the places to which its errors go back, that lie elsewhere. */
export const patchMutants: readonly Mutant[] = [
  {
    name: "patches cut elsewhere",
    code: "derivative-at-wrong-value",
    on: "product",
    faint: true,
    rare: true,
    throughout: true,
    fix: "entry k of window i meets the input at stride i + dilation k - padding, backwards as forwards",
    vary: (context) =>
      variedAt(context, ["conv"], ({ inputs, inputPlaces, outputs, params }, line): Variation[] => {
        const [x, K] = inputs as [Tensor, Tensor];
        const { strides, dilation, padding, inputDilation, groups } = params as unknown as Layout;
        if (groups !== 1 || inputDilation.some((n) => n !== 1) || x.size * K.size > 200_000) return [];
        const own = strides.map((stride, d): Reach => ({ stride, dilation: dilation[d]!, before: padding[d]![0] }));
        const seen = new Set([JSON.stringify(own)]);
        return WAYS.flatMap(({ words, of }): Variation[] => {
          const reach = own.map((r, d) => of(r, K.shape[d + 2]!, padding[d]![1]));
          const key = JSON.stringify(reach);
          if (seen.has(key)) return [];
          seen.add(key);
          return ([0, 1] as const).flatMap((input) => {
            if (inputPlaces[input]! < 0) return [];
            const of = context.nameOf(inputPlaces[input]!);
            return [
              {
                key: `${input} ${words}`,
                ...(input === 0 && { code: "wrong-upstream" as const }),
                ...(/place|end$/.test(words) && {
                  does:
                    input === 0
                      ? ("lays what comes back one place off" as const)
                      : ("takes what it meets one place off" as const),
                }),
                what:
                  input === 1
                    ? `the patches for the gradient of ${of} are cut ${words}`
                    : `what goes back through the kernel to ${of} is laid ${words}`,
                through: [{ line, input }],
                changes: one(
                  line,
                  replaced(input, (g) => derivative(input, x, K, g, reach)),
                ),
              },
            ];
          });
        }).filter(() => outputs.length === 1);
      }),
  },
];
