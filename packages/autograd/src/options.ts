import { show } from "./describe.ts";
import { ArgumentError } from "./errors.ts";

/** A list of more names than this is not told when one of them is near. */
const SHORT = 8;

/**
 * The options themselves, once it is sure that the function knows all their names: a misspelt option would otherwise
 * change nothing and go unnoticed. Where there are none, an empty record. `op` is whose name an error carries.
 *
 * @param elsewhere what other libraries call an option, and what it is called here.
 * @throws ArgumentError when a name is not known, with the one that may be meant; or when options are no record.
 * @example checkOptions("example", { rate: 0.1 }, ["rate", "steps"]) // { rate: 0.1 }
 * @public
 */
export function checkOptions<O extends object>(
  op: string,
  options: O | null | undefined,
  names: readonly (keyof O & string)[],
  elsewhere: Readonly<Record<string, string>> = {},
): O {
  if (options === undefined || options === null) return {} as O;
  const known = `the options are ${names.join(", ")}`;
  const prototype: unknown = Object.getPrototypeOf(options);
  if (typeof options !== "object" || (prototype !== Object.prototype && prototype !== null)) {
    throw new ArgumentError({
      code: "bad-argument",
      op,
      problem: `options come in a record, not as ${show(options)}`,
      hint: `{ ${names[0]}: … }; ${known}`,
    });
  }
  const wrong = Object.keys(options).find((name) => !(names as readonly string[]).includes(name));
  if (wrong === undefined) return options;
  const meant = Object.hasOwn(elsewhere, wrong) ? elsewhere[wrong] : undefined;
  const near = nearest(wrong, names);
  throw new ArgumentError({
    code: "bad-argument",
    op,
    problem: `there is no option ${JSON.stringify(wrong)}`,
    got: show(options),
    hint:
      meant !== undefined
        ? `here it is ${meant}`
        : near === undefined
          ? known
          : `${near} may be meant${names.length > SHORT ? "" : `; ${known}`}`,
  });
}

/** The name that differs least from another; undefined when none is near. */
function nearest(wrong: string, names: readonly string[]): string | undefined {
  const bare = (name: string): string => name.toLowerCase().replaceAll("_", "");
  let [near, least]: [string | undefined, number] = [undefined, Math.min(3, wrong.length / 2)];
  for (const name of names) {
    const far = distance(bare(name), bare(wrong));
    if (far < least) [near, least] = [name, far];
  }
  return near;
}

/** How many letters must be changed, put in or left out to turn one word into the other (Levenshtein 1966). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + Number(a[i - 1] !== b[j - 1])));
    }
    row = next;
  }
  return row[b.length]!;
}
