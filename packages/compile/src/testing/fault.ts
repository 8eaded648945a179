import { compile } from "@wengert/compile";
import { deviation, ROUNDING } from "./close.ts";
import { isAtKink } from "./kink.ts";
import type { RandomProgram } from "./randomProgram.ts";

/** What is wrong with a program when it is compiled, and called twice; null when nothing is. */
export function faultOf({ f, inputs, text, narrow }: RandomProgram, seed: number | string): string | null {
  const expected = f(...inputs);
  const compiled = compile(f);
  for (const round of ["first", "second"]) {
    const results = compiled(...inputs);
    for (const [i, y] of expected.entries()) {
      const tolerance = y.dtype === "float64" && narrow ? ROUNDING.float32 : ROUNDING[y.dtype];
      const error = deviation(results[i]!, y);
      if (error <= tolerance || isAtKink(f, inputs, i, error)) continue;
      return `seed ${seed}, ${round} run, result ${i} is off by ${error}\n${text}\ncompiled ${results[i]}\neager ${y}`;
    }
  }
  return null;
}
