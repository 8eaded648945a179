import type { CauseCode } from "./codes.ts";
import type { Context } from "./context.ts";
import { constantOf, countsOf } from "./counts.ts";
import {
  BATCH,
  inFull,
  type NamedFactor,
  type NamedSize,
  nameFactor,
  numberFactor,
  shortNumber,
  showsWithBatch,
  sizesOf,
} from "./factors.ts";
import { deedOfFactor, fixOfFactor, oneOf, whatItIs } from "./factorWords.ts";
import type { Graph, Use } from "./graph.ts";
import { type Assumed, type Hypothesis, predict } from "./hypotheses.ts";
import { close, largest } from "./numbers.ts";
import { penaltyEdges } from "./penaltyTerms.ts";
import type { Deed } from "./readings.ts";
import { comesToAll, deedOfDropped, isAddedTwice, partReadTwice } from "./scaledUses.ts";

/** An assumption in words. */
export interface Described {
  readonly code: CauseCode;
  readonly does?: Deed | undefined;
  readonly quantity: string;
  readonly what: string;
  readonly fix: string;
  readonly factor?: number;
  readonly axis?: number;
  readonly line: number;
  readonly named?: NamedFactor;
  /** Whether it may be no more than a factor that happens to be a size. */
  readonly likelyFactor?: true;
  /** Whether the amount was chosen to fit, and is no number that explains itself. */
  readonly open?: boolean;
  /** Whether it may be one of several factors that other sizes would tell apart. */
  readonly ambiguous?: true;
  /** Whether the factor is a number by which the loss itself multiplies or divides somewhere. */
  readonly known?: boolean;
}

/** What a factor is measured on: the assumption's amount here, and the sizes. */
export interface Measured {
  readonly factor: number;
  /** Whether this is the reader's own input, whose numbers are to be shown. */
  readonly given: boolean;
  readonly sizes: readonly NamedSize[];
}

/** The first parameter in backward order whose gradient an assumption moves. */
function firstMoved(context: Context, assumed: Assumed, tolerance: readonly number[]): string {
  const { graph } = context;
  const moved = predict(graph, [assumed]);
  const first = graph.order.find((leaf) => {
    const i = graph.leaves.indexOf(leaf);
    return moved[i]!.length > 0 && largest(moved[i]!) > tolerance[i]!;
  });
  return first?.path ?? graph.order[0]?.path ?? "";
}

/**
 * Puts an assumption into words. Null when a factor is measured at several places and no words fit all of them: then
 * it is none. The words are those for the reader's own input, where it can be made there.
 */
export function describe(
  context: Context,
  assumed: Assumed,
  measured: readonly Measured[],
  tolerance: readonly number[],
  own?: Hypothesis,
): Described | null {
  const { hypothesis } = assumed;
  const quantity = firstMoved(context, assumed, tolerance);
  const base = {
    quantity,
    line: hypothesis.line,
    ...(hypothesis.axis !== undefined && { axis: hypothesis.axis }),
  };
  if (hypothesis.kind === "mutant" || hypothesis.kind === "direct") {
    const amount = hypothesis.free ? ` (${shortNumber(assumed.amount)})` : "";
    const words = own ?? hypothesis;
    const open = hypothesis.free && !(hypothesis.kind === "direct" && isKnown(context.graph, assumed.amount));
    return {
      ...base,
      code: hypothesis.code,
      does: hypothesis.does,
      what: words.what + amount + elsewhere(context, hypothesis),
      fix: words.fix,
      open,
    };
  }
  const factor = (measured.find(({ given }) => given) ?? measured[0]!).factor;
  const near0 = measured.every((one) => Math.abs(one.factor) < 1e-6);
  const named = near0 ? numberFactor("0", 0) : nameFactor(measured);
  if (named === null) return null;
  const subject =
    hypothesis.kind === "leaves"
      ? hypothesis.leaves.length === 1
        ? `the gradient of ${hypothesis.what}`
        : `the gradients of ${hypothesis.what}`
      : hypothesis.what || edgeWords(context, hypothesis.edges);
  const said = scalingWords(context, assumed, named, subject, near0 ? 0 : factor, measured);
  const what = said.what + (hypothesis.kind === "edges" ? elsewhere(context, hypothesis) : "");
  const either = measured.length === 1 && showsWithBatch(named) && { ambiguous: true as const };
  return {
    ...base,
    ...said,
    what,
    ...either,
    factor: near0 ? 0 : factor,
    named,
    known: isConstant(context.graph, factor),
  };
}

