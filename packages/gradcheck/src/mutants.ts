import {
  at,
  greater,
  max,
  min,
  mul,
  onesLike,
  sigmoid,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
  where,
} from "@wengert/autograd";
import type { CauseCode } from "./codes.ts";
import {
  activationChange,
  type Context,
  composed,
  type NamedValue,
  type ProductStep,
  replaced,
  sampleAxis,
} from "./context.ts";
import { functionMutants } from "./functionMutants.ts";
import type { Graph } from "./graph.ts";
import { type Mutant, one, sumTo } from "./mutant.ts";
import { normMutants } from "./normMutants.ts";
import { areSigns, flat } from "./numbers.ts";
import { operandMutants } from "./operandMutants.ts";
import { softmaxMutants } from "./softmaxMutants.ts";
import { ELEMENTWISE, stepsOf } from "./steps.ts";
import type { Change, Changes } from "./walk.ts";

/** The values that could stand in the place of another: of the same shape, and not the same. */
function standIns(candidates: readonly NamedValue[], like: Tensor, without: number): NamedValue[] {
  const shape = String(like.shape);
  return candidates.filter(({ value, place }) => String(value.shape) === shape && place !== without && value !== like);
}

/** The contribution of a product to one of its inputs, with other values for what it was multiplied by. */
function productRule(
  context: Context,
  { line }: ProductStep,
  input: number,
  by: { readonly other?: Tensor; readonly g?: Tensor },
): Change {
  const { primitive, inputs, outputs, params } = context.graph.lines[line]!;
  return replaced(input, (g) => {
    const [a, b] = inputs as [Tensor, Tensor];
    const cotangent = by.g ?? g;
    return input === 0
      ? primitive.vjpA(cotangent, outputs[0]!, a, by.other ?? b, params)
      : primitive.vjpB(cotangent, outputs[0]!, by.other ?? a, b, params);
  });
}

/** The parameter itself, where weights are a parameter transposed. */
function sourceOf({ graph }: Context, place: number): number {
  const line = graph.lines[graph.producer[place]!];
  return line?.primitive.name === "transpose" ? line.inputPlaces[0]! : place;
}

const operand = ({ graph }: Context, line: number, input: number): Tensor => graph.lines[line]!.inputs[input]!;

/** z for a, when the value is the output of an activation. */
const beforeActivation = ({ steps }: Context, place: number): number | undefined =>
  steps.activations.find(({ a }) => a === place)?.z;

/** Whether a place is the output of an activation that follows the line, perhaps after a bias was added. */
function activationAfter({ graph, steps }: Context, line: number): number | undefined {
  let place = graph.lines[line]!.outputPlaces[0]!;
  for (let hops = 0; hops < 3; hops++) {
    const step = steps.activations.find(({ z }) => z === place);
    if (step !== undefined) return step.a;
    const use = graph.uses[place]?.[0];
    if (use === undefined) return undefined;
    place = graph.lines[use.line]!.outputPlaces[0]!;
  }
  return undefined;
}

/** The formula that gives f′ from the output a, where there is a usual one. */
const SLOPE_FROM_OUTPUT: Readonly<Record<string, (a: Tensor) => Tensor>> = {
  sigmoid: (a) => mul(a, sub(1, a)),
  tanh: (a) => sub(1, square(a)),
};

/**
 * The mistakes that are tried, each as one changed rule of the tape. The order is that of preference: of two that
 * come to the same, the first is named.
 */
