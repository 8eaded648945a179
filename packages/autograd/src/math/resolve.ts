import { libraryConstant, libraryFunction, libraryNames } from "./library.ts";
import { camelCase, closest } from "./names.ts";
import type { LibraryFunction } from "./signature.ts";
import type { Fault } from "./syntaxError.ts";
import type { Token } from "./tokens.ts";

/** Words of Python that a NumPy user may try, with what to write instead. */
export const RESERVED: ReadonlyMap<string, string> = new Map([
  ["and", "logicalAnd(a > 0, b > 0) is true where both are"],
  ["or", "logicalOr(a > 0, b > 0) is true where either is"],
  ["not", "logicalNot(x) negates, as != does =="],
  ["in", "compare with =="],
  ["is", "compare with =="],
  ["if", "choose with where(condition, a, b)"],
  ["else", "choose with where(condition, a, b)"],
  ["for", "loop outside; sum, mean and broadcasting replace most loops"],
  ["lambda", "interpolate a function: ${(x) => …}"],
  ["return", "a formula is the value alone"],
  ["import", "a formula has the library's functions already; np. is accepted before them"],
]);

/** What a name stands for. */
export type Named =
  | { readonly kind: "constant"; readonly value: number | boolean | string | null }
  | { readonly kind: "function"; readonly f: LibraryFunction };

/**
 * What a name of the library stands for; behind a prefix (`np.`) it can be nothing else.
 *
 * @throws MathSyntaxError when there is no such name.
 */
export function resolve(
  { text: name, place }: Token,
  prefixed: boolean,
  variables: Iterable<string>,
  fault: Fault,
): Named {
  const value = libraryConstant(name);
  if (value !== undefined) return { kind: "constant", value };
  const f = libraryFunction(name);
  if (f !== undefined) return { kind: "function", f };
  const reserved = RESERVED.get(name);
  if (reserved !== undefined) throw fault(place, `${name} is not part of formulas`, reserved);
  if (/^(np|numpy|linalg)$/.test(name))
    throw fault(place, `${name} alone is no value`, `write ${name}.exp(x) or exp(x)`);
  const near = closest(camelCase(name), prefixed ? libraryNames() : [...variables, ...libraryNames()]);
  const guess = near === undefined ? "" : `did you mean ${near}? `;
  const own = prefixed && near !== undefined ? "" : `values and functions of your own are interpolated: \${${name}}`;
  throw fault(place, `there is no ${name}`, (guess + own).trim());
}
