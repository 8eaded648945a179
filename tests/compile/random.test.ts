import { compile } from "@wengert/compile";
import { describe, expect, test } from "vitest";
import { deviation, ROUNDING } from "../../packages/compile/src/testing/close.ts";
import { randomProgram } from "../../packages/compile/src/testing/randomProgram.ts";

/** How many programs are tried; a longer run names its own number: `WENGERT_PROGRAMS=100000 npx vitest run …`. */
const COUNT = Number(process.env.WENGERT_PROGRAMS ?? 5000);
/** Where a run begins, so that longer runs see others: the seed of a failure is in its message. */
const FIRST = Number(process.env.WENGERT_FIRST ?? 0);
const BLOCKS = 10;

/** What is wrong with the program of a seed, compiled; null when nothing is. */
function faultOf(seed: string): string | null {
  const { f, inputs, text, narrow } = randomProgram(seed);
  const expected = f(...inputs);
  const compiled = compile(f);
  for (const round of ["first", "second"]) {
    const results = compiled(...inputs);
    for (const [i, y] of expected.entries()) {
      const tolerance = y.dtype === "float64" && narrow ? ROUNDING.float32 : ROUNDING[y.dtype];
      const error = deviation(results[i]!, y);
      if (!(error <= tolerance))
        return `seed ${seed}, ${round} run, result ${i} is off by ${error}\n${text}\ncompiled ${results[i]}\neager ${y}`;
    }
  }
  return null;
}

/** Programs that were once wrong, or looked it: they are tried in every run, whatever else is. */
const KEPT = ["1299", "2395", "3619", "3661"];

describe("random programs", () => {
  test.each(KEPT)("go on to be right where they once were not: %s", (seed) => {
    expect(faultOf(seed)).toBeNull();
  });

  test.each(Array.from({ length: BLOCKS }, (_, block) => block))(
    "give compiled what they give without, part %i",
    (block) => {
      const size = Math.ceil(COUNT / BLOCKS);
      for (let i = 0; i < size; i++) expect(faultOf(String(FIRST + block * size + i))).toBeNull();
    },
  );
});
