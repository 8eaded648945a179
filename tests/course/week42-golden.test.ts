import { random, type Tensor } from "@wengert/autograd";
import { accuracy } from "@wengert/data";
import { describe, expect, test, vi } from "vitest";
import type { Layers } from "../../docs/notebooks/week42/layers.ts";
import { loadGolden } from "../golden/golden.ts";
import { expectGolden, type Nested } from "./close.ts";
import { numbersOf, printedOnTheSheet } from "./week42-printed.ts";

interface Cell {
  readonly cell: number;
  readonly inputs?: Readonly<Record<string, Nested>>;
  readonly outputs?: Readonly<Record<string, Nested>>;
  readonly printed?: string;
  readonly rng_after: {
    readonly pos: number;
    readonly has_gauss: 0 | 1;
    readonly cached_gaussian: number;
    readonly key_head: readonly number[];
  };
  readonly trace?: {
    readonly loss: readonly number[];
    readonly accuracy: readonly number[];
    readonly layers_at_epoch: Readonly<Record<string, Nested>>;
    readonly grads_at_epoch: Readonly<Record<string, Nested>>;
  };
}

interface Week42 {
  readonly cells: readonly Cell[];
  readonly extra: {
    readonly cell26_autograd_of_mse: Nested;
    readonly cell29_backprop_on_cell28_layers: Nested;
    readonly cell29_backprop_dC_db_shapes: Nested;
    readonly cell28_autograd_sum_ce_seed_softmax: Nested;
    readonly cell28_autograd_sum_ce_true_softmax: Nested;
    readonly cell28_predictions_true_softmax: Nested;
    readonly cell28_accuracy_true_softmax: number;
    readonly cell35_accuracy_true_softmax: number;
    readonly cell37_with_true_softmax: {
      readonly layers: Nested;
      readonly loss: readonly number[];
      readonly accuracy: number;
    };
    readonly sgdm_3_epochs_seed42: {
      readonly eta: number;
      readonly alpha: number;
      readonly batch_size: number;
      readonly init: Nested;
      readonly layers: Nested;
    };
  };
}

// The lesson prints while it is imported; its text has tests of its own.
vi.spyOn(console, "log").mockImplementation(() => {});
const lesson = await import("../../docs/notebooks/week42.ts");
const { valuesAfter } = await import("./week42-values.ts");
vi.restoreAllMocks();

const { inputs, targets } = lesson.flowerData;
const { layers8, momentum, network, trueMomentum, trueNetwork } = lesson.training;
const golden = loadGolden<Week42>("week42.json");
const cells = golden?.cells ?? [];

function lossesOf(net: typeof network, after: readonly Layers[]): Tensor[] {
  return after.map((layers) => net.loss(layers, inputs, targets));
}
function accuracyOf(net: typeof network, layers: Layers): number {
  return accuracy(net.predict(layers, inputs), targets);
}

