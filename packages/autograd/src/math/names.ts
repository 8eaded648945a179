/** Names longer than this are not compared: nobody mistypes them by two letters. */
const LONGEST = 30;

/** The name that was most likely meant, if one is near: two letters off at most, one in short names. */
export function closest(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length > LONGEST) return undefined;
  const written = name.toLowerCase();
  let best: string | undefined;
  let least = name.length > 4 ? 3 : name.length > 2 ? 2 : 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) >= least) continue;
    const distance = editDistance(written, candidate.toLowerCase());
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

/**
 * The optimal string alignment distance: how many letters must be inserted, removed, changed or swapped with their
 * neighbour to turn `a` into `b`, none of them twice.
 *
 * @see F. J. Damerau (1964), A technique for computer detection and correction of spelling errors.
 */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(changed, above[j]! + 1, row[j - 1]! + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        row[j] = Math.min(row[j]!, before[j - 2]! + 1);
      }
    }
    before = above;
    above = row;
  }
  return above[b.length]!;
}

/** NumPy's `expand_dims` as the library writes it: `expandDims`. */
export function camelCase(name: string): string {
  return name.replace(/(?<=[A-Za-z0-9])_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
