/** A memory as the runtime has it. @public */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** What a module exports: functions of numbers. @public */
export type WasmExports = Readonly<Record<string, (...args: number[]) => number>>;

/** What a module may import: by the name of a module and a name in it. @public */
export type WasmImports = Readonly<
  Record<string, Readonly<Record<string, WasmMemory | ((...args: number[]) => number)>>>
>;

/** The part of the runtime's `WebAssembly` that is used here; declared so that no platform's types are needed. */
export interface WebAssemblyRuntime {
  readonly Memory: new (description: { initial: number; maximum?: number }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports?: WasmImports) => { readonly exports: object };
  validate(bytes: Uint8Array<ArrayBuffer>): boolean;
}

/** The runtime's `WebAssembly`; undefined where there is none. */
export function webAssembly(): WebAssemblyRuntime | undefined {
  return (globalThis as { readonly WebAssembly?: WebAssemblyRuntime }).WebAssembly;
}

/**
 * Compiles and instantiates a module at once, and gives its functions.
 *
 * @throws Error where the runtime has no WebAssembly, or forbids it.
 * @public
 */
export function instantiate(bytes: Uint8Array<ArrayBuffer>, imports: WasmImports = {}): WasmExports {
  return instantiateModule(compileModule(bytes), imports);
}

/** A module that is compiled, and can be instantiated many times. @public */
export type CompiledModule = object;

/**
 * Compiles a module at once.
 *
 * @throws Error where the runtime has no WebAssembly, or forbids it.
 * @example instantiateModule(compileModule(new ModuleBuilder().bytes())) // {}
 * @public
 */
export function compileModule(bytes: Uint8Array<ArrayBuffer>): CompiledModule {
  const runtime = webAssembly();
  if (runtime === undefined) throw new Error("this runtime has no WebAssembly");
  return new runtime.Module(bytes);
}

/** An instance of a compiled module: gives its functions. @public */
export function instantiateModule(module: CompiledModule, imports: WasmImports = {}): WasmExports {
  return new (webAssembly()!.Instance)(module, imports).exports as WasmExports;
}

/**
 * A memory of that many pages of 64 KiB, which stays as large as it is.
 *
 * @throws Error where the runtime has no WebAssembly; RangeError where it cannot give that much.
 * @example newMemory(2).buffer.byteLength // 131072
 * @public
 */
export function newMemory(pages: number): WasmMemory {
  const runtime = webAssembly();
  if (runtime === undefined) throw new Error("this runtime has no WebAssembly");
  return new runtime.Memory({ initial: pages, maximum: pages });
}
