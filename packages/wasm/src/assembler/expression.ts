import { floatBytes, pushSigned, pushSigned32, pushUnsigned } from "./bytes.ts";
import { AssemblyError } from "./error.ts";
import { instruction } from "./instructions.ts";
import type { ValueType } from "./types.ts";

/** What an expression may stand on: another one, a local's present value, or a number as a constant. @public */
export type Operand = Expression | Local | number | bigint;

const NONE: readonly never[] = [];

/** The function that a local belongs to; functions are told apart by identity only. */
export type Owner = object;

/**
 * A variable of one function. Where it stands as an operand its value at that time is meant: a read that is placed
 * after the next assignment is refused.
 * @public
 */
export class Local {
  readonly type: ValueType;
  readonly index: number;
  readonly owner: Owner;
  /** How often it has been assigned. */
  version = 0;
  /** The instruction that reads it. */
  readonly code: readonly number[];

  constructor(type: ValueType, index: number, owner: Owner) {
    this.type = type;
    this.index = index;
    this.owner = owner;
    const code = [0x20];
    pushUnsigned(code, index);
    this.code = code;
  }
}

/**
 * A tree of instructions that leaves one value (or none: a call for its effect). Types are checked where it is made.
 * It is evaluated where it is placed, so it has one place; what is wanted twice is kept in a local with `let`.
 * @public
 */
export class Expression {
  readonly type: ValueType | null;
  private readonly title: string;
  private readonly code: readonly number[];
  private readonly operands: readonly Expression[];
  private readonly local: Local | null;
  private readonly version: number;
  private taken = false;

  constructor(
    type: ValueType | null,
    title: string,
    code: readonly number[],
    operands: readonly Expression[],
    local: Local | null = null,
  ) {
    this.type = type;
    this.title = title;
    this.code = code;
    this.operands = operands;
    this.local = local;
    this.version = local === null ? 0 : local.version;
  }

  /** What messages call it. */
  get name(): string {
    return this.local === null ? this.title : `local ${this.local.index}`;
  }

  /** Gives the expression its one place. */
  take(): this {
    if (this.taken) {
      throw new AssemblyError(
        "an expression has one place, where it is evaluated",
        `${this.name} a second time`,
        "keep it in a local: const x = f.let(expression)",
      );
    }
    this.taken = true;
    return this;
  }

  /** Appends its instructions, operands first, to the code of the function `owner`. */
  emit(out: number[], owner: Owner): void {
    const { operands, code } = this;
    for (let i = 0; i < operands.length; i++) operands[i]!.emit(out, owner);
    if (this.local !== null) {
      if (this.local.owner !== owner) {
        throw new AssemblyError("a local belongs to one function", `${this.name} of another`, "pass it as a parameter");
      }
      if (this.local.version !== this.version) {
        throw new AssemblyError(
          "a local was assigned between the read of its value and the place where that value is used",
          this.name,
          "keep the old value first: const before = f.let(local)",
        );
      }
    }
    for (let i = 0; i < code.length; i++) out.push(code[i]!);
  }
}

/** The value of a constant of a type. */
function constant(value: number | bigint, type: ValueType): Expression {
  if (type === "v128") {
    throw new AssemblyError("a number is no vector", String(value), 'splat it: op("f64x2.splat", value)');
  }
  if (type === "f32" || type === "f64") {
    const bytes = floatBytes(Number(value), type === "f32" ? 32 : 64);
    return new Expression(type, `${value}`, [type === "f32" ? 0x43 : 0x44, ...bytes], []);
  }
  if (type === "i32" && typeof value === "number" && (value | 0) === value) {
    const code = [0x41];
    pushSigned32(code, value);
    return new Expression(type, `${value}`, code, NONE);
  }
  const bits = type === "i32" ? 32 : 64;
  const exact = typeof value === "bigint" || Number.isSafeInteger(value);
  const integer = exact ? BigInt(value) : 0n;
  if (!exact || integer < -(1n << BigInt(bits - 1)) || integer >= 1n << BigInt(bits)) {
    throw new AssemblyError(
      `a constant of type ${type} is a whole number of ${bits} bits`,
      String(value),
      bits === 64 ? "write large ones as bigints: 1n << 62n" : undefined,
    );
  }
  const code = [type === "i32" ? 0x41 : 0x42];
  pushSigned(code, BigInt.asIntN(bits, integer));
  return new Expression(type, `${value}`, code, []);
}

