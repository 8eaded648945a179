import type { Program, Tensor } from "@wengert/autograd";
import { applyAny, bytesOf, copyInto, gathered, single, type TypedArray, tensorOn } from "@wengert/autograd/engine";
import { FLOATS, gemmScratch, instantiate, newMemory, type WasmExports, type WasmMemory } from "@wengert/wasm";
import { mayBeStaged } from "../emit/cuts.ts";
import { gemmOn, readersOn } from "../emit/gemm.ts";
import { emitModule, kernelsOf, PAGE } from "../emit/module.ts";
import { STAGED_BYTES } from "../emit/staged.ts";
import type { Buffer, View } from "../lower/layout.ts";
import { isContiguous } from "../lower/layout.ts";
import { type Lowered, lower } from "../lower/lower.ts";
import { type Link, type Plan, planMemory } from "../lower/memory.ts";
import type { HostStep } from "../lower/steps.ts";
import { Shelf } from "./shelf.ts";

/** Results up to this many bytes together are copied out at once; larger ones have arrays of their own. */
const TOGETHER = 16 * 1024;

/** Addresses are compared as signed numbers of 32 bits. */
const MOST_BYTES = 2 ** 31 - PAGE;

/** A machine for a program; null where the runtime forbids such a module, or cannot give so much memory. */
export function machineFor(program: Program, links: readonly Link[]): Machine | null {
  try {
    return new Machine(program, links);
  } catch (error) {
    // RangeError: too large for this runtime; CompileError: the page's policy allows no modules made of bytes.
    if (error instanceof RangeError || (error as Error).name === "CompileError") return null;
    throw error;
  }
}

