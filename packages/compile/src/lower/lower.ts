import type { Equation, Program, Variable } from "@wengert/autograd";
import { bytesOf, keepingAxes, repeatedNumber, rowMajor } from "@wengert/autograd/engine";
import { OVERREAD } from "@wengert/wasm";
import { constantValues } from "../passes/rewrite.ts";
import { convolutionSizes, hasWindowsAsRows, readingOf } from "./convolution.ts";
import { type Group, type Grouping, groupOperations } from "./groups.ts";
import {
  type Buffer,
  contiguous,
  isContiguous,
  type Layout,
  sizeOf,
  squeezed,
  stridesAlong,
  type View,
} from "./layout.ts";
import type { Kind } from "./lowering.ts";
import { windowsOf } from "./pooling.ts";
import { lowerUpright, type Places } from "./rows.ts";
import type { Line, Step } from "./steps.ts";
import { partsOf } from "./views.ts";

/** A program as steps on buffers whose places in memory are still open. */
export interface Lowered {
  readonly steps: readonly Step[];
  readonly buffers: readonly Buffer[];
  /** Where the inputs are put, in order. */
  readonly inputs: readonly Buffer[];
  /** The constants that lie in memory. */
  readonly constants: readonly { readonly buffer: Buffer; readonly variable: Variable }[];
  /** Numbers of the plan's own that lie in memory. */
  readonly tables: readonly { readonly buffer: Buffer; readonly words: Int32Array }[];
  /** Where the results are, in order: each in a buffer of its own. */
  readonly outputs: readonly Buffer[];
}

/** Writes a program as steps. */
export function lower(program: Program): Lowered {
  return new Lowering(program).run();
}

/** What the loops of an operation go over: a reshape that copies, and a reduction, over the shape of their operand. */
function loopOf({ primitive, inputs, outputs }: Equation, kind: Kind["kind"]): readonly number[] {
  return kind === "reduce" || primitive.name === "reshape" ? inputs[0]!.shape : outputs[0]!.shape;
}

class Lowering {
  private readonly program: Program;
  private readonly grouping: Grouping;
  private readonly buffers: Buffer[] = [];
  private readonly places = new Map<number, Buffer>();
  private readonly steps: Step[] = [];
  private readonly constants: { buffer: Buffer; variable: Variable }[] = [];
  private readonly tables: { buffer: Buffer; words: Int32Array }[] = [];
  private readonly numbers = new Map<number, number>();
  /** The variables that have to be in memory. */
  private readonly stored = new Set<number>();
  /** How many equations and results read the numbers of each variable. */
  private readonly readers = new Map<number, number>();

  constructor(program: Program) {
    this.program = program;
    this.grouping = groupOperations(program);
  }

  run(): Lowered {
    const { program } = this;
    const values = constantValues(program);
    for (const [id, value] of values) {
      const number = repeatedNumber(value);
      if (number !== undefined) this.numbers.set(id, number);
    }
    const inputs = program.inputs.map((x) => this.bufferOf(x));
    this.findStored();
    for (const group of this.grouping.groups) this.lowerGroup(group);
    const outputs = this.lowerOutputs(new Set(inputs));
    return {
      steps: this.steps,
      buffers: this.buffers,
      inputs,
      constants: this.constants,
      tables: this.tables,
      outputs,
    };
  }

  private known(): Places {
    return {
      grouping: this.grouping,
      viewOf: (x) => this.viewOf(x),
      bufferOf: (x) => this.bufferOf(x),
      isStored: (x) => this.stored.has(x.id),
      numberOf: (x) => this.numbers.get(this.grouping.sourceOf(x).root.id),
    };
  }

  private newBuffer(dtype: Buffer["dtype"], size: number): Buffer {
    const buffer: Buffer = { id: this.buffers.length, dtype, size, address: 0 };
    this.buffers.push(buffer);
    return buffer;
  }

  /** The buffer of a variable that is no look at another. */
  private bufferOf(x: Variable): Buffer {
    const found = this.places.get(x.id);
    if (found !== undefined) return found;
    const buffer = this.newBuffer(x.dtype, sizeOf(x.shape));
    this.places.set(x.id, buffer);
    if (this.program.constants.some(({ variable }) => variable.id === x.id))
      this.constants.push({ buffer, variable: x });
    return buffer;
  }