/** How many of the other places of a mistake are named. */
const PLACES = 3;

/** That a mistake is made in several places, of which the words name one: where else, if that can be said of each. */
function elsewhere({ graph, nameOf }: Context, { steps, line, changes }: Hypothesis): string {
  if (steps < 2) return "";
  const places = `; and the same in ${steps - 1} more place${steps === 2 ? "" : "s"}`;
  if (changes.size !== steps || !changes.has(line)) return places;
  const lines = [line, ...[...changes.keys()].filter((k) => k !== line).sort((a, b) => b - a)];
  const names = [...new Set(lines.map((k) => nameOf(graph.lines[k]!.outputPlaces[0]!)))].slice(1);
  // The steps of a loop have one name.
  if (names.length < steps - 1) return places;
  return `${places}: at ${names.slice(0, PLACES).join(", ")}${names.length > PLACES ? " and so on" : ""}`;
}

function isConstant(graph: Graph, factor: number): boolean {
  return graph.lines.some(({ inputs }, line) =>
    inputs.some((_x, input) => {
      const constant = constantOf(graph, { line, input });
      return constant !== null && constant.by !== 0 && (close(factor, constant.by) || close(factor, 1 / constant.by));
    }),
  );
}

/** Whether an amount is 1, 2 or 1/2, or a number of the loss, perhaps doubled: the strength of a regulariser. */
function isKnown(graph: Graph, amount: number): boolean {
  const numbers = graph.lines.flatMap(({ inputs, inputPlaces }) =>
    inputs.flatMap((x, i) => (inputPlaces[i]! < 0 && x.size === 1 ? [x.item()] : [])),
  );
  return [1, ...numbers].some((n) => [n, 2 * n, n / 2].some((m) => m !== 0 && close(Math.abs(amount), Math.abs(m))));
}

const lineName = (graph: Graph, { line }: Use): string => graph.lines[line]!.primitive.name;

/** Whether an edge carries the derivative of a term that depends on parameters alone. */
function isRegulariser({ graph }: Context, edges: readonly Use[]): boolean {
  const lines = penaltyEdges(graph);
  return edges.some(({ line, input }) => lines.has(`${line}.${input}`));
}

/** Whether the edge goes into the maximum that a softmax subtracts before exp. */
function isShift({ graph }: Context, edges: readonly Use[]): boolean {
  return edges.some(({ line, input }) => {
    const name = lineName(graph, { line, input });
    return name === "max" || name === "min";
  });
}

function edgeWords(context: Context, edges: readonly Use[]): string {
  const { graph, nameOf } = context;
  const { line, input } = edges.at(-1)!;
  const place = graph.lines[line]!.inputPlaces[input]!;
  const top = edges[0]!;
  const only = graph.contributions[top.line]!.filter((c) => c !== null).length === 1;
  const whole = only && graph.lines[top.line]!.outputPlaces[0] === graph.outputPlace;
  if (whole) return "the whole gradient";
  const { primitive, outputPlaces } = graph.lines[line]!;
  // Where operations of one name use a value, its result says which of them.
  const alike = new Set(
    graph.uses[place]!.map((use) => use.line).filter((k) => graph.lines[k]!.primitive === primitive),
  );
  return `what comes to ${nameOf(place)} from ${alike.size > 1 ? nameOf(outputPlaces[0]!) : primitive.name}`;
}

