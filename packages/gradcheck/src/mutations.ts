import type { CauseCode } from "./codes.ts";
import type { Context } from "./context.ts";
import type { Use } from "./graph.ts";
import { ALL, type Hypothesis } from "./hypotheses.ts";
import { type Mutant, told, type Variation } from "./mutant.ts";
import type { Deed } from "./readings.ts";
import type { Change, Changes } from "./walk.ts";

const idsOf = new WeakMap<readonly Hypothesis[], readonly string[]>();

/** A mutant at a step: most are told from others by their effect alone, and need their name only then. */
class Mutation implements Hypothesis {
  readonly kind = "mutant";
  readonly edges: readonly Use[] = ALL.edges;
  readonly leaves: readonly number[] = ALL.leaves;
  readonly direct: readonly Float64Array[] = ALL.direct;
  readonly isOtherLoss = false;
  readonly steps: number = 1;
  readonly mutant: Mutant;
  readonly line: number;
  readonly reaches: ReadonlySet<number> | null;
  private readonly variation: Variation;
  private said: string | undefined;
  readonly at: number;
  private readonly list: readonly Mutation[];

  constructor(context: Context, mutant: Mutant, variation: Variation, at: number, list: readonly Mutation[]) {
    this.mutant = mutant;
    this.variation = variation;
    this.at = at;
    this.list = list;
    let line = -1;
    for (const k of variation.changes.keys()) line = Math.max(line, k);
    this.line = line;
    this.reaches = variation.through === undefined ? null : leavesBehind(context, variation.through);
  }

  /** The name that stands for it on other tapes; one that was given before gets a number. */
  get id(): string {
    let ids = idsOf.get(this.list);
    if (ids === undefined) {
      const counts = new Map<string, number>();
      ids = this.list.map(({ name }) => {
        const n = (counts.get(name) ?? 0) + 1;
        counts.set(name, n);
        return n === 1 ? name : `${name} (${n})`;
      });
      idsOf.set(this.list, ids);
    }
    return ids[this.at]!;
  }

  private get name(): string {
    return `${this.mutant.name}, line ${this.line}: ${this.what}`;
  }

  get code(): CauseCode {
    return told(this.variation.code) ?? this.mutant.code;
  }

  get does(): Deed | undefined {
    return "does" in this.variation ? told(this.variation.does) : this.mutant.does;
  }

  get what(): string {
    this.said ??= told(this.variation.what);
    return this.said;
  }

  get fix(): string {
    return told(this.variation.fix) ?? this.mutant.fix;
  }

  get axis(): number | undefined {
    return this.variation.axis;
  }

  get free(): boolean {
    return this.mutant.free === true;
  }

  get faint(): boolean {
    return this.mutant.faint === true;
  }

  get changes(): Changes {
    return this.variation.changes;
  }

  /** The keys under which it is one mistake with others when made throughout. */
  keys(): readonly string[] {
    const { key = "", of } = this.variation;
    const keys = typeof key === "string" ? [key] : key;
    return of === undefined ? keys : keys.flatMap((one) => [one, `${one} of ${of}`]);
  }
}

/** A mutant at every step, and made throughout a net. */
export function mutantHypotheses(context: Context, mutant: Mutant): Hypothesis[] {
  const list: Mutation[] = [];
  for (const variation of mutant.vary(context)) list.push(new Mutation(context, mutant, variation, list.length, list));
  if (!mutant.throughout || mutant.free || list.length < 2) return list;
  const byKey = new Map<string, Mutation[]>();
  for (const one of list) {
    for (const key of one.keys()) {
      const group = byKey.get(key);
      if (group === undefined) byKey.set(key, [one]);
      else group.push(one);
    }
  }
  const found: Hypothesis[] = list.slice();
  const seen = new Set<string>();
  const groups = [...byKey].flatMap(([key, group]): [string, Mutation[]][] =>
    mutant.mostly && group.length > 2
      ? [
          [key, group],
          [`${key} but the last`, group.slice(0, -1)],
          [`${key} but the first`, group.slice(1)],
        ]
      : [[key, group]],
  );
  for (const [key, group] of groups) {
    if (group.length < 2) continue;
    // The same steps under another key are the same mistake.
    const members = group.map(({ at }) => at).join();
    if (seen.has(members)) continue;
    const changes = new Map<number, Change>();
    let lines = 0;
    for (const one of group) {
      for (const [line, change] of one.changes) {
        lines++;
        changes.set(line, change);
      }
    }
    if (changes.size < lines) continue;
    seen.add(members);
    const last = group.reduce((a, b) => (b.line > a.line ? b : a));
    found.push({
      ...ALL,
      id: `${mutant.name} throughout ${key}`,
      kind: "mutant",
      get code() {
        return mutant.codeThroughout?.(key) ?? last.code;
      },
      get does() {
        const { does } = last;
        const isOther = does === "takes the value of another layer" && mutant.codeThroughout?.(key) !== undefined;
        return isOther ? "takes the value of a neighbouring layer" : does;
      },
      get what() {
        return last.what;
      },
      get fix() {
        return last.fix;
      },
      axis: last.axis,
      line: last.line,
      free: false,
      faint: last.faint,
      changes,
      steps: group.length,
      reaches: group.some((one) => one.reaches === null) ? null : new Set(group.flatMap((one) => [...one.reaches!])),
    });
  }
  return found;
}

const behind = new WeakMap<readonly Use[], ReadonlySet<number>>();

/** The parameters, by their numbers, to which some contributions come. */
function leavesBehind({ graph, sources }: Context, uses: readonly Use[]): ReadonlySet<number> {
  const known = behind.get(uses);
  if (known !== undefined) return known;
  const places = new Set(uses.flatMap(({ line, input }) => sources(graph.lines[line]!.inputPlaces[input]!)));
  const found = new Set(
    graph.leaves.flatMap(({ place, numbers }, i) => (places.has(place) && numbers.some((x) => x !== 0) ? [i] : [])),
  );
  behind.set(uses, found);
  return found;
}
