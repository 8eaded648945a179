import type { Tensor } from "@wengert/autograd";
import { leavesOf } from "./leaves.ts";

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
