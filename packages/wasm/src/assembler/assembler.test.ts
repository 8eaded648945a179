import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { disassemble } from "../testing/disassemble.ts";
import { instantiate, webAssembly } from "../webassembly.ts";
import { pushSigned, pushUnsigned } from "./bytes.ts";
import {
  call,
  type Expression,
  type Local,
  memorySize,
  op,
  opAt,
  read,
  select,
  shuffle,
  splatConstant,
} from "./expression.ts";
import type { FunctionBuilder } from "./function.ts";
import { instructions } from "./instructions.ts";
import { ModuleBuilder } from "./module.ts";
import { shared } from "./shared.ts";
import type { ValueType } from "./types.ts";

/** Runs a function of i32 or f64 parameters. */
function run(
  parameters: readonly ValueType[],
  result: ValueType | null,
  body: (f: FunctionBuilder, ...parameters: Local[]) => void,
): (...args: number[]) => number {
  const module = new ModuleBuilder();
  module.ownMemory(1);
  module.function("run", parameters, result, body, { exported: true });
  return instantiate(module.bytes()).run!;
}

/** A constant of each type. */
const CONSTANTS: Readonly<Record<ValueType, () => number | bigint | Expression>> = {
  i32: () => 7,
  i64: () => 7n,
  f32: () => 1.5,
  f64: () => 1.5,
  v128: () => splatConstant("f64x2", 1.5),
};

describe("every instruction", () => {
  test("is disassembled under the name by which it was assembled", async () => {
    const module = new ModuleBuilder();
    module.ownMemory(1);
    for (const { name, operands, result } of instructions().values()) {
      module.function(name, [], null, (f) => {
        const expression = op(name, ...operands.map((type) => CONSTANTS[type]()));
        if (result === null) f.do(expression);
        else f.drop(expression);
      });
    }
    const text = await disassemble(module.bytes());
    const bodies = text.split("(func $").slice(1);
    expect(bodies.length).toBe(instructions().size);
    for (const body of bodies) {
      const [name] = body.split(" ");
      const found = body
        .split("\n")
        .slice(1)
        .map((line) => line.trim().split(/[ )]/)[0]!)
        .filter((other) => !other.endsWith(".const") && other !== "drop");
      expect(found[0]).toBe(name);
    }
  });

  test("gives its own type, and the runtime accepts it", () => {
    for (const { name, operands, result } of instructions().values()) {
      if (result === "v128" || result === "i64") continue;
      const f = run([], result, (f) => {
        const expression = op(name, ...operands.map((type) => CONSTANTS[type]()));
        if (result === null) f.do(expression);
        else f.return(expression);
      });
      expect(typeof f(), name).toBe(result === null ? "undefined" : "number");
    }
  });
});

describe("numbers", () => {
  test("LEB128 is read back by the disassembler's rules for every integer", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }), (value) => {
        const bytes: number[] = [];
        pushSigned(bytes, value);
        let back = 0n;
        bytes.forEach((byte, i) => {
          back |= BigInt(byte & 0x7f) << BigInt(7 * i);
        });
        expect(BigInt.asIntN(Math.min(7 * bytes.length, 64), back)).toBe(value);
        expect(bytes.length).toBeLessThanOrEqual(10);
      }),
    );
    const bytes: number[] = [];
    pushUnsigned(bytes, 2 ** 32 - 1);
    expect(bytes).toEqual([0xff, 0xff, 0xff, 0xff, 0x0f]);
  });

  test("constants come back to the last bit", () => {
    fc.assert(
      fc.property(fc.double(), (x) => {
        expect(run([], "f64", (f) => f.return(x))()).toBe(x);
        expect(run([], "f32", (f) => f.return(x))()).toBe(Math.fround(x));
        const lanes = run([], "f64", (f) =>
          f.return(opAt({ lane: 1 }, "f64x2.extract_lane", splatConstant("f64x2", x))),
        );
        expect(lanes()).toBe(x);
      }),
      { numRuns: 30 },
    );
    for (const x of [0, -1, 63, 64, -64, -65, 2 ** 31 - 1, -(2 ** 31)]) {
      expect(run([], "i32", (f) => f.return(x))()).toBe(x);
    }
    expect(run([], "i32", (f) => f.return(0xffffffff))()).toBe(-1);
    expect(Object.is(run([], "f64", (f) => f.return(-0))(), -0)).toBe(true);
    expect(run([], "i32", (f) => f.return(op("i32.wrap_i64", op("i64.shr_u", 1n << 63n, 60n))))()).toBe(8);
  });
});

