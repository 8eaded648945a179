import { reshape, type Tensor, tensor } from "@wengert/autograd";
import seedrandom from "seedrandom";
import { deviation } from "./close.ts";

const TRIES = 8;
/** By how many units of the last place inputs are moved at most. */
const UNITS = 4;
const EPSILON = { float64: 2 ** -52, float32: 2 ** -23, int32: 0, bool: 0 } as const;

/** A tensor whose numbers are moved by rounding errors; whole numbers stay, as what is exact is computed exactly. */
function moved(x: Tensor, random: () => number): Tensor {
  const epsilon = EPSILON[x.dtype];
  if (epsilon === 0) return x;
  const move = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(move)
      : Number.isInteger(value)
        ? value
        : (value as number) * (1 + UNITS * epsilon * (2 * random() - 1));
  return reshape(tensor(move(x.toArray()) as number[], { dtype: x.dtype }), x.shape as number[]);
}

/**
 * Whether result `i` of a function moves by a tenth of `error` or more when its inputs move by rounding errors: the sign of
 * a sum that is 0 but for rounding, the slope of a maximum at a tie. There two ways of rounding say nothing about each
 * other.
 */
export function isAtKink(
  f: (...xs: Tensor[]) => Tensor[],
  inputs: readonly Tensor[],
  i: number,
  error: number,
): boolean {
  const given = f(...inputs)[i]!;
  for (let k = 0; k < TRIES; k++) {
    const random = seedrandom(`moved ${k}`);
    if (deviation(f(...inputs.map((x) => moved(x, random)))[i]!, given) >= error / 10) return true;
  }
  return false;
}
