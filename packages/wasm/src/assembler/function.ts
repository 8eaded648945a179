import { pushUnsigned } from "./bytes.ts";
import { AssemblyError } from "./error.ts";
import { type Callable, type Expression, Local, type Operand, op, opAt, operandOf } from "./expression.ts";
import type { ModuleBuilder } from "./module.ts";
import { TYPE_CODES, type ValueType } from "./types.ts";

/** The target of a branch: the end of a block, or the beginning of a loop. @public */
export class Label {
  /** How many blocks are open around it, itself included; 0 once it is closed. */
  depth: number;
  readonly owner: FunctionBuilder;

  constructor(depth: number, owner: FunctionBuilder) {
    this.depth = depth;
    this.owner = owner;
  }
}

const VOID = 0x40;
const END = 0x0b;

/**
 * The body of one function, written statement by statement. Expressions are checked where they are made and emitted
 * where a statement takes them; blocks close by themselves, so the stack is balanced whatever is written.
 * @public
 */
export class FunctionBuilder {
  readonly name: string;
  readonly result: ValueType | null;
  private readonly parameters: readonly Local[];
  private readonly types: ValueType[];
  private readonly code: number[] = [];
  private depth = 0;
  private finished = false;

  /** The function itself, for a body that calls it. */
  readonly self: Callable;

  /** The module that it is part of, for what it shares with other functions. */
  readonly module: ModuleBuilder;

  constructor(self: Callable, module: ModuleBuilder) {
    const { name, parameters, result } = self;
    this.self = self;
    this.module = module;
    this.name = name;
    this.result = result;
    this.types = [...parameters];
    this.parameters = parameters.map((type, i) => new Local(type, i, this));
  }

  /** The i-th parameter. */
  parameter(i: number): Local {
    const found = this.parameters[i];
    if (found !== undefined) return found;
    throw new AssemblyError(`${this.name} has ${this.parameters.length} parameters`, `number ${i}`);
  }

  /** A new local; its value is 0 at the start of the function. */
  local(type: ValueType): Local {
    this.types.push(type);
    return new Local(type, this.types.length - 1, this);
  }

  /** A new local that holds a value; a plain number needs its type. */
  let(value: Expression | Local): Local;
  let(value: number | bigint, type: ValueType): Local;
  let(value: Operand, named?: ValueType): Local {
    const type = typeof value === "number" || typeof value === "bigint" ? named! : value.type;
    if (type === null) {
      const { name } = value as Expression;
      throw new AssemblyError("a local holds a value", `${name}, which leaves none`, "a statement: f.do(call)");
    }
    const local = this.local(type);
    this.set(local, value);
    return local;
  }

  /** Assigns. */
  set(local: Local, value: Operand): void {
    this.emit(operandOf(value, local.type, `local ${local.index}`));
    if (local.owner !== this) {
      throw new AssemblyError("a local belongs to one function", `local ${local.index} of another`);
    }
    this.code.push(0x21);
    pushUnsigned(this.code, local.index);
    local.version++;
  }

  /** Adds to an integer local. */
  increase(local: Local, by: Operand): void {
    this.set(local, op(`${local.type}.add`, local, by));
  }

  /** Writes to memory: `store("f64.store", address, value, 8)`. */
  store(name: string, address: Operand, value: Operand, offset = 0): void {
    this.do(opAt({ offset }, name, address, value));
  }

  /** Evaluates an expression that leaves nothing. */
  do(expression: Expression): void {
    if (expression.type !== null) {
      throw new AssemblyError(
        `a value is left over`,
        `${expression.name} of type ${expression.type}`,
        "f.drop(expression) forgets it",
      );
    }
    this.emit(expression.take());
  }

  /** Evaluates an expression and forgets its value. */
  drop(expression: Expression): void {
    if (expression.type === null) throw new AssemblyError("there is no value to drop", expression.name);
    this.emit(expression.take());
    this.code.push(0x1a);
  }

  /** Copies `bytes` bytes of memory; the places may overlap. */
  copy(to: Operand, from: Operand, bytes: Operand): void {
    for (const operand of [to, from, bytes]) this.emit(operandOf(operand, "i32", "an operand of copy"));
    this.code.push(0xfc, 0x0a, 0, 0);
  }

