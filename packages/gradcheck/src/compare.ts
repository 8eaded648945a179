import { ArgumentError, checkOptions, isTensor, KindError, type Tensor } from "@wengert/autograd";
import type { Batch } from "./context.ts";
import { type Diagnosis, diagnose } from "./diagnose.ts";
import { entriesOf } from "./entries.ts";
import { fixedSize } from "./fixedSize.ts";
import { type Graph, graphOf, precisionOf } from "./graph.ts";
import { type HandResult, readHand, tensorsOf } from "./hand.ts";
import { compareIntermediates, unplaced } from "./intermediates.ts";
import { leavesOf } from "./leaves.ts";
import { withMethods } from "./methods.ts";
import { netOf } from "./net.ts";
import { flat } from "./numbers.ts";
import { type Point, pointOf } from "./point.ts";
import { asPrinted, asTold, type Precision } from "./printed.ts";
import { batchOf, batchOnTape, type Generated, generate, nearby } from "./probe.ts";
import { badAxis, missing, noFunction, promised, readData, readTolerance } from "./readOptions.ts";
import type { Cause, ComparisonData, GradientComparison } from "./result.ts";
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

const NO_SEARCH = { singles: 0, pairs: 0, limited: false };

type Hand = (params: unknown, ...data: readonly unknown[]) => unknown;

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
  const options = checkOptions("compareGradients", comparison, OPTIONS);
  const { loss, params, hand, batchAxis = 0, title = "" } = options;
  const calledAt = callSite();
  if (typeof loss !== "function") throw noFunction(loss);
  for (const name of ["params", "hand"] as const) if (options[name] === undefined) throw missing(name);
  if (!Number.isInteger(batchAxis)) throw badAxis(batchAxis);
  const data = readData(options.data);
  const run = loss as unknown as (...args: never[]) => unknown;
  const graph = graphOf(run, [params, ...data]);
  checkLoss(graph);
  checkRepeats(graph, run, [params, ...data]);
  const batch = batchOf(data, batchAxis) ?? (data.length === 0 ? batchOnTape(graph) : null);
  const asked = ask(hand, params, data);
  const isFunction = typeof hand === "function";
  const told = options.tolerance === undefined ? null : asTold(readTolerance(options.tolerance));
  const printed = isFunction || told !== null ? null : asPrinted(asked.result.gradients);
  const exactly = printed === null ? null : pointOf(graph, batch, asked.result);
  const precision = exactly?.ok ? null : (told ?? printed);
  const given = pointOf(graph, batch, asked.result, null, precision);
  const intermediates = intermediatesOf(options, params, data, asked.result);
  const named = compareIntermediates(given, intermediates);
  const notCompared = unplaced(intermediates, named);

  const makeProbe = (): Generated | null => generate(run, params, data, batch, graph);
  const probed =
    isFunction && options.probe !== false
      ? probeOf(hand as Hand, run, params, data, batch, graph, told)
      : { point: null, note: null, ignoresData: false };
  const { ignoresData } = probed;
  let { point: probe, note: probeNote } = probed;
  let sizeNote: string | null = null;
  let diagnosis: Diagnosis | null = null;
  const first = {
    given,
    probe,
    isFunction,
    asked: asked.findings,
    named,
    loss: run,
    args: [params, ...data],
    makeProbe,
    ignoresData,
    hand: isFunction ? (hand as (...args: never[]) => unknown) : null,
  };
  const wrong = !given.ok || asked.findings.length > 0 || lossDiffers(given) || named.some((one) => one.wrong);
  if (wrong) {
    diagnosis = diagnose(first);
    // Written for this batch size alone, a function has a further mistake with every other one.
    const resized = probe !== null && probe.context.batch?.size !== given.context.batch?.size;
    if (resized && (isUnexplained(diagnosis) || diagnosis.writtenSize)) {
      const same = probeOf(hand as Hand, run, params, data, batch, graph, told, false);
      const again = same.point === null ? null : diagnose({ ...first, probe: same.point });
      if (again !== null && !isUnexplained(again)) {
        diagnosis = again;
        // What is right with another size does not depend on this one.
        if (!probe!.ok)
          sizeNote = `another batch size: the hand holds for ${batch?.size} samples alone, take the size from the data, x.shape[0]`;
        probe = same.point;
      }
    }
  } else if (probe !== null && !probe.ok) {
    const size = fixedSize(given, probe);
    const found = size === null ? diagnose(first) : { causes: [size], search: NO_SEARCH };
    const kept = keepsValues(hand as Hand, run, params, data, batch, graph, told);
    if (found.causes.some(({ code }) => code !== "unknown")) diagnosis = found;
    else if (kept !== null) diagnosis = { ...found, causes: [kept] };
    else
      probeNote =
        "on generated values the two differ, and no mistake that is known here explains it: check those that the derivation does not hold for";
  } else if (probe !== null) {
    // With another batch a function that keeps values by their shape computes afresh: it is asked with this one as well.
    const kept = keepsValues(hand as Hand, run, params, data, batch, graph, told);
    if (kept !== null) diagnosis = { causes: [kept], search: NO_SEARCH };
  }
  const shown = diagnosis === null || !given.ok || wrong ? given : probe!;
  const causes: readonly Cause[] = diagnosis?.causes ?? [];
  const entries = entriesOf(shown, shown === given ? named : [], causes);
  const ok = diagnosis === null;
  const firstWrong = entries.find(({ verdict }) => verdict !== "ok") ?? null;
  const result: ComparisonData = {
    ok,
    title,
    dtype: precisionOf(graph),
    loss: { tape: graph.loss.item(), hand: asked.result.loss },
    entries,
    firstWrong,
    causes,
    consequences: entries.filter(({ verdict }) => verdict === "consequence").map(({ quantity }) => quantity),
    unseen: [
      ...unseenBy(given, isFunction && probe !== null, probeNote),
      ...(sizeNote === null ? [] : [sizeNote]),
      ...(precision?.unseen ? [precision.unseen] : []),
      ...(notCompared === null ? [] : [notCompared]),
    ],
    probe:
      probe === null
        ? null
        : `${probe.ok ? "agrees" : "differs"} on generated values${probe.context.batch === null ? "" : `, batch ${probe.context.batch.size}`}`,
    search: diagnosis?.search ?? NO_SEARCH,
    net: netOf(shown.context, entries, causes),
    calledAt,
  };
  return withMethods(result, batch?.size ?? null);
}

