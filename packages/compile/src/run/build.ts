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
  return (leaves) => {
    const record = { ...empty };
    for (let i = 0; i < count; i++) record[keys[i]!] = flat ? leaves[first + i] : parts[i]!(leaves);
    return record;
  };
}
