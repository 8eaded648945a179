import { ArgumentError, isTensor, KindError, type Tensor } from "@wengert/autograd";
import { type Diagnosis, diagnose } from "./diagnose.ts";
import { entriesOf } from "./entries.ts";
import { type Graph, graphOf, precisionOf } from "./graph.ts";
import { type HandResult, readHand, tensorsOf } from "./hand.ts";
import { compareIntermediates } from "./intermediates.ts";
import { leavesOf } from "./leaves.ts";
import { withMethods } from "./methods.ts";
import { flat } from "./numbers.ts";
import { type Point, pointOf } from "./point.ts";
import { batchOf, batchOnTape, type Generated, generate } from "./probe.ts";
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
  /** The axis of the data along which the samples lie; 0 unless said. */
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
  /** Whether to check a hand-written function on generated values too; true unless said. */
  readonly probe?: boolean;
}

type Hand = (params: unknown, ...data: readonly unknown[]) => unknown;

/**
 * Compares a gradient derived by hand with the tape's, ∂C/∂θ for every parameter θ, and names what is wrong with it.
 *
 * @throws KindError when the loss is no single number, or does not depend on the parameters.
 * @example
 * const x = tensor([[1, 2], [3, 4], [5, 6]]);
 * const loss = ({ W }: { W: Tensor }) => mean(square(matmul(x, W)));
 * const W = tensor([[1], [-1]]);
 * const hand = { W: matmul(transpose(x), mul(2, matmul(x, W))) };
 * compareGradients({ loss, params: { W }, hand }).causes[0].code // sum-for-mean
 * @public
 */
export function compareGradients<P, const D extends readonly unknown[] = readonly []>(
  options: CompareOptions<P, D>,
): GradientComparison {
  const { loss, params, hand, batchAxis = 0, title = "" } = options;
  const calledAt = callSite();
  if (typeof loss !== "function") throw noFunction(loss);
  const data = readData(options.data);
  const run = loss as unknown as (...args: never[]) => unknown;
  const graph = graphOf(run, [params, ...data]);
  checkLoss(graph);
  const batch = batchOf(data, batchAxis) ?? (data.length === 0 ? batchOnTape(graph) : null);
  const asked = ask(hand, params, data);
  const given = pointOf(graph, batch, asked.result);
  const isFunction = typeof hand === "function";
  const named = compareIntermediates(given, intermediatesOf(options, params, data, asked.result));

  const makeProbe = (): Generated | null => generate(run, params, data, batch, graph);
  let probe: Point | null = null;
  let probeNote: string | null = null;
  if (isFunction && options.probe !== false) {
    const generated = makeProbe();
    if (generated === null) probeNote = "no values could be generated that the loss accepts";
    else {
      try {
        const result = readHand((hand as Hand)(generated.params, ...generated.data), generated.params);
        probe = pointOf(generated.graph, generated.batch, result);
      } catch (error) {
        probeNote = `the hand-written function fails on generated values (${shortMessage(error)})`;
      }
    }
  }
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
  };
  const wrong = !given.ok || asked.findings.length > 0 || lossDiffers(given) || named.some((one) => one.wrong);
  if (wrong) diagnosis = diagnose(first);
  else if (probe !== null && !probe.ok) {
    const found = diagnose(first);
    if (found.causes.some(({ code }) => code !== "unknown")) diagnosis = found;
    else
      probeNote =
        "on generated values the two differ, and no mistake that is known here explains it: check those that the derivation does not hold for";
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
    unseen: unseenBy(given, isFunction && probe !== null, probeNote),
    probe:
      probe === null
        ? null
        : `${probe.ok ? "agrees" : "differs"} on generated values${probe.context.batch === null ? "" : `, batch ${probe.context.batch.size}`}`,
    search: diagnosis?.search ?? { singles: 0, pairs: 0, limited: false },
    calledAt,
  };
  return withMethods(result, batch?.size ?? null);
}

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
  const call = (): HandResult => readHand((hand as Hand)(params, ...data), params);
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

function readData(data: unknown): readonly unknown[] {
  if (data === undefined) return [];
  if (Array.isArray(data)) return data;
  throw new ArgumentError({
    code: "bad-argument",
    op: "compareGradients",
    problem: "data are the further arguments of the loss, in a list",
    got: isTensor(data) ? "a tensor" : typeof data,
    hint: "write data: [x, target]",
  });
}

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

function noFunction(loss: unknown): KindError {
  return new KindError({
    code: "bad-argument",
    op: "compareGradients",
    problem: "loss must be a function of the parameters and the data",
    got: isTensor(loss) ? "a tensor" : typeof loss,
    hint: "write loss: (params, x, target) => mean(square(sub(predict(params, x), target)))",
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
