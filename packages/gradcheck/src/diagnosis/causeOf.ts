import type { Tensor } from "@wengert/autograd";
import type { Described } from "../causes.ts";
import type { Assumed } from "../hypotheses.ts";
import { ratio } from "../numbers.ts";
import type { Point } from "../point.ts";
import { readingsOf } from "../readings.ts";
import { cosineWords } from "../report.ts";
import type { Cause } from "../result.ts";
import { residualOf } from "./exact.ts";
import type { Fit } from "./fit.ts";

/** Where the step of a line stands in the program; found out when it is asked for. */
export type Sites = (line: number) => string | undefined;

export function causeOf(
  described: Described,
  fit: Fit,
  alternative: number,
  rivals: boolean,
  primary: Point,
  sites: Sites,
): Cause {
  const { graph } = primary.context;
  const leaf = graph.leaves.find(({ path }) => path === described.quantity);
  const line = described.line >= 0 ? described.line : (graph.uses[leaf?.place ?? -1]?.[0]?.line ?? -1);
  const at = line < 0 ? undefined : sites(line);
  const n = graph.leaves.length;
  const own = [described.code, ...readingsOf(described.does, described.code)];
  const readings = [...new Set([...own, ...(fit.also ?? [])])].slice(1);
  const places = fit.assumed[0]!.hypothesis.kind === "leaves" ? 1 : fit.assumed[0]!.hypothesis.steps;
  const one = places === 1 ? "this one change" : `this change in ${places} places`;
  const many = fit.assumed.length === 1 ? one : "these two changes";
  return {
    code: described.code,
    ...(readings.length > 0 && { readings }),
    quantity: described.quantity,
    what: described.what,
    ...(described.factor !== undefined && { factor: described.factor }),
    ...(described.axis !== undefined && { axis: described.axis }),
    ...(at !== undefined && { at }),
    ...(described.line >= 0 && { step: described.line }),
    evidence: `with ${many} ${n === 1 ? "the gradient agrees" : `all ${n} gradients agree`} to ${residual(primary, fit.assumed)}`,
    ...(described.ambiguous === true && {
      probe: "with another number of samples the two differ: pass hand as a function, or try a batch of 5",
    }),
    ...(rivals && {
      probe:
        "other causes fit these numbers as well; on a batch of 5 with random values they differ: pass hand as a function",
    }),
    fix: described.fix,
    alternative,
  };
}

/** What is left, in words. */
function residual({ target }: Point, assumed: readonly Assumed[]): string {
  const worst = residualOf(target, assumed);
  return worst === 0 ? "the last bit" : worst.toExponential(0);
}

/** What can be said when nothing fits. */
export function unknown(point: Point): Cause {
  const { target, context } = point;
  const { graph, order } = { graph: context.graph, order: context.graph.order };
  const first = order.find((leaf) => !point.agrees[graph.leaves.indexOf(leaf)]) ?? order[0];
  const i = first === undefined ? -1 : graph.leaves.indexOf(first);
  const d = target.difference[i];
  if (first === undefined || !d) {
    return {
      code: "unknown",
      quantity: first?.path ?? "",
      what: "the difference has no cause that is known here",
      evidence: "the gradients cannot be compared",
      fix: "return intermediate values (dz2, da1 ...) to see where the difference begins",
      alternative: 0,
    };
  }
  const t = first.numbers;
  const h = d.map((value, j) => value + t[j]!);
  const { factor, cosine } = ratio(h, t);
  const worst = [...d.keys()].sort((a, b) => Math.abs(d[b]!) - Math.abs(d[a]!)).slice(0, 3);
  const entries = worst.map((j) => `${entryAt(j, first.value)} ${h[j]!.toPrecision(4)} for ${t[j]!.toPrecision(4)}`);
  return {
    code: "unknown",
    quantity: first.path,
    what: "no mistake that is known here explains the difference",
    evidence: `${cosineWords(h, t, cosine, 6)}, ${Number.isNaN(factor) ? "" : `best factor ${factor.toPrecision(6)}, `}worst entries ${entries.join("; ")}`,
    fix: "return intermediate values (dz2, da1 ...) as well: the first that differs shows the step",
    alternative: 0,
  };
}

/** An entry by its indices. */
export const entryAt = (flat: number, { shape }: Tensor): string => `[${indexOf(flat, shape).join(", ")}]`;

function indexOf(flat: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  let rest = flat;
  for (const n of shape.toReversed()) {
    index.unshift(rest % n);
    rest = Math.floor(rest / n);
  }
  return index;
}