  private viewOf(x: Variable): View {
    const { root, layout } = this.grouping.sourceOf(x);
    return { ...layout, buffer: this.bufferOf(root) };
  }

  private read(x: Variable): void {
    const { id } = this.grouping.sourceOf(x).root;
    this.readers.set(id, (this.readers.get(id) ?? 0) + 1);
  }

  /** Which variables are read by another group than the one that makes them, or otherwise than number by number. */
  private findStored(): void {
    const { groups, sourceOf, insideOf, kinds } = this.grouping;
    const keep = (x: Variable): void => {
      this.stored.add(sourceOf(x).root.id);
    };
    for (const x of [...this.grouping.kinds].flatMap(([{ inputs }, { kind }]) => (kind === "view" ? [] : inputs)))
      this.read(x);
    for (const y of this.program.outputs) this.read(y);
    for (const group of groups) {
      for (const equation of group.members) {
        const loop = loopOf(equation, kinds.get(equation)!.kind);
        for (const x of equation.inputs) if (group.key === null || insideOf(group, x, loop) === null) keep(x);
      }
    }
    for (const y of this.program.outputs) keep(y);
  }

  private lowerGroup(group: Group): void {
    if (group.key !== null) {
      this.steps.push(group.upright ? lowerUpright(group, this.known()) : this.lowerLoops(group));
      return;
    }
    const equation = group.members[0]!;
    const { inputs, outputs, params } = equation;
    const y = outputs[0]!;
    const equations = [equation];
    const kind = this.grouping.kinds.get(equation)!.kind;
    const view = (x: Variable): View => this.viewOf(x);
    switch (kind) {
      case "gemm":
        this.lowerProduct(equation);
        return;
      case "conv":
        this.lowerConvolution(equation);
        return;
      case "windows":
        this.lowerWindows(equation);
        return;
      case "assemble":
        this.lowerParts(equation);
        return;
      case "take":
      case "scatterAdd": {
        const axis = params!.axis as number;
        const whole = kind === "take" ? inputs[0]!.shape : y.shape;
        const sizes = {
          outer: sizeOf(whole.slice(0, axis)),
          length: whole[axis]!,
          inner: sizeOf(whole.slice(axis + 1)),
        };
        const [x, index] = [this.inOrder(inputs[0]!), this.inOrder(inputs[1]!)];
        if (kind === "scatterAdd") this.steps.push({ kind: "fill", buffer: this.bufferOf(y), equations });
        this.steps.push({ kind, x, index, out: view(y), ...sizes, equations });
        return;
      }
      default:
        this.steps.push({ kind: "host", equation, inputs: inputs.map(view), outputs: outputs.map(view), equations });
    }
  }

  /** A variable's numbers in row-major order: where they are, or copied. */
  private inOrder(x: Variable, dtype: Buffer["dtype"] = x.dtype): View {
    const from = this.viewOf(x);
    if (isContiguous(from) && dtype === x.dtype) return from;
    return this.copied(from, dtype);
  }

  /** A copy in row-major order, in another dtype where one is asked for, with room behind it. */
  private copied(from: View, dtype: Buffer["dtype"], bytesBehind = 0): View {
    const size = sizeOf(from.shape) + Math.ceil(bytesBehind / bytesOf(dtype));
    const to: View = { ...contiguous(from.shape), buffer: this.newBuffer(dtype, size) };
    this.copy(from, to, []);
    return to;
  }

  /** A loop that copies and converts. */
  private copy(from: View, to: View, equations: readonly Equation[]): void {
    const along = (view: View): View => ({
      ...view,
      strides: stridesAlong(view, from.shape),
      shape: squeezed(from.shape),
    });
    const lines: Line[] = [{ kind: "load", view: along(from), dtype: from.buffer.dtype }];
    if (from.buffer.dtype !== to.buffer.dtype) {
      lines.push({ kind: "apply", name: "astype", args: [0], dtype: to.buffer.dtype });
    }
    lines.push({ kind: "store", value: lines.length - 1, view: along(to) });
    const { dtype } = from.buffer;
    const isFloat = dtype === "float64" || dtype === "float32";
    const shape = squeezed(from.shape);
    const vectors = isFloat && dtype === to.buffer.dtype && shape.length > 0 ? dtype : null;
    this.steps.push({ kind: "map", shape, upright: false, vectors, lines, equations });
  }

