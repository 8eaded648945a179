import { mul, sub, type Tensor, transpose } from "@wengert/autograd";
import { activationChange } from "../context.ts";
import { type Mutant, one, sumTo } from "../mutant.ts";
import { once } from "../once.ts";
import { stepsOf } from "../steps.ts";
import type { Change } from "../walk.ts";
import { operand, productRule } from "./rules.ts";

/** Values and weights of another moment: of an earlier call, or after the update. */
export const earlierMutants: readonly Mutant[] = [
  {
    name: "values of an earlier call",
    code: "stale-cache",
    on: "product",
    faint: true,
    throughout: false,
    vary: (context) => {
      const { earlier, graph, steps } = context;
      if (earlier === null) return [];
      const before = once(() => stepsOf(earlier).activations);
      const kept = graph.values.flatMap((value, place) =>
        !graph.withoutData[place] && value.size > 1 && String(earlier.values[place]?.shape) === String(value.shape)
          ? [place]
          : [],
      );
      return kept.flatMap((place) => {
        const old = earlier.values[place]!;
        const products = context.products.filter((step) => step.inputPlace === place);
        const slopes = steps.activations.filter(({ a, z }) => a === place || z === place);
        const asInput = products.map((step): [number, Change] => [
          step.line,
          productRule(context, step, step.weights, { other: old }),
        ]);
        const asSlope = slopes.map((step) =>
          activationChange(step, (g) => mul(g, before().find(({ a }) => a === step.a)!.slope)),
        );
        const what = `${context.nameOf(place)} is that of an earlier call`;
        const variants = [[...asInput, ...asSlope], asInput, asSlope].filter((list) => list.length > 0);
        return variants.map((list) => ({ what, changes: new Map(list) }));
      });
    },
    fix: "compute the forward pass anew in each call",
  },
  {
    name: "weights after the update, throughout",
    code: "stale-cache",
    on: "product",
    rare: true,
    throughout: true,
    fix: "compute all gradients first, then update the parameters",
    vary: (context) =>
      [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0001].flatMap((rate) =>
        context.products.flatMap((step) => {
          const leaf = context.graph.leaves.find(({ place }) => place === step.weightPlace);
          if (step.inputPlace < 0 || leaf === undefined) return [];
          const W = operand(context, step.line, step.weights);
          // The update takes the gradient that the hand has, right or wrong.
          const change: Change = (gs, right) => {
            const dW = right[step.weights] ?? null;
            if (dW === null) return { inputs: right };
            return productRule(context, step, 1 - step.weights, { other: sub(W, mul(rate, dW)) })(gs, right);
          };
          return [
            {
              key: `${rate}`,
              what: () => `the gradient goes back through the weights after they were updated with the rate ${rate}`,
              changes: one(step.line, change),
            },
          ];
        }),
      ),
  },
  {
    name: "weights after the update",
    code: "stale-cache",
    on: "product",
    free: true,
    throughout: true,
    vary: (context) =>
      context.products.flatMap((step) => {
        const leaf = context.graph.leaves.find(({ place }) => place === step.weightPlace);
        if (step.inputPlace < 0 || leaf === undefined) return [];
        // The update takes the gradient that the hand has, right or wrong.
        const change: Change = (gs, right) => {
          const dW = right[step.weights] ?? null;
          if (dW === null) return { inputs: right };
          const moved = productRule(context, step, 1 - step.weights, { other: dW })(gs, right).inputs;
          const passed = 1 - step.weights;
          return { inputs: right.map((c, i) => (i === passed && c && moved[i] ? sub(c, moved[i]) : c)) };
        };
        return [
          {
            what: () => `the gradient goes back through ${leaf.path} after it was updated`,
            changes: one(step.line, change),
          },
        ];
      }),
    fix: "compute all gradients first, then update the parameters",
  },
  {
    name: "a parameter after its update",
    code: "stale-cache",
    on: "product",
    free: true,
    throughout: false,
    fix: "compute all gradients first, then update the parameters",
    vary: (context) =>
      context.graph.lines.flatMap(({ primitive, inputs, inputPlaces, outputs, params }, line) => {
        if (primitive.name !== "matmul" && primitive.name !== "mul") return [];
        return [0, 1].flatMap((input) => {
          const from = inputPlaces[1 - input]!;
          const turned =
            from >= 0 && context.graph.lines[context.graph.producer[from]!]?.primitive.name === "transpose";
          const source = turned ? context.graph.lines[context.graph.producer[from]!]!.inputPlaces[0]! : from;
          const leaf = context.graph.leaves.find(({ place }) => place === source);
          // What is made of data has its mutant above.
          const known = context.products.some((step) => step.line === line);
          if (inputPlaces[input]! < 0 || leaf === undefined || known || leaf.value.size < 2) return [];
          const dW = turned ? transpose(leaf.gradient) : leaf.gradient;
          const [a, b] = inputs as [Tensor, Tensor];
          const rule = (g: Tensor): Tensor | null =>
            input === 0 ? primitive.vjpA(g, outputs[0]!, a, dW, params) : primitive.vjpB(g, outputs[0]!, dW, b, params);
          const change: Change = ([g], right) => {
            const moved = g ? rule(g) : null;
            return {
              inputs: right.map((c, i) => (i === input && c && moved ? sub(c, sumTo(moved, inputs[i]!.shape)) : c)),
            };
          };
          return [
            {
              what: () =>
                `what comes back to ${context.nameOf(inputPlaces[input]!)} is made with ${leaf.path} after it was updated`,
              changes: one(line, change),
            },
          ];
        });
      }),
  },
];
