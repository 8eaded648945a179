/** Two places in the list of terms; their product goes to its end, and they leave it. */
export type Step = readonly [number, number];

/** Up to this many terms all orders are compared: 3⁸ splits take a few milliseconds. */
const EXHAUSTIVE = 8;

type Letters = readonly string[];

/**
 * In which order to multiply terms two at a time such that the fewest multiplications are needed.
 *
 * @see R. N. C. Pfeifer, J. Haegeman, F. Verstraete (2014), Phys. Rev. E 90, 033315.
 */
export function bestOrder(terms: readonly Letters[], output: Letters, lengths: ReadonlyMap<string, number>): Step[] {
  if (terms.length < 3) return terms.length < 2 ? [] : [[0, 1]];
  return terms.length <= EXHAUSTIVE ? optimal(terms, output, lengths) : greedy(terms, output, lengths);
}

/** How many multiplications the product of two terms takes. */
function costOf(a: Letters, b: Letters, lengths: ReadonlyMap<string, number>): number {
  let cost = 1;
  for (const letter of new Set([...a, ...b])) cost *= lengths.get(letter)!;
  return cost;
}

/** What is left of a product when the other terms are these. */
function lettersOfProduct(a: Letters, b: Letters, others: readonly Letters[], output: Letters): Letters {
  const wanted = new Set([...output, ...others.flat()]);
  return [...new Set([...a, ...b])].filter((letter) => wanted.has(letter));
}

/** A set of terms multiplied at the least cost, and the two sets of which it was made. */
interface Best {
  readonly letters: Letters;
  readonly cost: number;
  readonly parts: readonly [number, number] | null;
}

/** The best order for every set of terms from the best ones for its parts; sets are the bits of a number. */
function optimal(terms: readonly Letters[], output: Letters, lengths: ReadonlyMap<string, number>): Step[] {
  const full = 2 ** terms.length - 1;
  const best = new Map<number, Best>();
  terms.forEach((letters, i) => {
    best.set(1 << i, { letters, cost: 0, parts: null });
  });
  for (let set = 1; set <= full; set++) {
    const others = terms.filter((_, i) => (set & (1 << i)) === 0);
    for (let part = (set - 1) & set; part >= set - part; part = (part - 1) & set) {
      const [a, b] = [best.get(part)!, best.get(set - part)!];
      const cost = a.cost + b.cost + costOf(a.letters, b.letters, lengths);
      if (cost >= (best.get(set)?.cost ?? Number.POSITIVE_INFINITY)) continue;
      const letters = lettersOfProduct(a.letters, b.letters, others, output);
      best.set(set, { letters, cost, parts: [part, set - part] });
    }
  }
  // The products in the order in which they can be made, as places in the shrinking list.
  const list = terms.map((_, i) => 1 << i);
  const steps: Step[] = [];
  const make = (set: number): void => {
    const parts = best.get(set)!.parts;
    if (parts === null) return;
    make(parts[0]);
    make(parts[1]);
    const [i, j] = [list.indexOf(parts[0]), list.indexOf(parts[1])];
    steps.push([Math.min(i, j), Math.max(i, j)]);
    list.splice(Math.max(i, j), 1);
    list.splice(Math.min(i, j), 1);
    list.push(set);
  };
  make(full);
  return steps;
}

/** The cheapest product first, again and again. */
function greedy(terms: readonly Letters[], output: Letters, lengths: ReadonlyMap<string, number>): Step[] {
  let list = [...terms];
  const steps: Step[] = [];
  while (list.length > 1) {
    let step: Step = [0, 1];
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < list.length; i++) {
      for (let j = i + 1; j < list.length; j++) {
        const cost = costOf(list[i]!, list[j]!, lengths);
        if (cost < least) [least, step] = [cost, [i, j]];
      }
    }
    const [i, j] = step;
    const others = list.filter((_, k) => k !== i && k !== j);
    list = [...others, lettersOfProduct(list[i]!, list[j]!, others, output)];
    steps.push(step);
  }
  return steps;
}