export const mutants: readonly Mutant[] = [
  {
    name: "activation derivative missing",
    code: "missing-activation-derivative",
    on: "activation",
    throughout: true,
    vary: ({ steps, nameOf }) =>
      steps.activations.map((step) => ({
        what: `dC/d${nameOf(step.z)} is dC/d${nameOf(step.a)} without the factor f'(${nameOf(step.z)})`,
        changes: new Map([activationChange(step, (g) => g)]),
      })),
    fix: "multiply by the derivative of the activation: dz = da * f'(z)",
  },
  {
    name: "activation derivative doubled",
    code: "doubled-activation-derivative",
    on: "activation",
    throughout: true,
    vary: ({ steps, nameOf }) =>
      steps.activations
        .filter(({ kind, slope }) => kind !== "rectifier" && !areSigns(flat(slope)))
        .map((step) => ({
          what: `dC/d${nameOf(step.z)} has the factor f'(${nameOf(step.z)}) twice`,
          changes: new Map([activationChange(step, (g) => mul(g, square(step.slope)))]),
        })),
    fix: "multiply by the derivative of the activation once",
  },
  {
    name: "activation derivative at the wrong value",
    code: "derivative-at-wrong-value",
    on: "activation",
    throughout: true,
    vary: ({ graph, steps, nameOf }) =>
      steps.activations.flatMap((step) => {
        const formula = SLOPE_FROM_OUTPUT[step.kind];
        if (formula === undefined) return [];
        const [z, a] = [graph.values[step.z]!, graph.values[step.a]!];
        const f = step.kind === "tanh" ? tanh : sigmoid;
        return [
          {
            key: "f'(a)",
            what: `the activation's derivative is taken at ${nameOf(step.a)}, its output, and not at ${nameOf(step.z)}`,
            changes: new Map([activationChange(step, (g) => mul(g, formula(f(a))))]),
          },
          {
            key: "formula(z)",
            what: `the formula for the derivative by the output ${nameOf(step.a)} is fed with ${nameOf(step.z)}`,
            changes: new Map([activationChange(step, (g) => mul(g, formula(z)))]),
          },
        ];
      }),
    fix: "sigma'(z) = a (1 - a) and tanh'(z) = 1 - a**2 take the output a; f'(z) takes the input z: do not mix them",
  },
  {
    name: "activation itself in place of its derivative",
    code: "derivative-at-wrong-value",
    on: "activation",
    throughout: true,
    vary: ({ graph, steps, nameOf }) =>
      steps.activations
        .filter(({ kind }) => kind !== "rectifier")
        .map((step) => ({
          what: `dC/d${nameOf(step.a)} is multiplied by ${nameOf(step.a)} = f(${nameOf(step.z)}) in place of f'(${nameOf(step.z)})`,
          changes: new Map([activationChange(step, (g) => mul(g, graph.values[step.a]!))]),
        })),
    fix: "multiply by f'(z), not by f(z)",
  },
  {
    name: "mask of other values",
    code: "derivative-at-wrong-value",
    on: "activation",
    faint: true,
    throughout: true,
    vary: ({ graph, steps, values, nameOf }) =>
      steps.activations
        .filter(({ kind }) => kind === "rectifier")
        .flatMap((step) => {
          const z = graph.values[step.z]!;
          return standIns(values, z, step.z).map((other) => ({
            key: `${other.place - step.z}`,
            what: `the derivative that makes dC/d${nameOf(step.z)} is taken at ${other.name}, not at ${nameOf(step.z)}`,
            changes: new Map([
              activationChange(step, (g) =>
                mul(g, where(greater(other.value, 0), largestSlope(step.slope), smallestSlope(step.slope))),
              ),
            ]),
          }));
        }),
    fix: "the mask is that of the layer's own z: z > 0",
  },
  {
    name: "values of an earlier call",
    code: "stale-cache",
    on: "product",
    faint: true,
    throughout: false,
    vary: (context) => {
      const { earlier, graph, steps } = context;
      if (earlier === null) return [];
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
          activationChange(step, (g) => mul(g, stepsOf(earlier).activations.find(({ a }) => a === step.a)!.slope)),
        );
        const what = `${context.nameOf(place)} is that of an earlier call`;
        const variants = [[...asInput, ...asSlope], asInput, asSlope].filter((list) => list.length > 0);
        return variants.map((list) => ({ what, changes: new Map(list) }));
      });
    },
    fix: "compute the forward pass anew in each call",
  },
  {
    name: "derivative of another function",
    code: "derivative-at-wrong-value",
    on: "activation",
    faint: true,
    throughout: true,
    vary: ({ graph, steps, nameOf }) =>
      steps.activations.flatMap((step) => {
        const [z, a] = [graph.values[step.z]!, graph.values[step.a]!];
        const slopes: [string, Tensor][] = [
          ["the sigmoid's", mul(sigmoid(z), sub(1, sigmoid(z)))],
          ["tanh's", sub(1, square(tanh(z)))],
          ["ReLU's", mul(greater(z, 0), onesLike(z))],
          ["a (1 - a),", mul(a, sub(1, a))],
          ["1 - a**2,", sub(1, square(a))],
        ];
        return slopes.map(([name, slope]) => ({
          key: name,
          what: `dC/d${nameOf(step.a)} is multiplied by ${name} the derivative of another function than the one that makes ${nameOf(step.a)}`,
          changes: new Map([activationChange(step, (g) => mul(g, slope))]),
        }));
      }),
    fix: "take the derivative of the layer's own activation",
  },
  {
    name: "activation derivative of another layer",
    code: "off-by-one-layer",
    on: "activation",
    throughout: true,
    vary: ({ steps, nameOf }) =>
      steps.activations.flatMap((step) =>
        steps.activations.flatMap((other) => {
          if (other === step || String(other.slope.shape) !== String(step.slope.shape)) return [];
          const by = other.number - step.number;
          return [
            {
              key: `${by}`,
              code: Math.abs(by) === 1 ? ("off-by-one-layer" as const) : ("wrong-layer" as const),
              what: `dC/d${nameOf(step.a)} is multiplied by f'(${nameOf(other.z)}), the derivative of another layer`,
              changes: new Map([activationChange(step, (g) => mul(g, other.slope))]),
              fix: `multiply by f'(${nameOf(step.z)})`,
            },
          ];
        }),
      ),
    fix: "each layer has its own z: dz[l] = da[l] * f'(z[l])",
  },
  ...softmaxMutants,
  ...normMutants,
  {
    name: "weights not transposed on the way back",
    code: "transposed",
    on: "product",
    throughout: true,
    vary: (context) =>
      context.products.flatMap((step) => {
        const W = operand(context, step.line, step.weights);
        if (step.inputPlace < 0 || W.shape.length !== 2 || W.shape[0] !== W.shape[1]) return [];
        return [
          {
            of: context.nameOf(step.weightPlace),
            what: `${context.nameOf(step.weightPlace)} is not transposed where the gradient goes back through it`,
            changes: one(step.line, productRule(context, step, 1 - step.weights, { other: transpose(W) })),
          },
        ];
      }),
    fix: "backwards the weights are transposed: dC/dx = dz @ W.T for x @ W, W.T @ dz for W @ x",
  },
  {
    name: "gradient of weights transposed",
    code: "transposed",
    on: "product",
    throughout: true,
    vary: (context) =>
      context.products.flatMap((step) => {
        const W = operand(context, step.line, step.weights);
        if (W.shape.length !== 2 || W.shape[0] !== W.shape[1] || W.size <= 1) return [];
        return [
          {
            what: `the gradient of ${context.nameOf(step.weightPlace)} is transposed`,
            changes: one(
              step.line,
              replaced(step.weights, (_g, c) => transpose(c)),
            ),
          },
        ];
      }),
    fix: "for z = x @ W the gradient is x.T @ dz, for z = W @ x it is outer(dz, x)",
  },
  {
    name: "weights of another layer on the way back",
    code: "wrong-layer",
    on: "product",
    throughout: true,
    codeThroughout: (key) => (/^-?1( |$)/.test(key) ? "off-by-one-layer" : undefined),
    vary: (context) =>
      context.products.flatMap((step) => {
        const W = operand(context, step.line, step.weights);
        if (step.inputPlace < 0) return [];
        const own = context.nameOf(step.weightPlace);
        const upright = standIns(context.weights, W, sourceOf(context, step.weightPlace)).map((other) => ({
          other,
          value: other.value,
          way: "",
        }));
        const turned = context.weights
          .filter(
            ({ value, place }) =>
              place !== sourceOf(context, step.weightPlace) && String(value.shape) === String(W.shape.toReversed()),
          )
          .map((other) => ({ other, value: transpose(other.value), way: " turned" }));
        return [...upright, ...turned].map(({ other, value, way }) => ({
          key: `${layerOfWeights(context, other.place) - step.number}${way}`,
          what: `the gradient goes back through ${other.name} where it should go through ${own}`,
          fix: `use ${own}, the weights between this layer and the next`,
          changes: one(step.line, productRule(context, step, 1 - step.weights, { other: value })),
        }));
      }),
    fix: "the gradient goes back through the weights that the values came through",
  },
  {
    name: "gradient of weights with another layer's input",
    code: "off-by-one-layer",
    on: "product",
    throughout: true,
    codeThroughout: (key) => (key.startsWith("own output") ? "off-by-one-layer" : undefined),
    vary: (context) =>
      context.products.flatMap((step) => {
        const x = operand(context, step.line, 1 - step.weights);
        const own = step.inputPlace < 0 ? "the data" : context.nameOf(step.inputPlace);
        const z = step.inputPlace < 0 ? undefined : beforeActivation(context, step.inputPlace);
        const ownOutput = activationAfter(context, step.line);
        const of = context.nameOf(step.weightPlace);
        const inputs = inputsWith(context, step);
        const at = inputs.indexOf(x);
        return standIns(context.values, x, step.inputPlace).map((other) => {
          const keys = [`${layerOf(context, other.place) - layerOf(context, step.inputPlace)}`];
          if (other.place === ownOutput) keys.push("own output");
          const k = inputs.indexOf(other.value);
          if (k >= 0)
            keys.push(
              `step ${k - at}`,
              ...(k === 0 ? ["first step"] : []),
              ...(k === inputs.length - 1 ? ["last step"] : []),
            );
          return {
            key: other.place === z ? "z" : keys,
            of,
            code:
              other.place === z || (other.place < 0 && step.inputPlace < 0)
                ? ("derivative-at-wrong-value" as const)
                : codeOfShift(context, other.place, step.inputPlace),
            what: `the gradient of ${of} is made with ${other.name} for the layer's input, which is ${own}`,
            fix: `multiply dz by ${own}`,
            changes: one(step.line, productRule(context, step, step.weights, { other: other.value })),
          };
        });
      }),
    fix: "the gradient of W is the layer's input times dz",
  },
  {
    name: "gradient of weights with the inputs of other samples",
    code: "derivative-at-wrong-value",
    on: "product",
    throughout: false,
    vary: (context) =>
      context.products.flatMap((step) => {
        const x = operand(context, step.line, 1 - step.weights);
        const axis = context.batch === null ? -1 : sampleAxis(context.batch, x.shape);
        if (axis < 0 || x.shape[axis]! < 2 || x.shape.length < 2) return [];
        const n = x.shape[axis]!;
        const orders: [string, (i: number) => number][] = [
          ["the next sample", (i) => (i + 1) % n],
          ["the sample before", (i) => (i + n - 1) % n],
          ["the first sample", () => 0],
          ["the last sample", () => n - 1],
        ];
        return orders.map(([name, from]) => ({
          axis,
          what: `the gradient of ${context.nameOf(step.weightPlace)} multiplies each sample's dz with the input of ${name}`,
          changes: one(step.line, productRule(context, step, step.weights, { other: reordered(x, axis, from) })),
        }));
      }),
    fix: "each sample's dz belongs to its own input",
  },
  {
    name: "gradient of weights with another derivative",
    code: "wrong-upstream",
    on: "product",
    throughout: true,
    vary: (context) =>
      context.products.flatMap((step) => {
        const y = context.graph.lines[step.line]!;
        const a = activationAfter(context, step.line);
        return standIns(context.derivatives, y.outputs[0]!, y.outputPlaces[0]!).map((other) => ({
          key: other.place === a ? "a" : "other",
          code: leftOutBefore(context.graph, y.outputPlaces[0]!, other.place),
          what: `the gradient of ${context.nameOf(step.weightPlace)} is made with ${other.name}, not with the derivative by the layer's own z`,
          changes: one(step.line, productRule(context, step, step.weights, { g: other.value })),
        }));
      }),
    fix: "the gradient of W takes dC/dz of its own layer",
  },
  {
    name: "another derivative handed back",
    code: "wrong-upstream",
    on: "product",
    throughout: true,
    vary: (context) =>
      context.products.flatMap((step) => {
        if (step.inputPlace < 0) return [];
        const y = context.graph.lines[step.line]!;
        const a = activationAfter(context, step.line);
        return standIns(context.derivatives, y.outputs[0]!, y.outputPlaces[0]!).map((other) => ({
          key: other.place === a ? "a" : "other",
          code: leftOutBefore(context.graph, y.outputPlaces[0]!, other.place),
          what: `what goes back through ${context.nameOf(step.weightPlace)} is ${other.name}, not the derivative by the layer's own z`,
          changes: one(step.line, productRule(context, step, 1 - step.weights, { g: other.value })),
        }));
      }),
    fix: "what goes back through W is dC/dz of its own layer",
  },
  {
    name: "bias with another derivative",
    code: "wrong-upstream",
    on: "repeated",
    throughout: true,
    vary: (context) =>
      context.repeated.flatMap(({ line, input, place }) => {
        const y = context.graph.lines[line]!;
        const a = context.steps.activations.find(({ z }) => z === y.outputPlaces[0])?.a;
        return standIns(context.derivatives, y.outputs[0]!, y.outputPlaces[0]!).map((other) => ({
          key: other.place === a ? "a" : "other",
          code: leftOutBefore(context.graph, y.outputPlaces[0]!, other.place),
          what: `the gradient of ${context.nameOf(place)} is made with ${other.name}, not with the derivative by the layer's own z`,
          changes: one(
            line,
            replaced(input, () => y.pull([other.value])[input] ?? null),
          ),
        }));
      }),
    fix: "the gradient of b is dC/dz of its own layer, summed over the batch",
  },
  {
    name: "bias from one place",
    code: "not-summed",
    on: "repeated",
    throughout: true,
    vary: (context) =>
      context.repeated.flatMap(({ line, input, place }) => {
        const { inputs, outputs, pull } = context.graph.lines[line]!;
        const [b, y] = [inputs[input]!, outputs[0]!];
        const extra = y.shape.length - b.shape.length;
        const batchAxis = context.batch === null ? -1 : sampleAxis(context.batch, y.shape);
        return y.shape.flatMap((n, axis) => {
          const summed = n > 1 && (axis < extra || b.shape[axis - extra] === 1);
          if (!summed || axis === batchAxis) return [];
          return [0, n - 1].map((index) => ({
            key: `${axis - y.shape.length} ${index === 0 ? "first" : "last"}`,
            axis,
            what: `the gradient of ${context.nameOf(place)} comes from the ${index === 0 ? "first" : "last"} place along axis ${axis} alone`,
            changes: one(
              line,
              replaced(input, (g) => pull([onlySample(g, axis, index)])[input] ?? null),
            ),
          }));
        });
      }),
    fix: "sum over all axes along which the bias is repeated",
  },
  {
    name: "bias summed over everything",
    code: "wrong-axis",
    on: "repeated",
    throughout: true,
    vary: (context) =>
      context.repeated.flatMap(({ line, input, place }) => {
        const leaf = context.graph.lines[line]!.inputs[input]!;
        if (leaf.size <= 1) return [];
        return [
          {
            what: `the gradient of ${context.nameOf(place)} is summed over all axes, so that all its entries are the same`,
            changes: one(
              line,
              replaced(input, (g) => mul(sum(g), onesLike(leaf))),
            ),
          },
        ];
      }),
    fix: "sum over the batch alone: sum(dz, 0)",
  },
  {
    name: "a factor forgotten",
    code: "missing-term",
    on: "factor",
    throughout: false,
    vary: ({ graph, nameOf }) =>
      graph.lines.flatMap(({ primitive, inputs, inputPlaces }, line) => {
        if (primitive.name !== "mul") return [];
        return [0, 1].flatMap((input) => {
          const other = 1 - input;
          if (inputPlaces[input]! < 0 || (inputPlaces[other]! < 0 && inputs[other]!.size <= 1)) return [];
          const name = inputPlaces[other]! < 0 ? "the data" : nameOf(inputPlaces[other]!);
          return [
            {
              what: `what comes back to ${nameOf(inputPlaces[input]!)} lacks the factor ${name}`,
              fix: `the derivative of a product by one factor is the other: multiply by ${name}`,
              changes: one(
                line,
                replaced(input, (g) => sumTo(g, inputs[input]!.shape)),
              ),
            },
          ];
        });
      }),
    fix: "the derivative of a product by one factor is the other",
  },
  {
    name: "a factor taken from elsewhere",
    code: "derivative-at-wrong-value",
    on: "factor",
    faint: true,
    throughout: false,
    vary: (context) =>
      context.graph.lines.flatMap(({ primitive, inputs, inputPlaces }, line) => {
        if (primitive.name !== "mul") return [];
        return [0, 1].flatMap((input) => {
          const other = 1 - input;
          if (inputPlaces[input]! < 0 || inputs[other]!.size <= 1) return [];
          const own = inputPlaces[other]! < 0 ? "the data" : context.nameOf(inputPlaces[other]!);
          return standIns(context.values, inputs[other]!, inputPlaces[other]!).map((taken) => ({
            what: `what comes back to ${context.nameOf(inputPlaces[input]!)} is multiplied by ${taken.name} in place of ${own}`,
            fix: `multiply by ${own}`,
            changes: one(
              line,
              replaced(input, (g) => sumTo(mul(g, taken.value), inputs[input]!.shape)),
            ),
          }));
        });
      }),
    fix: "the derivative of a product by one factor is the other",
  },
  {
    name: "the squared error's derivative for another cost",
    code: "wrong-forward",
    on: "activation",
    throughout: false,
    vary: ({ graph, steps, values, nameOf }) => {
      const last = steps.activations.at(-1);
      if (last === undefined || last.kind === "other") return [];
      const p = graph.values[last.a]!;
      const known = graph.uses[last.a]!.some(
        ({ line }) => graph.lines[line]!.primitive.name === "sub" && graph.lines[line]!.inputPlaces[1]! < 0,
      );
      if (known || p.size <= 1) return [];
      const [n, outputs] = [p.shape[0]!, p.shape.at(-1)!];
      const scales = [...new Set([1, 2, 1 / n, 2 / n, 1 / (n * outputs), 2 / (n * outputs)])];
      return values
        .filter(({ place, value }) => place < 0 && value.size === p.size && String(value.shape) === String(p.shape))
        .flatMap(({ value }) =>
          scales.map((scale) => ({
            what: `dC/d${nameOf(last.z)} is the derivative of the squared error, and the loss is another`,
            changes: new Map([activationChange(last, () => mul(mul(scale, sub(p, value)), last.slope))]),
          })),
        );
    },
    fix: "differentiate the cost that the loss computes: with a sigmoid and the cross-entropy dC/dz = p - t",
  },
  {
    name: "bias summed over the wrong axis",
    code: "wrong-axis",
    on: "repeated",
    throughout: true,
    vary: (context) =>
      context.repeated.flatMap(({ line, input, place }) => {
        const y = context.graph.lines[line]!;
        const [rows, columns] = y.outputs[0]!.shape;
        if (y.outputs[0]!.shape.length !== 2 || rows !== columns) return [];
        return [
          {
            axis: 1,
            what: `the gradient of ${context.nameOf(place)} is summed over the columns, not over the batch`,
            changes: one(
              line,
              replaced(input, (g) => y.pull([transpose(g)])[input] ?? null),
            ),
          },
        ];
      }),
    fix: "sum over the batch: sum(dz, 0)",
  },
  {
    name: "a parameter from one sample",
    code: "one-sample",
    on: "sample",
    throughout: true,
    vary: (context) => {
      const { batch, graph } = context;
      if (batch === null || batch.size < 2) return [];
      return graph.leaves.flatMap(({ path, place }) =>
        [0, batch.size - 1].flatMap((sample) => {
          const changes = sampleChanges(context, sample, 1, place);
          if (changes.size === 0) return [];
          return [
            {
              key: sample === 0 ? "first" : "last",
              axis: batch.axis,
              what: `the gradient of ${path} comes from the ${sample === 0 ? "first" : "last"} sample alone`,
              changes,
            },
          ];
        }),
      );
    },
    fix: "add up the gradients of all samples of the batch",
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
            what: `the gradient goes back through ${leaf.path} after it was updated`,
            changes: one(step.line, change),
          },
        ];
      }),
    fix: "compute all gradients first, then update the parameters",
  },
  ...functionMutants,
  ...operandMutants,
];