  /** Fills `bytes` bytes of memory with one value. */
  fill(to: Operand, value: Operand, bytes: Operand): void {
    for (const operand of [to, value, bytes]) this.emit(operandOf(operand, "i32", "an operand of fill"));
    this.code.push(0xfc, 0x0b, 0);
  }

  /** A block; a branch to its label leaves it. */
  block(body: (label: Label) => void): void {
    this.nested(0x02, body);
  }

  /** A loop; a branch to its label begins the next round, without one it ends. */
  loop(body: (label: Label) => void): void {
    this.nested(0x03, body);
  }

  /** Runs `then` where the condition, an i32, is not 0, otherwise `otherwise`. */
  if(condition: Operand, then: () => void, otherwise?: () => void): void {
    this.emit(operandOf(condition, "i32", "the condition"));
    this.nested(0x04, () => {
      then();
      if (otherwise === undefined) return;
      this.code.push(0x05);
      otherwise();
    });
  }

  /** Repeats while the condition, made anew for each of its two places, is not 0. */
  while(condition: () => Operand, body: () => void): void {
    this.if(condition(), () =>
      this.loop((again) => {
        body();
        this.branchIf(condition(), again);
      }),
    );
  }

  /** Counts an i32 local from where it stands, in steps, while it is below `end` (signed); `end` is not changed in between. */
  count(local: Local, end: Local | number, step: Local | number, body: () => void): void {
    this.while(
      () => op("i32.lt_s", local, end),
      () => {
        body();
        this.increase(local, step);
      },
    );
  }

  /** Goes to a label. */
  branch(label: Label): void {
    this.code.push(0x0c);
    this.target(label);
  }

  /** Goes to a label where the condition is not 0. */
  branchIf(condition: Operand, label: Label): void {
    this.emit(operandOf(condition, "i32", "the condition"));
    this.code.push(0x0d);
    this.target(label);
  }

  /** Ends the function. */
  return(value?: Operand): void {
    if (this.result === null && value !== undefined) {
      throw new AssemblyError(`${this.name} has no result`, "a value to return");
    }
    if (this.result !== null) {
      if (value === undefined) throw new AssemblyError(`${this.name} returns a value of type ${this.result}`, "none");
      this.emit(operandOf(value, this.result, `the result of ${this.name}`));
    }
    this.code.push(0x0f);
    this.finished = this.depth === 0;
  }

  /**
   * The body's bytes: its length, the locals, the code, the end. They take an eighth of the list in which they were
   * collected, and a module of thousands of functions is held until the last is written.
   *
   * @throws AssemblyError when the function has a result and its last statement is no return.
   */
  bytes(): Uint8Array {
    if (this.result !== null && !this.finished) {
      throw new AssemblyError(`${this.name} can end without a result`, "no return as its last statement");
    }
    const runs: { count: number; type: ValueType }[] = [];
    for (let i = this.parameters.length; i < this.types.length; i++) {
      const type = this.types[i]!;
      const last = runs[runs.length - 1];
      if (last?.type === type) last.count++;
      else runs.push({ count: 1, type });
    }
    const locals: number[] = [];
    pushUnsigned(locals, runs.length);
    for (const { count, type } of runs) {
      pushUnsigned(locals, count);
      locals.push(TYPE_CODES[type]);
    }
    const start: number[] = [];
    pushUnsigned(start, locals.length + this.code.length + 1);
    start.push(...locals);
    const bytes = new Uint8Array(start.length + this.code.length + 1);
    bytes.set(start);
    bytes.set(this.code, start.length);
    bytes[bytes.length - 1] = END;
    return bytes;
  }

  private emit(expression: Expression): void {
    expression.emit(this.code, this);
    this.finished = false;
  }

  private nested(opcode: number, body: (label: Label) => void): void {
    this.code.push(opcode, VOID);
    const label = new Label(++this.depth, this);
    body(label);
    label.depth = 0;
    this.depth--;
    this.code.push(END);
    this.finished = false;
  }

  private target(label: Label): void {
    if (label.owner !== this || label.depth === 0) {
      throw new AssemblyError("a branch goes to a block or loop around it", "a label of another place");
    }
    pushUnsigned(this.code, this.depth - label.depth);
  }
}
