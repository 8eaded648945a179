// How many products and sums a second the machine makes with vectors of 128 bits, which is what WebAssembly has: six
// sums in registers, each of which a product of registers is added to, and no memory. No kernel can be faster.
import { instantiate, type Local, ModuleBuilder, op } from "@wengert/wasm";
import type { Side } from "./workload.ts";

/** As many as hide the three cycles that an addition takes, two at a time. */
const SUMS = 6;
/** Rounds of the loop in a call. */
const ROUNDS = 20_000;
const LANES = { float64: 2, float32: 4 } as const;
const VECTOR = { float64: "f64x2", float32: "f32x4" } as const;

type Floating = keyof typeof LANES;

/** Operations on numbers in a call: each sum of each round has a product and an addition for every lane. */
export const operationsOfLimit = (dtype: Floating): number => 2 * SUMS * LANES[dtype] * ROUNDS;

export function limitSide(dtype: Floating): Side {
  const vector = VECTOR[dtype];
  const module = new ModuleBuilder();
  module.function(
    "run",
    ["i32"],
    "i32",
    (f, rounds) => {
      const splat = (value: number): Local => f.let(op(`${vector}.splat`, value));
      // Three rows and two columns: all in registers, of which V8 has fifteen.
      const rows = [0.5, 0.25, 0.125].map(splat);
      const columns = [0.75, 0.375].map(splat);
      const sums = Array.from({ length: SUMS }, () => splat(0));
      f.while(
        () => rounds,
        () => {
          sums.forEach((sum, i) => {
            const product = op(`${vector}.mul`, rows[i >> 1]!, columns[i & 1]!);
            f.set(sum, op(`${vector}.add`, sum, product));
          });
          f.increase(rounds, -1);
        },
      );
      // What nobody reads the compiler would leave out.
      const all = sums.slice(1).reduce((total, sum) => f.let(op(`${vector}.add`, total, sum)), sums[0]!);
      f.return(op("v128.any_true", all));
    },
    { exported: true },
  );
  const { run } = instantiate(module.bytes());
  return { results: () => [], call: () => run!(ROUNDS) };
}