describe.skipIf(golden === undefined)("the lesson of week 42 has the values of NumPy and HIPS autograd", () => {
  test.each(cells.filter((one) => one.outputs !== undefined))("in cell $cell", ({ cell, inputs, outputs }) => {
    const values = valuesAfter(cell);
    for (const [name, value] of Object.entries({ ...inputs, ...outputs })) {
      expect(Object.keys(values), `cell ${cell}`).toContain(name);
      expectGolden(values[name], value, `cell ${cell}, ${name}`);
    }
  });

  test("at every epoch of training with momentum", () => {
    const trace = cells.find((one) => one.trace !== undefined)!.trace!;
    const after = momentum.map((state) => state.layers);
    expectGolden(lossesOf(network, after), trace.loss, "loss");
    expect(after.map((layers) => accuracyOf(network, layers))).toEqual(trace.accuracy);
    expect(Object.keys(trace.layers_at_epoch)).toEqual(["1", "2", "3", "10", "50", "100", "150"]);
    for (const [epoch, layers] of Object.entries(trace.layers_at_epoch)) {
      const state = momentum[Number(epoch) - 1]!;
      expectGolden(state.layers, layers, `layers after epoch ${epoch}`);
      expectGolden(state.gradients, trace.grads_at_epoch[epoch]!, `gradients of epoch ${epoch}`);
    }
  });

  test("for the batch of cell 26, whose gradient the sheet has wrong", () => {
    expectGolden(lesson.batches.byTape6, golden!.extra.cell26_autograd_of_mse, "gradient");
  });

  test("for the network of cell 28, by the sheet's backpropagation and with both kinds of softmax", () => {
    const { extra } = golden!;
    const { layers7, predictIris, softmax } = lesson.flowerData;
    const { sheetByHand7, sheetByTape7, sumByTape7 } = lesson.gradients7;
    const weightsByHand = sheetByHand7.map(([dW]) => dW);
    expectGolden(weightsByHand, extra.cell29_backprop_on_cell28_layers, "dC_dW of cell 29");
    expect(sheetByHand7.map(([, db]) => db.shape)).toEqual(extra.cell29_backprop_dC_db_shapes);
    expectGolden(sheetByTape7, extra.cell28_autograd_sum_ce_seed_softmax, "gradient, the sheet's softmax");
    expectGolden(sumByTape7, extra.cell28_autograd_sum_ce_true_softmax, "gradient, true softmax");
    const predictions = predictIris(softmax, layers7, inputs);
    expectGolden(predictions, extra.cell28_predictions_true_softmax, "predictions, true softmax");
    expect(accuracy(predictions, targets)).toBe(extra.cell28_accuracy_true_softmax);
  });

  test("for the training of cell 37 with the true softmax", () => {
    const { layers, loss, accuracy } = golden!.extra.cell37_with_true_softmax;
    const after = trueMomentum.map((state) => state.layers);
    expectGolden(after.at(-1), layers, "layers");
    expectGolden(lossesOf(trueNetwork, after), loss, "loss");
    expect(accuracyOf(trueNetwork, after.at(-1)!)).toBe(accuracy);
    expect(accuracyOf(trueNetwork, layers8)).toBe(golden!.extra.cell35_accuracy_true_softmax);
  });

  test("for three epochs of stochastic gradient descent with momentum", () => {
    const { eta, alpha, batch_size, init, layers } = golden!.extra.sgdm_3_epochs_seed42;
    const { settings8, layers3, stochastic } = lesson.miniBatches;
    expect(settings8).toEqual({ eta, alpha, batchSize: batch_size });
    expectGolden(layers3, init, "first layers");
    expectGolden(stochastic, layers, "layers");
  });
});

/** Who draws what: the cells of the sheet that take random numbers. */
const DRAWS: Readonly<Record<number, (rng: random.RandomState) => unknown>> = {
  2: (rng) => [rng.rand(4), rng.rand(10), rng.randn(10, 4), rng.randn(10)],
  9: (rng) => [rng.rand(2), rng.rand(4), rng.rand(3, 2), rng.rand(3), rng.rand(4, 3), rng.rand(4)],
  20: (rng) => [rng.randn(3, 2), rng.randn(3), rng.randn(4, 3), rng.randn(4), rng.rand(2), rng.rand(4)],
  25: (rng) => [rng.randn(2, 3), rng.randn(1, 3), rng.randn(3, 4), rng.randn(1, 4), rng.rand(1, 2), rng.rand(1, 4)],
  28: (rng) => [rng.randn(4, 8), rng.randn(1, 8), rng.randn(8, 3), rng.randn(1, 3)],
  35: (rng) => [rng.randn(4, 8), rng.randn(1, 8), rng.randn(8, 3), rng.randn(1, 3)],
};

/** The last bit of a normal number belongs to the platform's logarithm. */
const NORMAL_ROUNDING = 1e-15;

describe.skipIf(golden === undefined)("the sheet's stream of random numbers", () => {
  const rng = random.RandomState(42);
  const states = cells.map((one) => {
    DRAWS[one.cell]?.(rng);
    return { ...one, state: rng.getState() };
  });

  test.each(states)("stands after cell $cell where NumPy's stands", ({ rng_after, state }) => {
    expect(state.position).toBe(rng_after.pos);
    expect(state.key.slice(0, rng_after.key_head.length)).toEqual(rng_after.key_head);
    expect(state.waitingNormal !== null).toBe(rng_after.has_gauss === 1);
    const difference = Math.abs((state.waitingNormal ?? 0) - rng_after.cached_gaussian);
    expect(difference).toBeLessThanOrEqual(NORMAL_ROUNDING * Math.abs(rng_after.cached_gaussian));
  });
});

describe.skipIf(golden === undefined)("the list of the numbers on the sheet", () => {
  const texts = cells.filter((one) => one.printed !== undefined);

  test.each(texts)("is what cell $cell prints in Python", ({ cell, printed }) => {
    expect(numbersOf(printedOnTheSheet[cell]!)).toEqual(numbersOf(printed!));
  });

  test("has the numbers of all cells that print, 385 in all", () => {
    expect(Object.keys(printedOnTheSheet).map(Number)).toEqual(texts.map((one) => one.cell));
    expect(Object.values(printedOnTheSheet).flatMap(numbersOf)).toHaveLength(385);
  });
});
