import { closest } from "./names.ts";
import { kindOf, type LibraryFunction, type Parameter, usage } from "./signature.ts";
import type { Fault } from "./syntaxError.ts";
import type { Bound, Node } from "./tree.ts";

/** An argument given by name: `axis=0`. */
export interface Keyword {
  readonly name: string;
  readonly place: number;
  readonly value: Node;
}

/**
 * The arguments of a call in the order of the function's parameters.
 *
 * @throws MathSyntaxError when there are too many, one is missing, unknown or given twice.
 */
export function bind(
  f: LibraryFunction,
  args: readonly Node[],
  keywords: readonly Keyword[],
  place: number,
  fault: Fault,
): Bound {
  const positional: (Node | null)[] = [...args];
  if (args.length > f.positional.length && f.rest === null) {
    const byName = f.options.length > 0 ? `; ${f.options.join(", ")} by name` : "";
    throw fault(
      args[f.positional.length]!.place,
      `${f.name} takes ${count(f.positional.length)}, here ${args.length === 1 ? "is 1" : `are ${args.length}`}`,
      f.positional.includes("shape")
        ? `a shape is one argument: (2, 3); it is ${usage(f)}`
        : `it is ${usage(f)}${byName}`,
    );
  }
  const options: [Parameter, Node][] = [];
  const given = new Set<string>(f.positional.slice(0, args.length));
  for (const { name, place: at, value } of keywords) {
    if (given.has(name)) throw fault(at, `${f.name} is given ${name} twice`, "give each argument once");
    given.add(name);
    const option = f.options.find((parameter) => parameter === name);
    const i = f.positional.map(String).indexOf(name);
    if (option !== undefined) options.push([option, value]);
    else if (i < 0) {
      const near = closest(name, [...f.positional, ...f.options]);
      throw fault(
        at,
        `${f.name} has no argument ${name}`,
        near === undefined ? `it is ${usage(f)}` : `did you mean ${near}?`,
      );
    } else {
      while (positional.length <= i) positional.push(null);
      positional[i] = value;
    }
  }
  for (let i = 0; i < f.required; i++) {
    if (positional[i] === undefined || positional[i] === null) {
      throw fault(place, `${f.name} needs ${f.positional[i]}`, `it is ${usage(f)}`);
    }
  }
  if (options.length > 0) while (positional.length < f.positional.length) positional.push(null);
  return { positional, options };
}

function count(n: number): string {
  return n === 1 ? "1 argument" : `${n} arguments`;
}

/** A method's shape or order of axes may be written without brackets: `x.reshape(2, 3)` is `x.reshape((2, 3))`. */
export function gathered(f: LibraryFunction, args: readonly Node[]): readonly Node[] {
  const kind = f.positional[1] === undefined ? undefined : kindOf(f, f.positional[1]);
  if (kind !== "wholes" || args.length < 2) return args;
  const height = 1 + Math.max(...args.map((argument) => argument.height));
  return [{ kind: "list", items: args, tuple: true, place: args[0]!.place, height }];
}
