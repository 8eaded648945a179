import { checkOptions, type Tensor } from "@wengert/autograd";
import { type Asked, ask, type Hand } from "./ask.ts";
import { type Called, probeOf } from "./called.ts";
import { checkLoss, checkRepeats, checkResult } from "./checkLoss.ts";
import { type Case, isUnexplained, NO_SEARCH } from "./diagnosis/case.ts";
import { entriesOf } from "./entries.ts";
import { shortNumber } from "./factors.ts";
import { type Graph, graphOf, precisionOf, roundingOf } from "./graph.ts";
import { type HandResult, tensorsOf } from "./hand.ts";
import { compareIntermediates, unplaced } from "./intermediates.ts";
import { withMethods } from "./methods.ts";
import { netOf } from "./net.ts";
import { type Point, pointOf } from "./point.ts";
import { asPrinted, asTold, type Precision } from "./printed.ts";
import { batchOf, batchOnTape, generate } from "./probe.ts";
import { type Reached, reach } from "./reach.ts";
import {
  badAxis,
  checkAxis,
  checkKinds,
  checkParams,
  missing,
  noFunction,
  readData,
  readTolerance,
} from "./readOptions.ts";
import type { ComparisonData, GradientComparison } from "./result.ts";
import { callSite } from "./site.ts";
import { unseenBy } from "./unseen.ts";

/** What `compareGradients` takes. @public */
export interface CompareOptions<P, D extends readonly unknown[]> {
  /** The scalar that is differentiated, in the tape's operations. */
  readonly loss: (params: P, ...data: D) => Tensor;
  /** Tensors in arrays and records: what the gradient is taken by. */
  readonly params: P;
  /** What else the loss is given: inputs and targets. */
  readonly data?: D;
  /**
   * The gradient derived by hand, built like `params`; or a function that computes it, which may also return
   * `{ gradients, loss, intermediates }`.
   */
  readonly hand: unknown;
  /** The axis of the data along which the samples lie; 0 unless said, negative ones count from the end. */
  readonly batchAxis?: number;
  /**
   * Values and derivatives on the way, by name: `z1`, `a1`, and `dz1` for the derivative by `z1`. A record, or a
   * function of the parameters and data that gives one.
   */
  readonly intermediates?:
    | Readonly<Record<string, unknown>>
    | ((params: P, ...data: D) => Readonly<Record<string, unknown>>);
  /** What the report is called. */
  readonly title?: string;
  /**
   * How far gradients may differ, relative to the largest entry of each: 1e-6 for those that were found by differences.
   * Unless said no further than rounding explains; numbers with few digits, as printed, within those.
   */
  readonly tolerance?: number;
  /** Whether to check a hand-written function on generated values too; true unless said. */
  readonly probe?: boolean;
}

const OPTIONS = [
  "loss",
  "params",
  "data",
  "hand",
  "batchAxis",
  "intermediates",
  "title",
  "tolerance",
  "probe",
] as const;

/**
 * Compares a gradient derived by hand with the tape's, ∂C/∂θ for every parameter θ, and names what is wrong with it.
 *
 * @throws KindError when the loss is no single number, or does not depend on the parameters; ArgumentError when an
 * option is missing or does not exist, and when the loss gives another value the second time.
 * @example
 * const x = tensor([[1, 2], [3, 4], [5, 6]]);
 * const loss = ({ W }: { W: Tensor }) => mean(square(matmul(x, W)));
 * const W = tensor([[1], [-1]]);
 * const hand = { W: matmul(transpose(x), mul(2, matmul(x, W))) };
 * compareGradients({ loss, params: { W }, hand }).causes[0].code // sum-for-mean
 * @public
 */
export function compareGradients<P, const D extends readonly unknown[] = readonly []>(
  comparison: CompareOptions<P, D>,
): GradientComparison {
  const calledAt = callSite();
  const options = read(comparison);
  const tape = runTape(options);
  const asked = ask(options.hand, options.params, options.data);
  const { given, precision } = compareNumbers(options, tape, asked);
  const intermediates = intermediatesOf(options, asked.result);
  const named = compareIntermediates(given, intermediates.tensors);
  const called = calledWith(options, tape);
  const probed = called === null || options.probe === false ? NOT_PROBED : probeOf(called);
  const of = caseOf(options, tape, { given, named, asked: asked.findings, probe: probed.point }, probed.ignoresData);
  const reached = reach(of, called, probed.note);
  const notes = [
    reached.sizeNote,
    precision?.unseen,
    coarse(tape.graph, asked.result),
    saturation(given),
    ...unplaced(intermediates.tensors, named, intermediates.others),
  ].filter((note) => note != null);
  return withMethods(resultOf(of, reached, { title: options.title ?? "", calledAt, notes }), tape.batch?.size ?? null);
}

const NOT_PROBED = { point: null, note: null, ignoresData: false };

/** The options, checked. */
interface Options extends Omit<CompareOptions<unknown, readonly unknown[]>, "loss"> {
  readonly loss: (...args: never[]) => unknown;
  readonly data: readonly unknown[];
  readonly batchAxis: number;
  /** The precision that the reader asks for. */
  readonly told: Precision | null;
}

function read(comparison: unknown): Options {
  const options = checkOptions("compareGradients", comparison as CompareOptions<unknown, readonly unknown[]>, OPTIONS);
  const { loss, batchAxis = 0, tolerance } = options;
  const data = readData(options.data);
  if (typeof loss !== "function") throw noFunction(loss);
  for (const name of ["params", "hand"] as const) if (options[name] === undefined) throw missing(name);
  checkParams(options.params);
  checkKinds(options);
  if (!Number.isInteger(batchAxis)) throw badAxis(batchAxis);
  if (options.batchAxis !== undefined) checkAxis(batchAxis, data);
  const told = tolerance === undefined ? null : asTold(readTolerance(tolerance));
  return { ...options, loss: loss as Options["loss"], data, batchAxis, told };
}

