import * as wengert from "@wengert/autograd";
import { type Arguments, FUNCTIONS, type OurFunction } from "./functions.ts";

type Keywords = Readonly<Record<string, unknown>>;

/** A function of ours as the expressions call it: with Python's positional and keyword arguments. */
export type Call = (positional: Arguments, keywords: Keywords) => unknown;

/** What the library exports under a name such as `add` or `linalg.det`. */
export function exported(name: string): OurFunction | undefined {
  let value: unknown = wengert;
  for (const part of name.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[part];
  }
  return typeof value === "function" ? (value as OurFunction) : undefined;
}

/** The function of ours that answers to a name of Python's; undefined when there is none. */
export function callOf(python: string): Call | undefined {
  const line = FUNCTIONS[python];
  if (line === undefined) return undefined;
  if (typeof line !== "string") {
    const ours = line.needs.map(exported).filter((f) => f !== undefined);
    return ours.length < line.needs.length ? undefined : (xs, keywords) => line.call(ours, xs, keywords);
  }
  const { name, parameters } = parse(line);
  const f = exported(name);
  return f && ((xs, keywords) => f(...arrange(line, parameters, xs, keywords)));
}

interface Parameter {
  readonly name: string;
  readonly option: boolean;
}

function parse(signature: string): { readonly name: string; readonly parameters: readonly Parameter[] | null } {
  const [, name, list] = /^([\w.]+)\((.*)\)$/.exec(signature)!;
  if (list === "...") return { name: name!, parameters: null };
  const [positional, options = ""] = list!.split("{");
  const words = (text: string): string[] => text.match(/\w+/g) ?? [];
  return {
    name: name!,
    parameters: [
      ...words(positional!).map((word) => ({ name: word, option: false })),
      ...words(options).map((word) => ({ name: word, option: true })),
    ],
  };
}

/** Python's arguments in the order of our parameters, options last. */
function arrange(
  signature: string,
  parameters: readonly Parameter[] | null,
  positional: Arguments,
  keywords: Keywords,
): unknown[] {
  if (parameters === null) return [...positional];
  const given = new Map<string, unknown>();
  positional.forEach((value, i) => {
    const parameter = parameters[i];
    if (parameter === undefined) throw new Error(`${signature} is called with ${positional.length} arguments`);
    given.set(parameter.name, value);
  });
  for (const [keyword, value] of Object.entries(keywords)) given.set(camelCase(keyword), value);
  const args: unknown[] = [];
  const options: Record<string, unknown> = {};
  for (const { name, option } of parameters) {
    if (!option) args.push(given.get(name));
    else if (given.has(name)) options[name] = given.get(name);
    given.delete(name);
  }
  if (given.size > 0) throw new Error(`${signature} has no parameter ${[...given.keys()].join(", ")}`);
  while (args.length > 0 && args[args.length - 1] === undefined) args.pop();
  if (Object.keys(options).length === 0) return args;
  const places = parameters.filter(({ option }) => !option).length;
  while (args.length < places) args.push(undefined);
  return [...args, options];
}

/** `expand_dims` as we write it: `expandDims`. */
export function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
