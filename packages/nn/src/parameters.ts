import { ArgumentError } from "@wengert/autograd";

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
