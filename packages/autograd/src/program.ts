import { count, show } from "./describe.ts";
import { ArgumentError, KindError, showShape } from "./errors.ts";
import { asTensor, scalar } from "./lift.ts";
import { knownOptions } from "./options.ts";
import { applyAny } from "./primitive.ts";
import { printable } from "./printable.ts";
import { flatten, flattenLike, type Structure, unflatten } from "./pytree.ts";
import { forbidDraws } from "./random/guard.ts";
import { sameShape } from "./shape.ts";
import { type Constant, type Equation, StageTrace, type Variable } from "./stage.ts";
import { isTensor, type Tensor } from "./tensor.ts";
import { showParams } from "./trace.ts";
import { checkFunction, checkReturned } from "./transforms/record.ts";

/**
 * A function written down as a list of operations, for given shapes and dtypes: what differentiation, checking,
 * drawing and compiling can read. Made by `makeProgram`, run by `evaluate`.
 * @public
 */
export interface Program {
  readonly inputs: readonly Variable[];
  readonly constants: readonly Constant[];
  readonly equations: readonly Equation[];
  readonly outputs: readonly Variable[];
  /** How arguments and result are built. */
  readonly inputStructures: readonly Structure[];
  readonly outputStructure: Structure;
  /** The program as text, one operation a line. */
  toString(): string;
}

/** Options of `makeProgram`. @public */
export interface ProgramOptions {
  /** Places of arguments that are not variables but part of the program: sizes, flags, axes. */
  readonly static?: readonly number[];
}

/**
 * Writes down the operations of a function for arguments of these shapes and dtypes; their values play no part.
 *
 * Numbers passed as arguments become variables, except those at the places named `static`; beside float32 they are
 * taken as float32, as numbers are. Numbers met inside the function are constants. Branches are decided while staging, so a branch on a value is an error: choose with `where`.
 *
 * @throws TraceError when the function reads a value, or captures a value that is being traced; KindError when it
 * returns nothing.
 * @example console.log(makeProgram((x: Tensor) => sum(square(x)))(tensor([1, 2])))
 * // program(v0: float64[2])
 * //   v1: float64[2] = square(v0)
 * //   v2: float64[] = sum(v1, axes=[0])
 * //   return v2
 * @public
 */
export function makeProgram<A extends readonly unknown[]>(
  f: (...args: A) => unknown,
  options: ProgramOptions = {},
): (...args: { readonly [K in keyof A]: A[K] extends Tensor ? A[K] | number : A[K] }) => Program {
  checkFunction("makeProgram", f);
  checkNotArguments(options);
  knownOptions("makeProgram", options, ["static"]);
  checkPlaces(options.static);
  return (...args) => {
    const trace = new StageTrace();
    const inputs: Variable[] = [];
    const structures: Structure[] = [];
    const given = args.map((arg, n) => {
      if (options.static?.includes(n) === true) {
        structures.push({ kind: "static", value: arg });
        return arg;
      }
      const { leaves, structure } = flatten(arg, "makeProgram");
      structures.push(structure);
      const abstract = leaves.map((leaf) => (isTensor(leaf) ? trace.input(leaf) : trace.input(scalar(leaf), true)));
      inputs.push(...abstract.map((x) => trace.variableOf(x)));
      return unflatten(structure, abstract);
    });
    const allowDraws = forbidDraws("while a function is being staged");
    let result: unknown;
    try {
      result = f(...(given as readonly unknown[] as A));
    } finally {
      allowDraws();
      trace.close();
    }
    checkReturned("makeProgram", result);
    const { leaves, structure } = flatten(result, "makeProgram");
    const outputs = leaves.map((y) => trace.variableOf(asTensor(y)));
    const { constants, equations } = trace;
    const program: Program = printable(
      { inputs, constants, equations, outputs, inputStructures: structures, outputStructure: structure },
      () => printProgram(program),
    );
    return program;
  };
}

/** The arguments come in a second pair of brackets. */
function checkNotArguments(options: unknown): void {
  if (!isTensor(options) && !Array.isArray(options)) return;
  throw new ArgumentError({
    code: "bad-argument",
    op: "makeProgram",
    problem: "arguments stand in the place of the options",
    got: show(options),
    hint: "makeProgram(f) gives a function of the same arguments: makeProgram(f)(x)",
  });
}

function checkPlaces(places: unknown): void {
  if (places === undefined || (Array.isArray(places) && places.every((n) => Number.isInteger(n) && n >= 0))) return;
  throw new ArgumentError({
    code: "bad-argument",
    op: "makeProgram",
    problem: "static is a list of places of arguments, counted from 0",
    got: show(places),
    hint: "makeProgram(f, { static: [1] }): the second argument is part of the program",
  });
}

