import { ArgumentError, showValue } from "@wengert/autograd";

/** Parameters with some of them changed. */
export function withParameters<P extends object>(name: string, parameters: P, changes: Partial<P>): P {
  const known = Object.keys(parameters);
  const unknown = Object.keys(changes).find((key) => !known.includes(key));
  if (unknown === undefined) return { ...parameters, ...changes };
  throw new ArgumentError({
    code: "bad-argument",
    op: name,
    problem: `there is no parameter ${unknown}`,
    got: `{ ${Object.keys(changes).join(", ")} }`,
    hint: known.length === 0 ? `${name} has no parameters` : `${name} has ${known.join(", ")}`,
  });
}

/** The error for an argument that cannot be used. */
export function badArgument(op: string, problem: string, got: string, hint: string): ArgumentError {
  return new ArgumentError({ code: "bad-argument", op, problem, got, hint });
}

/**
 * Fails unless sizes are whole numbers above 0.
 *
 * @throws ArgumentError that names the size which is not.
 */
export function checkSizes(name: string, sizes: Readonly<Record<string, unknown>>): void {
  const bad = Object.entries(sizes).find(([, n]) => !(Number.isInteger(n) && (n as number) > 0));
  if (bad === undefined) return;
  const written = `write ${name.replace(/\(.*/, "")}(${Object.keys(sizes).join(", ")}, …)`;
  throw badArgument(name, `${bad[0]} must be a whole number above 0`, showValue(bad[1]), written);
}
