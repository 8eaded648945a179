import type { DType } from "@wengert/autograd";
import { promote } from "@wengert/autograd/engine";
import {
  binaryKernels,
  type Expression,
  FLOATS,
  type FunctionBuilder,
  type Host,
  Lanes,
  type Local,
  op,
  type Stages,
  select,
  unaryKernels,
} from "@wengert/wasm";

/** An elementwise operation on floating numbers, one or as many as a vector holds. */
type OnFloats = (n: Lanes, xs: readonly Local[], host: Host) => Local;
/** The same on integers of 32 bits. */
type OnIntegers = (f: FunctionBuilder, xs: readonly Local[]) => Expression;

/** Comparisons and choices, whose results or conditions are masks. */
const MASKS: Readonly<Record<string, (n: Lanes, x: Local, y: Local) => Expression>> = {
  greater: (n, x, y) => n.less(y, x),
  greaterEqual: (n, x, y) => n.lessEqual(y, x),
  less: (n, x, y) => n.less(x, y),
  lessEqual: (n, x, y) => n.lessEqual(x, y),
  equal: (n, x, y) => n.equal(x, y),
  notEqual: (n, x, y) => n.unequal(x, y),
};

/** An instruction that numbers and vectors have under one name. */
const instruction =
  (name: string): OnFloats =>
  (n, [x]) =>
    n.keep(op(`${n.vector ? n.float.vector : n.float.scalar}.${name}`, x!));

/** What @wengert/wasm has no kernel for, and is an instruction or two. */
const FURTHER: Readonly<Record<string, OnFloats>> = {
  floor: instruction("floor"),
  ceil: instruction("ceil"),
  trunc: instruction("trunc"),
  rint: instruction("nearest"),
  fmax: (n, [x, y]) => n.keep(n.choose(n.either(n.lessEqual(y!, x!), n.unequal(y!, y!)), x!, y!)),
  fmin: (n, [x, y]) => n.keep(n.choose(n.either(n.lessEqual(x!, y!), n.unequal(y!, y!)), x!, y!)),
};

const arithmetic =
  (name: string): OnIntegers =>
  (_f, [x, y]) =>
    op(`i32.${name}`, x!, y!);

const INTEGERS: Readonly<Record<string, OnIntegers>> = {
  add: arithmetic("add"),
  sub: arithmetic("sub"),
  mul: arithmetic("mul"),
  neg: (_f, [x]) => op("i32.sub", 0, x!),
  square: (_f, [x]) => op("i32.mul", x!, x!),
  abs: (_f, [x]) => select("i32", op("i32.lt_s", x!, 0), op("i32.sub", 0, x!), x!),
  relu: (_f, [x]) => select("i32", op("i32.gt_s", x!, 0), x!, 0),
  maximum: (_f, [x, y]) => select("i32", op("i32.gt_s", x!, y!), x!, y!),
  minimum: (_f, [x, y]) => select("i32", op("i32.lt_s", x!, y!), x!, y!),
  greater: arithmetic("gt_s"),
  greaterEqual: arithmetic("ge_s"),
  less: arithmetic("lt_s"),
  lessEqual: arithmetic("le_s"),
  equal: arithmetic("eq"),
  notEqual: arithmetic("ne"),
};

const isFloat = (dtype: DType): dtype is "float64" | "float32" => dtype === "float64" || dtype === "float32";

/** The dtype in which an operation computes: that of its result, of comparisons that of the operands together. */
function computedIn(name: string, inputs: readonly DType[], output: DType): DType {
  if (!Object.hasOwn(MASKS, name)) return output;
  const dtype = inputs.reduce(promote);
  return dtype === "bool" ? "int32" : dtype;
}

function onFloats(name: string): OnFloats | undefined {
  if (Object.hasOwn(unaryKernels, name)) return (n, [x], host) => n.keep(unaryKernels[name]!.emit(n, x!, host));
  if (Object.hasOwn(binaryKernels, name))
    return (n, [x, y], host) => n.keep(binaryKernels[name]!.emit(n, x!, y!, host));
  if (Object.hasOwn(MASKS, name)) return (n, [x, y]) => n.keep(MASKS[name]!(n, x!, y!));
  return Object.hasOwn(FURTHER, name) ? FURTHER[name] : undefined;
}

