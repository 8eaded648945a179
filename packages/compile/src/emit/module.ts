import { bytesOf } from "@wengert/autograd/engine";
import {
  type Callable,
  call,
  FLOATS,
  type FunctionBuilder,
  type Host,
  importHost,
  type Local,
  ModuleBuilder,
  op,
  opAt,
} from "@wengert/wasm";
import { bytesIn, sizeOf, type View } from "../lower/layout.ts";
import type { Plan } from "../lower/memory.ts";
import type { ConvolutionStep, GatherStep, GemmStep, Step } from "../lower/steps.ts";
import { startOf } from "./access.ts";
import { importGemm, importReader } from "./gemm.ts";
import { addNest } from "./nest.ts";
import { importWindows, windowsName, writeWindows } from "./pooling.ts";
import { wayOfStep } from "./product.ts";
import { addUpright } from "./upright.ts";

/** Letters of a function's name in a module: profilers show it, and nobody reads more. */
const SHOWN = 40;

/** A page of WebAssembly's memory. */
export const PAGE = 65536;

/** The bytes of a module that runs a plan: `run` does all steps, and there is a function for each. */
export function emitModule(plan: Plan): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  const host = importHost(module);
  const callHost = module.importFunction("host", "call", ["i32"], null);
  const products = new Map([...kernelsOf(plan.steps)].map((dtype) => [dtype, importGemm(module, dtype)]));
  const readers = new Map(
    plan.steps.flatMap((step) => {
      if (step.kind !== "conv") return [];
      const name = `${step.reading.by} ${step.dtype}`;
      return [[name, step] as const];
    }),
  );
  const imported = new Map(
    [...readers].map(([name, { reading, dtype }]) => [name, importReader(module, reading.by, dtype)] as const),
  );
  for (const step of plan.steps) {
    if (step.kind !== "windows" || imported.has(windowsName(step))) continue;
    imported.set(windowsName(step), importWindows(module, step));
  }
  module.importMemory("host", "memory", Math.ceil(plan.bytes / PAGE));
  const functions = plan.steps.map((step, i) => addStep(module, i, step, plan, host, callHost, products, imported));
  for (const [i, each] of functions.entries()) module.exportAs(`step${i}`, each);
  const runAll = (f: FunctionBuilder): void => {
    for (const each of functions) f.do(call(each));
  };
  module.function("run", [], null, runAll, { exported: true });
  return module.bytes();
}

function addStep(
  module: ModuleBuilder,
  index: number,
  step: Step,
  plan: Plan,
  host: Host,
  callHost: Callable,
  products: ReadonlyMap<"float64" | "float32", Callable>,
  imported: ReadonlyMap<string, Callable>,
): Callable {
  const name = `${index} ${step.kind} ${namesOf(step)}`;
  if (step.kind === "map") return (step.upright ? addUpright : addNest)(module, name, step, host, plan.scratch);
  const body = (f: FunctionBuilder): void => {
    switch (step.kind) {
      case "gemm": {
        const way = wayOfStep(step);
        if (way === null) writeProduct(f, step, products.get(step.dtype)!, plan.scratch);
        else way.write(f);
        break;
      }
      case "conv":
        writeConvolution(
          f,
          step,
          imported.get(`${step.reading.by} ${step.dtype}`)!,
          products.get(step.dtype)!,
          plan.scratch,
        );
        break;
      case "windows":
        writeWindows(f, step, imported.get(windowsName(step))!);
        break;
      case "fill":
        if (step.buffer.size > 0) f.fill(step.buffer.address, 0, bytesIn(step.buffer));
        break;
      case "copy":
        if (step.from.size > 0) f.copy(step.to.address, step.from.address, bytesIn(step.from));
        break;
      case "take":
      case "scatterAdd":
        writeGather(f, step);
        break;
      default:
        f.do(call(callHost, index));
    }
  };
  return module.function(name, [], null, body);
}

/** The operations of a step as profilers show them. */
function namesOf({ equations }: Step): string {
  const names = equations.map(({ primitive }) => primitive.name).join(" ");
  return (names.length <= SHOWN ? names : `${names.slice(0, SHOWN)} ...`).replace(/[^ -~]/g, "?");
}

/** The floating types of products that the kernel does. */
export function kernelsOf(steps: readonly Step[]): ReadonlySet<"float64" | "float32"> {
  return new Set(
    steps.flatMap((step) =>
      step.kind === "conv" || (step.kind === "gemm" && wayOfStep(step) === null) ? [step.dtype] : [],
    ),
  );
}

