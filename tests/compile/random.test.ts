import { exp, log, maximum, mul, sign, sub, sum, type Tensor, tensor } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { primitives } from "../../packages/autograd/src/primitives/index.ts";
import { composedProgram } from "../../packages/compile/src/testing/composedProgram.ts";
import { faultOf } from "../../packages/compile/src/testing/fault.ts";
import { isAtKink } from "../../packages/compile/src/testing/kink.ts";
import { randomProgram } from "../../packages/compile/src/testing/randomProgram.ts";

/** A number of the environment: CONTRIBUTING.md says how a longer run is made. */
const setting = (name: string, otherwise: number): number => Number(process.env[`WENGERT_${name}`] ?? otherwise);

/** How many programs are tried, of how many operations, and where the seeds begin: that of a failure is in its message. */
const COUNT = setting("PROGRAMS", 5000);
const LENGTH = setting("LENGTH", 14);
const FIRST = setting("FIRST", 0);
const BLOCKS = 10;

/** How many programs are composed of all primitives, so that the least number of them has each in the first place. */
const COMPOSED = setting("PROGRAMS", 8 * Object.keys(primitives).length);

/** Programs that were once wrong, or looked it: they are tried in every run, whatever else is. */
const KEPT = ["1299", "2395", "3619", "3661"];

/** Programs, and their lengths, in which a sum that is 0 but for rounding goes on to where its sign counts. */
const AT_KINKS = [
  ["7040607", 14],
  ["7045730", 14],
  ["7068075", 14],
  ["261072", 60],
  ["261125", 60],
  ["270689", 60],
  ["278446", 60],
] as const;

describe("random programs", () => {
  test.each(KEPT)("go on to be right where they once were not: %s", (seed) => {
    expect(faultOf(randomProgram(seed), seed)).toBeNull();
  });

  test.each(AT_KINKS)("are not held to a sign that is one of rounding: %s, %i operations", (seed, length) => {
    expect(faultOf(randomProgram(seed, length), seed)).toBeNull();
  });

  test.each(Array.from({ length: BLOCKS }, (_, block) => block))(
    "give compiled what they give without, part %i",
    (block) => {
      const size = Math.ceil(COUNT / BLOCKS);
      for (let i = 0; i < size; i++) {
        const seed = String(FIRST + block * size + i);
        expect(faultOf(randomProgram(seed, LENGTH), seed)).toBeNull();
      }
    },
  );
});

describe("programs composed of all primitives", () => {
  const names = new Set<string>();

  test.each(Array.from({ length: BLOCKS }, (_, block) => block))(
    "give compiled what they give without, part %i",
    (block) => {
      const size = Math.ceil(COMPOSED / BLOCKS);
      for (let seed = FIRST + block * size; seed < FIRST + (block + 1) * size; seed++) {
        const program = composedProgram(seed);
        if (program === null) continue;
        names.add(program.text.slice(0, program.text.indexOf(" ")));
        expect(faultOf(program, seed)).toBeNull();
      }
    },
  );

  test("have had every primitive, unless there are few of them", () => {
    if (COMPOSED < 8 * Object.keys(primitives).length) return;
    const missing = Object.values(primitives).filter(({ name }) => !names.has(name));
    expect(missing.map(({ name }) => name)).toEqual([]);
  });
});

describe("a result is at a kink", () => {
  const x = tensor([0.1, 0.7, -1.3, 2.9, 3]);
  const f = (x: Tensor): Tensor[] => [
    sign(sub(log(exp(x)), x)),
    mul(exp(x), 2),
    maximum(x, 2),
    sub(sum(exp(x)), sum(exp(x))),
  ];

  test("where rounding decides", () => {
    expect(isAtKink(f, [x], 0, 1)).toBe(true);
  });

  test("and nowhere else, so that what is wrong is found", () => {
    for (const i of [1, 2, 3]) expect(isAtKink(f, [x], i, 1e-9)).toBe(false);
  });
});