function checkProgram(op: string, program: unknown): void {
  if (typeof program === "object" && program !== null && "equations" in program) return;
  throw new KindError({
    code: "bad-argument",
    op,
    problem: "the first argument must be a program",
    got: show(program),
    hint: "makeProgram(f)(x) makes one, for arguments like x",
  });
}

/** How `evaluate` runs a program. @public */
export interface EvaluateOptions {
  /**
   * Other ways to compute, by name of primitive: each is asked with the inputs and the equation, and gives the
   * outputs, or undefined to leave this equation as it is.
   */
  readonly rules?: Readonly<
    Record<string, (inputs: readonly Tensor[], equation: Equation) => readonly Tensor[] | undefined>
  >;
}

/**
 * Runs a program on arguments built like those that it was made from. It applies the program's primitives one by one,
 * so it can itself be differentiated and staged.
 *
 * @throws ArgumentError when an argument has another shape or dtype than the program was made for; KindError when the
 * first is no program.
 * @example evaluate(makeProgram((x: Tensor) => sum(square(x)))(tensor([1, 2])), [tensor([3, 4])]) // 25.0
 * @public
 */
export function evaluate(program: Program, args: readonly unknown[], options: EvaluateOptions = {}): unknown {
  checkProgram("evaluate", program);
  const leaves = readArguments(program, args);
  knownOptions("evaluate", options, ["rules"]);
  const values: Tensor[] = [];
  for (const { variable, value } of program.constants) values[variable.id] = value;
  program.inputs.forEach((variable, i) => {
    values[variable.id] = leaves[i]!;
  });
  const rules = options.rules ?? {};
  checkRules(program, rules);
  for (const equation of program.equations) {
    const inputs = equation.inputs.map(({ id }) => values[id]!);
    const rule = Object.hasOwn(rules, equation.primitive.name) ? rules[equation.primitive.name] : undefined;
    const replaced = rule?.(inputs, equation);
    if (replaced !== undefined) checkReplaced(equation, replaced);
    const outputs = replaced ?? applyAny(equation.primitive, inputs, equation.params);
    equation.outputs.forEach(({ id }, i) => {
      values[id] = outputs[i]!;
    });
  }
  return unflatten(
    program.outputStructure,
    program.outputs.map(({ id }) => values[id]!),
  );
}

/** The leaves of the arguments, in the order of the program's inputs. */
function readArguments(program: Program, args: readonly unknown[]): Tensor[] {
  const { inputs, inputStructures } = program;
  if (!Array.isArray(args) || args.length !== inputStructures.length) {
    throw new ArgumentError({
      code: "bad-argument",
      op: "evaluate",
      problem: `the program takes ${count(inputStructures.length, "argument")}`,
      got: Array.isArray(args) ? count(args.length, "argument") : show(args),
      hint: "pass them in a list, evaluate(program, [x, y]), also those that were static",
    });
  }
  const leaves = inputStructures.flatMap((structure, n) => {
    if (structure.kind !== "static") return flattenLike("evaluate", args[n], structure, `argument ${n}`);
    checkStatic(structure.value, args[n], n);
    return [];
  });
  return leaves.map((leaf, i) => checkInput(inputs[i]!, leaf));
}

/** A static argument is part of the program: with another value it would be another program. */
function checkStatic(made: unknown, given: unknown, n: number): void {
  if (Object.is(made, given)) return;
  const isObject = typeof made === "object" && made !== null;
  if (isObject && JSON.stringify(made) === JSON.stringify(given)) return;
  throw new ArgumentError({
    code: "bad-argument",
    op: "evaluate",
    problem: `argument ${n} is static, and the program was made for another value`,
    got: `${show(given)} instead of ${show(made)}`,
    hint: "make a program for this value, or leave the argument out of static",
  });
}

/** A rule for an operation that the program does not have is a slip of the pen. */
function checkRules({ equations }: Program, rules: Readonly<Record<string, unknown>>): void {
  if (typeof rules !== "object" || rules instanceof Map || Array.isArray(rules)) throw noRules(rules);
  const names = Object.keys(rules);
  const known = new Set(equations.map(({ primitive }) => primitive.name));
  const unknown = names.find((name) => !known.has(name));
  const none = names.find((name) => typeof rules[name] !== "function");
  if (unknown === undefined && none === undefined) return;
  if (unknown === undefined) {
    throw new ArgumentError({
      code: "bad-argument",
      op: "evaluate",
      problem: `the rule for ${none} must be a function`,
      got: show(rules[none!]),
      hint: "a rule takes the list of inputs and the equation: ([a, b], equation) => [result]",
    });
  }
  throw new ArgumentError({
    code: "bad-argument",
    op: "evaluate",
    problem: `there is a rule for ${unknown}, which the program does not use`,
    got: `operations ${[...known].join(", ")}`,
    hint: "rules are named as the operations in the printed program",
  });
}

