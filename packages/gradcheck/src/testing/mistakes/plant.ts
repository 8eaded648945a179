import { astype, type DType, mapTree, random, type Tensor, tensor } from "@wengert/autograd";
import type { CauseCode } from "../../codes.ts";
import type { Case, NetKind, Problem } from "./case.ts";

/** The samples of a net and the generator of its numbers. */
export interface Setting {
  readonly batch: number;
  /** Standard normal numbers in this shape. */
  readonly normal: (...shape: number[]) => Tensor;
  /** Rows with a single one each, at a random place. */
  readonly oneHot: (rows: number, classes: number) => Tensor;
  /** Zeros and ones, by turns from a random start. */
  readonly zeroOne: (count: number) => Tensor;
}

/** Gradients in the form of the parameters, and what was worked out on the way. */
export interface Worked {
  readonly gradients: unknown;
  readonly intermediates?: Readonly<Record<string, Tensor>>;
}

/** A loss and the backpropagation that a student wrote for it. */
export interface Written<P, D extends readonly Tensor[]> {
  readonly loss: (params: P, ...data: D) => Tensor;
  readonly params: P;
  readonly data: D;
  readonly backward: (params: P, ...data: D) => Worked;
  readonly batchAxis?: number;
}

/** Whether a mistake is switched on. */
export type Has<M extends string> = (mistake: M) => boolean;

/** A case in short. */
export interface Plan<M extends string> extends Omit<Partial<Case>, "problem" | "right" | "onFive" | "alone"> {
  readonly name: string;
  readonly planted: M | readonly [M, M];
  readonly causes: readonly CauseCode[];
  readonly seed?: number;
  readonly dtype?: DType;
  readonly intermediates?: boolean;
}

/** Makes cases of a net whose backpropagation has switches for mistakes. */
export function plant<M extends string, P, D extends readonly Tensor[]>(
  net: NetKind,
  write: (setting: Setting, has: Has<M>) => Written<P, D>,
): (plan: Plan<M>) => Case {
  return ({ planted, seed = 1, dtype = "float64", intermediates = false, ...plan }) => {
    const { batch = 4, hand = "function", visible = true, repeatable = true } = plan;
    const mistakes: readonly string[] = typeof planted === "string" ? [planted] : planted;
    const problem = (samples: number, has: Has<M>): Problem => {
      const written = write(settingOf(samples, seed), has);
      const params = mapTree((x: Tensor) => astype(x, dtype), written.params as never) as P;
      const data = written.data.map((x) => astype(x, dtype)) as unknown as D;
      const worked = () => written.backward(params, ...data);
      return {
        loss: written.loss as unknown as Problem["loss"],
        params,
        data,
        hand:
          hand === "numbers"
            ? worked().gradients
            : (p: never, ...d: never[]) => written.backward(p, ...(d as never)).gradients,
        ...(written.batchAxis === undefined ? {} : { batchAxis: written.batchAxis }),
        ...(intermediates ? { intermediates: worked().intermediates! } : {}),
      };
    };
    const has = (mistake: M) => mistakes.includes(mistake);
    return {
      ...plan,
      net,
      batch,
      hand,
      visible,
      repeatable,
      problem: () => problem(batch, has),
      right: () => problem(batch, () => false),
      alone: mistakes.map((mistake) => () => problem(batch, (m) => m === mistake)),
      onFive: () => problem(5, has),
    };
  };
}

function settingOf(batch: number, seed: number): Setting {
  const rng = random.RandomState(seed);
  return {
    batch,
    normal: (...shape) => rng.randn(...shape) as unknown as Tensor,
    oneHot: (rows, classes) => {
      const start = rng.randint(0, classes) as number;
      const row = (n: number) => Array.from({ length: classes }, (_, k) => (k === (start + n) % classes ? 1 : 0));
      return tensor(Array.from({ length: rows }, (_, n) => row(n)));
    },
    zeroOne: (count) => {
      const start = rng.randint(0, 2) as number;
      return tensor(Array.from({ length: count }, (_, n) => (start + n) % 2));
    },
  };
}
