import { isFloating } from "./dtype.ts";
import { type Abstract, execute, type Run } from "./kinds.ts";
import { type Derivative, type JvpN, makePrimitive, type Primitive, type VjpN } from "./primitive.ts";
import { unbroadcastTo } from "./primitives/structure.ts";
import type { Tensor } from "./tensor.ts";
import type { Params } from "./trace.ts";
import { transposeLinear } from "./transpose.ts";

/** A reverse rule; `gs` has one cotangent (or null) for each visible output, `ys` holds the residuals too. */
export type GeneralVjp<P extends Params> = (
  gs: readonly Derivative[],
  ys: readonly Tensor[],
  xs: readonly Tensor[],
  params: P,
  needs: readonly boolean[],
) => readonly Derivative[];

/** A forward rule: one tangent (or null) for each input in, for each visible output out. */
export type GeneralJvp<P extends Params> = (
  ts: readonly Derivative[],
  ys: readonly Tensor[],
  xs: readonly Tensor[],
  params: P,
) => readonly Derivative[];

/** A differentiable function that is neither elementwise nor linear: max, solve, slogdet. */
export interface General<P extends Params> {
  readonly name: string;
  readonly formula: string;
  readonly reverse: readonly string[];
  /** What the inputs are called there, where it is not `x`. */
  readonly operands?: readonly string[];
  readonly abstract: Abstract<P>;
  readonly run: Run<P>;
  /** How many outputs the caller sees, 1 unless said; those that `abstract` gives beyond are residuals. */
  readonly outputs?: number;
  /** One of the two rules is enough: the other is its transpose. */
  readonly vjp?: GeneralVjp<P>;
  readonly jvp?: GeneralJvp<P>;
}

/** A general primitive. The rule that is not given is derived from the other by linear transposition. */
// @__NO_SIDE_EFFECTS__
export function general<P extends Params = null>(spec: General<P>): Primitive {
  const outputs = spec.outputs ?? 1;
  const vjp: VjpN = (gs, ys, xs, params, needs) => {
    if (spec.vjp !== undefined) return spec.vjp(gs.slice(0, outputs), ys, xs, params as P, needs);
    const wanted = xs.map((_, i) => i).filter((i) => needs[i]);
    const adjoints = transposeLinear(
      (ts) => {
        const all: Derivative[] = xs.map(() => null);
        wanted.forEach((i, k) => {
          all[i] = ts[k]!;
        });
        return spec.jvp!(all, ys, xs, params as P);
      },
      wanted.map((i) => xs[i]!),
      gs,
    );
    return xs.map((_, i) => (needs[i] ? adjoints[wanted.indexOf(i)]! : null));
  };
  const jvp: JvpN = (ts, ys, xs, params) => {
    if (spec.jvp !== undefined) return spec.jvp(ts, ys, xs, params as P);
    const needs = ts.map((t) => t !== null);
    return transposeOfVjp((gs) => spec.vjp!(gs, ys, xs, params as P, needs), ys.slice(0, outputs), xs, ts);
  };
  return makePrimitive({
    name: spec.name,
    formula: spec.formula,
    reverse: spec.reverse,
    ...(spec.operands && { operands: spec.operands }),
    arity: "n",
    outputs,
    abstract: (inputs, params) => spec.abstract(inputs, params as P),
    executeN: (inputs, params) => execute(spec.abstract, spec.run, inputs, params as P),
    vjpN: vjp,
    jvpN: jvp,
  });
}

/**
 * Forward mode from a reverse rule: the tangents of `ys` are the transpose of the rule, applied to the tangents `ts`
 * of the inputs `xs`.
 */
export function transposeOfVjp(
  vjp: (gs: readonly Derivative[]) => readonly Derivative[],
  ys: readonly Tensor[],
  xs: readonly Tensor[],
  ts: readonly Derivative[],
): Derivative[] {
  const places = ys.map((_, i) => i).filter((i) => isFloating(ys[i]!.dtype));
  const tangents = transposeLinear(
    (gs) => {
      const adjoints = vjp(ys.map((_, i) => gs[places.indexOf(i)] ?? null));
      // A rule may leave the sum over broadcast axes to the tape; here it belongs to what is transposed.
      return xs.map((x, i) => (ts[i] && adjoints[i] ? unbroadcastTo(adjoints[i], x) : null));
    },
    places.map((i) => ys[i]!),
    ts,
  );
  return ys.map((_, i) => tangents[places.indexOf(i)] ?? null);
}
