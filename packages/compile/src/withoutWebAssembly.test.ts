import { add, mul, square, sub, sum, type Tensor, tensor } from "@wengert/autograd";
import { setExecution } from "@wengert/wasm";
import { afterEach, describe, expect, test } from "vitest";
import { compile } from "./compile.ts";
import { expectClose } from "./testing/close.ts";

const x = tensor([0.5, -1, 2]);

describe("without WebAssembly", () => {
  afterEach(() => {
    setExecution({ kernels: true });
  });

  test("calls and sessions give the same, operation by operation, and change over at any time", () => {
    const step = (w: Tensor, v: Tensor, x: Tensor) => {
      const next = sub(mul(0.9, v), mul(0.1, sub(w, x)));
      return [add(w, next), next, sum(square(sub(w, x)))] as const;
    };
    const compiled = compile(step);
    const session = compiled.session(x, mul(x, 0));
    let [w, v] = [x, mul(x, 0)];
    for (let i = 0; i < 12; i++) {
      setExecution({ kernels: i % 4 < 2 });
      const loss = session.step(tensor([1, 1, 1]));
      const [a, b, value] = step(w, v, tensor([1, 1, 1]));
      expectClose(compiled(w, v, tensor([1, 1, 1])), [a, b, value], `call ${i}`);
      [w, v] = [a, b];
      expectClose([session.params, session.state, loss], [w, v, value], `step ${i}`);
    }
  });

  test("a session that began without kernels has them once they are on", () => {
    setExecution({ kernels: false });
    const session = compile((w: Tensor, v: Tensor) => [mul(w, 2), add(v, 1), sum(w)]).session(x, x);
    session.step();
    type Runtime = { Module: new (bytes: Uint8Array) => object };
    const runtime = (globalThis as unknown as { readonly WebAssembly: Runtime }).WebAssembly;
    const { Module } = runtime;
    let made = 0;
    runtime.Module = class extends Module {
      constructor(bytes: Uint8Array) {
        super(bytes);
        made++;
      }
    };
    try {
      session.step();
      expect(made).toBe(0);
      setExecution({ kernels: true });
      // To find out whether the runtime has vectors takes a module, too.
      made = 0;
      session.step();
      expect(made).toBeGreaterThan(0);
    } finally {
      runtime.Module = Module;
    }
    expectClose(session.params, mul(x, 8), "three steps");
  });
});
