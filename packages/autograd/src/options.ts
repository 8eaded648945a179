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
  const isRecord = typeof options === "object" && Object.getPrototypeOf(options) === Object.prototype;
  const wrong = isRecord
    ? Object.keys(options).find((name) => !(names as readonly string[]).includes(name))
    : undefined;
  if (isRecord && wrong === undefined) return;
  const known = `the options are ${names.join(", ")}`;
  throw new ArgumentError({
    code: "bad-argument",
    op,
    problem: isRecord ? `there is no option "${wrong}"` : `options come in a record, not as ${show(options)}`,
    got: isRecord ? show(options) : undefined,
    hint: isRecord ? known : `{ ${names[0]}: … }; ${known}`,
  });
}
