import { BASE, lowerHalf, MASKS, SHIFTS, upperHalf, wordsOf } from "./digits.ts";

/** Up to how many entries are rather sorted. */
const FEW = 300;

/** What a selection has found: of each rank the number there, and how many entries equal to it come before it. */
export interface Selection {
  readonly values: Float64Array;
  readonly behind: Int32Array;
  /** How many entries were looked at in all, those of every round counted: at most 13 for each entry. */
  work: number;
}

/** The ranks that are asked for, rising, and what is found. */
interface Task extends Selection {
  readonly ranks: ArrayLike<number>;
  readonly counts: Int32Array;
}

/**
 * The entries that would stand at the given ranks, which rise, if the first `count` keys were sorted. No key is NaN or −0;
 * their order is lost. `counts` is room for BASE numbers.
 *
 * Selection by digits: those in front are counted, and only entries whose digit is that of a wanted rank are looked at
 * again, by the next digit, for all ranks at once. No order of the entries makes it slow, and there are six digits: so it is
 * linear whatever comes, which quickselect is not.
 *
 * @see D. E. Knuth (1998), The Art of Computer Programming, vol. 3, 2nd ed., section 5.2.5, on sorting by digits.
 * @see T. Alabi, J. D. Blanchard, B. Gordon, R. Steinbach (2012), Fast k-selection algorithms for graphics processing
 * units, ACM J. Exp. Algorithmics 17, section 3.1, on radix selection.
 */
export function select(
  keys: Float64Array,
  count: number,
  ranks: ArrayLike<number>,
  counts: Int32Array = new Int32Array(BASE),
): Selection {
  const task: Task = {
    values: new Float64Array(ranks.length),
    behind: new Int32Array(ranks.length),
    work: 0,
    ranks,
    counts,
  };
  if (ranks.length > 0) descend(task, keys, [0, count], 0, 0, [0, ranks.length]);
  return task;
}

/**
 * Finds the ranks from `first` up to `last` among the keys from `start` up to `end`, of which all digits before `level`
 * are equal; `below` entries elsewhere are smaller than all of them.
 */
function descend(
  task: Task,
  keys: Float64Array,
  [start, end]: readonly [number, number],
  level: number,
  below: number,
  [first, last]: readonly [number, number],
): void {
  const { ranks, counts } = task;
  task.work += end - start;
  if (level === 6) {
    for (let r = first; r < last; r++) found(task, r, keys[start]!, ranks[r]! - below);
    return;
  }
  if (end - start <= FEW) {
    keys.subarray(start, end).sort();
    for (let r = first; r < last; r++) {
      const place = start + ranks[r]! - below;
      let equal = place;
      while (equal > start && keys[equal - 1] === keys[place]) equal--;
      found(task, r, keys[place]!, place - equal);
    }
    return;
  }
  const words = wordsOf(keys);
  const half = level < 3 ? upperHalf : lowerHalf;
  const [shift, mask] = [SHIFTS[level % 3]!, MASKS[level % 3]!] as const;
  counts.fill(0);
  if (level < 3) for (let i = start; i < end; i++) counts[(upperHalf(words, i) >>> shift) & mask]!++;
  else for (let i = start; i < end; i++) counts[(lowerHalf(words, i) >>> shift) & mask]!++;

  // The values of the digit that wanted ranks have: of each, how many there are and how many are smaller.
  const wanted: { digit: number; size: number; below: number; ranks: [number, number] }[] = [];
  for (let digit = 0, smaller = below, r = first; r < last; digit++) {
    const size = counts[digit]!;
    const from = r;
    while (r < last && ranks[r]! < smaller + size) r++;
    if (r > from) wanted.push({ digit, size, below: smaller, ranks: [from, r] });
    smaller += size;
  }
  const total = wanted.reduce((sum, { size }) => sum + size, 0);
  if (wanted.length === 1 && total === end - start) {
    descend(task, keys, [start, end], level + 1, below, [first, last]);
    return;
  }
  const kept = new Float64Array(total);
  if (wanted.length === 1) {
    const digit = wanted[0]!.digit;
    for (let i = start, o = 0; i < end; i++) {
      if (((half(words, i) >>> shift) & mask) === digit) kept[o++] = keys[i]!;
    }
  } else {
    counts.fill(-1);
    let o = 0;
    for (const { digit, size } of wanted) {
      counts[digit] = o;
      o += size;
    }
    for (let i = start; i < end; i++) {
      const digit = (half(words, i) >>> shift) & mask;
      const to = counts[digit]!;
      if (to < 0) continue;
      kept[to] = keys[i]!;
      counts[digit] = to + 1;
    }
  }
  task.work += end - start;
  let from = 0;
  for (const each of wanted) {
    descend(task, kept, [from, from + each.size], level + 1, each.below, each.ranks);
    from += each.size;
  }
}

function found({ values, behind }: Task, r: number, value: number, before: number): void {
  values[r] = value;
  behind[r] = before;
}