function scalingWords(
  context: Context,
  { hypothesis, amount }: Assumed,
  named: NamedFactor,
  subject: string,
  shown: number,
  measured: readonly Measured[],
): Pick<Described, "code" | "does" | "what" | "fix" | "likelyFactor" | "ambiguous"> {
  const { graph } = context;
  const { edges, kind } = hypothesis;
  const factor = 1 + amount;
  const certain = measured.length > 1;
  const dropped = shown === 0;
  const plural = subject.startsWith("the gradients");
  const verb = plural ? "are" : "is";
  if (kind === "edges" && isRegulariser(context, edges)) {
    return {
      code: "regulariser",
      does: dropped
        ? "leaves out a penalty"
        : Math.abs(factor + 1) < 1e-6
          ? "turns the sign of a penalty"
          : "scales a penalty",
      what: dropped
        ? "the derivative of the regularisation term is missing"
        : `the derivative of the regularisation term is ${inFull(named)} times what it should be`,
      fix: "add the regulariser's derivative with the loss's factor: 2 lambda W for lambda sum(W**2), lambda sign(W) for lambda sum(|W|)",
    };
  }
  if (dropped && kind === "edges" && isShift(context, edges)) {
    return {
      code: "wrong-axis",
      what: "the maximum that the softmax subtracts is taken over another axis than its sum, so it does not cancel, and its derivative is missing",
      fix: "subtract the maximum of each row: max(z, -1, { keepdims: true }), along the axis of the sum",
    };
  }
  const isOne = kind === "edges" && hypothesis.steps === 1 && hypothesis.what === "";
  const part = dropped && isOne ? partReadTwice(context, edges) : null;
  if (part !== null) {
    return {
      code: "missing-term",
      ...(part.times === 2 && { does: "keeps one use of several" }),
      what: `the same part of ${part.of} is read ${part.times} times, and what comes back from one of these is lost`,
      fix: "a row that is looked up several times gets the sum: += and not =, or np.add.at",
    };
  }
  if (dropped) {
    return {
      code: "missing-term",
      does: kind === "edges" ? deedOfDropped(context, edges) : undefined,
      what: kind === "leaves" ? `${subject} ${verb} 0` : `${subject} ${verb} missing`,
      fix: "a value that is used in several places gets the sum of what comes back from each",
    };
  }
  if (Math.abs(factor + 1) < 1e-6) {
    return {
      code: "sign",
      what: `${subject} ${plural ? "have" : "has"} the wrong sign`,
      fix: "the derivative of a - t by a is +1, of t - a it is -1",
    };
  }
  if (kind === "edges" && isAddedTwice(graph, edges, factor)) {
    return {
      code: "extra-term",
      does: "adds a term twice",
      what: `${subject} is added twice`,
      fix: "add what comes back from each use once",
    };
  }
  // A rate of 0.1 and a mean over 2 x 5 numbers look alike, until the sizes are others.
  if (
    !certain &&
    isPowerOfTen(factor) &&
    / x outputs|\d x |\d \/ (?!the batch)|axis /.test(named.words.replace(/^1 \/ /, ""))
  ) {
    const rate =
      factor < 1 ? `a rate of ${shortNumber(factor)}` : `a rate of ${shortNumber(1 / factor)} that was left out`;
    return {
      code: "factor",
      what: `${subject} ${verb} ${shortNumber(shown)} times what ${plural ? "they" : "it"} should be: ${rate}, or ${inFull(named)}`,
      fix: `leave out the ${factor < 1 ? "rate" : "factor"}, or check where the loss divides by ${named.sizes[0] ?? "a size"}`,
      ambiguous: true,
    };
  }
  const constants = edges.map((use) => constantOf(graph, use)).filter((one) => one !== null);
  const undoing = constants.filter(({ divides, by }) => close(factor, divides ? by : 1 / by));
  const undone = undoing.length > 0;
  // A half is there for the square's 2: it is no mean, though something has two terms.
  const half = undone && close(factor, 2) && undoing.every(({ divides }) => !divides);
  const size = named.sizes[0] ?? "";
  const counts = countsOf(graph, context.batch?.size ?? null);
  // A number that stays the same while the batch changes is not the batch, though it be so large by chance.
  const sizes = new Set(measured.map((one) => one.sizes.find(({ name }) => name === BATCH)?.value));
  const isBatch = context.batch !== null && close(factor, context.batch.size);
  const isCount = counts.some((n) => close(factor, n)) && !(isBatch && sizes.size > 1 && named.by === "number");
  // Of a mean over samples and outputs only one of the two may have been divided by.
  const partly = counts.some(
    (n) => n > factor && sizesOf(graph, context.batch).some(({ value }) => close(n / factor, value)),
  );
  const reaching = kind === "leaves" || comesToAll(graph, edges);
  const one = Number.isInteger(Number(shortNumber(factor))) && named.words.startsWith("the ");
  const bySize = reaching && named.by === "size" && !named.words.includes("axis ");
  // Right here, and elsewhere not.
  const idle = certain && close(shown, 1);
  if (!half && ((isCount && undone) || ((isCount || (partly && one)) && bySize))) {
    const ofLoss = kind === "leaves" || edges.some(({ line }) => graph.lines[line]!.outputs[0]!.size === 1);
    // A number that the loss divides by is that, and not twice another size.
    const divided = undone ? { ...named, also: named.also.filter((name) => !/^\d/.test(name)) } : named;
    // The length of some axis is that of the mean by chance.
    const isNamed = size !== "" && !/axis /.test(named.words);
    const two = named.words === "2" && !idle;
    const terms = two ? named.also.find((name) => !name.includes("axis ")) : undefined;
    const divisor = isNamed ? inFull(divided) : (terms ?? "the number of terms of the mean");
    const by = isNamed ? oneOf(divided, size) : divisor;
    return {
      code: "sum-for-mean",
      does: "leaves out the division of a mean",
      ...(!isCount && kind === "leaves" && { likelyFactor: true as const }),
      what: `${ofLoss ? "the loss is a mean" : "the net takes a mean here"}, ${subject} ${plural ? "are those" : "is that"} of the sum: ${idle ? `too large by ${divisor}, which is 1 here` : `${shortNumber(shown)} times too large, ${divisor}`}${two ? ", or by a 2 that is there once too often" : ""}`,
      fix: `${idle ? `divide by ${by}` : `divide by ${shortNumber(shown)}, ${by}`}${two ? ", or leave out a factor 2" : ""}`,
    };
  }
  // Not taken as often as the loss takes it.
  const counted = constants.some(({ divides, by }) => !divides && by > 1 && close(factor, 1 / by));
  if (
    !counted &&
    reaching &&
    named.by === "fraction" &&
    /^1 \/ (the batch|batch|the number of places)/.test(named.words)
  ) {
    const also = named.also.map((words) => words.replace(/^1\/2 \/ /, "2 x ").replace(/^1 \/ /, ""));
    // A mean that the loss takes, too, is there twice.
    const again = counts.some((n) => Number.isInteger(Number(shortNumber(factor * n))));
    return {
      code: "mean-for-sum",
      does: "divides by a size as a mean does",
      what: `${subject} ${verb} divided by ${inFull({ ...named, words: size, also })}${again ? " once more than the loss is" : ", where the loss has a sum"}`,
      fix: `do not divide by ${size} there (or divide once, where the loss does)`,
    };
  }
  if (idle) {
    const here = measured.find(({ given }) => given)?.sizes.find(({ name }) => name === BATCH)?.value;
    const written = here !== undefined && named.sizes.length === 0 && named.words.endsWith(BATCH);
    return {
      code: "factor",
      does: deedOfFactor(factor, undone, named),
      what: written
        ? `${subject} ${verb} right for this batch alone: its size, ${here}, stands in it as a number, alone or in a product`
        : `${subject} ${verb} right for this input alone: on others ${plural ? "they are" : "it is"} ${inFull(named)} times what ${plural ? "they" : "it"} should be`,
      fix: written
        ? `take the size from the data, x.shape[${context.batch?.axis ?? 0}]`
        : fixOfFactor(named, factor, size),
    };
  }
  return {
    code: "factor",
    does: deedOfFactor(factor, undone, named),
    what: `${subject} ${verb} ${shortNumber(shown)} times what ${plural ? "they" : "it"} should be${whatItIs(named, half, certain)}`,
    fix: fixOfFactor(named, factor, size),
  };
}

const isPowerOfTen = (x: number): boolean => Math.abs(Math.log10(x) - Math.round(Math.log10(x))) < 1e-9 && x !== 1;
