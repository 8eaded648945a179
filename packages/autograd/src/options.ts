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
  return knownOptions(op, options ?? undefined, names, (wrong) => {
    const meant = Object.hasOwn(elsewhere, wrong) ? elsewhere[wrong] : undefined;
    if (meant !== undefined) return `here it is ${meant}`;
    const near = nearest(wrong, names);
    return near === undefined ? undefined : `${near} may be meant${names.length > SHORT ? "" : `; ${told(names)}`}`;
  });
}

/**
 * The error for a record of options in the place of an argument that may be left out: `place` says how to write the call.
 */
export function refuseOptions(op: string, what: string, given: unknown, place: string): void {
  if (typeof given !== "object" || given === null || Array.isArray(given) || !isPlain(given)) return;
  throw new ArgumentError({
    code: "bad-argument",
    op,
    problem: `options stand in the place of the ${what}`,
    got: show(given),
    hint: place,
  });
}

const told = (names: readonly string[]): string => `the options are ${names.join(", ")}`;

/**
 * As `checkOptions`, without the search for a near name: for functions with few options, all of which are told. A name
 * with a question mark, `keepdims?`, is that of an option which is true or false.
 */
export function knownOptions<O extends object>(
  op: string,
  options: O | null | undefined,
  names: readonly ((keyof O & string) | `${keyof O & string}?`)[],
  hint: (wrong: string) => string | undefined = () => undefined,
): O {
  if (options === undefined) return {} as O;
  const isRecord = options !== null && isPlain(options);
  const wrong = isRecord ? firstWrong(names, options) : "";
  if (wrong === undefined) return options as O;
  const bare = names.map((name) => name.replace("?", ""));
  const noFlag = (names as readonly string[]).includes(`${wrong}?`);
  throw new ArgumentError({
    code: "bad-argument",
    op,
    problem: noFlag
      ? `${wrong} is true or false`
      : isRecord
        ? `there is no option ${JSON.stringify(wrong)}`
        : "options come in a record",
    got: show(noFlag ? (options as O)[wrong as keyof O] : options),
    hint: noFlag ? `{ ${wrong}: true }` : ((isRecord ? hint(wrong) : `{ ${bare[0]}: … }; ${told(bare)}`) ?? told(bare)),
  });
}

function isPlain(options: object): boolean {
  if (typeof options !== "object") return false;
  // What every record inherits is asked for first: the prototype itself is known only to the runtime, for 30 ns.
  if (options.constructor === Object) return true;
  const prototype: unknown = Object.getPrototypeOf(options);
  return prototype === Object.prototype || prototype === null;
}

/** The first key that is none of the names, or a flag that is neither true nor false. */
function firstWrong(names: readonly string[], options: object): string | undefined {
  for (const name in options) {
    if (names.includes(name)) continue;
    if (!names.includes(`${name}?`)) return name;
    const value: unknown = options[name as keyof typeof options];
    if (typeof value !== "boolean" && value !== undefined) return name;
  }
  return undefined;
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
