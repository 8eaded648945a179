import { add, div, mul, onesLike, type Tensor } from "@wengert/autograd";
import { type Context, replaced } from "../context.ts";
import { type Mutant, one, type Variation } from "../mutant.ts";
import { flat } from "../numbers.ts";
import { fitsInto, operand, productRule } from "./rules.ts";

/** What a product hands back without a part of the layer's own rule. */
export const passedMutants: readonly Mutant[] = [
  {
    name: "handed back without the activation's derivative",
    code: "missing-activation-derivative",
    does: "takes the derivative by a later value",
    on: "product",
    faint: true,
    rare: true,
    throughout: true,
    fix: "what goes back through the weights is dz = da * f'(z), as for their gradient",
    vary: (context) =>
      context.products.flatMap((step): Variation[] => {
        const slope = slopeBehind(context, step.line);
        if (step.inputPlace < 0 || slope === null) return [];
        const name = context.nameOf(step.weightPlace);
        return [
          {
            of: name,
            what: () => `what goes back through ${name} lacks the factor f'(z), which its gradient has`,
            changes: one(step.line, ([g], right) =>
              productRule(context, step, 1 - step.weights, g ? { g: div(g, slope) } : {})([g ?? null], right),
            ),
          },
        ];
      }),
  },
  {
    name: "gradient of weights without the activation's derivative",
    code: "missing-activation-derivative",
    does: "takes the derivative by a later value",
    on: "product",
    faint: true,
    rare: true,
    throughout: true,
    fix: "the gradient of W takes dz = da * f'(z), as what goes back does",
    vary: (context) =>
      context.products.flatMap((step): Variation[] => {
        const slope = slopeBehind(context, step.line);
        if (slope === null) return [];
        const name = context.nameOf(step.weightPlace);
        return [
          {
            of: name,
            what: () => `the gradient of ${name} lacks the factor f'(z), which what goes back has`,
            changes: one(step.line, ([g], right) =>
              productRule(context, step, step.weights, g ? { g: div(g, slope) } : {})([g ?? null], right),
            ),
          },
        ];
      }),
  },
  {
    name: "one use past the activation's derivative",
    code: "missing-activation-derivative",
    on: "activation",
    faint: true,
    rare: true,
    throughout: true,
    fix: "what comes back to an output from all of its uses goes through f'(z)",
    vary: ({ graph, steps, nameOf, roleOf }) =>
      steps.activations.flatMap(({ z, a, slope, kind }) => {
        const uses = graph.uses[a]!;
        if (uses.length < 2 || kind === "rectifier" || flat(slope).some((x) => x === 0)) return [];
        return uses.map(
          ({ line, input }, way): Variation => ({
            key: `${way}`,
            of: roleOf(z),
            what: () =>
              `what comes to ${nameOf(a)} from ${graph.lines[line]!.primitive.name} lacks the factor f'(z), which what comes from its other uses has`,
            changes: one(
              line,
              replaced(input, (_g, c) => div(c, slope)),
            ),
          }),
        );
      }),
  },
  {
    name: "weights left out on the way back",
    code: "missing-term",
    on: "product",
    faint: true,
    rare: true,
    throughout: true,
    fix: "the gradient goes back through every matrix that the values came through",
    vary: (context) =>
      context.products.flatMap((step): Variation[] => {
        if (step.inputPlace < 0) return [];
        const x = operand(context, step.line, 1 - step.weights);
        const W = operand(context, step.line, step.weights);
        const y = context.graph.lines[step.line]!.outputs[0]!;
        const name = context.nameOf(step.weightPlace);
        const what = `the gradient goes back without the weights ${name}`;
        const handed =
          String(x.shape) === String(y.shape) || fitsInto(y.shape, x.shape)
            ? [
                {
                  key: "handed",
                  of: name,
                  what,
                  changes: one(
                    step.line,
                    replaced(1 - step.weights, (g) => mul(onesLike(x), g)),
                  ),
                },
              ]
            : [];
        return [
          ...handed,
          {
            key: "ones",
            of: name,
            what: () => `${what}, as if all of them were 1`,
            changes: one(step.line, productRule(context, step, 1 - step.weights, { other: onesLike(W) })),
          },
        ];
      }),
  },
  {
    name: "a way around the weights that the net does not have",
    code: "extra-term",
    on: "product",
    faint: true,
    rare: true,
    throughout: true,
    fix: "only what was added on the way forward is added on the way back",
    vary: (context) =>
      context.products.flatMap((step): Variation[] => {
        const x = operand(context, step.line, 1 - step.weights);
        const y = context.graph.lines[step.line]!.outputs[0]!;
        if (step.inputPlace < 0 || String(x.shape) !== String(y.shape)) return [];
        const name = context.nameOf(step.weightPlace);
        return [
          {
            of: name,
            what: () => `what comes back to the product with ${name} is added to what goes back through ${name}`,
            changes: one(
              step.line,
              replaced(1 - step.weights, (g, c) => add(c, g)),
            ),
          },
        ];
      }),
  },
];

/** f′(z) of the activation that follows a product at once, or after a bias; null where it has zeros or none follows. */
function slopeBehind({ graph, steps }: Context, line: number): Tensor | null {
  let place = graph.lines[line]!.outputPlaces[0]!;
  for (let hops = 0; hops < 4; hops++) {
    const step = steps.activations.find(({ z }) => z === place);
    if (step !== undefined) {
      const same = String(step.slope.shape) === String(graph.lines[line]!.outputs[0]!.shape);
      return same && !flat(step.slope).some((x) => x === 0) && step.kind !== "rectifier" ? step.slope : null;
    }
    const [use, more] = graph.uses[place]!;
    if (use === undefined || more !== undefined || graph.lines[use.line]!.primitive.name !== "add") return null;
    place = graph.lines[use.line]!.outputPlaces[0]!;
  }
  return null;
}