  private lowerProduct(equation: Equation): void {
    const { inputs, outputs } = equation;
    const y = outputs[0]!;
    const dtype = y.dtype as "float64" | "float32";
    const [a, b] = inputs.map((x) => (x.dtype === dtype ? this.viewOf(x) : this.copied(this.viewOf(x), dtype))) as [
      View,
      View,
    ];
    const row = (v: View): View => ({ ...v, shape: [1, v.shape[0]!], strides: [0, v.strides[0]!] });
    const column = (v: View): View => ({ ...v, shape: [v.shape[0]!, 1], strides: [v.strides[0]!, 0] });
    const left = a.shape.length === 1 ? row(a) : a;
    const right = b.shape.length === 1 ? column(b) : b;
    const shape = [...left.shape.slice(0, -1), right.shape[right.shape.length - 1]!];
    const c: View = { ...contiguous(shape), buffer: this.bufferOf(y) };
    this.steps.push({ kind: "gemm", dtype, a: left, b: right, c, equations: [equation] });
  }

  private lowerWindows(equation: Equation): void {
    const { inputs, outputs } = equation;
    const dtype = outputs[0]!.dtype as "float64" | "float32";
    const { table, ...sizes } = windowsOf(equation);
    const words = this.newBuffer("int32", table.length);
    this.tables.push({ buffer: words, words: table });
    const values = inputs.length === 1 ? null : this.inOrder(inputs[0]!);
    const x = this.inOrder(inputs[inputs.length - 1]!);
    const out = this.bufferOf(outputs[0]!);
    this.steps.push({ kind: "windows", dtype, x, values, out, words, ...sizes, equations: [equation] });
  }

  private lowerConvolution(equation: Equation): void {
    const [x, kernel] = [equation.inputs[0]!, equation.inputs[1]!];
    const y = equation.outputs[0]!;
    const dtype = y.dtype as "float64" | "float32";
    const sizes = convolutionSizes(equation);
    const { examples, inputs, outputs, taps, count } = sizes;
    const reading = readingOf(equation, sizes);
    const words = this.newBuffer("int32", reading.words.length);
    this.tables.push({ buffer: words, words: reading.words });
    const seen = this.newBuffer(dtype, inputs * taps * count + OVERREAD / bytesOf(dtype));
    const common = { kind: "conv", dtype, x: this.inOrder(x, dtype), seen, words, reading, sizes } as const;
    if (!hasWindowsAsRows(sizes)) {
      const out = this.bufferOf(y);
      const weights = this.inOrder(kernel, dtype);
      this.steps.push({ ...common, kernel: weights, out, windowsAreRows: false, equations: [equation] });
      return;
    }
    // The channels that come out, which the product has beside each other, go behind the taps, and back.
    const from = this.viewOf(kernel);
    const last = <T>(list: readonly T[]): T[] => [...list.slice(1), list[0]!];
    const turned = this.copied({ ...from, shape: last(from.shape), strides: last(from.strides) }, dtype, OVERREAD);
    const product = this.newBuffer(dtype, examples * count * outputs);
    this.steps.push({ ...common, kernel: turned, out: product, windowsAreRows: true, equations: [equation] });
    const back = { shape: [examples, outputs, count], strides: [count * outputs, 1, outputs], offset: 0 };
    this.copy({ ...back, buffer: product }, { ...contiguous(back.shape), buffer: this.bufferOf(y) }, []);
  }

  /** Whether nothing else reads the numbers of a variable that the program itself makes, so that they may be changed. */
  private isFree(x: Variable): boolean {
    const { root, layout } = this.grouping.sourceOf(x);
    if (!isContiguous(layout) || layout.offset !== 0 || sizeOf(layout.shape) !== sizeOf(root.shape)) return false;
    return this.grouping.makers.has(root.id) && this.readers.get(root.id) === 1;
  }

