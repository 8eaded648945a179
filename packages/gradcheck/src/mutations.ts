import type { CauseCode } from "./codes.ts";
import type { Context } from "./context.ts";
import type { Use } from "./graph.ts";
import { ALL, type Hypothesis } from "./hypotheses.ts";
import { loopOf } from "./loops.ts";
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
  family: unknown = undefined;
  readonly steps: number = 1;
  readonly mutant: Mutant;
  readonly line: number;
  private readonly context: Context;
  private readonly variation: Variation;
  private said: string | undefined;
  private reached: ReadonlySet<number> | undefined;
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
    this.context = context;
  }

  get reaches(): ReadonlySet<number> | null {
    const { through } = this.variation;
    if (through === undefined) return null;
    this.reached ??= leavesBehind(this.context, through);
    return this.reached;
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

  /** The key, or the keys, under which it is one mistake with others when made throughout. */
  get keys(): readonly string[] {
    const { key = "" } = this.variation;
    return typeof key === "string" ? [key] : key;
  }

  /** The parameter, or the part of the net, for which alone it may be made throughout. */
  get of(): string | undefined {
    return this.variation.of;
  }
}

/** A mutant at every step, and made throughout a net. */
export function mutantHypotheses(context: Context, mutant: Mutant): Hypothesis[] {
  const list: Mutation[] = [];
  for (const variation of mutant.vary(context)) list.push(new Mutation(context, mutant, variation, list.length, list));
  if (!mutant.throughout || mutant.free || list.length < 2) return list;
  const found: Hypothesis[] = list.slice();
  const isNew = differing();
  const add = (key: string, group: readonly Mutation[]): void => {
    // The same steps under another key are the same mistake.
    if (group.length >= 2 && isNew(group) && areDistinct(group)) found.push(new Throughout(mutant, key, group));
  };
  for (const { key, part, group } of groupsOf(list, loopOf(context.graph))) {
    if (group.length < 2) continue;
    const name = key + part();
    add(name, group);
    if (!mutant.mostly || group.length <= 2) continue;
    add(`${name} but the last`, group.slice(0, -1));
    add(`${name} but the first`, group.slice(1));
  }
  return found;
}

/** Mutations that are one mistake when made throughout. */
interface Group {
  readonly key: string;
  /** For what alone, in words that go on after the key. */
  readonly part: () => string;
  readonly group: Mutation[];
}

/**
 * All with the same key; those of them that concern one parameter; and those that stand in the same place of a loop, in
 * the order in which each is first met. Tens of thousands of keys are never written down, since their groups have one
 * member.
 */
function groupsOf(list: readonly Mutation[], loop: readonly number[]): Group[] {
  const all: Group[] = [];
  const byKey = new Map<string, Map<string | number | null, Group>>();
  const put = (one: Mutation, key: string, which: string | number | null, part: Group["part"]): void => {
    const parts = byKey.get(key) ?? new Map<string | number | null, Group>();
    const known = parts.get(which);
    if (known !== undefined) {
      known.group.push(one);
      return;
    }
    const made: Group = { key, part, group: [one] };
    all.push(made);
    byKey.set(key, parts.set(which, made));
  };
  for (const one of list) {
    const { of } = one;
    const step = loop[one.line] ?? -1;
    for (const key of one.keys) {
      put(one, key, null, () => "");
      if (of !== undefined) put(one, key, of, () => ` of ${of}`);
      if (step >= 0) put(one, key, step, () => ` in step ${step} of a loop`);
    }
  }
  return all;
}

/** Tells whether a group has other members than all those before. */
function differing(): (group: readonly Mutation[]) => boolean {
  const seen = new Map<number, (readonly Mutation[])[]>();
  return (group) => {
    let hash = group.length;
    for (const { at } of group) hash = (Math.imul(hash, 31) + at) | 0;
    const alike = seen.get(hash);
    if (alike === undefined) {
      seen.set(hash, [group]);
      return true;
    }
    if (alike.some((other) => other.length === group.length && other.every((one, i) => one === group[i]))) return false;
    alike.push(group);
    return true;
  };
}

/** Whether each line is changed by one of several mutations alone. */
function areDistinct(group: readonly Mutation[]): boolean {
  const lines = new Set<number>();
  for (const { changes } of group) {
    for (const line of changes.keys()) {
      if (lines.has(line)) return false;
      lines.add(line);
    }
  }
  return true;
}

/** A mutant made at several steps. */
class Throughout implements Hypothesis {
  readonly kind = "mutant";
  readonly edges: readonly Use[] = ALL.edges;
  readonly leaves: readonly number[] = ALL.leaves;
  readonly direct: readonly Float64Array[] = ALL.direct;
  readonly isOtherLoss = false;
  family: unknown = undefined;
  readonly free = false;
  readonly steps: number;
  private readonly mutant: Mutant;
  private readonly key: string;
  private readonly group: readonly Mutation[];
  private readonly last: Mutation;
  /** One between the first and the last, where a loop begins and ends otherwise. */
  private readonly middle: Mutation;
  private changed: Changes | undefined;
  private reached: ReadonlySet<number> | null | undefined;

  constructor(mutant: Mutant, key: string, group: readonly Mutation[]) {
    this.mutant = mutant;
    this.key = key;
    this.group = group;
    this.steps = group.length;
    this.last = group.reduce((a, b) => (b.line > a.line ? b : a));
    this.middle = group.length < 3 ? this.last : group[Math.floor(group.length / 2)]!;
  }

  get id(): string {
    return `${this.mutant.name} throughout ${this.key}`;
  }

  get code(): CauseCode {
    return this.mutant.codeThroughout?.(this.key) ?? this.middle.code;
  }

  get does(): Deed | undefined {
    const { does } = this.middle;
    const isOther = does === "takes the value of another layer" && this.mutant.codeThroughout?.(this.key) !== undefined;
    return isOther ? "takes the value of a neighbouring layer" : does;
  }

  get what(): string {
    return this.last.what;
  }

  get fix(): string {
    return this.last.fix;
  }

  get axis(): number | undefined {
    return this.last.axis;
  }

  get line(): number {
    return this.last.line;
  }

  get faint(): boolean {
    return this.last.faint;
  }

  get changes(): Changes {
    if (this.changed === undefined) {
      const changes = new Map<number, Change>();
      for (const one of this.group) for (const [line, change] of one.changes) changes.set(line, change);
      this.changed = changes;
    }
    return this.changed;
  }

  get reaches(): ReadonlySet<number> | null {
    if (this.reached === undefined) {
      const reached = new Set<number>();
      this.reached = reached;
      for (const one of this.group) {
        if (one.reaches === null) {
          this.reached = null;
          break;
        }
        for (const i of one.reaches) reached.add(i);
      }
    }
    return this.reached;
  }
}

const behind = new WeakMap<Context, Map<string, ReadonlySet<number>>>();

/** The parameters, by their numbers, to which some contributions come. */
function leavesBehind(context: Context, uses: readonly Use[]): ReadonlySet<number> {
  const { graph, sources } = context;
  const known = behind.get(context) ?? new Map<string, ReadonlySet<number>>();
  behind.set(context, known);
  let key = "";
  for (const { line, input } of uses) key += `${line}.${input} `;
  const before = known.get(key);
  if (before !== undefined) return before;
  const places = new Set(uses.flatMap(({ line, input }) => sources(graph.lines[line]!.inputPlaces[input]!)));
  const found = new Set(
    graph.leaves.flatMap(({ place, numbers }, i) => (places.has(place) && numbers.some((x) => x !== 0) ? [i] : [])),
  );
  known.set(key, found);
  return found;
}
