import { ArgumentError, showValue } from "@wengert/autograd";

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
