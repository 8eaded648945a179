import { ArgumentError } from "@wengert/autograd";

/**
 * Fails for an option that does not exist: a misspelt one would be passed over in silence.
 *
 * @throws ArgumentError that names the option which was probably meant.
 */
export function knownOptions(op: string, given: unknown, known: readonly string[]): void {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new ArgumentError({
      code: "bad-argument",
      op,
      problem: "options are given as a record",
      got: given === null ? "null" : Array.isArray(given) ? "a list" : typeof given,
      hint: `write { ${known.slice(0, 3).join(", ")} }`,
    });
  }
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  const close = known.find((name) => distance(name.toLowerCase(), unknown.toLowerCase()) <= 2);
  throw new ArgumentError({
    code: "bad-argument",
    op,
    problem: `there is no option ${unknown}`,
    got: `{ ${Object.keys(given).join(", ")} }`,
    hint: close === undefined ? `the options are ${known.join(", ")}` : `${close} may be meant`,
  });
}

/** How many letters must be changed, put in or left out to turn one word into the other (Levenshtein 1966). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + Number(a[i - 1] !== b[j - 1])));
    }
    row = next;
  }
  return row[b.length]!;
}
