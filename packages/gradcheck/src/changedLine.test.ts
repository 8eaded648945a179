import { cos, matmul, mul, random, sin, type Tensor } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { compareGradients } from "./index.ts";
import { flat } from "./numbers.ts";
import { type HandFunction, watch, withChangedLine } from "./testing/changedLine.ts";
import { rightNet } from "./testing/rightNets.ts";

/** How many nets are changed. */
const NETS = 10;

/** How many operations a hand has at most: a search in a longer one takes longer, and no other way. */
const OPERATIONS = 45;

/** How many numbers, each another, must be changed: fewer are a multiple, or the like, of what is right. */
const NUMBERS = 6;

/** Changes of a line's value that are no factor, no sign, no other function's derivative, no other order. */
const changes: Readonly<Record<string, (y: Tensor, seed: number) => Tensor>> = {
  "y cos(3 y)": (y) => mul(y, cos(mul(3, y))),
  "sin(2 y)": (y) => sin(mul(2, y)),
  "y M": (y, seed) => {
    const n = y.shape.at(-1)!;
    return matmul(y, random.RandomState(seed).randn(n, n));
  },
};

const distinct = (x: Tensor): number => new Set([...flat(x)].filter((v) => v !== 0).map((v) => v.toPrecision(6))).size;

describe("a change that no rule describes is called unknown", () => {
  const nets = Array.from({ length: 400 }, (_, seed) => seed + 2000);
  test("in nets of all kinds, handed in as numbers and as functions", () => {
    const accused: string[] = [];
    let tried = 0;
    for (const seed of nets) {
      if (tried === NETS) break;
      const { words, loss, params, data, hand } = rightNet(seed);
      if (!Number.isFinite(loss(params, ...data).item())) continue;
      const args = [params, ...data];
      const rng = random.RandomState(seed);
      const { lines } = watch(hand as HandFunction, args);
      if (lines.length > OPERATIONS) continue;
      const k = Math.floor(rng.rand() * lines.length);
      const { outputs, primitive } = lines[k]!;
      const [y] = outputs as [Tensor];
      if (!y.dtype.startsWith("float") || y.shape.length < 2 || distinct(y) < NUMBERS) continue;
      const [name, change] = Object.entries(changes)[Math.floor(rng.rand() * 3)]!;
      const wrong = withChangedLine(hand as HandFunction, k, (y) => change(y, seed));
      const given = seed % 2 === 0 ? wrong : wrong(...(args as never[]));
      const result = compareGradients({ loss, params, data, hand: given } as never);
      if (result.ok) continue;
      tried++;
      if (result.causes.some(({ code }) => code !== "unknown"))
        accused.push(`${words}: ${name} of ${primitive.name}\n${result}`);
    }
    expect(tried).toBe(NETS);
    expect(accused).toEqual([]);
  }, 120_000);
});
