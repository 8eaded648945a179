import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  abs,
  arctan2,
  argmax,
  astype,
  clip,
  cummax,
  floor,
  fmax,
  grad,
  greater,
  hypot,
  jvp,
  linalg,
  log,
  logaddexp,
  logsumexp,
  max,
  maximum,
  median,
  min,
  minimum,
  mul,
  pow,
  prod,
  relu,
  reshape,
  sign,
  sinc,
  sqrt,
  square,
  std,
  sum,
  type Tensor,
  tensor,
  where,
  windowMax,
  zerosLike,
} from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { blocksOf, run } from "./snippets.ts";

const PAGE = readFileSync(join(import.meta.dirname, "..", "docs", "conventions.md"), "utf8");

/** The functions of the table, as it writes them. */
const FUNCTIONS: Readonly<Record<string, (x: Tensor, b: Tensor) => Tensor>> = {
  "abs(x)": abs,
  "sign(x)": sign,
  "relu(x)": relu,
  "maximum(a, b)": (a, b) => maximum(a, b),
  "minimum(a, b)": (a, b) => minimum(a, b),
  "maximum(x, x)": (x) => maximum(x, x),
  "maximum(x, 0)": (x) => maximum(x, 0),
  "max(x)": (x) => max(x),
  "min(x)": (x) => min(x),
  "pow(a, b)": (a, b) => pow(a, b),
  "sqrt(x)": sqrt,
  "log(x)": log,
  "mul(0, sqrt(x))": (x) => mul(0, sqrt(x)),
  "where(greater(x, 0), sqrt(x), 0)": (x) => where(greater(x, 0), sqrt(x), 0),
  "where(greater(x, 0), log(x), 0)": (x) => where(greater(x, 0), log(x), 0),
  "sqrt(sum(square(x)))": (x) => sqrt(sum(square(x))),
  "linalg.norm(x)": (x) => linalg.norm(x),
  "linalg.norm(x, 1)": (x) => linalg.norm(x, 1),
  "greater(x, 0)": (x) => greater(x, 0),
  "clip(x, -1, 1)": (x) => clip(x, -1, 1),
  "fmax(a, b)": (a, b) => fmax(a, b),
  "hypot(a, b)": (a, b) => hypot(a, b),
  "arctan2(a, b)": (a, b) => arctan2(a, b),
  "sinc(x)": (x) => sinc(x),
  "logaddexp(a, b)": (a, b) => logaddexp(a, b),
  "logsumexp(x)": (x) => logsumexp(x),
  "prod(x)": (x) => prod(x),
  "std(x)": (x) => std(x),
  "cummax(x)": (x) => cummax(x),
  "windowMax(x, [2])": (x) => windowMax(x, [2]),
  "median(x)": (x) => median(x),
  "floor(x)": (x) => floor(x),
  "argmax(x)": (x) => argmax(x),
  'astype(x, "int32")': (x) => astype(x, "int32"),
};

interface Row {
  readonly name: string;
  readonly at: string;
  readonly by: string;
  readonly derivative: string;
}

const rows: Row[] = PAGE.split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .map(([, name, at, by, derivative]) => ({
    name: name!.slice(1, -1),
    at: at!,
    by: by!,
    derivative: derivative!,
  }));

/** A number or a list of numbers of the table. */
function read(text: string): number | number[] {
  return text.startsWith("[") ? text.slice(1, -1).split(",").map(Number) : Number(text);
}

/** The arguments of `a = 0, b = [1, 2]` by their names. */
function argumentsOf(at: string): Map<string, Tensor> {
  return new Map(
    [...at.matchAll(/(\w) = (\[[^\]]*\]|[^,]+)/g)].map(([, name, value]) => [name!, tensor(read(value!))]),
  );
}

describe("the table of conventions", () => {
  test("and the functions tested are the same", () => {
    expect([...new Set(rows.map(({ name }) => name))].sort()).toEqual(Object.keys(FUNCTIONS).sort());
  });

  test.each(rows)("$name at $at has derivative $derivative by $by", ({ name, at, by, derivative }) => {
    const given = argumentsOf(at);
    const total = (a: Tensor, b: Tensor): Tensor => sum(FUNCTIONS[name]!(a, b));
    const [a, b = tensor(0)] = [...given.values()];
    const place = [...given.keys()].indexOf(by) as 0 | 1;
    const gradient: Tensor = grad(total, place, { allowConstant: true })(a!, b);
    expect(gradient.toArray()).toEqual(read(derivative));
  });

  test.each(rows)("forward mode agrees: $name at $at by $by", ({ name, at, by, derivative }) => {
    const given = argumentsOf(at);
    const [a, b = tensor(0)] = [...given.values()];
    const place = [...given.keys()].indexOf(by);
    const slopes = [read(derivative)].flat();
    const unit = (i: number): Tensor => {
      const x = [a!, b][place]!;
      return reshape(tensor(slopes.map((_, k) => Number(k === i))), x.shape);
    };
    const along = (i: number): number => {
      const tangents = [zerosLike(a!), zerosLike(b)].with(place, unit(i)) as [Tensor, Tensor];
      return jvp((a: Tensor, b: Tensor) => sum(FUNCTIONS[name]!(a, b)), [a!, b], tangents)[1].item();
    };
    expect(slopes.map((_, i) => along(i))).toEqual(slopes);
  });

  test("second derivatives take the shares of a tie as constants", () => {
    const second = (f: (x: Tensor) => Tensor) => (x: Tensor) =>
      grad((x: Tensor) => sum(grad((x: Tensor) => sum(f(x)))(x)), 0, { allowConstant: true })(x);
    expect(second(abs)(tensor(0)).item()).toBe(0);
    expect(second(relu)(tensor(0)).item()).toBe(0);
    expect(second((x) => mul(maximum(x, x), x))(tensor(3)).item()).toBe(2);
  });
});

test("the example of another convention prints what is shown", async () => {
  const [code, output] = blocksOf(PAGE);
  const { printed, thrown } = await run(code!.text);
  expect(thrown).toBeUndefined();
  expect(printed).toBe(output!.text);
});
