import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { broadcastTo, einsum, grad, ones, sum, type Tensor, tensor, zeros } from "../index.ts";
import { flatData } from "../storage.ts";
import { bestOrder, type Step } from "./contractionOrder.ts";

const LENGTHS: Readonly<Record<string, number>> = { a: 2, b: 3, c: 1, d: 2 };
const LETTERS = Object.keys(LENGTHS);

/** Up to four operands with up to three letters each, repeated ones among them, and a result of some letters. */
const formula = fc
  .array(fc.array(fc.constantFrom(...LETTERS), { maxLength: 3 }), { minLength: 1, maxLength: 4 })
  .chain((terms) =>
    fc
      .shuffledSubarray([...new Set(terms.flat())])
      .map((output) => ({ terms: terms.map((letters) => letters.join("")), output: output.join("") })),
  );

/** The sum of the definition, over all values of all letters. */
function byDefinition(terms: readonly string[], output: string, xs: readonly Tensor[]): number[] {
  const letters = [...new Set(terms.join(""))];
  const result = new Array<number>([...output].reduce((n, letter) => n * LENGTHS[letter]!, 1)).fill(0);
  const place = (term: string, at: ReadonlyMap<string, number>): number =>
    [...term].reduce((flat, letter) => flat * LENGTHS[letter]! + at.get(letter)!, 0);
  const visit = (i: number, at: Map<string, number>): void => {
    if (i < letters.length) {
      for (let k = 0; k < LENGTHS[letters[i]!]!; k++) visit(i + 1, new Map(at).set(letters[i]!, k));
      return;
    }
    result[place(output, at)]! += terms.reduce((p, term, j) => p * flatData(xs[j]!)[place(term, at)]!, 1);
  };
  visit(0, new Map());
  return result;
}

describe("Einstein's sum", () => {
  test("is its definition, whatever the letters", () => {
    fc.assert(
      fc.property(formula, ({ terms, output }) => {
        const xs = terms.map((term, j) => {
          const shape = [...term].map((letter) => LENGTHS[letter]!);
          const size = shape.reduce((n, length) => n * length, 1);
          return tensor(
            Float64Array.from({ length: size }, (_, i) => ((i * 7 + j * 3) % 5) - 2),
            { shape },
          );
        });
        const y = einsum(`${terms.join(",")}->${output}`, ...xs);
        // The numbers are small and whole, so sums in any order are exact.
        expect([...flatData(y)].map((x) => x + 0)).toEqual(byDefinition(terms, output, xs).map((x) => x + 0));
      }),
    );
  });

  test("takes an axis of length 1 for one of the length that its letter has elsewhere", () => {
    fc.assert(
      fc.property(formula, fc.infiniteStream(fc.boolean()), ({ terms, output }, narrowed) => {
        const narrow = terms.map((term, j) => {
          // The first term with a letter keeps its length, so that the letter has it.
          const one = new Map([...term].map((letter) => [letter, narrowed.next().value === true]));
          const first = (letter: string): boolean => terms.findIndex((other) => other.includes(letter)) === j;
          const shape = [...term].map((letter) => (one.get(letter) && !first(letter) ? 1 : LENGTHS[letter]!));
          const size = shape.reduce((n, length) => n * length, 1);
          return tensor(
            Float64Array.from({ length: size }, (_, i) => ((i * 7 + j * 3) % 5) - 2),
            { shape },
          );
        });
        const whole = narrow.map((x, j) => {
          const shape = [...terms[j]!].map((letter) => LENGTHS[letter]!);
          return broadcastTo(x, shape);
        });
        const text = `${terms.join(",")}->${output}`;
        const numbers = (xs: readonly Tensor[]): number[] => [...flatData(einsum(text, ...xs))].map((x) => x + 0);
        expect(numbers(narrow)).toEqual(numbers(whole));
      }),
    );
    expect(einsum("ij,jk", ones([2, 1]), zeros([0, 3])).shape).toEqual([2, 3]);
    expect(grad((x: Tensor) => sum(einsum("ij,ij->ij", x, ones([2, 3]))))(ones([1, 3])).toArray()).toEqual([[2, 2, 2]]);
  });

  test("of lengths 0 is 0", () => {
    expect(einsum("ij,jk->ik", zeros([2, 0]), zeros([0, 3])).toArray()).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });

  test("errors name the letter, the operand or the formula", () => {
    expect(() => einsum("ij,jk->ik", ones([2, 3]), ones([2, 3]))).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: einsum: the axis j has length 3 in one operand and 2 in another
        got  [2, 3], [2, 3] in "ij,jk->ik"
        hint axes with the same letter are paired, so they must have the same length, or length 1]
    `);
    expect(() => einsum("ii->i", ones([1, 3]))).toThrow("the axis i has length 1 in one operand and 3 in another");
    expect(() => einsum("ij,jk->ik", ones([2, 3]))).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: einsum: the formula is for 2 operands, here are 1
        got  "ij,jk->ik"
        hint operands are separated by commas in the formula, and follow it as arguments]
    `);
    expect(() => einsum("ij->i", ones([2, 3, 4]))).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: einsum: "ij" does not have one letter for each axis
        got  shape [2, 3, 4] in "ij->i"
        hint "..." stands for any number of further axes]
    `);
    expect(() => einsum("ij->ik", ones([2, 3]))).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: einsum: the formula cannot be read
        got  "ij->ik"
        hint letters for the axes of each operand, and of the result after "->", each there once: "ij,jk->ik"]
    `);
  });
});

