import { pushName, pushUnsigned, pushVector } from "./bytes.ts";
import { AssemblyError } from "./error.ts";
import type { Callable, Local } from "./expression.ts";
import { FunctionBuilder } from "./function.ts";
import { TYPE_CODES, type ValueType } from "./types.ts";

const MAGIC = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const SECTION = { names: 0, types: 1, imports: 2, functions: 3, memory: 5, exports: 7, code: 10 } as const;
const KIND = { function: 0, memory: 2 } as const;

/** Something imported: by the name of a module and a name in it. */
interface Import {
  readonly from: string;
  readonly name: string;
  /** What follows the names. */
  readonly kind: readonly number[];
}

/**
 * A module, assembled function by function and given as bytes for `WebAssembly.Module`. Imports come first, since they
 * take the first numbers.
 *
 * @example
 * const module = new ModuleBuilder();
 * module.function("twice", ["f64"], "f64", (f, x) => f.return(op("f64.add", x, x)), { exported: true });
 * instantiate(module.bytes()).twice!(21) // 42
 * @public
 */
export class ModuleBuilder {
  private readonly types: string[] = [];
  private readonly imports: Import[] = [];
  private readonly callables: Callable[] = [];
  private readonly bodies: Uint8Array[] = [];
  private readonly exports = new Map<
    string,
    { readonly name: string; readonly kind: number; readonly index: number }
  >();
  private memory: "none" | "own" | "imported" = "none";
  private pages = 0;

  /** A function from outside. */
  importFunction(from: string, name: string, parameters: readonly ValueType[], result: ValueType | null): Callable {
    if (this.bodies.length > 0) {
      throw new AssemblyError(
        "imports come before functions",
        `the import ${from}.${name} after ${this.callables[this.imported]!.name}`,
      );
    }
    const kind = [KIND.function];
    pushUnsigned(kind, this.typeOf(parameters, result));
    this.imports.push({ from, name, kind });
    return this.callable(name, parameters, result);
  }

  /** The memory from outside, of at least that many pages of 64 KiB. */
  importMemory(from: string, name: string, pages: number): void {
    this.setMemory("imported", pages);
    const kind = [KIND.memory, 0];
    pushUnsigned(kind, pages);
    this.imports.push({ from, name, kind });
  }

  /** A memory of its own, of that many pages at the start, exported as `name` where one is given. */
  ownMemory(pages: number, name?: string): void {
    this.setMemory("own", pages);
    if (name !== undefined) this.export(name, KIND.memory, 0);
  }

  /**
   * A function: `body` gets the builder and the parameters, and writes the statements.
   *
   * @throws AssemblyError when the body is wrong, or when the name is exported already.
   */
  function(
    name: string,
    parameters: readonly ValueType[],
    result: ValueType | null,
    body: (f: FunctionBuilder, ...parameters: Local[]) => void,
    { exported = false }: { readonly exported?: boolean } = {},
  ): Callable {
    const callable = this.callable(name, parameters, result);
    const builder = new FunctionBuilder(callable, this);
    // A body may define further functions: its place is before theirs.
    const place = this.bodies.push(new Uint8Array(0)) - 1;
    body(builder, ...parameters.map((_, i) => builder.parameter(i)));
    this.bodies[place] = builder.bytes();
    if (exported) this.export(name, KIND.function, callable.index);
    return callable;
  }

  /**
   * Exports a function under a name that is not its own.
   *
   * @throws AssemblyError when the name is exported already.
   */
  exportAs(name: string, { index }: Callable): void {
    this.export(name, KIND.function, index);
  }

  /** The whole module. */
  bytes(): Uint8Array<ArrayBuffer> {
    const out = [...MAGIC];
    const functions = this.callables
      .slice(this.imported)
      .map(({ parameters, result }) => this.typeOf(parameters, result));
    const types = this.types.map((text) => text.split(",").map(Number));
    section(out, SECTION.types, types, (to, bytes) => to.push(...bytes));
    section(out, SECTION.imports, this.imports, (to, { from, name, kind }) => {
      pushName(to, from);
      pushName(to, name);
      to.push(...kind);
    });
    section(out, SECTION.functions, functions, pushUnsigned);
    section(out, SECTION.memory, this.memory === "own" ? [this.pages] : [], (to, pages) => {
      to.push(0);
      pushUnsigned(to, pages);
    });
    section(out, SECTION.exports, [...this.exports.values()], (to, { name, kind, index }) => {
      pushName(to, name);
      to.push(kind);
      pushUnsigned(to, index);
    });
    // The code is nearly all there is: it is copied once, to its place.
    const count: number[] = [];
    pushUnsigned(count, this.bodies.length);
    const code = this.bodies.length === 0 ? [] : [count, ...this.bodies];
    if (code.length > 0) {
      out.push(SECTION.code);
      pushUnsigned(out, lengthOf(code));
    }
    const names: number[] = [];
    this.pushNames(names);
    const parts = [out, ...code, names];
    const bytes = new Uint8Array(lengthOf(parts));
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }

  /** The names of all functions, which profilers and disassemblers show. */
  private pushNames(out: number[]): void {
    if (this.callables.length === 0) return;
    const names: number[] = [];
    pushUnsigned(names, this.callables.length);
    for (const { index, name } of this.callables) {
      pushUnsigned(names, index);
      pushName(names, name);
    }
    const content: number[] = [];
    pushName(content, "name");
    content.push(1);
    pushVector(content, names);
    out.push(SECTION.names);
    pushVector(out, content);
  }

  /** How many functions come from outside: they have the first numbers. */
  private get imported(): number {
    return this.callables.length - this.bodies.length;
  }

  private setMemory(kind: "own" | "imported", pages: number): void {
    if (this.memory !== "none") throw new AssemblyError("a module has one memory", "a second one");
    this.memory = kind;
    this.pages = pages;
  }

  private export(name: string, kind: number, index: number): void {
    if (this.exports.has(name)) {
      throw new AssemblyError("exports have names of their own", `${name} a second time`);
    }
    this.exports.set(name, { name, kind, index });
  }

  private callable(name: string, parameters: readonly ValueType[], result: ValueType | null): Callable {
    const made = { name, index: this.callables.length, parameters, result };
    this.callables.push(made);
    return made;
  }

  private typeOf(parameters: readonly ValueType[], result: ValueType | null): number {
    const code = [0x60, parameters.length, ...parameters.map((type) => TYPE_CODES[type])];
    const text = [...code, ...(result === null ? [0] : [1, TYPE_CODES[result]])].join(",");
    const found = this.types.indexOf(text);
    return found >= 0 ? found : this.types.push(text) - 1;
  }
}

function lengthOf(parts: readonly ArrayLike<number>[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}

/** Appends a section: its number, its length, and its members after their count. An empty one is left out. */
function section<T>(out: number[], id: number, members: readonly T[], push: (to: number[], member: T) => void): void {
  if (members.length === 0) return;
  const content: number[] = [];
  pushUnsigned(content, members.length);
  for (const member of members) push(content, member);
  out.push(id);
  pushVector(out, content);
}
