import { fillNormal, fillUniform } from "@wengert/wasm";
import type { DType } from "../dtype.ts";
import { constant } from "../kinds.ts";
import type { Primitive } from "../primitive.ts";
import type { Shape } from "../shape.ts";
import { dataOf, flatData } from "../storage.ts";
import type { Tensor } from "../tensor.ts";
import { threefry } from "./threefry.ts";

/** The counter's second word says what a block is for, so that draws and new keys never share bits. */
const FOR_DRAWS = 0;
/** From this many draws on kernels are faster: uniform ones have equal bits, normal ones differ in the last of them. */
const MANY = 64;
export const FOR_SPLIT = 1;
export const FOR_FOLD_IN = 2;

/** What draws are told: the shape of one key's draws, and their element type. */
export type DrawParams = { readonly shape: Shape; readonly dtype: DType };

/** What a new key is for: the second word of the counter. */
export type KeyParams = { readonly purpose: typeof FOR_SPLIT | typeof FOR_FOLD_IN };

/**
 * A new key from a key and a number.
 *
 * Shapes: `key [..., 2]`, `data [...]` → `[..., 2]`; either may be single.
 */
export const newKeyPrimitive: Primitive = constant<KeyParams>({
  name: "newKey",
  formula: String.raw`\mathrm{threefry}_k(n, \text{purpose})`,
  abstract: ([key, data]) => {
    const axes = key!.shape.length > 1 ? key!.shape.slice(0, -1) : data!.shape;
    return [{ shape: [...axes, 2], dtype: "int32" }];
  },
  run: ([out], [key, data], { purpose }) => {
    const [keys, numbers, words] = [flatData(key!), flatData(data!), dataOf(out!)];
    const block = new Int32Array(2);
    for (let i = 0; i < out!.size; i += 2) {
      const k = keys.length === 2 ? 0 : i;
      const n = numbers[numbers.length === 1 ? 0 : i / 2]!;
      threefry(keys[k]!, keys[k + 1]!, n, purpose, block);
      words.set(block, out!.offset + i);
    }
  },
});

function drawn([key]: readonly { readonly shape: Shape }[], { shape, dtype }: DrawParams) {
  return [{ shape: [...key!.shape.slice(0, -1), ...shape], dtype }];
}

/** The number in [0, 1) that two words make: 53 bits, or the upper 24 of them for a float32. */
function unit(words: Int32Array, dtype: DType): number {
  if (dtype === "float32") return (words[0]! >>> 8) / 2 ** 24;
  return ((words[0]! >>> 5) * 2 ** 26 + (words[1]! >>> 6)) / 2 ** 53;
}

/** Calls `fill` for each key with the place of its first draw and the number of its draws. */
function forEachKey(
  out: Tensor,
  key: Tensor,
  fill: (k0: number, k1: number, from: number, count: number) => void,
): void {
  const keys = flatData(key);
  const count = out.size / (keys.length / 2);
  for (let i = 0; i < keys.length; i += 2) fill(keys[i]!, keys[i + 1]!, out.offset + (i / 2) * count, count);
}

/**
 * Uniform numbers in [0, 1); draw i is made of block i alone.
 *
 * Shapes: `key [..., 2]` → `[..., ...shape]`.
 */
export const uniformPrimitive: Primitive = constant<DrawParams>({
  name: "randomUniform",
  formula: String.raw`u_i = 2^{-53} \lfloor 2^{-11}\, \mathrm{threefry}_k(i, 0) \rfloor`,
  abstract: drawn,
  run: ([out], [key], { dtype }) => {
    const values = dataOf(out!);
    const block = new Int32Array(2);
    forEachKey(out!, key!, (k0, k1, from, count) => {
      if (count >= MANY && fillUniform(values, from, count, k0, k1)) return;
      for (let i = 0; i < count; i++) {
        threefry(k0, k1, i, FOR_DRAWS, block);
        values[from + i] = unit(block, dtype);
      }
    });
  },
});

/**
 * Standard normal numbers: each pair of uniform numbers makes a pair of normal ones.
 *
 * Shapes: `key [..., 2]` → `[..., ...shape]`.
 *
 * @see G. E. P. Box and M. E. Muller (1958), A note on the generation of random normal deviates.
 */
export const normalPrimitive: Primitive = constant<DrawParams>({
  name: "randomNormal",
  formula: String.raw`z_{2j} = \sqrt{-2 \ln(1 - u_{2j})} \cos 2\pi u_{2j+1}, \quad z_{2j+1} = \sqrt{-2 \ln(1 - u_{2j})} \sin 2\pi u_{2j+1}`,
  abstract: drawn,
  run: ([out], [key]) => {
    const values = dataOf(out!);
    const block = new Int32Array(2);
    forEachKey(out!, key!, (k0, k1, from, count) => {
      if (count >= MANY && fillNormal(values, from, count, k0, k1)) return;
      for (let i = 0; i < count; i += 2) {
        threefry(k0, k1, i, FOR_DRAWS, block);
        // 1 − u lies in (0, 1], so the logarithm is finite.
        const radius = Math.sqrt(-2 * Math.log(1 - unit(block, "float64")));
        threefry(k0, k1, i + 1, FOR_DRAWS, block);
        const angle = 2 * Math.PI * unit(block, "float64");
        values[from + i] = radius * Math.cos(angle);
        if (i + 1 < count) values[from + i + 1] = radius * Math.sin(angle);
      }
    });
  },
});