describe("control flow", () => {
  test("a loop counts and a local accumulates", () => {
    const sum = run(["i32"], "i32", (f, n) => {
      const [i, total] = [f.local("i32"), f.local("i32")];
      f.count(i, n, 1, () => f.increase(total, i));
      f.return(total);
    });
    expect([sum(0), sum(-3), sum(1), sum(10)]).toEqual([0, 0, 0, 45]);
  });

  test("shuffle takes lanes of two vectors, counted on from the first to the second", () => {
    const taken = (lanes: readonly number[], kind: "f64x2" | "i32x4", at: number): number => {
      const vector = (first: number): Expression =>
        kind === "f64x2"
          ? opAt({ lane: 1 }, "f64x2.replace_lane", splatConstant("f64x2", first), first + 1)
          : opAt({ lane: 3 }, "i32x4.replace_lane", splatConstant("i32x4", first), first + 3);
      return run([], kind === "f64x2" ? "f64" : "i32", (f) =>
        f.return(opAt({ lane: at }, `${kind}.extract_lane`, shuffle(lanes, vector(0), vector(10)))),
      )();
    };
    expect([0, 1].map((at) => taken([3, 0], "f64x2", at))).toEqual([11, 0]);
    expect([0, 1, 2, 3].map((at) => taken([7, 4, 3, 0], "i32x4", at))).toEqual([13, 10, 3, 0]);
    const zero = (): Expression => splatConstant("i32x4", 0);
    expect(() => shuffle([0, 1, 2], zero(), zero())).toThrow("a shuffle names two or four lanes");
    expect(() => shuffle([0, 4], zero(), zero())).toThrow("a lane of a shuffle is a whole number from 0 to 3");
  });

  test("if takes one of its two sides, and select one of two values", () => {
    const f = run(["i32"], "i32", (f, x) => {
      const y = f.local("i32");
      f.if(
        op("i32.lt_s", x, 0),
        () => f.set(y, -1),
        () => f.set(y, select("i32", x, 1, 0)),
      );
      f.return(y);
    });
    expect([f(-5), f(0), f(5)]).toEqual([-1, 0, 1]);
  });

  test("a branch leaves the block that its label names, however deep it stands", () => {
    const collatz = run(["i32"], "i32", (f, x) => {
      const steps = f.local("i32");
      f.block((done) => {
        f.loop((again) => {
          f.branchIf(op("i32.le_s", x, 1), done);
          f.increase(steps, 1);
          f.if(
            op("i32.and", x, 1),
            () => f.set(x, op("i32.add", op("i32.mul", x, 3), 1)),
            () => f.set(x, op("i32.shr_u", x, 1)),
          );
          f.branch(again);
        });
      });
      f.return(steps);
    });
    expect([collatz(1), collatz(6), collatz(27)]).toEqual([0, 8, 111]);
  });

  test("functions call each other and what is imported", () => {
    const module = new ModuleBuilder();
    const host = module.importFunction("host", "triple", ["f64"], "f64");
    const log = module.importFunction("host", "log", ["i32"], null);
    module.importMemory("host", "memory", 1);
    const square = module.function("square", ["f64"], "f64", (f, x) => f.return(op("f64.mul", x, x)));
    const main = (f: FunctionBuilder, x: Local): void => {
      f.do(call(log, memorySize()));
      f.store("f64.store", 8, call(square, call(host, x)), 16);
      f.return(opAt({ offset: 24 }, "f64.load", 0));
    };
    module.function("main", ["f64"], "f64", main, { exported: true });
    const logged: number[] = [];
    const memory = new (webAssembly()!.Memory)({ initial: 1 });
    const imports = { triple: (x: number) => 3 * x, log: (x: number) => logged.push(x), memory };
    expect(instantiate(module.bytes(), { host: imports }).main!(2)).toBe(36);
    expect(new Float64Array(memory.buffer)[3]).toBe(36);
    expect(logged).toEqual([1]);
  });

  test("functions share one that is written when it is first asked for", () => {
    const module = new ModuleBuilder();
    let written = 0;
    const twice = (f: FunctionBuilder) =>
      shared(f, "twice", ["f64"], "f64", (f, x) => {
        written++;
        f.return(op("f64.add", x, x));
      });
    for (const name of ["a", "b"]) {
      module.function(name, ["f64"], "f64", (f, x) => f.return(call(twice(f), call(twice(f), x))), { exported: true });
    }
    const { a, b } = instantiate(module.bytes());
    expect([a!(3), b!(5), written]).toEqual([12, 20, 1]);
  });

  test("a function calls itself", () => {
    const factorial = run(["f64"], "f64", (f, n) => {
      f.if(op("f64.le", n, 1), () => f.return(1));
      f.return(op("f64.mul", n, call(f.self, op("f64.sub", n, 1))));
    });
    expect(factorial(10)).toBe(3628800);
  });

  test("memory is copied and filled", () => {
    const f = run([], "i32", (f) => {
      f.fill(0, 5, 8);
      f.store("i32.store", 0, 1);
      f.copy(4, 0, 4);
      f.return(op("i32.load", 4));
    });
    expect(f()).toBe(1);
  });

  test("the text of a small module is as one would write it", async () => {
    const module = new ModuleBuilder();
    module.ownMemory(2, "memory");
    const body = (f: FunctionBuilder, to: Local, n: Local): void => {
      const i = f.local("i32");
      f.count(i, n, 2, () => {
        f.store("v128.store", op("i32.add", to, op("i32.shl", i, 3)), splatConstant("f64x2", 0.5), 32);
      });
    };
    module.function("halves", ["i32", "i32"], null, body, { exported: true });
    expect(await disassemble(module.bytes())).toMatchInlineSnapshot(`
      "(module
        (type $t0 (func (param i32 i32)))
        (func $halves (type 0) (param $p0 i32) (param $p1 i32)
          (local $l2 i32)
          local.get 2
          local.get 1
          i32.lt_s
          if $I0
            loop $L1
              local.get 0
              local.get 2
              i32.const 3
              i32.shl
              i32.add
              v128.const i32x4 0x00000000 0x3fe00000 0x00000000 0x3fe00000
              v128.store offset=32
              local.get 2
              i32.const 2
              i32.add
              local.set 2
              local.get 2
              local.get 1
              i32.lt_s
              br_if 0 (;@2;)
            end
          end)
        (memory $memory 2)
        (export "memory" (memory 0))
        (export "halves" (func 0)))
      "
    `);
  });
});