const isUnexplained = ({ causes }: Diagnosis): boolean => causes.some(({ code }) => code === "unknown");

interface Probed {
  readonly point: Point | null;
  readonly note: string | null;
  /** Whether the hand-written function gives the same whatever its data are. */
  readonly ignoresData: boolean;
}

/** Both sides on generated values: with another batch if the hand takes that, else with one of the same size. */
function probeOf(
  hand: Hand,
  loss: (...args: never[]) => unknown,
  params: unknown,
  data: readonly unknown[],
  batch: Batch | null,
  given: Graph,
  told: Precision | null,
  mayResize = true,
): Probed {
  let note = "no values could be generated that the loss accepts";
  for (const resize of batch === null || !mayResize ? [null] : [batch, null]) {
    const generated = generate(loss, params, data, resize, given);
    if (generated === null) continue;
    try {
      const result = readHand(hand(generated.params, ...generated.data), generated.params);
      const point = pointOf(generated.graph, generated.batch ?? resize ?? batch, result, given, told);
      if (point.ok || data.length === 0) return { point, note: null, ignoresData: false };
      // Data that stay as they are, as numbers that look something up, cannot show whether they are used.
      if (sameData(data, generated.data)) return { point, note: null, ignoresData: false };
      const other = readHand(hand(generated.params, ...data), generated.params);
      if (!sameGradients(result, other)) return { point, note: null, ignoresData: false };
      const graph = graphOf(loss, [generated.params, ...data]);
      return { point: pointOf(graph, batch, other, given, told), note: null, ignoresData: true };
    } catch (error) {
      note = `the hand-written function fails on generated values (${shortMessage(error)})`;
    }
  }
  return { point: null, note, ignoresData: false };
}

/**
 * Whether a function that is right at the given parameters is wrong close by, with the same data: then it did not
 * compute all of it from what it was called with. One that gives the same everywhere is a table of numbers, and no more.
 */
function keepsValues(
  hand: Hand,
  loss: (...args: never[]) => unknown,
  params: unknown,
  data: readonly unknown[],
  batch: Batch | null,
  given: Graph,
  told: Precision | null,
): Cause | null {
  try {
    const close = nearby(params);
    const result = readHand(hand(close, ...data), close);
    const point = pointOf(graphOf(loss, [close, ...data]), batch, result, given, told);
    if (point.ok || !Number.isFinite(point.context.graph.loss.item())) return null;
    if (sameGradients(result, readHand(hand(params, ...data), params))) return null;
    return {
      code: "stale-cache",
      quantity: given.order.find((leaf) => !point.agrees[given.leaves.indexOf(leaf)])?.path ?? "",
      what: "the hand-written function is right at the given parameters and wrong at others, with the same data: it uses values of another call",
      evidence: "seen by calling it with parameters close by",
      fix: "compute every value from the parameters and data of the call, and keep none between calls",
      alternative: 0,
    };
  } catch {
    return null;
  }
}