function noRules(rules: unknown): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "evaluate",
    problem: "rules are a record",
    got: show(rules),
    hint: "{ mul: ([a, b]) => [result] }: by the names of operations in the printed program",
  });
}

function checkReplaced({ primitive, outputs }: Equation, replaced: readonly Tensor[]): void {
  const fits =
    Array.isArray(replaced) &&
    replaced.length === outputs.length &&
    outputs.every(({ shape }, i) => isTensor(replaced[i]) && sameShape(replaced[i].shape, shape));
  if (fits) return;
  const shapes = outputs.map(({ shape }) => showShape(shape)).join(", ");
  throw new ArgumentError({
    code: "bad-argument",
    op: "evaluate",
    problem: `the rule for ${primitive.name} must return a list of ${count(outputs.length, "tensor")} of shape ${shapes}`,
    got: Array.isArray(replaced)
      ? `[${replaced.map((y) => (isTensor(y) ? `shape ${showShape(y.shape)}` : show(y))).join(", ")}]`
      : show(replaced),
    hint: "return undefined to leave an equation as it is",
  });
}

function checkInput({ id, shape, dtype }: Variable, leaf: Tensor | number): Tensor {
  const x = typeof leaf === "number" ? scalar(leaf, dtype) : leaf;
  if (x.dtype === dtype && sameShape(x.shape, shape)) return x;
  throw new ArgumentError({
    code: "shape-mismatch",
    op: "evaluate",
    problem: `the program was made for v${id} of dtype ${dtype} and shape ${showShape(shape)}`,
    got: `dtype ${x.dtype} and shape ${showShape(x.shape)}`,
    hint: "make a program for these shapes: makeProgram(f)(…these arguments)",
    shapes: [shape, x.shape],
  });
}

const typeOf = ({ dtype, shape }: Variable): string => `${dtype}[${shape.join(",")}]`;

/** One operation a line. */
export function printProgram(program: Program): string {
  const named = new Map(program.constants.map(({ variable, value }) => [variable.id, constantName(variable, value)]));
  const name = ({ id }: Variable): string => named.get(id) ?? `v${id}`;
  const lines = program.equations.map(({ primitive, params, inputs, outputs }) => {
    const left = outputs.map((v) => `v${v.id}: ${typeOf(v)}`).join(", ");
    return `  ${left} = ${primitive.name}(${[...inputs.map(name), ...showParams(params)].join(", ")})`;
  });
  const inputs = program.inputs.map((v) => `v${v.id}: ${typeOf(v)}`).join(", ");
  return [`program(${inputs})`, ...lines, `  return ${program.outputs.map(name).join(", ")}`].join("\n");
}

/** Single numbers are written out, other constants by their type. */
function constantName(variable: Variable, value: Tensor): string {
  return value.size === 1 && value.shape.length === 0 ? String(value) : `constant ${typeOf(variable)}`;
}

/**
 * The program as a graph in the DOT language of Graphviz: inputs and constants as boxes, operations as ellipses with
 * the shape of what they make.
 *
 * @example toDot(makeProgram((x: Tensor) => exp(x))(1)).split("\n")[0] // digraph program {
 * @see https://graphviz.org/doc/info/lang.html
 * @public
 */
export function toDot(program: Program): string {
  checkProgram("toDot", program);
  const quote = (text: string): string => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  const node = (id: string, label: string, shape: string): string => `  ${id} [label=${quote(label)}, shape=${shape}];`;
  const lines = ["digraph program {", "  rankdir=LR;"];
  for (const v of program.inputs) lines.push(node(`v${v.id}`, `v${v.id} ${typeOf(v)}`, "box"));
  for (const { variable, value } of program.constants) {
    lines.push(node(`v${variable.id}`, constantName(variable, value), "box"));
  }
  program.equations.forEach(({ primitive, params, inputs, outputs }, i) => {
    const label = [primitive.name, ...showParams(params), outputs.map(typeOf).join(" ")].join(" ");
    lines.push(node(`e${i}`, label, "ellipse"));
    for (const v of inputs) lines.push(`  v${v.id} -> e${i};`);
    for (const v of outputs) lines.push(node(`v${v.id}`, `v${v.id}`, "plaintext"), `  e${i} -> v${v.id};`);
  });
  for (const [i, v] of program.outputs.entries())
    lines.push(node(`out${i}`, "result", "box"), `  v${v.id} -> out${i};`);
  return [...lines, "}"].join("\n");
}
