import {
  add,
  at,
  broadcastTo,
  div,
  type Equation,
  equal,
  maximum,
  set,
  type Tensor,
  tensor,
  where,
} from "@wengert/autograd";
import type { Windows } from "@wengert/autograd/engine";

/** Windows with more taps than this are left to the primitive. */
const TAPS = 16;

type Body = (...xs: Tensor[]) => Tensor;

/** The places that all windows read with one tap: one slice along each axis. */
type Slices = readonly string[];

/** The slices of each tap; null where windows reach into a padding, or are too large. */
function slicesOf(windows: Windows, spatial: readonly number[], rank: number): Slices[] | null {
  const { size, strides, padding, inputDilation, dilation } = windows;
  if (padding.some(([before, behind]) => before !== 0 || behind > 0) || inputDilation.some((n) => n !== 1)) return null;
  const taps = size.reduce((product, n) => product * n, 1);
  if (taps > TAPS || taps === 0) return null;
  let all: string[][] = [new Array<string>(rank - size.length).fill(":")];
  size.forEach((n, d) => {
    const reach = (n - 1) * dilation[d]! + 1;
    const count = Math.floor((spatial[d]! + padding[d]![1] - reach) / strides[d]!) + 1;
    const along = Array.from({ length: n }, (_, tap) => {
      const start = tap * dilation[d]!;
      return count < 1 ? "0:0" : `${start}:${start + (count - 1) * strides[d]! + 1}:${strides[d]}`;
    });
    all = all.flatMap((slices) => along.map((slice) => [...slices, slice]));
  });
  return all;
}

/** Whether no entry belongs to two windows. */
function areApart({ size, strides, dilation }: Windows): boolean {
  return size.every((n, d) => (n - 1) * dilation[d]! + 1 <= strides[d]!);
}

const isFloat = (dtype: string): boolean => dtype === "float64" || dtype === "float32";

/** Whether an entry is the largest of its window; NaN is, where there is one. */
function isLargest(x: Tensor, y: Tensor): Tensor {
  return where(equal(x, x), equal(x, y), true);
}

/**
 * What sums and maxima over small windows are made of: one slice of the input for each tap, added or compared number by
 * number. So they become loops, which are fused with what is around them. Null for an operation that is none of these.
 */
export function windowsBody({ primitive, params, inputs }: Equation): Body | null {
  const { name } = primitive;
  if (name !== "windowMax" && name !== "windowSum" && name !== "windowSpread" && name !== "windowPick") return null;
  const x = inputs[inputs.length - 1]!;
  const windows = params as unknown as Windows;
  if (!isFloat(x.dtype) || !isFloat(inputs[0]!.dtype) || x.shape.includes(0)) return null;
  const slices = slicesOf(windows, x.shape.slice(x.shape.length - windows.size.length), x.shape.length);
  if (slices === null || slices.some((each) => each.includes("0:0"))) return null;
  const tapsOf = (x: Tensor): Tensor[] => slices.map((each) => at(x, ...each));
  const largestOf = (taps: readonly Tensor[]): Tensor => taps.reduce((a, b) => maximum(a, b));
  if (name === "windowSum") return (x) => tapsOf(x!).reduce((a, b) => add(a, b));
  if (name === "windowMax") return (x) => largestOf(tapsOf(x!));
  // How many entries of each window are its largest.
  const tiesOf = (largest: readonly Tensor[], dtype: "float64" | "float32"): Tensor => {
    const [one, none] = [tensor(1, { dtype }), tensor(0, { dtype })];
    return largest.map((is) => where(is, one, none)).reduce((a, b) => add(a, b));
  };
  const dtype = inputs[0]!.dtype as "float64" | "float32";
  const zero = tensor(0, { dtype });
  if (name === "windowPick") {
    return (values, x) => {
      const [taps, chosen] = [tapsOf(x!), tapsOf(values!)];
      const y = largestOf(taps);
      const largest = taps.map((tap) => isLargest(tap, y));
      const sum = chosen.map((value, i) => where(largest[i]!, value, zero)).reduce((a, b) => add(a, b));
      return div(sum, tiesOf(largest, dtype));
    };
  }
  if (!areApart(windows)) return null;
  return (g, x) => {
    const taps = tapsOf(x!);
    const y = largestOf(taps);
    const largest = taps.map((tap) => isLargest(tap, y));
    const share = div(g!, tiesOf(largest, dtype));
    return slices.reduce<Tensor>(
      (out, each, i) => set(out, [...each], where(largest[i]!, share, zero)),
      broadcastTo(zero, [...x!.shape]),
    );
  };
}
