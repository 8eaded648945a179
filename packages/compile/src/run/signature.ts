import { isTensor, type Structure, type Tensor, type Variable } from "@wengert/autograd";
import { isTraced } from "@wengert/autograd/engine";
import { Resident } from "./resident.ts";

/** A leaf of the arguments: a number is a tensor without axes. */
export type Leaf = Tensor | number;

/**
 * Compares arguments with those that a program was made for, and gathers the leaves that do not lie in its memory
 * already. It is asked in every call, so it makes nothing: what it found last lies in its own lists.
 */
export class Matcher {
  /** How many leaves of the arguments that matched last have to be put into memory. */
  count = 0;
  /** Their places among the program's inputs. */
  readonly places: number[] = [];
  readonly fresh: Leaf[] = [];
  /** Whether somebody follows one of the leaves: then the function must be differentiated or staged, not run. */
  isTraced = false;
  private readonly forms: readonly Form[];
  private readonly inputs: readonly Variable[];
  private readonly first: number;
  /** What is taken to lie in memory where there is none yet. */
  private readonly nothing: Resident;
  private resident: Resident;
  private at = 0;

  /** For a program's inputs from some input on, whose arguments have these structures. */
  constructor(structures: readonly Structure[], inputs: readonly Variable[], first = 0) {
    this.forms = structures.map(formOf);
    this.inputs = inputs;
    this.first = first;
    this.nothing = new Resident(inputs.length, 0, []);
    this.resident = this.nothing;
  }

  /** Whether arguments are built like the program's, with leaves of the same shapes and dtypes. */
  matches(args: readonly unknown[], resident: Resident | null): boolean {
    const { forms } = this;
    if (args.length !== forms.length) return false;
    this.resident = resident ?? this.nothing;
    this.at = this.first;
    this.count = 0;
    this.isTraced = false;
    for (let n = 0; n < forms.length; n++) if (!this.visit(forms[n]!, args[n])) return false;
    return this.at === this.inputs.length;
  }

  /** All leaves of arguments that match. */
  leavesOf(args: readonly unknown[]): readonly Leaf[] {
    this.matches(args, null);
    return this.fresh.slice(0, this.count);
  }

  private visit(form: Form, node: unknown): boolean {
    if (form.kind === "leaf") return this.take(node);
    if (form.kind === "static") return sameStatic(form.value, node);
    if (typeof node !== "object" || node === null) return false;
    const { entries } = form;
    if (form.kind === "array") {
      if (!Array.isArray(node) || node.length !== entries.length) return false;
      for (let i = 0; i < entries.length; i++) if (!this.visit(entries[i]!, node[i])) return false;
      return true;
    }
    if (Array.isArray(node)) return false;
    const { keys } = form;
    const record = node as Readonly<Record<string, unknown>>;
    const [at, found] = [this.at, this.count];
    const { resultOf, present, results } = this.resident;
    let count = 0;
    // Most records list their keys in the program's order: there each value is found without a search for its name.
    for (const key in record) {
      if (key !== keys[count]) {
        this.at = at;
        this.count = found;
        return this.byName(keys, entries, record);
      }
      const entry = record[key];
      if (form.isFlat) {
        const place = at + count;
        const result = resultOf[place]!;
        const there = result < 0 ? present[place] : results[result];
        if (entry !== null && entry === there) {
          // What lies in memory is known to fit, but may have been given away since.
          if (isTraced(entry as Tensor)) this.isTraced = true;
        } else if (!this.takeNew(place, entry)) return false;
      } else if (!this.visit(entries[count]!, entry)) return false;
      count++;
    }
    if (form.isFlat) this.at = at + count;
    return count === keys.length;
  }

  private take(leaf: unknown): boolean {
    const { resident } = this;
    const place = this.at++;
    const result = resident.resultOf[place]!;
    if (leaf === null || leaf !== (result < 0 ? resident.present[place] : resident.results[result]))
      return this.takeNew(place, leaf);
    if (isTraced(leaf as Tensor)) this.isTraced = true;
    return true;
  }

  /** A leaf that does not lie in memory yet. */
  private takeNew(place: number, leaf: unknown): boolean {
    if (!this.accepts(this.inputs[place]!, leaf)) return false;
    this.places[this.count] = place;
    this.fresh[this.count++] = leaf as Leaf;
    return true;
  }

  private byName(
    keys: readonly string[],
    entries: readonly Form[],
    record: Readonly<Record<string, unknown>>,
  ): boolean {
    if (isTensor(record)) return false;
    let count = 0;
    for (const _ in record) count++;
    if (count !== keys.length) return false;
    for (let i = 0; i < count; i++) {
      if (!Object.hasOwn(record, keys[i]!) || !this.visit(entries[i]!, record[keys[i]!])) return false;
    }
    return true;
  }

  private accepts({ shape, dtype, weak }: Variable, leaf: unknown): boolean {
    if (typeof leaf === "number") return shape.length === 0 && dtype === "float64" && weak !== false;
    if (!isTensor(leaf) || leaf.dtype !== dtype || !sameShape(leaf.shape, shape) || weak === true) return false;
    if (isTraced(leaf)) this.isTraced = true;
    return true;
  }
}

/** A structure, and whether a record holds nothing but leaves. */
type Form =
  | { readonly kind: "leaf" }
  | { readonly kind: "static"; readonly value: unknown }
  | { readonly kind: "array"; readonly entries: readonly Form[] }
  | {
      readonly kind: "record";
      readonly keys: readonly string[];
      readonly entries: readonly Form[];
      readonly isFlat: boolean;
    };

function formOf(structure: Structure): Form {
  if (structure.kind === "leaf" || structure.kind === "static") return structure;
  const entries = structure.entries.map(formOf);
  if (structure.kind === "array") return { kind: "array", entries };
  return { kind: "record", keys: structure.keys, entries, isFlat: entries.every(({ kind }) => kind === "leaf") };
}

/** Whether two static arguments are alike: equal, or arrays and plain records of what is alike. */
export function sameStatic(made: unknown, given: unknown): boolean {
  if (Object.is(made, given)) return true;
  if (typeof made !== "object" || typeof given !== "object" || made === null || given === null) return false;
  if (isTensor(made) || isTensor(given) || Object.getPrototypeOf(made) !== Object.getPrototypeOf(given)) return false;
  if (!Array.isArray(made) && !isPlain(made)) return false;
  const keys = Object.keys(made);
  if (keys.length !== Object.keys(given).length) return false;
  return keys.every(
    (key) =>
      Object.hasOwn(given, key) &&
      sameStatic((made as Record<string, unknown>)[key], (given as Record<string, unknown>)[key]),
  );
}

function isPlain(x: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(x);
  return prototype === Object.prototype || prototype === null;
}

/** A copy of a static argument, so that a change of it in place is noticed. */
export function copyOfStatic(x: unknown): unknown {
  if (typeof x !== "object" || x === null || isTensor(x)) return x;
  if (Array.isArray(x)) return x.map(copyOfStatic);
  if (!isPlain(x)) return x;
  return Object.fromEntries(Object.entries(x).map(([key, value]) => [key, copyOfStatic(value)]));
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let d = 0; d < a.length; d++) if (a[d] !== b[d]) return false;
  return true;
}

/** Whether somebody follows one of the leaves: then the function must be differentiated or staged, not run. */
export function someTraced(leaves: readonly Leaf[]): boolean {
  for (let i = 0; i < leaves.length; i++) {
    const leaf = leaves[i]!;
    if (typeof leaf !== "number" && isTraced(leaf)) return true;
  }
  return false;
}
