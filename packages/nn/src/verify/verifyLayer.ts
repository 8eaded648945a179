import { ArgumentError, at, isTensor, mapTree, random, type Tensor, WengertError } from "@wengert/autograd";
import type { Context, LayerOfAnything } from "../layer.ts";
import { flag, type Kinds, readOptions, wholeNumber } from "../options.ts";
import { CHECKS, type Subject } from "./checks.ts";
import { type LayerCheck, type LayerReport, makeReport } from "./report.ts";
import { frozen, placesOf } from "./tree.ts";

/** What a layer is verified with. @public */
export interface VerifyOptions {
  /** The input; unless given the layer's own `sample`, or normal numbers `[n, in]` where its parameters have a matrix W. */
  readonly x?: unknown;
  /** The parameters; unless given those of `init`. */
  readonly params?: unknown;
  /** How the layer runs; unless given both as in training, with a key, and not. */
  readonly context?: Context;
  /** How many examples a batch has, 3 unless said. */
  readonly examples?: number;
  /** The seed of all random numbers. */
  readonly seed?: string | number;
  /** Whether second derivatives exist; true unless said. */
  readonly smooth?: boolean;
}

const VERIFY_OPTIONS: Kinds<VerifyOptions> = {
  x: null,
  params: null,
  context: null,
  examples: wholeNumber,
  seed: null,
  smooth: flag,
};

/**
 * Checks that a layer keeps its contract: `backward`, derived by hand, against the tape, the tape against central
 * differences, second derivatives, staged against eager to the last bit, float32, a batch without examples, and that
 * nothing is changed. Where a layer has a `stopGradient` in it, differences may see what the tape does not, and do not count. The report says for each check what is wrong, and where it can tell, why.
 *
 * **Shapes:** any layer, input and parameters. Random numbers come from a seed, so a report can be repeated.
 *
 * @throws ArgumentError when no input is given and none can be made up, when a function of the layer is missing, and for
 * an option that does not exist.
 * @example
 * const forgetful: Layer<{ W: Tensor; b: Tensor }, { x: Tensor }> = {
 *   ...dense(2, 2),
 *   backward: ({ W }, { x }, dz) => ({ dParams: { W: matmul(transpose(x), dz), b: dz }, dx: matmul(dz, transpose(W)) }),
 * };
 * const { ok, checks } = verifyLayer(forgetful);
 * console.log(ok, checks[2].problems[0]);
 * // false dParams.b has the shape [3, 2] instead of [2]: the sum over the batch is missing, sum(…, 0)
 * @public
 */
export function verifyLayer(layer: LayerOfAnything, options: VerifyOptions = {}): LayerReport {
  checkLayer(layer);
  const {
    examples = 3,
    seed = "verify",
    smooth = true,
  } = readOptions<VerifyOptions>("verifyLayer", options, VERIFY_OPTIONS);
  const rng = random.generator(seed);
  const params = frozen(options.params ?? layer.init(rng));
  const [x, none] = [0, 1].map((which) => inputOf(layer, options, params, rng, which === 0 ? examples : 0));
  const state = layer.initialState === undefined ? {} : { state: frozen(layer.initialState()) };
  const contexts: readonly Context[] =
    options.context === undefined
      ? [
          { training: false, ...state },
          { training: true, key: random.key(1), ...state },
        ]
      : [{ ...state, ...options.context }];
  const checks: LayerCheck[] = [checkInit(layer, seed)];
  for (const [name, check] of Object.entries(CHECKS)) {
    let lines: readonly string[] = [];
    for (const context of contexts) {
      if (lines.length > 0) break;
      const subject: Subject = { layer, params, x: frozen(x), context, rng, examples, none, second: smooth };
      lines = tried(() => check(subject));
    }
    checks.push({ name, ok: lines.length === 0, problems: lines });
  }
  return makeReport(layer.name, checks);
}

const FUNCTIONS = ["init", "apply", "forward", "backward"] as const;
function checkLayer(layer: LayerOfAnything): void {
  const given = typeof layer === "object" && layer !== null ? layer : null;
  const missing = given === null ? undefined : FUNCTIONS.find((name) => typeof given[name] !== "function");
  if (given !== null && missing === undefined) return;
  throw new ArgumentError({
    code: "bad-argument",
    op: "verifyLayer",
    problem:
      given === null ? "the first argument is a layer" : `${given.name ?? "the layer"} has no function ${missing}`,
    got: given === null ? typeof layer : `{ ${Object.keys(given).join(", ")} }`,
    hint: "a layer is { name, init, apply, forward, backward }",
  });
}

function checkInit(layer: LayerOfAnything, seed: string | number): LayerCheck {
  const problems = tried(() => {
    const [one, two] = [0, 1].map(() => JSON.stringify(layer.init(random.generator(seed))));
    return one === two ? [] : ["two generators of the same seed give different parameters: draw from rng only"];
  });
  return { name: "init draws from its generator only", ok: problems.length === 0, problems };
}

/** The problems that a check finds; what it throws is one. */
function tried(check: () => readonly string[]): readonly string[] {
  try {
    return check();
  } catch (error) {
    if (error instanceof WengertError) return [error.message];
    if (error instanceof TypeError && /read.?only|not extensible/.test(error.message)) {
      return [`it changes parameters or input in place: ${error.message}`];
    }
    return [String(error)];
  }
}

function inputOf(
  layer: LayerOfAnything,
  options: VerifyOptions,
  params: unknown,
  rng: random.Generator,
  examples: number,
): unknown {
  if (options.x !== undefined) return examples > 0 ? options.x : withoutExamples(options.x);
  if (layer.sample !== undefined) return layer.sample(rng, examples);
  const W = placesOf(params).find(({ path, leaf }) => path.endsWith(".W") && isTensor(leaf) && leaf.ndim === 2);
  if (W !== undefined) return rng.normal(0, 1, [examples, (W.leaf as Tensor).shape[0]!]);
  throw new ArgumentError({
    code: "bad-argument",
    op: "verifyLayer",
    problem: `what does ${layer.name} take? No input is given, and its parameters do not tell`,
    hint: "pass one, verifyLayer(layer, { x }), or give the layer a sample: (rng, n) => rng.normal(0, 1, [n, 4])",
  });
}

/** The input with no examples along the first axis. */
function withoutExamples(x: unknown): unknown {
  return mapTree((leaf: Tensor) => (leaf.ndim === 0 ? leaf : at(leaf, "0:0")), x);
}
