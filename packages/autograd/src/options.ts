import { show } from "./describe.ts";
import { ArgumentError } from "./errors.ts";

/**
 * @throws ArgumentError when the options of a function hold a name that it does not know, or are no record: a misspelt
 * option would otherwise change nothing and go unnoticed.
 */
export function checkOptions<O extends object>(
  op: string,
  options: O | null | undefined,
  names: readonly (keyof O & string)[],
): void {
  if (options === undefined || options === null) return;
  const known = `the options are ${names.join(", ")}`;
  if (typeof options !== "object" || Object.getPrototypeOf(options) !== Object.prototype) {
    throw new ArgumentError({
      code: "bad-argument",
      op,
      problem: `options come in a record, not as ${show(options)}`,
      hint: `{ ${names[0]}: … }; ${known}`,
    });
  }
  const wrong = Object.keys(options).find((name) => !(names as readonly string[]).includes(name));
  if (wrong === undefined) return;
  throw new ArgumentError({
    code: "bad-argument",
    op,
    problem: `there is no option ${JSON.stringify(wrong)}`,
    got: show(options),
    hint: known,
  });
}
