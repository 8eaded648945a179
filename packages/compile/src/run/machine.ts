import type { Program, Tensor } from "@wengert/autograd";
import { applyAny, copyInto, gathered, single, tensorOn } from "@wengert/autograd/engine";
import { FLOATS, gemmScratch, instantiate, newMemory, type WasmExports, type WasmMemory } from "@wengert/wasm";
import { mayBeStaged } from "../emit/cuts.ts";
import { gemmOn, readersOn } from "../emit/gemm.ts";
import { emitModule, kernelsOf, PAGE } from "../emit/module.ts";
import { windowsOn } from "../emit/pooling.ts";
import { STAGED_BYTES } from "../emit/staged.ts";
import type { Buffer, View } from "../lower/layout.ts";
import { isContiguous } from "../lower/layout.ts";
import { type Lowered, lower } from "../lower/lower.ts";
import { type Link, type Plan, planMemory } from "../lower/memory.ts";
import type { HostStep } from "../lower/steps.ts";
import { Resident } from "./resident.ts";
import { type Arrays, placeOf, Results } from "./results.ts";
import type { Leaf } from "./signature.ts";

/** Addresses are compared as signed numbers of 32 bits. */
const MOST_BYTES = 2 ** 31 - PAGE;

/** A machine for a program; null where the runtime forbids such a module, or cannot give so much memory. */
export function machineFor(program: Program, links: readonly Link[]): Machine | null {
  if ((globalThis as { readonly WebAssembly?: unknown }).WebAssembly === undefined) return null;
  try {
    return new Machine(program, links);
  } catch (error) {
    // RangeError: too large for this runtime; CompileError: the page's policy allows no modules made of bytes.
    if (error instanceof RangeError || (error as Error).name === "CompileError") return null;
    throw error;
  }
}

/** The functions besides products that the convolutions and windows of a program need. */
function functionsFor({ steps }: Lowered, memory: WasmMemory): WasmExports {
  const found: Record<string, WasmExports[string]> = {};
  const types = new Set(steps.flatMap((step) => (step.kind === "conv" ? [step.dtype] : [])));
  for (const dtype of types) {
    for (const [by, run] of Object.entries(readersOn(dtype, memory))) found[`${by} ${dtype}`] = run;
  }
  for (const dtype of new Set(steps.flatMap((step) => (step.kind === "windows" ? [step.dtype] : [])))) {
    for (const [by, run] of Object.entries(windowsOn(dtype, memory))) found[`${by} ${dtype}`] = run;
  }
  return found;
}

/** A program in its own memory, ready to run. */
export class Machine {
  readonly program: Program;
  readonly lowered: Lowered;
  readonly plan: Plan;
  readonly functions: WasmExports;
  readonly moduleBytes: number;
  readonly resident: Resident;
  private readonly arrays: Arrays;
  private readonly inputPlaces: readonly number[];
  private readonly start: () => number;
  private readonly results: Results;

  /** `apart`: no two values share a place, so that steps can be run again and again. */
  constructor(program: Program, links: readonly Link[], apart = false) {
    this.program = program;
    this.lowered = lower(program);
    const types = kernelsOf(this.lowered.steps);
    const staged = this.lowered.steps.some(mayBeStaged) ? STAGED_BYTES : 0;
    const scratch = Math.max(staged, ...[...types].map((dtype) => gemmScratch(FLOATS[dtype])));
    this.plan = planMemory(this.lowered, links, scratch, apart);
    if (this.plan.bytes > MOST_BYTES) throw new RangeError(`a memory of ${this.plan.bytes} bytes is too large`);
    const memory = newMemory(Math.ceil(this.plan.bytes / PAGE));
    const { buffer } = memory;
    const float64 = new Float64Array(buffer);
    this.arrays = {
      float64,
      float32: new Float32Array(buffer),
      int32: new Int32Array(buffer),
      bool: new Uint8Array(buffer),
    };
    const products = Object.fromEntries([...types].map((dtype) => [`gemm ${dtype}`, gemmOn(dtype, memory)]));
    const host = {
      memory,
      sin: Math.sin as Run,
      cos: Math.cos as Run,
      call: (i: number) => this.callHost(i),
      ...products,
      ...functionsFor(this.lowered, memory),
    };
    const bytes = emitModule(this.plan);
    this.moduleBytes = bytes.length;
    this.functions = instantiate(bytes, { host });
    this.start = this.functions.run!;
    const values = new Map(program.constants.map(({ variable, value }) => [variable.id, value]));
    for (const { buffer: place, variable } of this.lowered.constants) this.put(place, values.get(variable.id)!);
    for (const { buffer: place, words } of this.lowered.tables) this.arrays.int32.set(words, placeOf(place));
    this.resident = new Resident(program.inputs.length, program.outputs.length, links);
    this.inputPlaces = this.lowered.inputs.map(placeOf);
    this.results = this.resultsFrom(0);
  }