/**
 * What is left out when the derivative behind some steps is taken for the one before them: a function's derivative
 * where all of them are functions of the one value, a factor where they multiply or divide by others, and neither
 * where they are no steps element by element.
 */
function leftOutBefore(graph: Graph, from: number, to: number): CauseCode {
  const passed = new Map<number, "same" | "function" | "factor">([[from, "same"]]);
  for (let k = graph.producer[from]! + 1; k < graph.lines.length && !passed.has(to); k++) {
    const { primitive, inputs, inputPlaces, outputPlaces, outputs } = graph.lines[k]!;
    if (!ELEMENTWISE.has(primitive.name)) continue;
    const known = inputPlaces.filter((p) => passed.has(p));
    if (known.length === 0 || outputs[0]!.size !== graph.values[from]!.size) continue;
    const kinds = known.map((p) => passed.get(p)!);
    const others = inputs.some((x, i) => x.size > 1 && x.dtype !== "bool" && !passed.has(inputPlaces[i]!));
    const plain = primitive.name === "add" || primitive.name === "sub" || primitive.name === "neg";
    const scaled = primitive.name === "mul" || primitive.name === "div";
    const own = plain ? "same" : scaled && others ? "factor" : "function";
    passed.set(
      outputPlaces[0]!,
      kinds.includes("factor") || own === "factor" ? "factor" : kinds.includes("function") ? "function" : own,
    );
  }
  const found = passed.get(to);
  if (found === "function") return "missing-activation-derivative";
  return found === "factor" ? "missing-term" : "wrong-upstream";
}