/** The readers that the convolutions of a program need. */
function readersFor({ steps }: Lowered, memory: WasmMemory): WasmExports {
  const found: Record<string, WasmExports[string]> = {};
  const types = new Set(steps.flatMap((step) => (step.kind === "conv" ? [step.dtype] : [])));
  for (const dtype of types) {
    for (const [by, run] of Object.entries(readersOn(dtype, memory))) found[`${by} ${dtype}`] = run;
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
  private readonly arrays: { readonly [D in Tensor["dtype"]]: TypedArray };
  /** What lies in the places of the inputs: a tensor that is given again need not be copied again. */
  readonly present: (Tensor | null)[];
  private readonly inputPlaces: readonly number[];
  private readonly links: readonly Link[];
  private readonly start: () => number;
  private readonly results: readonly Result[];
  private readonly chunks: readonly Chunk[];
  /** The copies of the chunks while they are read, and where in their arrays they begin. */
  private readonly copied: TypedArray[];
  private readonly starts: number[];

  /** `apart`: no two values share a place, so that steps can be run again and again. */
  constructor(program: Program, links: readonly Link[], apart = false) {
    this.program = program;
    this.links = links;
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
      ...readersFor(this.lowered, memory),
    };
    const bytes = emitModule(this.plan);
    this.moduleBytes = bytes.length;
    this.functions = instantiate(bytes, { host });
    this.start = this.functions.run!;
    const values = new Map(program.constants.map(({ variable, value }) => [variable.id, value]));
    for (const { buffer: place, variable } of this.lowered.constants) this.put(place, values.get(variable.id)!);
    for (const { buffer: place, words } of this.lowered.tables) this.arrays.int32.set(words, placeOf(place));
    this.present = program.inputs.map(() => null);
    this.inputPlaces = this.lowered.inputs.map(placeOf);
    const { chunks, results } = describeResults(program, this.plan.outputs);
    this.chunks = chunks.map(({ dtype, from, to }): Chunk => {
      const view = this.arrays[dtype].subarray(from, to);
      return { view, shelf: view.length <= TOGETHER / 8 ? new Shelf(view) : null };
    });
    this.results = results;
    this.copied = chunks.map(() => NOTHING);
    this.starts = chunks.map(() => 0);
  }

  /** Puts a tensor into a buffer. */
  private put(buffer: Buffer, x: Tensor): void {
    copyInto(this.arrays[buffer.dtype], placeOf(buffer), x);
  }

  /** Puts an input into its place, unless it is there already. */
  setInput(i: number, x: Tensor | number): void {
    if (typeof x === "number") {
      this.arrays.float64[this.inputPlaces[i]!] = x;
      this.present[i] = null;
      return;
    }
    if (this.present[i] === x) return;
    copyInto(this.arrays[x.dtype], this.inputPlaces[i]!, x);
    this.present[i] = x;
  }

  /** Takes over an input from the memory of another machine. */
  takeInput(i: number, from: Machine): void {
    const { dtype, size } = this.lowered.inputs[i]!;
    const at = from.inputPlaces[i]!;
    this.arrays[dtype].set(from.arrays[dtype].subarray(at, at + size), this.inputPlaces[i]!);
    this.present[i] = null;
  }

  /** Runs the whole program on the inputs in memory. */
  run(): void {
    const { links, present } = this;
    // The places of linked inputs will hold results, of whatever part of the program was run.
    for (let k = 0; k < links.length; k++) present[links[k]!.input] = null;
    this.start();
  }

  /** Copies all results out of memory. */
  read(): Tensor[] {
    const { chunks, results, arrays, copied, starts, links, present } = this;
    for (let c = 0; c < chunks.length; c++) {
      const { view, shelf } = chunks[c]!;
      // Small ones share a larger array with others, which costs a tenth of an array of their own.
      if (shelf === null) {
        copied[c] = view.slice();
        starts[c] = 0;
        continue;
      }
      starts[c] = shelf.put(view);
      copied[c] = shelf.array;
    }
    const out = new Array<Tensor>(results.length);
    for (let i = 0; i < results.length; i++) {
      const { shape, dtype, size, chunk, offset } = results[i]!;
      if (chunk < 0) out[i] = single(shape, arrays.float64[offset]!);
      else out[i] = tensorOn(shape, dtype, size, copied[chunk]!, starts[chunk]! + offset);
    }
    for (let c = 0; c < chunks.length; c++) copied[c] = NOTHING;
    for (let k = 0; k < links.length; k++) present[links[k]!.input] = out[links[k]!.output]!;
    return out;
  }

  /** Copies one result out of memory. */
  readOne(i: number): Tensor {
    const { shape, dtype, size } = this.results[i]!;
    return this.copyOf(this.plan.outputs[i]!, shape, dtype, size);
  }

  /** Copies what lies in the place of an input out of memory. */
  readInput(i: number): Tensor {
    const { shape, dtype } = this.program.inputs[i]!;
    const buffer = this.lowered.inputs[i]!;
    return this.copyOf(buffer, shape, dtype, buffer.size);
  }

  private copyOf(buffer: Buffer, shape: readonly number[], dtype: Tensor["dtype"], size: number): Tensor {
    const at = placeOf(buffer);
    if (dtype === "float64" && size === 1) return single(shape, this.arrays.float64[at]!);
    return tensorOn(shape, dtype, size, this.arrays[dtype].slice(at, at + size), 0);
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

const NOTHING = new Float64Array(0);

type Run = (...args: number[]) => number;

/** A stretch of memory that is copied out at once. */
interface Chunk {
  /** The stretch itself: the memory never grows, so it may be held. */
  readonly view: TypedArray;
  /** Where its copies lie; null where it is large, and each has an array of its own. */
  readonly shelf: Shelf | null;
}

interface Stretch {
  readonly dtype: Tensor["dtype"];
  readonly from: number;
  readonly to: number;
}

/** Where a result is found: in which copied chunk and at what place of it; chunk −1 for a single number in memory. */
interface Result {
  readonly shape: readonly number[];
  readonly dtype: Tensor["dtype"];
  readonly size: number;
  readonly chunk: number;
  readonly offset: number;
}

function placeOf({ address, dtype }: Buffer): number {
  return address / bytesOf(dtype);
}

function describeResults(program: Program, buffers: readonly Buffer[]): { chunks: Stretch[]; results: Result[] } {
  const chunks: { dtype: Tensor["dtype"]; from: number; to: number }[] = [];
  const results = new Array<Result>(buffers.length);
  const order = [...buffers.keys()].sort((a, b) => buffers[a]!.address - buffers[b]!.address);
  for (const i of order) {
    const buffer = buffers[i]!;
    const { shape, dtype } = program.outputs[i]!;
    const { size } = buffer;
    const at = placeOf(buffer);
    if (dtype === "float64" && size === 1) {
      results[i] = { shape, dtype, size, chunk: -1, offset: at };
      continue;
    }
    const last = chunks[chunks.length - 1];
    const limit = TOGETHER / bytesOf(dtype);
    // Together while they are small and hardly anything else lies between.
    if (last?.dtype === dtype && at + size - last.from <= limit && at >= last.to && at - last.to <= 64)
      last.to = at + size;
    else chunks.push({ dtype, from: at, to: at + size });
    const chunk = chunks.length - 1;
    results[i] = { shape, dtype, size, chunk, offset: at - chunks[chunk]!.from };
  }
  return { chunks, results };
}