/** Takes an operand, which must be of the given type; a number becomes a constant of it. */
export function operandOf(operand: Operand, type: ValueType, place: string): Expression {
  const expression = taken(operand, type);
  if (expression.type !== type) throw wrongType(expression, type, place);
  return expression;
}

function taken(operand: Operand, type: ValueType): Expression {
  if (operand instanceof Expression) return operand.take();
  return operand instanceof Local ? read(operand) : constant(operand, type);
}

function wrongType(expression: Expression, type: ValueType, place: string): AssemblyError {
  return new AssemblyError(
    `${place} is of type ${type}`,
    `${expression.name} of type ${expression.type ?? "none"}`,
    hintFor(expression.type, type),
  );
}

function hintFor(from: ValueType | null, to: ValueType): string | undefined {
  if (from === null) return "a call without a result is a statement: f.do(call)";
  if (to === "v128") return `splat it: op("${from}x${from.endsWith("64") ? 2 : 4}.splat", value)`;
  if (from === "f32" && to === "f64") return 'op("f64.promote_f32", value) converts it';
  if (from === "f64" && to === "f32") return 'op("f32.demote_f64", value) converts it';
  return undefined;
}

/** The present value of a local. @public */
export function read(local: Local): Expression {
  return new Expression(local.type, "", local.code, NONE, local);
}

/** What an instruction says besides its operands. @public */
export interface Immediates {
  /** Bytes added to the address of a memory access, 0 unless said. */
  readonly offset?: number;
  /** The lane of a vector, 0 unless said. */
  readonly lane?: number;
}

/**
 * An instruction by name with its operands, for example `op("f64x2.add", x, y)`.
 *
 * @throws AssemblyError for an unknown name, another number of operands, or operands of other types.
 * @public
 */
export function op(name: string, ...operands: readonly Operand[]): Expression {
  return opAt({}, name, ...operands);
}

/**
 * The same with an offset to the address or the number of a lane: `opAt({ offset: 8 }, "f64.load", address)`.
 *
 * @throws AssemblyError as `op` does, and for an offset or a lane where there is none, or out of range.
 * @public
 */
export function opAt({ offset, lane }: Immediates, name: string, ...operands: readonly Operand[]): Expression {
  const found = instruction(name);
  const wanted = found.operands;
  if (operands.length !== wanted.length) {
    throw new AssemblyError(
      `${name} takes ${wanted.length} operand${wanted.length === 1 ? "" : "s"}, ${wanted.join(", ")}`,
      String(operands.length),
    );
  }
  const own: Expression[] = [];
  for (let i = 0; i < wanted.length; i++) {
    const type = wanted[i]!;
    const expression = taken(operands[i]!, type);
    if (expression.type !== type) throw wrongType(expression, type, `operand ${i + 1} of ${name}`);
    own.push(expression);
  }
  if (found.align === null && offset !== undefined) {
    throw new AssemblyError(`${name} has no address, and so no offset`, String(offset));
  }
  if (found.lanes === 0 && lane !== undefined) throw new AssemblyError(`${name} names no lane`, String(lane));
  // Most instructions say nothing more: they share their code.
  if (found.align === null && found.lanes === 0) return new Expression(found.result, name, found.code, own);
  const code = found.code.slice();
  if (found.align !== null) {
    code.push(found.align);
    pushUnsigned(code, whole(offset ?? 0, 2 ** 32, "the offset of ", name));
  }
  if (found.lanes > 0) code.push(whole(lane ?? 0, found.lanes, "the lane of ", name));
  return new Expression(found.result, name, code, own);
}

