/** One thing that was checked of a layer. @public */
export interface LayerCheck {
  /** What should hold, as a sentence. */
  readonly name: string;
  readonly ok: boolean;
  /** What does not hold, a line each; empty when it does. */
  readonly problems: readonly string[];
}

/** What `verifyLayer` found. @public */
export interface LayerReport {
  /** Whether every check passed. */
  readonly ok: boolean;
  /** The layer's name. */
  readonly layer: string;
  readonly checks: readonly LayerCheck[];
  /** The report as text, a line for each check, and under it what is wrong. */
  toString(): string;
}

const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/** A report that prints as text. */
export function makeReport(layer: string, checks: readonly LayerCheck[]): LayerReport {
  const toString = (): string => {
    const failed = checks.filter(({ ok }) => !ok).length;
    const lines = checks.flatMap(({ name, ok, problems }) => [
      `  ${ok ? "ok    " : "WRONG "} ${name}`,
      ...problems.slice(0, 4).map((problem) => `         ${problem.replaceAll("\n", "\n         ")}`),
    ]);
    const verdict = failed === 0 ? `all ${checks.length} checks hold` : `${failed} of ${checks.length} checks fail`;
    return [`${layer}: ${verdict}`, ...lines].join("\n");
  };
  const report = { ok: checks.every(({ ok }) => ok), layer, checks };
  Object.defineProperty(report, "toString", { value: toString });
  Object.defineProperty(report, INSPECT, { value: toString });
  return Object.freeze(report);
}
