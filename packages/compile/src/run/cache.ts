import { evaluate, flattenTree, type Program, type Pytree, type Tensor } from "@wengert/autograd";
import { Entry } from "./entry.ts";
import { someTraced } from "./signature.ts";
import { stage } from "./stage.ts";

type AnyFunction = (...args: never[]) => unknown;

/** So many kinds of arguments are remembered; the one that was not used for longest is forgotten. */
const ENTRIES = 16;

/** A function and its programs, one for each kind of arguments that it was called with. */
export class Cache {
  readonly statics: readonly number[];
  private readonly f: AnyFunction;
  private readonly entries: Entry[] = [];

  constructor(f: AnyFunction, statics: readonly number[]) {
    this.f = f;
    this.statics = statics;
  }

  /** How many programs are remembered. */
  get size(): number {
    return this.entries.length;
  }

  /** A new program for these arguments. */
  stage(args: readonly unknown[]): Program {
    return stage(this.f, args, this.statics);
  }

  /** The leaves of what a program gives, computed operation by operation. */
  evaluate(program: Program, args: readonly unknown[]): Tensor[] {
    return flattenTree(evaluate(program, args) as Pytree, "compile").leaves as Tensor[];
  }

  /** Whether somebody follows one of the arguments, of which the first is at place `first` among those of the function. */
  isTraced(args: readonly unknown[], first = 0): boolean {
    return args.some((arg, n) => !this.statics.includes(first + n) && someTraced(flattenTree(arg, "compile").leaves));
  }

  /** The program for these arguments, which knows their leaves, made where there is none; null where one is traced. */
  find(args: readonly unknown[]): Entry | null {
    const { entries } = this;
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i]!;
      if (!entry.matches(args)) continue;
      if (entry.isTraced) return null;
      if (i > 0) {
        entries.splice(i, 1);
        entries.unshift(entry);
      }
      return entry;
    }
    if (this.isTraced(args)) return null;
    const entry = new Entry(this.stage(args));
    if (!entry.matches(args)) throw new Error("a program does not fit the arguments that it was made for");
    entries.unshift(entry);
    if (entries.length > ENTRIES) entries.pop();
    return entry;
  }
}
