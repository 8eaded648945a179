import { show } from "../describe.ts";
import { isFloating } from "../dtype.ts";
import type { Entry } from "../entry.ts";
import { KindError, showShape } from "../errors.ts";
import { asTensor, operand } from "../lift.ts";
import { ones } from "../numpy/create.ts";
import type { Derivative } from "../primitive.ts";
import { printable } from "../printable.ts";
import { flatten, leafPaths, unflatten } from "../pytree.ts";
import { flatData } from "../storage.ts";
import { Tape } from "../tape.ts";
import { isTensor, type Tensor } from "../tensor.ts";
import { showParams } from "../trace.ts";
import { checkFunction, checkReturned } from "./record.ts";
import { inputsOf, placesOf, ruleText } from "./ruleText.ts";
import type { Args, LooseArgs } from "./types.ts";

/** One line of an explanation. @public */
export interface ExplainedLine {
  /** `v0`, `v1`, … in the order of the tape. */
  readonly name: string;
  /** What was done, in these names: `mul(v0, v1)`, or the place of an argument. */
  readonly operation: string;
  /** The forward value. */
  readonly value: Tensor;
  /** ∂(result)/∂(this value); null when the result does not depend on it. */
  readonly adjoint: Tensor | null;
  /** What this line adds to the adjoints of its inputs on the way back: `dv0 += dv2 * v1`. */
  readonly rule: string;
}

/** A function run once, forwards and backwards, line by line. @public */
export interface Explanation {
  readonly lines: readonly ExplainedLine[];
  /** The table as text. */
  toString(): string;
}

/**
 * The Wengert list of a function at a point: every operation with its forward value, its adjoint, and the rule by
 * which reverse mode goes through it. Read the values downwards and the adjoints upwards.
 *
 * All floating tensors and numbers among the arguments are inputs. A result that is not a scalar is summed. The rules
 * say what is added to which adjoint, with the sum over the axes along which an input was broadcast.
 *
 * @throws KindError when no argument has floating numbers in it, or the function returns nothing; otherwise as the
 * function does.
 * @example console.log(explain((x: Tensor, y: Tensor) => mul(x, sin(y)))(2, 0))
 * // line  operation    value  adjoint  on the way back
 * // v0    argument 0   2.0    0.0
 * // v1    argument 1   0.0    2.0
 * // v2    sin(v1)      0.0    2.0      dv1 += dv2 * cos(v1)
 * // v3    mul(v0, v2)  0.0    1.0      dv0 += dv3 * v2;  dv2 += dv3 * v0
 * @see R. E. Wengert (1964), A simple automatic derivative evaluation program, Comm. ACM 7, 463–464.
 * @public
 */
export function explain<F extends (...args: never[]) => Tensor>(
  f: F,
): <A extends LooseArgs<Args<F>>>(...args: A) => Explanation;
export function explain(f: (...args: never[]) => Tensor): (...args: readonly unknown[]) => Explanation {
  checkFunction("explain", f);
  return (...args) => {
    const tape = new Tape();
    const inputs: { readonly x: Tensor; readonly label: string }[] = [];
    const given = args.map((arg, n) => {
      const { leaves, structure } = flatten(arg, "explain");
      const paths = leafPaths(structure);
      const traced = leaves.map((leaf, i) => {
        const x = asTensor(leaf);
        if (!isFloating(x.dtype)) return leaf;
        inputs.push({ x, label: `argument ${n}${paths[i]}` });
        return tape.input(x);
      });
      return unflatten(structure, traced);
    });
    if (inputs.length === 0) throw noInputs(args);
    let y: Tensor;
    try {
      const output = f(...(given as never[]));
      checkReturned("explain", output);
      y = operand("explain", output);
    } finally {
      tape.close();
    }
    return explainTape(tape, inputs, y);
  };
}

/** A tape begins with floating numbers: without any there is nothing to show. */
function noInputs(args: readonly unknown[]): KindError {
  const integers = flatten(args, "explain").leaves.length > 0;
  return new KindError({
    code: integers ? "integer-argument" : "bad-argument",
    op: "explain",
    problem: "no argument has floating numbers in it, so there is no tape to show",
    got: args.length === 0 ? "no arguments" : `${args.map(described).join(", ")}`,
    hint: integers
      ? 'make it floating with astype(x, "float64")'
      : "explain(f)(x): what the derivatives are taken by is an argument of f",
  });
}

const described = (arg: unknown): string =>
  isTensor(arg) ? `${arg.dtype} values of shape ${showShape(arg.shape)}` : show(arg);

function explainTape(
  tape: Tape,
  inputs: readonly { readonly x: Tensor; readonly label: string }[],
  y: Tensor,
): Explanation {
  const adjoints = tape.zeros();
  if (isFloating(y.dtype)) tape.seed(adjoints, y, ones(y.shape, y.dtype));
  const seen = new Map<Entry, readonly Derivative[]>();
  tape.backward(adjoints, false, (entry, gs) => seen.set(entry, gs));
  const lines: ExplainedLine[] = inputs.map(({ x, label }, i) => ({
    name: `v${i}`,
    operation: label,
    value: x,
    adjoint: adjoints[i] ?? null,
    rule: "",
  }));
  for (const entry of tape.entries) {
    const names = inputNames(entry);
    const outputs = entry.lists?.ys ?? [entry.y!];
    outputs.slice(0, entry.primitive.outputs).forEach((value, i) => {
      lines.push({
        name: `v${entry.yPlace + i}`,
        operation: `${entry.primitive.name}(${[...names, ...showParams(entry.params)].join(", ")})${outputs.length > 1 ? `[${i}]` : ""}`,
        value,
        adjoint: seen.get(entry)?.[i] ?? null,
        rule: i === 0 ? ruleText(entry, names, seen.get(entry) ?? []) : "",
      });
    });
  }
  return printable({ lines }, () => table(lines));
}

/** Inputs by their line; constants as a number, or by their shape. */
function inputNames(entry: Entry): string[] {
  const places = placesOf(entry);
  return inputsOf(entry).map((x, i) => {
    if (places[i]! >= 0) return `v${places[i]}`;
    return x.shape.length === 0 && x.storage !== null ? String(x).replace(/\.$/, "") : `constant ${showShape(x.shape)}`;
  });
}

/** A tensor in little space: numbers written out up to six, the range and shape of more. */
function brief(x: Tensor | null): string {
  if (x === null) return "0";
  if (x.storage === null) return "abstract";
  if (x.size <= 6) return String(x).replace(/\s*\n\s*/g, " ");
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of flatData(x)) {
    if (!(value >= low)) low = value;
    if (!(value <= high)) high = value;
  }
  return `${showShape(x.shape)} ${Number(low.toPrecision(4))} … ${Number(high.toPrecision(4))}`;
}

function table(lines: readonly ExplainedLine[]): string {
  const head = ["line", "operation", "value", "adjoint", "on the way back"];
  const rows = [head, ...lines.map((l) => [l.name, l.operation, brief(l.value), brief(l.adjoint), l.rule])];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, c) => cell.padEnd(widths[c]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