/** For each example and group: what its windows see, times the kernel. */
function writeConvolution(
  f: FunctionBuilder,
  { x, kernel, out, seen, words, reading, sizes, dtype, windowsAreRows }: ConvolutionStep,
  read: Callable,
  gemm: Callable,
  scratch: number,
): void {
  const { bytes } = FLOATS[dtype];
  const { examples, groups, inputs, outputs, taps, places, count } = sizes;
  const depth = inputs * taps;
  const from = f.let(startOf(x), "i32");
  const to = f.let(out.address, "i32");
  const weights = f.local("i32");
  const left = f.let(examples, "i32");
  const product = (): void => {
    const { length, times, step } = reading;
    f.do(call(read, seen.address, from, words.address, times, length, step * bytes));
    if (windowsAreRows) {
      const [row, column] = [depth * bytes, outputs * bytes];
      f.do(call(gemm, to, column, seen.address, row, bytes, weights, column, bytes, count, outputs, depth, scratch));
    } else {
      const [row, column] = [depth * bytes, count * bytes];
      f.do(call(gemm, to, column, weights, row, bytes, seen.address, column, bytes, outputs, count, depth, scratch));
    }
    f.increase(from, inputs * places * bytes);
    f.increase(to, outputs * count * bytes);
  };
  f.loop((again) => {
    f.set(weights, startOf(kernel));
    if (groups === 1) product();
    else {
      const group = f.let(groups, "i32");
      f.loop((next) => {
        product();
        f.increase(weights, outputs * depth * bytes);
        f.increase(group, -1);
        f.branchIf(group, next);
      });
    }
    f.increase(left, -1);
    f.branchIf(left, again);
  });
}

/** Loops over the leading axes, each product a call. */
function writeProduct(f: FunctionBuilder, { a, b, c, dtype }: GemmStep, gemm: Callable, scratch: number): void {
  const { bytes } = FLOATS[dtype];
  const rank = c.shape.length;
  const [m, n, k] = [c.shape[rank - 2]!, c.shape[rank - 1]!, a.shape[rank - 1]!];
  if (sizeOf(c.shape) === 0) return;
  if (k === 0) {
    f.fill(c.buffer.address, 0, bytesIn(c.buffer));
    return;
  }
  const step = (view: View, d: number): number => view.strides[d]! * bytes;
  const views = [c, a, b] as const;
  const at = views.map((view) => f.let(startOf(view), "i32"));
  const product = (): void => {
    const [to, left, right] = at as [Local, Local, Local];
    const [cRow, aRow, aColumn] = [step(c, rank - 2), step(a, rank - 2), step(a, rank - 1)];
    f.do(call(gemm, to, cRow, left, aRow, aColumn, right, step(b, rank - 2), step(b, rank - 1), m, n, k, scratch));
  };
  const loop = (d: number): void => {
    if (d === rank - 2) {
      product();
      return;
    }
    const length = c.shape[d]!;
    const left = f.let(length, "i32");
    f.loop((again) => {
      loop(d + 1);
      views.forEach((view, i) => {
        if (step(view, d) !== 0) f.increase(at[i]!, step(view, d));
      });
      f.increase(left, -1);
      f.branchIf(left, again);
    });
    views.forEach((view, i) => {
      if (step(view, d) !== 0) f.increase(at[i]!, -length * step(view, d));
    });
  };
  loop(0);
}

/** Reads the entries that an index names, or adds entries where it says. */
function writeGather(f: FunctionBuilder, step: GatherStep): void {
  const { kind, x, index, out, outer, length, inner } = step;
  const bytes = bytesOf(x.buffer.dtype);
  const count = sizeOf(index.shape);
  if (outer * inner * count === 0) return;
  const entry = inner * bytes;
  // The entries in order, and the block in which an index chooses one.
  const [ordered, chosen] = kind === "take" ? [out, x] : [x, out];
  const [at, block, place] = [f.let(startOf(ordered), "i32"), f.let(startOf(chosen), "i32"), f.local("i32")];
  const [left, end] = [f.let(outer, "i32"), startOf(index) + 4 * count];
  f.loop((again) => {
    f.set(place, startOf(index));
    f.count(place, end, 4, () => {
      const where = f.let(op("i32.add", block, op("i32.mul", op("i32.load", place), entry)));
      if (kind === "take") f.copy(at, where, entry);
      else addEntry(f, x.buffer.dtype as "float64" | "float32", where, at, inner);
      f.increase(at, entry);
    });
    f.increase(block, length * entry);
    f.increase(left, -1);
    f.branchIf(left, again);
  });
}

function addEntry(f: FunctionBuilder, dtype: "float64" | "float32", to: Local, from: Local, inner: number): void {
  const { scalar, bytes } = FLOATS[dtype];
  const offset = f.let(0, "i32");
  f.count(offset, inner * bytes, bytes, () => {
    const [target, source] = [f.let(op("i32.add", to, offset)), op("i32.add", from, offset)];
    const sum = op(`${scalar}.add`, opAt({}, `${scalar}.load`, target), op(`${scalar}.load`, source));
    f.store(`${scalar}.store`, target, sum);
  });
}