/** The inputs that meet the same weights, in order: the steps of a recurrent net. */
const inputsWith = (context: Context, { weightPlace }: ProductStep): Tensor[] =>
  context.products
    .filter((step) => step.weightPlace === weightPlace)
    .map((step) => operand(context, step.line, 1 - step.weights));

/** The slices along an axis in another order. */
function reordered(x: Tensor, axis: number, from: (i: number) => number): Tensor {
  const index = Array.from({ length: x.shape[axis]! }, (_, i) => from(i));
  return at(x, ...x.shape.slice(0, axis).map(() => ":" as const), index);
}

const largestSlope = (slope: Tensor): Tensor => max(slope);
const smallestSlope = (slope: Tensor): Tensor =>
  max(slope).item() === min(slope).item() ? mul(0, max(slope)) : min(slope);

/** Only one sample counts, `factor` times, for one parameter (all, unless a place is given). */
export const sampleChanges = (context: Context, sample: number, factor: number, leaf: number | null = null): Changes =>
  sampleSetChanges(context, (i) => i === sample, factor, leaf);

/** Only some samples count, `factor` times, for one parameter (all, unless a place is given). */
export function sampleSetChanges(
  context: Context,
  kept: (sample: number) => boolean,
  factor: number,
  leaf: number | null = null,
): Changes {
  const { batch, graph } = context;
  const changes = new Map<number, Change>();
  for (const { line, input, place } of context.entries) {
    if (leaf !== null && !context.sources(place).includes(leaf)) continue;
    const { outputs, pull } = graph.lines[line]!;
    const axis = batch === null ? -1 : sampleAxis(batch, outputs[0]!.shape);
    if (axis < 0) continue;
    const change = replaced(input, (g) => pull([mul(factor, masked(g, axis, kept))])[input] ?? null);
    const before = changes.get(line);
    changes.set(line, before === undefined ? change : composed(before, change));
  }
  return changes;
}