  /** Copies results out of memory, from some result on. */
  resultsFrom(first: number): Results {
    return new Results(this.program.outputs.slice(first), this.plan.outputs.slice(first), this.arrays);
  }

  /** Puts a tensor into a buffer. */
  private put(buffer: Buffer, x: Tensor): void {
    copyInto(this.arrays[buffer.dtype], placeOf(buffer), x);
  }

  /** Puts an input into its place. */
  setInput(i: number, x: Leaf): void {
    const { resident } = this;
    resident.forget(i);
    if (typeof x === "number") {
      this.arrays.float64[this.inputPlaces[i]!] = x;
      return;
    }
    copyInto(this.arrays[x.dtype], this.inputPlaces[i]!, x);
    if (resident.resultOf[i]! < 0) resident.present[i] = x;
  }

  /** Takes over an input from the memory of another machine. */
  takeInput(i: number, from: Machine): void {
    const { dtype, size } = this.lowered.inputs[i]!;
    const at = from.inputPlaces[i]!;
    this.arrays[dtype].set(from.arrays[dtype].subarray(at, at + size), this.inputPlaces[i]!);
    this.resident.forget(i);
  }

  /** Runs the whole program on the inputs in memory. */
  run(): void {
    // The places of linked inputs will hold results, of whatever part of the program was run.
    this.resident.forgetResults();
    this.start();
  }

  /** Copies all results out of memory. */
  read(): Tensor[] {
    const results = this.results.read();
    this.resident.setResults(results);
    return results;
  }

  /** Copies what lies in the place of an input out of memory. */
  readInput(i: number): Tensor {
    const { shape, dtype } = this.program.inputs[i]!;
    const buffer = this.lowered.inputs[i]!;
    const at = placeOf(buffer);
    if (dtype === "float64" && buffer.size === 1) return single(shape, this.arrays.float64[at]!);
    return tensorOn(shape, dtype, buffer.size, this.arrays[dtype].slice(at, at + buffer.size), 0);
  }

  /** An operation that the module leaves to its primitive: operands are copied out, results in. */
  private callHost(index: number): number {
    const { equation, inputs, outputs } = this.plan.steps[index] as HostStep;
    const results = applyAny(
      equation.primitive,
      inputs.map((view) => this.tensorOf(view)),
      equation.params,
    );
    for (const [i, { buffer }] of outputs.entries()) this.put(buffer, results[i]!);
    return 0;
  }

  private tensorOf(view: View): Tensor {
    const { buffer, offset, shape } = view;
    const at = placeOf(buffer);
    const size = shape.reduce((product, n) => product * n, 1);
    const array = this.arrays[buffer.dtype];
    if (isContiguous(view)) return tensorOn(shape, buffer.dtype, size, array.slice(at + offset, at + offset + size), 0);
    return tensorOn(shape, buffer.dtype, size, gathered(array, buffer.dtype, shape, view.strides, at + offset), 0);
  }
}

type Run = (...args: number[]) => number;
