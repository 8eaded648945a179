import { setExecution } from "@wengert/wasm";
import { callOf } from "./golden/calls.ts";
import { difference, relativeError } from "./golden/compare.ts";
import { functionsIn } from "./golden/expression.ts";
import { type Case, cases, compared, groupOf } from "./golden/ops.ts";
import { table } from "./markdown.ts";

/** What came out for the cases of a group: the worst error of values, gradients and second gradients. */
interface Outcome {
  passed: number;
  total: number;
  readonly errors: Map<string, number>;
}

function run(one: Case, outcome: Outcome): void {
  outcome.total++;
  if (one.exprs.flatMap(functionsIn).some((name) => callOf(name) === undefined)) return;
  let fine = true;
  for (const [what, ours, golden] of compared(one)) {
    ours.forEach((value, i) => {
      fine &&= difference(value, golden[i]!, one.rtol) === undefined;
      outcome.errors.set(what, Math.max(outcome.errors.get(what) ?? 0, relativeError(value, golden[i]!)));
    });
  }
  if (fine) outcome.passed++;
}

/** One digit, upwards: a last bit that differs from machine to machine does not change it. */
function roundedUp(error: number | undefined): string {
  if (error === undefined) return "";
  if (error === 0 || !Number.isFinite(error)) return String(error);
  const exponent = Math.floor(Math.log10(error));
  return `${Math.ceil(error / 10 ** exponent)}e${exponent}`.replace(/^10e(.*)/, (_, e: string) => `1e${Number(e) + 1}`);
}

/** The golden cases by group: how many pass, and the worst errors, by the plain loops. */
export function goldenTable(): string {
  const before = setExecution({ kernels: false });
  try {
    const groups = new Map<string, Outcome>();
    for (const one of cases) {
      const group = groupOf(one);
      if (!groups.has(group)) groups.set(group, { passed: 0, total: 0, errors: new Map() });
      run(one, groups.get(group)!);
    }
    const rows = [...groups].map(([group, { passed, total, errors }]) => [
      `\`${group}\``,
      `${passed} / ${total}`,
      ...["output", "gradient", "second gradient"].map((what) => roundedUp(errors.get(what))),
    ]);
    return table(["group", "passed / total", "worst error of values", "of gradients", "of second gradients"], rows);
  } finally {
    setExecution(before);
  }
}
