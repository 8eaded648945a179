import { type Structure, type Tensor, unflattenTree } from "@wengert/autograd";

/** Puts leaves into a structure. */
export type Builder = (leaves: readonly Tensor[]) => unknown;

/**
 * What `unflattenTree` does, prepared for one structure: it is asked in every call. A record begins as a copy of one
 * that has all its keys already, and a leaf's place in the list is known.
 */
export function builderOf(structure: Structure): Builder {
  return partOf(structure, { at: 0 });
}

/** So many keys of a record are assigned one by one; in a loop over keys each assignment searches for its key. */
const WRITTEN = 8;

/** `place` is where the leaves begin, and in the end behind the last. */
function partOf(structure: Structure, place: { at: number }): Builder {
  const first = place.at;
  if (structure.kind === "leaf") {
    place.at++;
    return (leaves) => leaves[first];
  }
  if (structure.kind === "static") return () => structure.value;
  const { entries } = structure;
  const parts = entries.map((entry) => partOf(entry, place));
  const count = parts.length;
  const flat = entries.every(({ kind }) => kind === "leaf");
  if (structure.kind === "array") {
    const [p0, p1, p2] = parts;
    // Most functions return two or three things; a list that grows takes room for sixteen.
    if (count === 2) return (leaves) => [p0!(leaves), p1!(leaves)];
    if (count === 3) return (leaves) => [p0!(leaves), p1!(leaves), p2!(leaves)];
    return (leaves) => {
      const list: unknown[] = [];
      for (let i = 0; i < count; i++) list.push(flat ? leaves[first + i] : parts[i]!(leaves));
      return list;
    };
  }
  const { keys } = structure;
  const end = place.at;
  // To assign this key would change what the record inherits from.
  if (keys.includes("__proto__")) return (leaves) => unflattenTree(structure, leaves.slice(first, end));
  const empty: Readonly<Record<string, unknown>> = Object.fromEntries(keys.map((key) => [key, null]));
  const [k0, k1, k2, k3, k4, k5, k6, k7] = keys as string[];
  const [p0, p1, p2, p3, p4, p5, p6, p7] = parts;
  const written = Math.min(count, WRITTEN);
  return (leaves) => {
    const record = { ...empty };
    // Each assignment has a place of its own in the code, where the engine remembers where that key lies.
    if (written > 0) record[k0!] = flat ? leaves[first] : p0!(leaves);
    if (written > 1) record[k1!] = flat ? leaves[first + 1] : p1!(leaves);
    if (written > 2) record[k2!] = flat ? leaves[first + 2] : p2!(leaves);
    if (written > 3) record[k3!] = flat ? leaves[first + 3] : p3!(leaves);
    if (written > 4) record[k4!] = flat ? leaves[first + 4] : p4!(leaves);
    if (written > 5) record[k5!] = flat ? leaves[first + 5] : p5!(leaves);
    if (written > 6) record[k6!] = flat ? leaves[first + 6] : p6!(leaves);
    if (written > 7) record[k7!] = flat ? leaves[first + 7] : p7!(leaves);
    for (let i = WRITTEN; i < count; i++) record[keys[i]!] = flat ? leaves[first + i] : parts[i]!(leaves);
    return record;
  };
}
