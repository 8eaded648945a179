import { type Callable, type Local, op } from "../assembler/expression.ts";
import type { FunctionBuilder } from "../assembler/function.ts";
import type { ModuleBuilder } from "../assembler/module.ts";
import type { Emit1, Emit2, Host } from "../math/elementwise.ts";
import { Lanes } from "../math/lanes.ts";
import type { Float } from "./float.ts";

/** Imports the host's functions; to be called before the first function of a module. */
export function importHost(module: ModuleBuilder): Host {
  return {
    sin: module.importFunction("host", "sin", ["f64"], "f64"),
    cos: module.importFunction("host", "cos", ["f64"], "f64"),
  };
}

/**
 * A loop over `n` numbers by whole vectors. What lies up to a vector beyond the end of the operands is read, and beyond
 * the end of the result is overwritten.
 */
function eachVector(f: FunctionBuilder, places: readonly Local[], n: Local, lanes: number, body: () => void): void {
  const left = f.let(n);
  f.while(
    () => op("i32.gt_s", left, 0),
    () => {
      body();
      for (const place of places) f.increase(place, 16);
      f.increase(left, -lanes);
    },
  );
}

/** Adds `name(out, x, n)`: out[i] ← f(x[i]) for i < n. */
export function addMap1(module: ModuleBuilder, float: Float, name: string, emit: Emit1, host: Host): Callable {
  const body = (f: FunctionBuilder, out: Local, x: Local, n: Local): void => {
    const lanes = new Lanes(f, float, true);
    eachVector(f, [out, x], n, float.lanes, () => {
      f.store("v128.store", out, emit(lanes, f.let(op("v128.load", x)), host));
    });
  };
  return module.function(name, ["i32", "i32", "i32"], null, body, { exported: true });
}

/** Which inputs of two are one number in each row, read again for every element. */
export type Repeated = "neither" | "left" | "right";

/**
 * Adds `name(out, x, xRow, y, yRow, rows, n)`: row by row out[i] ← f(x[i], y[i]), where one input may be a single number
 * in each row. `xRow` and `yRow` are the bytes from row to row, 0 for a row that is used again; the rows of the result
 * follow each other and are written in order, so that what the last vector of one leaves is overwritten by the next.
 */
export function addMap2(
  module: ModuleBuilder,
  float: Float,
  name: string,
  emit: Emit2,
  host: Host,
  repeated: Repeated,
): Callable {
  const body = (
    f: FunctionBuilder,
    out: Local,
    x: Local,
    xRow: Local,
    y: Local,
    yRow: Local,
    rows: Local,
    n: Local,
  ): void => {
    const lanes = new Lanes(f, float, true);
    const [first, second] = [f.local("v128"), f.local("v128")];
    const [to, left, right] = [f.local("i32"), f.local("i32"), f.local("i32")];
    f.while(
      () => rows,
      () => {
        f.set(to, out);
        f.set(left, x);
        f.set(right, y);
        if (repeated === "left") f.set(first, op(float.loadSplat, left));
        if (repeated === "right") f.set(second, op(float.loadSplat, right));
        const places = [to, ...(repeated === "left" ? [] : [left]), ...(repeated === "right" ? [] : [right])];
        eachVector(f, places, n, float.lanes, () => {
          if (repeated !== "left") f.set(first, op("v128.load", left));
          if (repeated !== "right") f.set(second, op("v128.load", right));
          f.store("v128.store", to, emit(lanes, first, second, host));
        });
        f.increase(out, op("i32.mul", n, float.bytes));
        f.increase(x, xRow);
        f.increase(y, yRow);
        f.increase(rows, -1);
      },
    );
  };
  return module.function(name, ["i32", "i32", "i32", "i32", "i32", "i32", "i32"], null, body, { exported: true });
}

/** Adds `name(x)` of one number: the function as it stands between whole arrays. */
export function addScalar1(module: ModuleBuilder, float: Float, name: string, emit: Emit1, host: Host): Callable {
  const body = (f: FunctionBuilder, x: Local): void => f.return(emit(new Lanes(f, float, false), x, host));
  return module.function(name, [float.scalar], float.scalar, body, { exported: true });
}

/** Adds `name(x, y)` of two numbers. */
export function addScalar2(module: ModuleBuilder, float: Float, name: string, emit: Emit2, host: Host): Callable {
  const body = (f: FunctionBuilder, x: Local, y: Local): void => {
    f.return(emit(new Lanes(f, float, false), x, y, host));
  };
  return module.function(name, [float.scalar, float.scalar], float.scalar, body, { exported: true });
}
