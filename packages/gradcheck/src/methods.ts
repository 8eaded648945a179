import { reportHtml } from "./html.ts";
import { reportText } from "./report.ts";
import type { ComparisonData, GradientComparison } from "./result.ts";

/** A gradient that is not the tape's; its message is the report. @public */
export class GradientMismatch extends Error {
  readonly comparison: GradientComparison;

  constructor(comparison: GradientComparison) {
    super(String(comparison));
    this.comparison = comparison;
  }
  override get name(): string {
    return "GradientMismatch";
  }
}

interface Surroundings {
  readonly console?: { readonly log: (text: string) => void };
  readonly process?: { exitCode?: number };
}

/** Adds the ways to show a comparison, none of which is part of its data. */
export function withMethods(data: ComparisonData, batch: number | null): GradientComparison {
  const result = data as GradientComparison;
  const text = (): string => reportText(result, batch);
  const methods: Record<PropertyKey, unknown> = {
    toString: text,
    [Symbol.for("nodejs.util.inspect.custom")]: text,
    assert: () => {
      if (!result.ok) throw new GradientMismatch(result);
    },
    toHtml: () => reportHtml(result, text()),
    check: () => {
      const { console, process } = globalThis as Surroundings;
      console?.log(text());
      if (!result.ok && process !== undefined) process.exitCode = 1;
      return result.ok;
    },
  };
  for (const key of Reflect.ownKeys(methods)) Object.defineProperty(result, key, { value: methods[key] });
  return result;
}