const sameData = (a: unknown, b: unknown): boolean => {
  const [one, two] = [leavesOf(a), leavesOf(b)];
  return one.every(({ value }, i) => flat(value).join() === flat(two[i]!.value).join());
};

const sameGradients = (a: HandResult, b: HandResult): boolean =>
  [...a.gradients].every(([path, x]) => {
    const y = b.gradients.get(path);
    return x !== null && !!y && x.size === y.size && flat(x).join() === flat(y).join();
  });

interface Asked {
  readonly result: HandResult;
  /** What was noticed while asking: parameters changed, another answer the second time. */
  readonly findings: readonly { readonly what: string; readonly fix: string }[];
}

/** Takes the hand's numbers, or calls the hand-written function twice and watches. */
function ask(hand: unknown, params: unknown, data: readonly unknown[]): Asked {
  if (typeof hand !== "function") return { result: readHand(hand, params), findings: [] };
  const findings: { what: string; fix: string }[] = [];
  const before = snapshot(params);
  const call = (): HandResult => {
    const given = (hand as Hand)(params, ...data);
    if (given instanceof Promise) throw promised();
    return readHand(given, params);
  };
  const result = call();
  const first = [...result.gradients.values()].map((x) => (x === null ? null : flat(x)));
  if (snapshot(params) !== before) {
    findings.push({
      what: "the hand-written function changes the parameters",
      fix: "compute gradients from the parameters as they are; update them afterwards, into a new record",
    });
    return { result, findings };
  }
  const second = [...call().gradients.values()].map((x) => (x === null ? null : flat(x)));
  const same = first.every((x, i) => {
    const y = second[i];
    return (
      x === null || !y || (x.length === y.length && x.every((value, j) => Object.is(value, y[j]) || value === y[j]))
    );
  });
  if (!same) {
    const twice = first.every((x, i) => {
      const y = second[i];
      return x === null || !y || x.every((value, j) => Math.abs(y[j]! - 2 * value) <= 1e-9 * Math.abs(value));
    });
    findings.push({
      what: twice
        ? "a second call gives twice the gradient: what the first one found is still there"
        : "a second call with the same arguments gives another gradient",
      fix: twice
        ? "start each backward pass with gradients of zero"
        : "keep nothing between the calls, and draw no random numbers",
    });
  }
  return { result, findings };
}

const snapshot = (params: unknown): string =>
  JSON.stringify(leavesOf(params).map(({ path, value }) => [path, value.toArray()]));

function checkLoss(graph: Graph): void {
  if (graph.loss.size !== 1) {
    throw new KindError({
      code: "non-scalar-output",
      op: "compareGradients",
      problem: `the loss must be one number, it is ${graph.loss.size}`,
      got: `shape [${graph.loss.shape.join(", ")}]`,
      hint: "reduce it with sum or mean",
    });
  }
  if (graph.outputPlace >= 0) return;
  throw new KindError({
    code: "constant-output",
    op: "compareGradients",
    problem: "the loss does not depend on the parameters",
    got: `the value ${graph.loss}`,
    hint: "let the loss take the parameters as its first argument, and use that",
  });
}

/** A loss that draws random numbers of its own can be compared with nothing. */
function checkRepeats(graph: Graph, run: (...args: never[]) => unknown, args: readonly unknown[]): void {
  const again = run(...(args as never[]));
  const [first, second] = [graph.loss.item(), isTensor(again) ? again.item() : Number(again)];
  if (Object.is(first, second)) return;
  throw new ArgumentError({
    code: "bad-argument",
    op: "compareGradients",
    problem: "the loss gives another value when it is called again with the same arguments",
    got: `${first}, then ${second}`,
    hint: "draw random numbers beforehand and pass them as data, or take them from random.key(seed) inside",
  });
}

function lossDiffers({ hand, context }: Point): boolean {
  if (hand.loss === null) return false;
  const tape = context.graph.loss.item();
  return !(Math.abs(hand.loss - tape) <= 1e-6 * Math.max(Math.abs(tape), Math.abs(hand.loss)));
}

function intermediatesOf<P, D extends readonly unknown[]>(
  { intermediates }: CompareOptions<P, D>,
  params: P,
  data: readonly unknown[],
  hand: HandResult,
): Readonly<Record<string, Tensor>> {
  const given = typeof intermediates === "function" ? intermediates(params, ...(data as unknown as D)) : intermediates;
  return { ...hand.intermediates, ...tensorsOf(given ?? {}) };
}

function shortMessage(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0]!.slice(0, 80);
}
