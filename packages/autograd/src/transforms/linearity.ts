import { isFloating } from "../dtype.ts";
import { KindError } from "../errors.ts";
import type { Aval, Derivative } from "../primitive.ts";
import { flatData, wrap } from "../storage.ts";
import type { Tensor } from "../tensor.ts";

/** What is linear in what, and what is derived from it. */
export interface Words {
  readonly rule: string;
  readonly by: string;
  readonly mode: string;
}

/** What a rule is applied to, and what came of its transpose. */
export interface Transposition {
  /** The rule, from values like `inputs` to as many as there are in `gs`. */
  readonly rule: (us: readonly Tensor[]) => readonly Derivative[];
  readonly inputs: readonly Aval[];
  /** What the transpose was applied to, and what it gave for each input. */
  readonly gs: readonly Derivative[];
  readonly found: readonly Derivative[];
}

/**
 * Whether a rule of the user's is linear, by two samples: ⟨g, L u⟩ = ⟨Lᵀg, u⟩. False when they say nothing, for there are
 * no numbers or they are not finite.
 *
 * @throws KindError when it is not linear: its transpose would be another function.
 */
export function isLinear(op: string, words: Words, t: Transposition): boolean {
  // A rule that differs by the sign shows it where there are both, one that forgets the size where there is one.
  const [both, one] = [agrees(op, words, t, -2.75), agrees(op, words, t, 2.75)];
  return both && one;
}

function agrees(op: string, words: Words, t: Transposition, even: number): boolean {
  const us = t.inputs.map((input) => sample(input, even));
  const forwards = product(t.gs, t.rule(us));
  const backwards = product(t.found, us);
  if (forwards === null || backwards === null || !Number.isFinite(forwards.sum)) return false;
  const scale = forwards.size + backwards.size;
  // The rule may compute in single precision; what is not linear is off by the size of the sum.
  if (Math.abs(forwards.sum - backwards.sum) <= 1e-3 * scale) return scale > 0;
  throw new KindError({
    code: "bad-argument",
    op,
    problem: `the ${words.rule} rule is not linear in the ${words.by}, so there is no ${words.mode} mode to derive from it`,
    got: `${forwards.sum} along a sample by the rule, ${backwards.sum} by its transpose`,
    hint: `multiply the ${words.by} by what depends on the arguments alone; abs, clip, a constant or a stopGradient of it are not linear`,
  });
}

/** Numbers of different sizes, those at even places with the sign of `even`. */
function sample({ shape, dtype }: Aval, even: number): Tensor {
  const size = shape.reduce((n, length) => n * length, 1);
  const data = dtype === "float32" ? new Float32Array(size) : new Float64Array(size);
  for (let i = 0; i < size; i++) data[i] = (i % 2 === 0 ? even : 3.5) * (1 + ((i * 0.6180339887) % 1));
  return wrap(shape, dtype, data);
}

/** Σ xy and Σ |xy|; null when a tensor has no numbers. */
function product(xs: readonly Derivative[], ys: readonly Derivative[]): { sum: number; size: number } | null {
  let [sum, size] = [0, 0];
  for (const [k, x] of xs.entries()) {
    const y = ys[k] ?? null;
    if (x === null || y === null || !isFloating(x.dtype)) continue;
    if (x.storage === null || y.storage === null || x.size !== y.size) return null;
    const [a, b] = [flatData(x), flatData(y)];
    for (let i = 0; i < a.length; i++) {
      // As in the chain rule a zero ends what is infinite.
      const term = a[i] === 0 || b[i] === 0 ? 0 : a[i]! * b[i]!;
      sum += term;
      size += Math.abs(term);
    }
  }
  return { sum, size };
}