/** How many multiplications an order takes. */
function costOf(
  order: readonly Step[],
  terms: readonly string[],
  output: string,
  lengths: ReadonlyMap<string, number>,
): number {
  let rest = [...terms];
  let cost = 0;
  for (const [i, j] of order) {
    const both = [...new Set(rest[i]! + rest[j]!)];
    cost += both.reduce((n, letter) => n * lengths.get(letter)!, 1);
    const others = rest.filter((_, k) => k !== i && k !== j);
    const wanted = new Set(output + others.join(""));
    rest = [...others, both.filter((letter) => wanted.has(letter)).join("")];
  }
  return cost;
}

/** All orders in which terms can be multiplied two at a time. */
function* allOrders(n: number): Generator<Step[]> {
  if (n < 2) {
    yield [];
    return;
  }
  for (let i = 0; i < n; i++)
    for (let j = i + 1; j < n; j++) for (const rest of allOrders(n - 1)) yield [[i, j], ...rest];
}

describe("the order of contraction", () => {
  test("is the cheapest of all for up to four terms", () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(formula, lengths, ({ terms, output }, sizes) => {
        const map = new Map(LETTERS.map((letter, i) => [letter, sizes[i]!]));
        const words = terms.map((term) => [...new Set(term)].join(""));
        const order = bestOrder(
          words.map((word) => [...word]),
          [...output],
          map,
        );
        const costs = [...allOrders(words.length)].map((each) => costOf(each, words, output, map));
        expect(costOf(order, words, output, map)).toBe(Math.min(...costs));
      }),
    );
  });

  test("makes a chain of a matrix, a matrix and a vector a matter of vectors", () => {
    const lengths = new Map(["i", "j", "k", "l"].map((letter) => [letter, 1000]));
    expect(bestOrder([["i", "j"], ["j", "k"], ["k", "l"], ["l"]], ["i"], lengths)).toEqual([
      [2, 3],
      [1, 2],
      [0, 1],
    ]);
  });

  test("is found one product at a time for many terms", () => {
    const letters = "abcdefghijkl";
    const terms = [...letters.slice(1)].map((letter, i) => letters[i]! + letter);
    const xs = terms.map(() => ones([2, 2]));
    expect(einsum(`${terms.join(",")}->al`, ...xs).toArray()).toEqual([
      [1024, 1024],
      [1024, 1024],
    ]);
    expect(sum(einsum(`${terms.join(",")}->al`, ...xs)).item()).toBe(4096);
  });
});
