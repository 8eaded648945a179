import { add, grad, mul, sum, type Tensor, zeros } from "@wengert/autograd";
import { afterAll, describe, expect, test } from "vitest";
import { difference } from "./compare.ts";
import { type GoldenArray, toTensor } from "./expression.ts";
import { loadGolden, reportSkipped } from "./golden.ts";
import { type Adapter, type Arrays, type Case, type Run, type Tensors, tensorsOf, type Way } from "./nn/adapter.ts";
import { ACTIVATIONS, LOSSES } from "./nn/functions.ts";
import { LAYERS } from "./nn/layers.ts";
import { NETWORKS } from "./nn/networks.ts";

/** Of every value and gradient, as the data's README has it. */
const RTOL = 1e-9;

const ADAPTERS: Readonly<Record<Case["kind"], Readonly<Record<string, Adapter>>>> = {
  layer: LAYERS,
  activation: ACTIVATIONS,
  loss: LOSSES,
  network: NETWORKS,
};

const cases = loadGolden<{ readonly cases: readonly Case[] }>("nn.json")?.cases ?? [];
const WAYS: readonly Way[] = ["the tape", "hand"];

/** Σ over outputs of Σ out · c, as a function of parameters and inputs. */
function lossOf(one: Case, run: Run): (params: Tensors, inputs: Tensors) => Tensor {
  return (params, inputs) => {
    const outputs = run(params, inputs);
    return Object.entries(one.c)
      .map(([name, c]) => sum(mul(outputs[name]!, toTensor(c))))
      .reduce((a: Tensor, b) => add(a, b), zeros([]));
  };
}

function check(what: string, found: Readonly<Record<string, unknown>>, golden: Arrays): void {
  for (const [name, expected] of Object.entries(golden)) {
    expect(difference(found[name], expected as GoldenArray, RTOL), `${what} ${name}`).toBeUndefined();
  }
}

let passed = 0;
const skipped = new Map<string, number>();

describe.skipIf(cases.length === 0)("layers, activations and losses are those of the reference", () => {
  for (const one of cases) {
    const runs = WAYS.map((way) => [way, ADAPTERS[one.kind][one.name]?.(one, way) ?? null] as const);
    if (runs.some(([, run]) => run === null)) {
      const name = `${one.kind} ${one.name}`;
      skipped.set(name, (skipped.get(name) ?? 0) + 1);
      continue;
    }
    test(one.id, () => {
      const [params, inputs] = [tensorsOf(one.params), tensorsOf(one.inputs)];
      for (const [way, run] of runs) {
        const outputs = run!(params, inputs);
        check(`by ${way}, output`, outputs, one.outputs);
        check(`by ${way}, buffer`, outputs, one.buffers_after ?? {});
        const [dParams, dInputs] = grad(lossOf(one, run!), [0, 1], { allowConstant: true })(params, inputs);
        check(`by ${way}, gradient of`, dParams, one.grad_params);
        check(`by ${way}, gradient of`, dInputs, one.grad_inputs);
      }
      passed++;
    });
  }

  afterAll(() => {
    console.log(`nn.json: ${passed} of ${cases.length} cases agree, by the tape and by hand`);
    for (const [name, count] of skipped) reportSkipped(count, name);
  });
});