/** The halves of a dear function, where it has them. */
export function stagesOf(name: string): Stages | undefined {
  return Object.hasOwn(unaryKernels, name) ? unaryKernels[name]!.stages : undefined;
}

/** Whether an operation can be written into a loop, for operands and a result of these dtypes. */
export function isEmitted(name: string, inputs: readonly DType[], output: DType): boolean {
  if (name === "where") return true;
  // Out of range JavaScript wraps around, and WebAssembly does not.
  if (name === "astype") return !(output === "int32" && isFloat(inputs[0]!));
  const dtype = computedIn(name, inputs, output);
  return isFloat(dtype) ? onFloats(name) !== undefined : Object.hasOwn(INTEGERS, name);
}

/** A value of a loop: in a local, of some dtype. A bool is a mask where there are vectors, 0 or 1 where not. */
export interface Kept {
  readonly local: Local;
  readonly dtype: DType;
}

/** Writes elementwise operations: on vectors of one floating type, or on numbers one at a time. */
export class Scalars {
  readonly f: FunctionBuilder;
  readonly vectors: "float64" | "float32" | null;
  private readonly host: Host;

  constructor(f: FunctionBuilder, vectors: "float64" | "float32" | null, host: Host) {
    this.f = f;
    this.vectors = vectors;
    this.host = host;
  }

  /** Arithmetic on a floating type. */
  lanes(dtype: DType): Lanes {
    return new Lanes(this.f, FLOATS[dtype as "float64" | "float32"], this.vectors !== null);
  }

  /** A number that is part of the program. */
  constant(value: number, dtype: DType): Kept {
    if (isFloat(dtype)) {
      const n = this.lanes(dtype);
      return { local: this.vectors === null ? this.f.let(value, n.float.scalar) : n.keep(value), dtype };
    }
    if (this.vectors === null) return { local: this.f.let(value, "i32"), dtype };
    return this.convert(this.constant(value, this.vectors), "bool");
  }

  /** A value in another dtype, as typed arrays convert. */
  convert(x: Kept, dtype: DType): Kept {
    if (x.dtype === dtype) return x;
    const { f } = this;
    const made = (local: Local): Kept => ({ local, dtype });
    if (dtype === "bool") {
      if (isFloat(x.dtype)) return made(f.let(this.lanes(x.dtype).unequal(x.local, 0)));
      return made(f.let(op("i32.ne", x.local, 0)));
    }
    if (!isFloat(dtype)) return made(x.local);
    if (this.vectors !== null) {
      const n = this.lanes(dtype);
      return made(n.keep(n.choose(x.local, 1, 0)));
    }
    if (dtype === "float64") {
      return made(f.let(x.dtype === "float32" ? op("f64.promote_f32", x.local) : op("f64.convert_i32_s", x.local)));
    }
    return made(f.let(x.dtype === "float64" ? op("f32.demote_f64", x.local) : op("f32.convert_i32_s", x.local)));
  }

  /** An operation on values, with a result of the given dtype. */
  apply(name: string, given: readonly Kept[], output: DType): Kept {
    if (name === "astype") return this.convert(given[0]!, output);
    if (name === "where") return this.where(given, output);
    const dtype = computedIn(
      name,
      given.map((x) => x.dtype),
      output,
    );
    const xs = given.map((x) => this.convert(x, dtype).local);
    if (isFloat(dtype)) return { local: onFloats(name)!(this.lanes(dtype), xs, this.host), dtype: output };
    return { local: this.f.let(INTEGERS[name]!(this.f, xs)), dtype: output };
  }

  private where([c, a, b]: readonly Kept[], output: DType): Kept {
    const condition = this.convert(c!, "bool").local;
    const [x, y] = [this.convert(a!, output).local, this.convert(b!, output).local];
    if (isFloat(output)) {
      const n = this.lanes(output);
      return { local: n.keep(n.choose(condition, x, y)), dtype: output };
    }
    if (this.vectors === null) return { local: this.f.let(select("i32", condition, x, y)), dtype: output };
    return { local: this.f.let(op("v128.bitselect", x, y, condition)), dtype: output };
  }
}
