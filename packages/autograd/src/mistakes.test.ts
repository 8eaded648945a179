import { describe, expect, test } from "vitest";
import { WengertError } from "./errors.ts";
import { ones, tensor, zeros } from "./index.ts";
import { CALLS, type Call, LENGTHS, publicFunctions } from "./testing/publicCalls.ts";

// Every public function with something wrong in the place of every argument, entry of a list and option.

/** What is no argument of any function: it must not go unnoticed. */
const NONSENSE: Readonly<Record<string, unknown>> = {
  "a word": "text",
  "a function": () => 1,
  "a bigint": 5n,
  "a map": new Map(),
  "a record": { nonsense: 1 },
  "a list of words": ["a", "b"],
  "a symbol": Symbol("s"),
};

/** What is right in some places and wrong in others. */
const UNFIT: Readonly<Record<string, unknown>> = {
  ...NONSENSE,
  undefined,
  null: null,
  NaN: Number.NaN,
  "-1": -1,
  "-99": -99,
  "1.5": 1.5,
  "99": 99,
  "a million millions": 1e12,
  infinity: Number.POSITIVE_INFINITY,
  true: true,
  "an empty record": {},
  "an empty list": [],
  "a list of NaN": [Number.NaN],
  "a list of undefined": [undefined],
  "a list of halves": [0.5, 1.5],
  "a ragged list": [[1, 2], [3]],
  "a slice": "1:",
  "a single number": tensor(2),
  "a vector": ones([5]),
  "a tensor without entries": zeros([0]),
  "a large matrix": ones([7, 7]),
  "four axes": ones([1, 1, 2, 2]),
  bools: tensor([true, false]),
  integers: tensor(Int32Array.from([1, 2])),
};

/** Where a function of the caller's, or anything at all, is what belongs there. */
const TAKES: Readonly<Record<string, readonly string[]>> = {
  applyAlongAxis: ["a function"],
  fromfunction: ["a function"],
  piecewise: ["a function"],
  stopGradient: Object.keys(NONSENSE),
};

const functions = publicFunctions();

/** The call with `value` in place of each argument, each entry of an argument that is a list, and each option. */
function spoilt(args: Call, value: unknown): readonly (readonly [place: string, args: Call])[] {
  return args.flatMap((arg, i) => {
    const instead = (other: unknown): Call => args.map((own, k) => (k === i ? other : own));
    const inner: readonly (readonly [string, Call])[] = Array.isArray(arg)
      ? arg.map((_, j) => [`entry ${j} of argument ${i}`, instead(arg.with(j, value))])
      : isOptions(arg)
        ? Object.keys(arg).map((key) => [key, instead({ ...arg, [key]: value })])
        : [];
    return [[`argument ${i}`, instead(value)], ...inner] as const;
  });
}

function isOptions(arg: unknown): arg is object {
  return typeof arg === "object" && arg !== null && Object.getPrototypeOf(arg) === Object.prototype;
}

/** What is wrong with how a function answers; undefined when nothing is. */
function complaint(name: string, args: Call, mustThrow: boolean): string | undefined {
  try {
    functions.get(name)!(...args);
  } catch (error) {
    if (!(error instanceof WengertError)) return `throws ${String(error)}`;
    if (error.op !== name && error.op !== name.slice(name.lastIndexOf(".") + 1)) return `names ${error.op}`;
    return error.hint === undefined ? `has no hint: ${error.message}` : undefined;
  }
  return mustThrow ? "takes it" : undefined;
}

describe("a wrong argument is an error that names the function and says what to do", () => {
  test.each(Object.entries({ ...CALLS, ...LENGTHS }))("%s", (name, calls) => {
    const complaints = calls.flatMap((args) =>
      Object.entries(UNFIT).flatMap(([what, value]) =>
        spoilt(args, value).flatMap(([place, wrong]) => {
          const mustThrow = Object.hasOwn(NONSENSE, what) && TAKES[name]?.includes(what) !== true;
          const found = complaint(name, wrong, mustThrow);
          return found === undefined ? [] : [`${what} as ${place}: ${found}`];
        }),
      ),
    );
    expect(complaints).toEqual([]);
  });

  test.each(Object.keys({ ...CALLS, ...LENGTHS }))("%s without arguments", (name) => {
    expect(complaint(name, [], false)).toBeUndefined();
  });
});