function whole(value: number, end: number, what: string, name: string): number {
  if (Number.isInteger(value) && value >= 0 && value < end) return value;
  throw new AssemblyError(`${what}${name} is a whole number from 0 to ${end - 1}`, String(value));
}

/**
 * `a` where the condition, an i32, is not 0, otherwise `b`; both are evaluated.
 *
 * @throws AssemblyError when `a` and `b` are not of the given type.
 * @public
 */
export function select(type: ValueType, condition: Operand, a: Operand, b: Operand): Expression {
  const [x, y] = [operandOf(a, type, "the first choice"), operandOf(b, type, "the second choice")];
  return new Expression(type, "select", [0x1b], [x, y, operandOf(condition, "i32", "the condition")]);
}

/**
 * A vector of lanes of two vectors: of four 32-bit or two 64-bit ones each, of which those of `b` are counted on from
 * those of `a`. `shuffle([0, 2], a, b)` is the first lane of each.
 *
 * @throws AssemblyError for another number of lanes, or one that there is not.
 * @public
 */
export function shuffle(lanes: readonly number[], a: Operand, b: Operand): Expression {
  const count = lanes.length;
  if (count !== 2 && count !== 4) throw new AssemblyError("a shuffle names two or four lanes", String(count));
  const bytes = 16 / count;
  const code = [0xfd, 0x0d];
  for (const lane of lanes) {
    const first = whole(lane, 2 * count, "a lane of ", "a shuffle") * bytes;
    for (let i = 0; i < bytes; i++) code.push(first + i);
  }
  return new Expression("v128", "shuffle", code, [
    operandOf(a, "v128", "the first vector"),
    operandOf(b, "v128", "the second vector"),
  ]);
}

/** A vector of four 32-bit or two 64-bit floats, or of integers given as bigints, all equal to `value`. @public */
export function splatConstant(lanes: "f32x4" | "f64x2" | "i32x4" | "i64x2", value: number | bigint): Expression {
  const bytes = lanes.startsWith("f")
    ? floatBytes(Number(value), lanes === "f32x4" ? 32 : 64)
    : integerBytes(lanes, value);
  const code = [0xfd, 0x0c];
  while (code.length < 18) for (let i = 0; i < bytes.length; i++) code.push(bytes[i]!);
  return new Expression("v128", `${lanes} constant`, code, NONE);
}

function integerBytes(lanes: string, value: number | bigint): Uint8Array {
  const bytes = new Uint8Array(lanes === "i32x4" ? 4 : 8);
  let rest = BigInt.asUintN(bytes.length * 8, BigInt(value));
  for (let i = 0; i < bytes.length; i++, rest >>= 8n) bytes[i] = Number(rest & 0xffn);
  return bytes;
}

/** The memory's size in pages of 64 KiB. @public */
export function memorySize(): Expression {
  return new Expression("i32", "memory.size", [0x3f, 0], []);
}

/** A function that can be called: where it stands in its module and what it takes and gives. @public */
export interface Callable {
  readonly name: string;
  readonly index: number;
  readonly parameters: readonly ValueType[];
  readonly result: ValueType | null;
}

/**
 * A call. Without a result it is a statement, `f.do(call(…))`.
 *
 * @throws AssemblyError for another number of arguments, or arguments of other types.
 * @public
 */
export function call(callee: Callable, ...args: readonly Operand[]): Expression {
  const { name, parameters } = callee;
  if (args.length !== parameters.length) {
    throw new AssemblyError(
      `${name} takes ${parameters.length} arguments, ${parameters.join(", ")}`,
      String(args.length),
    );
  }
  const taken = args.map((arg, i) => operandOf(arg, parameters[i]!, `argument ${i + 1} of ${name}`));
  const code = [0x10];
  pushUnsigned(code, callee.index);
  return new Expression(callee.result, `a call of ${name}`, code, taken);
}