  private lowerParts(equation: Equation): void {
    const { zeros, parts } = partsOf(equation);
    const [whole, y] = [equation.inputs[0]!, equation.outputs[0]!];
    if (equation.primitive.name === "setSlice" && whole.dtype === y.dtype && this.isFree(whole)) {
      const buffer = this.bufferOf(this.grouping.sourceOf(whole).root);
      this.places.set(y.id, buffer);
      this.copy(this.viewOf(equation.inputs[1]!), { ...parts[1]!.layout, buffer }, [equation]);
      return;
    }
    const buffer = this.bufferOf(equation.outputs[0]!);
    if (zeros) this.steps.push({ kind: "fill", buffer, equations: [equation] });
    for (const { input, layout } of parts) {
      this.copy(this.viewOf(equation.inputs[input]!), { ...layout, buffer }, [equation]);
    }
  }

  private lowerLoops(group: Group): Step {
    const { shape, vectors, members } = group;
    const { kinds, insideOf } = this.grouping;
    const lines: Line[] = [];
    const known = new Map<number, number>();
    const loads = new Map<string, number>();
    const push = (line: Line): number => lines.push(line) - 1;
    const store = (line: number, y: Variable, layout: Layout): void => {
      if (this.stored.has(y.id)) push({ kind: "store", value: line, view: { ...layout, buffer: this.bufferOf(y) } });
    };
    for (const equation of members) {
      const { primitive, params, inputs, outputs } = equation;
      const kind = kinds.get(equation)!;
      const y = outputs[0]!;
      const loop = loopOf(equation, kind.kind);
      const args = inputs.map((x, i) => {
        const inside = insideOf(group, x, loop);
        const made = inside === null ? undefined : known.get(inside.id);
        if (made !== undefined) return made;
        const number = this.numbers.get(this.grouping.sourceOf(x).root.id);
        if (number !== undefined) return push({ kind: "constant", value: number, dtype: x.dtype });
        const view = this.viewOf(x);
        const strides = primitive.name === "outer" ? this.outerStrides(view, i, y) : stridesAlong(view, loop);
        const key = `${view.buffer.id}@${view.offset}:${strides.join(",")}`;
        const found = loads.get(key) ?? push({ kind: "load", view: { ...view, shape, strides }, dtype: x.dtype });
        loads.set(key, found);
        return found;
      });
      if (kind.kind === "reduce") {
        const axes = params!.axes as readonly number[];
        const kept = keepingAxes(loop, axes);
        const strides = stridesAlong({ shape: kept, strides: rowMajor(kept), offset: 0 }, loop);
        const reduced = loop.flatMap((n, d) => (n === 1 ? [] : [axes.includes(d)]));
        let value = args[0]!;
        if (inputs[0]!.dtype !== y.dtype)
          value = push({ kind: "apply", name: "astype", args: [value], dtype: y.dtype });
        const view = { shape, strides, offset: 0, buffer: this.bufferOf(y) };
        push({ kind: "reduce", combine: kind.combine, value, reduced, view });
        continue;
      }
      if (primitive.name === "reshape") {
        store(args[0]!, y, { shape, strides: rowMajor(shape), offset: 0 });
        continue;
      }
      const name = primitive.name === "outer" ? "mul" : primitive.name;
      const line = push({ kind: "apply", name, args, dtype: y.dtype });
      known.set(y.id, line);
      store(line, y, { shape, strides: rowMajor(shape), offset: 0 });
    }
    return { kind: "map", shape, upright: false, vectors, lines, equations: members };
  }

  /** The first operand of an outer product goes along the rows, the second along the columns. */
  private outerStrides(view: View, operand: number, y: Variable): number[] {
    const along: Layout =
      operand === 0
        ? { shape: [view.shape[0]!, 1], strides: [view.strides[0]!, 0], offset: 0 }
        : { shape: [1, view.shape[0]!], strides: [0, view.strides[0]!], offset: 0 };
    return stridesAlong(along, y.shape);
  }

  /** Each result in a buffer of its own: an input, a constant, a look at another variable or a second use is copied. */
  private lowerOutputs(taken: Set<Buffer>): Buffer[] {
    for (const { buffer } of this.constants) taken.add(buffer);
    return this.program.outputs.map((y) => {
      const view = this.viewOf(y);
      const { buffer } = view;
      const whole = isContiguous(view) && view.offset === 0 && buffer.size === sizeOf(y.shape);
      const isConstant = this.constants.some((constant) => constant.buffer === buffer);
      if (whole && !isConstant && !taken.has(buffer)) {
        taken.add(buffer);
        return buffer;
      }
      const copy = this.copied(view, y.dtype).buffer;
      taken.add(copy);
      return copy;
    });
  }
}