/** The loss run once, and the batch that it is given. */
interface Tape {
  readonly graph: Graph;
  readonly batch: Case["given"]["context"]["batch"];
}

function runTape({ loss, params, data, batchAxis }: Options): Tape {
  const args = [params, ...data];
  const first = checkResult(loss(...(args as never[])));
  const graph = graphOf(loss, args);
  checkLoss(graph);
  checkRepeats(graph, first, () => loss(...(args as never[])));
  return { graph, batch: batchOf(data, batchAxis) ?? (data.length === 0 ? batchOnTape(graph) : null) };
}

/** Hand and tape side by side; numbers with few digits, as printed, are compared to within those. */
function compareNumbers(
  { hand, told }: Options,
  { graph, batch }: Tape,
  { result }: Asked,
): { readonly given: Point; readonly precision: Precision | null } {
  const printed = typeof hand === "function" || told !== null ? null : asPrinted(result.gradients);
  if (printed !== null) {
    const given = pointOf(graph, batch, result);
    if (given.ok) return { given, precision: null };
  }
  const precision = told ?? printed;
  return { given: pointOf(graph, batch, result, null, precision), precision };
}

/** A sentence on what a hand in float32 cannot show beside a tape in float64; null where both have the same digits. */
function coarse(graph: Graph, { gradients }: HandResult): string | null {
  if (precisionOf(graph) === "float32" || ![...gradients.values()].some((x) => x?.dtype === "float32")) return null;
  const share = roundingOf(graph, "float32");
  return `the hand's numbers are float32: a difference of ${shortNumber(share)} of the largest is not seen`;
}

/** A sentence on gradients that are no larger than what saturated units are rounded with; null where there are none. */
function saturation({ saturated, context: { graph }, target: { tolerance } }: Point): string | null {
  if (saturated.length === 0) return null;
  const off = Math.max(...saturated.map((path) => tolerance[graph.leaves.findIndex((leaf) => leaf.path === path)]!));
  const names = saturated.filter((path) => path !== "").join(", ");
  return `units are saturated${names === "" ? "" : ` before ${names}`}: a difference of ${shortNumber(off)} is put down to rounding`;
}

/** What can be asked of a hand-written function; null for numbers. */
function calledWith({ hand, loss, params, data, told }: Options, { graph, batch }: Tape): Called | null {
  return typeof hand === "function" ? { hand: hand as Hand, loss, params, data, batch, graph, told } : null;
}

function caseOf(
  { hand, loss, params, data }: Options,
  { graph, batch }: Tape,
  seen: Pick<Case, "given" | "named" | "asked" | "probe">,
  ignoresData: boolean,
): Case {
  const isFunction = typeof hand === "function";
  return {
    ...seen,
    isFunction,
    ignoresData,
    loss,
    args: [params, ...data],
    makeProbe: () => generate(loss, params, data, batch, graph),
    hand: isFunction ? (hand as Case["hand"]) : null,
  };
}

/** The hand's intermediate values, and the names of those that are no tensors. */
interface Intermediates {
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly others: readonly string[];
}

function intermediatesOf({ intermediates, params, data }: Options, hand: HandResult): Intermediates {
  const given = typeof intermediates === "function" ? intermediates(params, ...data) : intermediates;
  const own = given ?? {};
  const tensors = { ...hand.intermediates, ...tensorsOf(own) };
  return { tensors, others: [...hand.notTensors, ...Object.keys(own).filter((name) => !(name in tensors))] };
}

/** All of it as plain data. */
function resultOf(
  { given, named, isFunction }: Case,
  { diagnosis, shown, probe, probeNote = null }: Reached,
  { title, calledAt, notes }: Pick<ComparisonData, "title" | "calledAt"> & { readonly notes: readonly string[] },
): ComparisonData {
  const { graph } = given.context;
  const causes = diagnosis?.causes ?? [];
  const entries = entriesOf(shown, shown === given ? named : [], causes);
  return {
    ok: diagnosis === null,
    title,
    dtype: precisionOf(graph),
    loss: { tape: graph.loss.item(), hand: given.hand.loss },
    entries,
    firstWrong: entries.find(({ verdict }) => verdict !== "ok") ?? null,
    causes,
    consequences: entries.filter(({ verdict }) => verdict === "consequence").map(({ quantity }) => quantity),
    unseen: [
      ...untried(diagnosis),
      ...unseenBy(given, isFunction, isFunction && probe !== null, probeNote, causes),
      ...notes,
    ],
    probe: probe === null ? null : probeWords(probe),
    search: diagnosis?.search ?? NO_SEARCH,
    net: netOf(shown.context, entries, causes),
    calledAt,
  };
}

/** What a search that found nothing had no time for. */
function untried(diagnosis: Reached["diagnosis"]): string[] {
  if (diagnosis === null || !diagnosis.search.limited || !isUnexplained(diagnosis)) return [];
  return [`most pairs of mistakes: there are too many for all to be tried, ${diagnosis.search.pairs} were`];
}

function probeWords({ ok, context: { batch } }: Point): string {
  const size = batch === null ? "" : `, batch ${batch.size}`;
  return `${ok ? "agrees" : "differs"} on generated values${size}`;
}
