import { type ArgumentError, checkOptions, isTensor, showValue } from "@wengert/autograd";
import { badArgument } from "./parameters.ts";

/** What an option may be: in words, by a test, and as it may be written. */
export interface Kind {
  readonly what: string;
  readonly is: (value: unknown) => boolean;
  readonly example: string;
}

/** A kind for each option; null for one that is checked where it is read. */
export type Kinds<O> = { readonly [K in keyof O]-?: Kind | null };

// @__NO_SIDE_EFFECTS__
function numbers(what: string, holds: (x: number) => boolean, example: string): Kind {
  return { what, is: (value) => typeof value === "number" && holds(value), example };
}

export const flag: Kind = { what: "true or false", is: (value) => typeof value === "boolean", example: "true" };
export const anyNumber: Kind = numbers("a number", (x) => !Number.isNaN(x), "1");
export const wholeNumber: Kind = numbers("a whole number", Number.isInteger, "-1");
export const aboveZero: Kind = numbers("a number above 0", (x) => x > 0, "1");
export const atLeastZero: Kind = numbers("a number not below 0", (x) => x >= 0, "1e-5");
export const share: Kind = numbers("a number from 0 to 1", (x) => x >= 0 && x <= 1, "0.1");
export const initialiser: Kind = {
  what: "an initialiser, a function that draws",
  is: (value) => typeof value === "function",
  example: "heNormal",
};
export const aTensor: Kind = { what: "a tensor", is: isTensor, example: "tensor([1, 2])" };

/** The kind, or null. */
// @__NO_SIDE_EFFECTS__
export function orNull({ what, is, example }: Kind): Kind {
  return { what: `${what}, or null`, is: (value) => value === null || is(value), example };
}

/** One of some names. */
// @__NO_SIDE_EFFECTS__
export function oneOf(...names: readonly string[]): Kind {
  const quoted = names.map((name) => JSON.stringify(name));
  return {
    what: `one of ${quoted.join(", ")}`,
    is: (value) => names.includes(value as string),
    example: quoted[0]!,
  };
}

/**
 * The options, once it is sure that all are known and of their kinds: an empty record where there are none.
 *
 * @throws ArgumentError that names the option which is not.
 */
export function readOptions<O extends object>(name: string, options: O, kinds: Kinds<O>): O {
  const given = checkOptions(name, options, Object.keys(kinds) as (keyof O & string)[]);
  checkKinds(name, given, kinds);
  return given;
}

/** Fails unless all values that are given are of their kinds. */
export function checkKinds(
  name: string,
  values: object,
  kinds: Readonly<Record<string, Kind | null | undefined>>,
): void {
  for (const [key, value] of Object.entries(values)) {
    const kind = kinds[key];
    if (!kind || value === undefined || kind.is(value)) continue;
    throw badArgument(name, `${key} is ${kind.what}`, showValue(value), `{ ${key}: ${kind.example} }`);
  }
}

/**
 * Parameters with some of them changed. What is not said of a kind is one of numbers, flags or tensors, as its value is.
 *
 * @throws ArgumentError for a parameter that does not exist, or one of another kind.
 */
export function withParameters<P extends object>(
  name: string,
  parameters: P,
  changes: Partial<P>,
  kinds: Partial<Kinds<P>> = {},
): P {
  const usual = Object.entries(parameters).map(([key, value]) => [key, kindOf(value)] as const);
  if (typeof changes !== "object" || changes === null)
    throw noChanges(
      name,
      usual.map(([key]) => key),
      changes,
    );
  const known = { ...Object.fromEntries(usual), ...kinds } as Kinds<P>;
  const unknown = Object.keys(changes).find((key) => !Object.hasOwn(known, key));
  if (unknown !== undefined)
    throw badArgument(
      name,
      `there is no parameter ${unknown}`,
      `{ ${Object.keys(changes).join(", ")} }`,
      usual.length === 0 ? `${name} has no parameters` : `${name} has ${Object.keys(known).join(", ")}`,
    );
  checkKinds(name, changes, known);
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { ...parameters, ...Object.fromEntries(given) };
}

/** What a parameter may be whose usual value is this one. */
function kindOf(value: unknown): Kind | null {
  if (typeof value === "number") return anyNumber;
  if (typeof value === "boolean") return flag;
  return null;
}

function noChanges(name: string, keys: readonly string[], changes: unknown): ArgumentError {
  const hint = keys.length === 0 ? `${name} has no parameters` : `${name}.with({ ${keys[0]}: … })`;
  return badArgument(name, "with takes a record of parameters", showValue(changes), hint);
}
