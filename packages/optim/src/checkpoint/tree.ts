import { ArgumentError, isTensor, type Pytree, type Tensor, tensor } from "@wengert/autograd";
import { badOption } from "../check.ts";

/** A tree as JSON can hold it. Objects with one key that begins with `$` stand for what JSON has not. */
type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Lists of numbers from this length on are stored as a tensor: a tenth of the space, and every bit. */
const LONG = 16;

/**
 * Takes the tensors out of a tree: what is left is JSON, with their names in their places.
 *
 * @throws ArgumentError at a value that is not data: a function, a Map, a symbol.
 */
export function takeOut(op: string, tree: Pytree, tensors: Map<string, Tensor>): Json {
  const keep = (path: string, x: Tensor): string => {
    // The key "a.b" and the key b below a have one path: names must differ.
    let name = path;
    for (let n = 2; tensors.has(name); n++) name = `${path}#${n}`;
    tensors.set(name, x);
    return name;
  };
  const visit = (node: unknown, path: string): Json => {
    if (isTensor(node)) return { $tensor: keep(path, node) };
    if (typeof node === "number") return Number.isFinite(node) && !Object.is(node, -0) ? node : { $number: text(node) };
    if (node === undefined) return { $undefined: true };
    if (node === null || typeof node === "boolean" || typeof node === "string") return node;
    if (Array.isArray(node)) {
      const long = node.length >= LONG && node.every((x) => typeof x === "number");
      return long ? { $numbers: keep(path, tensor(node as number[])) } : node.map((x, i) => visit(x, `${path}[${i}]`));
    }
    const prototype: unknown = typeof node === "object" ? Object.getPrototypeOf(node) : undefined;
    if (prototype !== Object.prototype && prototype !== null) throw notData(op, node, path);
    const entries = Object.entries(node as object).map(
      ([key, value]) => [key, visit(value, path === "" ? key : `${path}.${key}`)] as const,
    );
    return entries.some(([key]) => key.startsWith("$"))
      ? { $record: entries as unknown as Json }
      : (Object.fromEntries(entries) as Json);
  };
  return visit(tree, "");
}

/** The tree, with the tensors in their places again. @throws ArgumentError when one is missing. */
export function putBack(op: string, json: unknown, tensors: Readonly<Record<string, Tensor>>): Pytree {
  const tensorAt = (name: unknown): Tensor => {
    const found = typeof name === "string" && Object.hasOwn(tensors, name) ? tensors[name] : undefined;
    if (found === undefined) throw damaged(op, `the tensor ${JSON.stringify(name)} is missing`);
    return found;
  };
  const visit = (node: unknown): unknown => {
    if (typeof node !== "object" || node === null) return node;
    if (Array.isArray(node)) return node.map(visit);
    const entries = Object.entries(node);
    const [key, value] = entries.length === 1 ? entries[0]! : ["", undefined];
    if (key === "$tensor") return tensorAt(value);
    if (key === "$numbers") return tensorAt(value).toArray();
    if (key === "$number") return value === "-0" ? -0 : Number(value);
    if (key === "$undefined") return undefined;
    if (key === "$record" && Array.isArray(value)) {
      return Object.fromEntries((value as [string, unknown][]).map(([name, inner]) => [name, visit(inner)]));
    }
    return Object.fromEntries(entries.map(([name, inner]) => [name, visit(inner)]));
  };
  return visit(json);
}

/** The error for a file that holds no whole checkpoint. */
export function damaged(op: string, problem: string): Error {
  return new ArgumentError({
    code: "bad-argument",
    op,
    problem: `this is no checkpoint that can be read: ${problem}`,
    hint: "saveCheckpoint writes them; files of tensors alone are read by readSafetensors of @wengert/data/node",
  });
}

function text(x: number): string {
  return Object.is(x, -0) ? "-0" : String(x);
}

function notData(op: string, node: unknown, path: string): Error {
  return badOption(
    op,
    `what is${path === "" ? "" : ` at ${path}`} cannot be stored`,
    typeof node === "object" ? node?.constructor?.name : node,
    "a checkpoint holds tensors, numbers, texts, and arrays and records of them",
  );
}
