import { at, eye, random, type Tensor } from "@wengert/autograd";

/** The closed list of causes. */
export type CauseCode =
  | "factor"
  | "sign"
  | "transposed"
  | "not-summed"
  | "wrong-axis"
  | "mean-for-sum"
  | "sum-for-mean"
  | "missing-activation-derivative"
  | "doubled-activation-derivative"
  | "derivative-at-wrong-value"
  | "wrong-layer"
  | "wrong-upstream"
  | "off-by-one-layer"
  | "missing-term"
  | "extra-term"
  | "regulariser"
  | "one-sample"
  | "stale-cache"
  | "softmax-diagonal"
  | "clipped"
  | "wrong-forward"
  | "structure"
  | "unknown";

/** What a planted mistake is: the codes that name it rightly, and the quantities at which it may be said to be. */
export interface Planted {
  readonly codes: readonly CauseCode[];
  readonly at: readonly string[];
}

/** One case: a loss, and a hand-derived gradient of it that is wrong. */
export interface FreshCase {
  readonly name: string;
  readonly kind: string;
  readonly loss: (...inputs: never[]) => Tensor;
  readonly params: unknown;
  readonly data: readonly unknown[];
  /** Wrong: the gradients, or a function of (params, ...data) that gives them. */
  readonly hand: unknown;
  /** The same code without the mistake. */
  readonly right: (...inputs: never[]) => unknown;
  readonly batchAxis?: number;
  /** Where gradients are given as numbers, the values of what comes between, by their names. */
  readonly intermediates?: Readonly<Record<string, Tensor>>;
  /** One entry for each mistake that was planted. */
  readonly planted: readonly Planted[];
  /** What the mistake is, in a sentence. */
  readonly mistake: string;
  /** How close right and tape are; 1e-9 except in float32. */
  readonly tolerance: number;
}

/** Whether the mistake of that name is to be made. */
export type Wrong = (mistake: string) => boolean;

/** Codes, quantities, and the sentence. */
export type Mistake = readonly [codes: readonly CauseCode[], at: readonly string[], what: string];

interface Net<P, D extends readonly unknown[]> {
  readonly name: string;
  readonly kind: string;
  readonly params: P;
  readonly data: D;
  readonly batchAxis?: number;
  readonly tolerance?: number;
  readonly loss: (params: P, ...data: D) => Tensor;
  /** The derivation: gradients, or { gradients, intermediates }. */
  readonly hand: (wrong: Wrong, params: P, ...data: D) => unknown;
  readonly mistakes: Readonly<Record<string, Mistake>>;
  /** Names joined by "+": both mistakes in one gradient. */
  readonly pairs?: readonly string[];
  /** Those (by their key) whose gradients are given as numbers instead of a function. */
  readonly numbers?: readonly string[];
  /** Those (by their key) that do not show what comes between. */
  readonly bare?: readonly string[];
}

interface Shown {
  readonly gradients: unknown;
  readonly intermediates: Readonly<Record<string, Tensor>>;
}

function isShown(result: unknown): result is Shown {
  return typeof result === "object" && result !== null && "gradients" in result && "intermediates" in result;
}

/** The gradients of what a derivation returned. */
export function gradientsOf(result: unknown): unknown {
  return isShown(result) ? result.gradients : result;
}

/** One case for each mistake of a net, and for each pair. */
export function plant<P, const D extends readonly unknown[]>(net: Net<P, D>): FreshCase[] {
  const { name, kind, params, data, loss, hand, mistakes, pairs = [], numbers = [], bare = [] } = net;
  return [...Object.keys(mistakes), ...pairs].map((key): FreshCase => {
    const made = key.split("+");
    const wrong: Wrong = (mistake) => made.includes(mistake);
    const derive = (params: P, ...data: D): unknown => {
      const result = hand(wrong, params, ...data);
      return bare.includes(key) ? gradientsOf(result) : result;
    };
    const given = numbers.includes(key) ? derive(params, ...data) : null;
    return {
      name: `${name}: ${key}`,
      kind,
      loss: loss as unknown as FreshCase["loss"],
      params,
      data,
      hand: given === null ? derive : gradientsOf(given),
      right: (params: P, ...data: D) => gradientsOf(hand(() => false, params, ...data)),
      ...(net.batchAxis === undefined ? {} : { batchAxis: net.batchAxis }),
      ...(isShown(given) ? { intermediates: given.intermediates } : {}),
      planted: made.map((mistake) => {
        const [codes, at] = mistakes[mistake]!;
        return { codes, at };
      }),
      mistake: made.map((mistake) => mistakes[mistake]![2]).join(" And: "),
      tolerance: net.tolerance ?? 1e-9,
    };
  });
}

/** Normal numbers of a seed, as many tensors as are asked for. */
export function normals(seed: number): (...shape: number[]) => Tensor {
  const rng = random.RandomState(seed);
  return (...shape) => rng.normal(0, 1, shape) as Tensor;
}

/** Uniform numbers of a seed between two bounds. */
export function uniforms(seed: number): (low: number, high: number, ...shape: number[]) => Tensor {
  const rng = random.RandomState(seed);
  return (low, high, ...shape) => rng.uniform(low, high, shape) as Tensor;
}

/** One-hot rows for given classes. */
export function oneHot(classes: readonly number[], count: number): Tensor {
  return at(eye(count) as Tensor, [...classes]) as Tensor;
}
