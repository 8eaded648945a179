import type { Tensor } from "@wengert/autograd";
import { leavesOf } from "./leaves.ts";
import { flat } from "./numbers.ts";

/** The names that a loss gives to its further arguments; an argument that is taken apart has none. */
function parametersOf(loss: (...args: never[]) => unknown): string[] {
  const text = Function.prototype.toString.call(loss);
  const start = text.indexOf("(");
  if (start < 0 || /^(async )?[A-Za-z_$][\w$]*\s*=>/.test(text)) return [];
  const names: string[] = [];
  let [depth, name] = [0, ""];
  for (const letter of text.slice(start + 1)) {
    if (depth === 0 && (letter === "," || letter === ")")) {
      names.push(name.trim());
      name = "";
      if (letter === ")") break;
      continue;
    }
    if ("({[".includes(letter)) depth++;
    if (")}]".includes(letter)) depth--;
    name += letter;
  }
  const found = names.map((one) => /^[A-Za-z_$][\w$]*/.exec(one)?.[0] ?? "");
  return /\)\s=>|\)\s\{|,\s/.test(text) ? found : found.map((name) => asWritten(name, found));
}

/**
 * Tools that run TypeScript rename the parameter x of a function to x2 where there is an x outside of it, and leave out
 * all spaces. The name as the script has it, unless x1 beside it shows that the number is the author's.
 */
function asWritten(name: string, all: readonly string[]): string {
  const [, base, number] = /^(.*\D)([2-9])$/.exec(name) ?? [];
  if (base === undefined || all.some((other) => other === base || other === `${base}${Number(number) - 1}`))
    return name;
  return base;
}

/** The data of a loss by their names: x, or "x.mask" within a record; "data 1" where the loss gives none. */
export function dataNamesOf(
  loss: (...args: never[]) => unknown,
  args: readonly unknown[],
): ReadonlyMap<Tensor, string> {
  const names = parametersOf(loss);
  const found = new Map<Tensor, string>();
  args.slice(1).forEach((tree, i) => {
    const name = names[i + 1] || `data ${i + 1}`;
    for (const { path, value } of leavesOf(tree)) {
      const inner = path === "" ? "" : path.startsWith("[") || path.startsWith(".") ? path : `.${path}`;
      if (!found.has(value)) found.set(value, `${name}${inner}`);
    }
  });
  return found;
}

/** By the names of one comparison: another one may call the same numbers otherwise. */
const slices = new WeakMap<ReadonlyMap<Tensor, string>, Map<Tensor, string | null>>();

/** The name of data: an argument's own, or that of its entries at one place along an axis, as X[:, 2] is one step's. */
export function dataName(names: ReadonlyMap<Tensor, string>, x: Tensor): string | undefined {
  const own = names.get(x);
  if (own !== undefined || x.size < 2) return own;
  const known = slices.get(names) ?? new Map<Tensor, string | null>();
  slices.set(names, known);
  if (!known.has(x)) known.set(x, sliceOf(names, x));
  return known.get(x) ?? undefined;
}

function sliceOf(names: ReadonlyMap<Tensor, string>, x: Tensor): string | null {
  const numbers = flat(x);
  for (const [whole, name] of names) {
    if (whole.shape.length !== x.shape.length + 1) continue;
    const all = flat(whole);
    for (const [axis, n] of whole.shape.entries()) {
      if (String(whole.shape.toSpliced(axis, 1)) !== String(x.shape)) continue;
      const stride = whole.shape.slice(axis + 1).reduce((a, b) => a * b, 1);
      for (let i = 0; i < n; i++) {
        const at = (j: number): number => (Math.floor(j / stride) * n + i) * stride + (j % stride);
        if (numbers.every((value, j) => value === all[at(j)])) return `${name}[${":, ".repeat(axis)}${i}]`;
      }
    }
  }
  return null;
}