/** Zeros but for one sample. */
const onlySample = (g: Tensor, axis: number, sample: number): Tensor => masked(g, axis, (i) => i === sample);

/** Zeros but for some samples. */
function masked(g: Tensor, axis: number, kept: (sample: number) => boolean): Tensor {
  const n = g.shape[axis]!;
  const mask = Array.from({ length: n }, (_, i) => Number(kept(i)));
  return mul(
    g,
    tensor(mask, {
      shape: g.shape.map((_, d) => (d === axis ? n : 1)),
      dtype: g.dtype === "float32" ? "float32" : "float64",
    }),
  );
}

/** Which product takes a parameter, perhaps transposed; 1, 2, … */
const layerOfWeights = ({ graph, products }: Context, place: number): number =>
  products.find(
    ({ weightPlace }) => weightPlace === place || graph.lines[graph.producer[weightPlace]!]?.inputPlaces[0] === place,
  )?.number ?? 0;

/** How many activations lie before a value, itself included; 0 for data. */
const layerOf = ({ steps }: Context, place: number): number => steps.activations.filter(({ a }) => a <= place).length;

const codeOfShift = (context: Context, other: number, own: number): CauseCode =>
  Math.abs(layerOf(context, other) - layerOf(context, own)) === 1 ? "off-by-one-layer" : "wrong-layer";
