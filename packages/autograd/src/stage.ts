import type { DType } from "./dtype.ts";
import { showShape, TraceError } from "./errors.ts";
import { leaked } from "./leaked.ts";
import type { Aval, Primitive } from "./primitive.ts";
import { convertPrimitive } from "./primitives/toDType.ts";
import { type Shape, sizeOf } from "./shape.ts";
import { Tensor } from "./tensor.ts";
import { nextTraceId, type Params, type Trace } from "./trace.ts";

/** A value of a program: known by shape and dtype, numbered in the order of appearance. @public */
export interface Variable {
  readonly id: number;
  readonly shape: Shape;
  readonly dtype: DType;
  /**
   * Of an argument without axes that meets float32: whether it was a JavaScript number, which is taken as float32 there
   * (true), or a float64 tensor, which makes the result float64 (false). Absent where both give the same program.
   */
  readonly weak?: boolean;
}

/** One line of a program: outputs ← primitive(inputs). @public */
export interface Equation {
  readonly primitive: Primitive;
  readonly params: Params;
  readonly inputs: readonly Variable[];
  readonly outputs: readonly Variable[];
}

/** A value that a staged function met and that does not depend on its arguments. @public */
export interface Constant {
  readonly variable: Variable;
  readonly value: Tensor;
}

/**
 * Staging: the function runs on tensors that have a shape and a dtype but no numbers, and every operation becomes a
 * line of a program. Plain tensors that it meets become constants of the program.
 */
export class StageTrace implements Trace {
  readonly id: number = nextTraceId();
  readonly kind = "makeProgram";
  readonly equations: Equation[] = [];
  readonly constants: Constant[] = [];
  private readonly known = new Map<Tensor, Variable>();
  /** Arguments that are single numbers in float64, and which of them are JavaScript numbers. */
  private readonly singles = new Map<Variable, boolean>();
  private variables = 0;
  open = true;

  /** An abstract tensor for a new variable; `weak` where it stands for a JavaScript number. */
  input({ shape, dtype }: Aval, weak = false): Tensor {
    const variable = this.variable(shape, dtype);
    if (shape.length === 0 && dtype === "float64") this.singles.set(variable, weak);
    return this.abstract(variable);
  }

  /** The variable that stands for a tensor: its own, or that of a constant. */
  variableOf(x: Tensor): Variable {
    if (x.trace === this) return x.node as Variable;
    const found = this.known.get(x);
    if (found !== undefined) return found;
    if (x.trace !== null) throw captured(this.kind, x);
    const variable = this.variable(x.shape, x.dtype);
    this.constants.push({ variable, value: x });
    this.known.set(x, variable);
    return variable;
  }

  /** Ends the staging. */
  close(): void {
    this.open = false;
  }

  process1(primitive: Primitive, x: Tensor, params: Params): Tensor {
    return this.write(primitive, [x], params)[0]!;
  }

  process2(primitive: Primitive, a: Tensor, b: Tensor, params: Params): Tensor {
    return this.write(primitive, this.together([a, b]), params)[0]!;
  }

  processN(primitive: Primitive, inputs: readonly Tensor[], params: Params): Tensor[] {
    return this.write(primitive, this.together(inputs), params);
  }

  /** Operands as they are taken together: a number among the arguments never widens float32, as no number does. */
  private together(inputs: readonly Tensor[]): readonly Tensor[] {
    if (this.singles.size === 0 || !inputs.some(({ dtype }) => dtype === "float32")) return inputs;
    const weak = inputs.map((x) => (x.trace === this ? this.standsForNumber(x) : undefined));
    const isWide = inputs.some(({ dtype }, i) => dtype === "float64" && weak[i] !== true);
    return inputs.map((x, i) =>
      weak[i] === true && !isWide ? this.write(convertPrimitive, [x], { dtype: "float32" })[0]! : x,
    );
  }

  /** Whoever asks decides by the answer, so from now on the program is for such arguments only. */
  standsForNumber(x: Tensor): boolean | undefined {
    const weak = this.singles.get(x.node as Variable);
    if (weak !== undefined) Object.assign(x.node as Variable, { weak });
    return weak;
  }

  private write(primitive: Primitive, inputs: readonly Tensor[], params: Params): Tensor[] {
    if (!this.open) throw leaked(primitive.name, this.kind);
    const from = inputs.map((x) => this.variableOf(x));
    const outputs = primitive.abstract(inputs, params).map(({ shape, dtype }) => this.variable(shape, dtype));
    this.equations.push({ primitive, params, inputs: from, outputs });
    return outputs.map((variable) => this.abstract(variable));
  }

  private variable(shape: Shape, dtype: DType): Variable {
    return { id: this.variables++, shape, dtype };
  }

  private abstract(variable: Variable): Tensor {
    return new Tensor(variable.shape, variable.dtype, sizeOf(variable.shape), null, 0, null, this, null, variable);
  }
}

/** The error for a traced value that came in by closure and not as an argument. */
export function captured(op: string, x: Tensor): TraceError {
  return new TraceError({
    code: "captured-tracer",
    op,
    problem: "the function uses a traced value that is not among its arguments",
    got: `a tensor of shape ${showShape(x.shape)}, traced by ${x.trace?.kind}`,
    hint: "pass it as an argument instead of capturing it in a closure",
    shapes: [x.shape],
  });
}