describe("a wrong program is refused where it is written", () => {
  const within =
    (body: (f: FunctionBuilder, x: Local, y: Local) => void, result: ValueType | null = null) =>
    () =>
      run(["i32", "f64"], result, body);

  test.each([
    ["an operand of another type", within((f, x, y) => f.set(y, op("f64.add", y, x)))],
    ["a float assigned to an integer", within((f, x, y) => f.set(x, y))],
    ["a scalar for a vector", within((f, _x, y) => f.drop(op("f64x2.add", y, y)))],
    ["a number for a vector", within((f) => f.drop(op("f64x2.neg", 1)))],
    ["an unknown instruction", within((f, x) => f.drop(op("i32x4.mult", x, x)))],
    ["an unknown type", within((f, x) => f.drop(op("int.add", x, x)))],
    ["too few operands", within((f, x) => f.drop(op("i32.add", x)))],
    ["a fraction for an integer", within((f, x) => f.set(x, 0.5))],
    ["a value left over", within((f, x) => f.do(op("i32.add", x, 1)))],
    ["an offset without an address", within((f, x) => f.drop(opAt({ offset: 4 }, "i32.add", x, 1)))],
    [
      "a lane that a vector has not",
      within((f) => f.drop(opAt({ lane: 2 }, "f64x2.extract_lane", splatConstant("f64x2", 1)))),
    ],
    [
      "an expression placed twice",
      within((f, x) => {
        const y = op("i32.add", x, 1);
        f.drop(op("i32.mul", y, y));
      }),
    ],
    [
      "an old value read after an assignment",
      within((f, x) => {
        const old = read(x);
        f.set(x, 0);
        f.drop(old);
      }),
    ],
    [
      "a branch to a block that is closed",
      within((f) => {
        let closed: Parameters<FunctionBuilder["branch"]>[0] | undefined;
        f.block((label) => {
          closed = label;
        });
        f.branch(closed!);
      }),
    ],
    ["a missing result", within((f, x) => f.set(x, 1), "i32")],
    ["a result that there is not", within((f, x) => f.return(x))],
    ["another result than promised", within((f, _x, y) => f.return(y), "i32")],
  ])("%s", (_, wrong) => {
    expect(wrong).toThrowErrorMatchingSnapshot();
  });

  test("a local of another function", () => {
    const module = new ModuleBuilder();
    let foreign: Local | undefined;
    module.function("first", ["i32"], null, (_f, x) => {
      foreign = x;
    });
    expect(() => module.function("second", [], null, (f) => f.drop(op("i32.eqz", foreign!)))).toThrow(
      "a local belongs to one function\n  got  local 0 of another\n  hint pass it as a parameter",
    );
  });

  test("an import after a function, a name exported twice, a second memory, wrong arguments", () => {
    const module = new ModuleBuilder();
    const f = module.function("f", ["i32"], null, () => {}, { exported: true });
    expect(() => module.importFunction("a", "b", [], null)).toThrow("imports come before functions");
    expect(() => module.function("f", [], null, () => {}, { exported: true })).toThrow(
      "exports have names of their own",
    );
    module.ownMemory(1);
    expect(() => module.importMemory("a", "b", 1)).toThrow("a module has one memory");
    expect(() => call(f)).toThrow("f takes 1 arguments, i32\n  got  0");
    expect(() => call(f, splatConstant("i32x4", 1))).toThrow("argument 1 of f is of type i32");
  });
});
