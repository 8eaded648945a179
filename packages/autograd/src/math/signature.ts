/** What a parameter takes; `convert` checks it. */
export type Kind =
  | "operand"
  | "operands"
  | "axes"
  | "wholes"
  | "nested"
  | "index"
  | "number"
  | "flag"
  | "text"
  | "norm"
  | "dtype";

/** What arguments of these names are, unless a function says otherwise. */
const KINDS = {
  x: "operand",
  a: "operand",
  b: "operand",
  q: "operand",
  ab: "operand",
  bands: "wholes",
  ind: "number",
  condition: "operand",
  value: "operand",
  values: "operand",
  kernel: "operand",
  start: "operand",
  stop: "operand",
  xs: "operands",
  axis: "axes",
  axis1: "axes",
  axis2: "axes",
  axes: "wholes",
  source: "axes",
  destination: "axes",
  shape: "wholes",
  size: "wholes",
  stride: "wholes",
  padding: "wholes",
  dilation: "wholes",
  inputDilation: "wholes",
  index: "index",
  n: "number",
  m: "number",
  k: "number",
  num: "number",
  groups: "number",
  step: "number",
  aMin: "operand",
  aMax: "operand",
  half: "operand",
  rtol: "number",
  atol: "number",
  equalNan: "flag",
  nan: "number",
  posinf: "number",
  neginf: "number",
  decimals: "number",
  pairs: "nested",
  formula: "text",
  offset: "number",
  ddof: "number",
  numSegments: "number",
  minlength: "number",
  length: "number",
  base: "number",
  dx: "number",
  discont: "number",
  period: "number",
  edgeOrder: "number",
  rowvar: "flag",
  descending: "flag",
  right: "flag",
  returnIndex: "flag",
  returnInverse: "flag",
  returnCounts: "flag",
  increasing: "flag",
  density: "flag",
  weights: "operand",
  aweights: "operand",
  at: "operand",
  edges: "operand",
  coordinates: "operand",
  coefficients: "operand",
  prepend: "operand",
  append: "operand",
  spacing: "operand",
  segments: "operand",
  xp: "operand",
  fp: "operand",
  left: "operand",
  otherwise: "operand",
  bins: "operand",
  method: "text",
  side: "text",
  indexing: "text",
  parts: "nested",
  repeats: "nested",
  shift: "nested",
  width: "nested",
  constantValues: "nested",
  endValues: "nested",
  statLength: "nested",
  reflectType: "text",
  places: "nested",
  choices: "operands",
  range: "wholes",
  rcond: "number",
  tol: "number",
  others: "operand",
  which: "text",
  rank: "number",
  count: "number",
  beta: "number",
  degree: "number",
  binCount: "number",
  keepdims: "flag",
  endpoint: "flag",
  computeUv: "flag",
  fullMatrices: "flag",
  lower: "flag",
  unitDiagonal: "flag",
  upper: "flag",
  order: "text",
  mode: "text",
  trans: "text",
  UPLO: "text",
  ord: "norm",
  p: "operand",
  dtype: "dtype",
} as const;

/** The names of parameters. */
export type Parameter = keyof typeof KINDS;

/** A parameter in a definition: `x`, one that can be left out `axis?`, or all further arguments `...xs`. */
type Written = Parameter | `${Parameter}?` | `...${Parameter}`;

/** A function that formulas can call by name. */
export interface LibraryFunction {
  readonly name: string;
  readonly call: (...args: never[]) => unknown;
  readonly positional: readonly Parameter[];
  /** How many of the positional ones must be given. */
  readonly required: number;
  /** What all arguments behind the positional ones are, for functions that take any number. */
  readonly rest: Parameter | null;
  /** Parameters given by name only, which the function takes as an options object behind the positional ones. */
  readonly options: readonly Parameter[];
  /** Where a name means another kind of argument in this function. */
  readonly kinds: Readonly<Partial<Record<Parameter, Kind>>>;
}

/** A library function with its parameters in order, then those of its options object. */
export function define(
  name: string,
  call: (...args: never[]) => unknown,
  parameters: readonly Written[],
  options: readonly Parameter[] = [],
  kinds: Readonly<Partial<Record<Parameter, Kind>>> = {},
): LibraryFunction {
  const bare = (parameter: Written): Parameter => parameter.replace(/\.\.\.|\?/, "") as Parameter;
  const single = parameters.filter((parameter) => !parameter.startsWith("..."));
  const further = parameters.find((parameter) => parameter.startsWith("..."));
  return {
    name,
    call,
    positional: single.map(bare),
    required: single.filter((parameter) => !parameter.endsWith("?")).length,
    rest: further === undefined ? null : bare(further),
    options,
    kinds,
  };
}

/** What an argument of this name must be in a function. */
export function kindOf({ kinds }: Pick<LibraryFunction, "kinds">, parameter: Parameter): Kind {
  return kinds[parameter] ?? KINDS[parameter];
}

/** How a function is called, for errors: `sum(x, axis=…, keepdims=…)`. */
export function usage(f: LibraryFunction): string {
  const parameters: string[] = f.positional.map((name, i) => (i < f.required ? name : `${name}=…`));
  if (f.rest !== null) parameters.push(f.rest, "…");
  parameters.push(...f.options.map((name) => `${name}=…`));
  return `${f.name}(${parameters.join(", ")})`;
}
