/** What a parameter takes; `evaluate` checks and converts. */
export type Kind = "operand" | "operands" | "axes" | "shape" | "number" | "flag" | "dtype";

/** The names of parameters. */
export type Parameter = "x" | "a" | "b" | "condition" | "axis" | "shape" | "dtype" | "keepdims";

/** One name always means the same kind of argument. */
const KINDS: Readonly<Record<Parameter, Kind>> = {
  x: "operand",
  a: "operand",
  b: "operand",
  condition: "operand",
  axis: "axes",
  shape: "shape",
  dtype: "dtype",
  keepdims: "flag",
};

/** A function that formulas can call by name. */
export interface LibraryFunction {
  readonly name: string;
  readonly call: (...args: never[]) => unknown;
  readonly positional: readonly Parameter[];
  /** How many of the positional ones must be given. */
  readonly required: number;
  /** Parameters given by name only, which the function takes as an options object behind the positional ones. */
  readonly options: readonly Parameter[];
}

/** A library function with its parameters; those that end in `?` can be left out. */
export function define(
  name: string,
  call: (...args: never[]) => unknown,
  parameters: readonly (Parameter | `${Parameter}?`)[],
  options: readonly Parameter[] = [],
): LibraryFunction {
  const positional = parameters.map((parameter) => parameter.replace("?", "") as Parameter);
  const required = parameters.filter((parameter) => !parameter.endsWith("?")).length;
  return { name, call, positional, required, options };
}

/** What an argument of this name must be. */
export function kindOf(parameter: Parameter): Kind {
  return KINDS[parameter];
}
