import { div, mul, sigmoid, square, sub, type Tensor, tanh, tensor, transpose } from "@wengert/autograd";
import type { CauseCode } from "./codes.ts";
import { activationChange, type Context, type NamedValue, type ProductStep, replaced, sampleAxis } from "./context.ts";
import type { Change, Changes } from "./walk.ts";

/** A backward pass with a mistake in it. */
export interface Variation {
  /** What the hand does in it, as a sentence. */
  readonly what: string;
  readonly changes: Changes;
  /** Variations of a mutant with the same key are one mistake when made throughout; by default there is one key. */
  readonly key?: string;
  /** Another code than that of the mutant, where the details decide. */
  readonly code?: CauseCode;
  readonly fix?: string;
  readonly axis?: number;
}

/** A kind of mistake: which rule is changed where, and what to say of it. */
export interface Mutant {
  readonly name: string;
  readonly code: CauseCode;
  /** The steps at which it can be made. */
  readonly on: "activation" | "product" | "repeated" | "softmax" | "sample";
  /** Whether the amount is free: what `vary` gives is then the direction for the amount 1. */
  readonly free?: true;
  /** Whether whoever writes a loop over layers makes it in all of them. */
  readonly throughout: boolean;
  readonly vary: (context: Context) => readonly Variation[];
  readonly fix: string;
}

const one = (line: number, change: Change): Changes => new Map([[line, change]]);

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
        .filter(({ kind }) => kind !== "rectifier")
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
  {
    name: "softmax by its diagonal alone",
    code: "softmax-diagonal",
    on: "softmax",
    throughout: true,
    vary: ({ graph, steps }) => [
      ...steps.softmaxes.map(({ line, e, p }) => ({
        what: "the softmax is differentiated as if p_i depended on z_i alone, with p (1 - p)",
        changes: one(line, ([g]) => {
          const y = graph.values[p]!;
          return { inputs: [g ? mul(g, mul(mul(y, sub(1, y)), reciprocal(graph.values[e]!))) : null, null] };
        }),
      })),
      ...steps.logSoftmaxes.map(({ line, p }) => ({
        what: "the softmax is differentiated as if p_i depended on z_i alone, with p (1 - p)",
        changes: one(line, ([g]) => ({ inputs: [g ? mul(g, sub(1, p)) : null, null] })),
      })),
    ],
    fix: "dp_i/dz_j = p_i (delta_ij - p_j) has entries beside the diagonal: dz = p * (g - sum(g * p)); with the cross-entropy it becomes p - t",
  },
  {
    name: "softmax without the derivative of its sum",
    code: "softmax-diagonal",
    on: "softmax",
    throughout: true,
    vary: ({ steps }) =>
      steps.softmaxes.map(({ line }) => ({
        what: "the sum in the softmax's denominator is treated as a constant: dz = g * p",
        changes: one(line, (_gs, right) => ({ inputs: [right[0]!, null] })),
      })),
    fix: "dp_i/dz_j = p_i (delta_ij - p_j): dz = p * (g - sum(g * p))",
  },
  {
    name: "softmax derivative missing",
    code: "missing-activation-derivative",
    on: "softmax",
    throughout: true,
    vary: ({ graph, steps }) =>
      steps.softmaxes.map(({ line, e }) => ({
        what: "dC/dz is dC/dp: the derivative of the softmax is missing",
        changes: one(line, ([g]) => ({ inputs: [g ? mul(g, reciprocal(graph.values[e]!)) : null, null] })),
      })),
    fix: "go through the softmax: dz = p * (g - sum(g * p))",
  },
  {
    name: "softmax derivative doubled",
    code: "doubled-activation-derivative",
    on: "softmax",
    throughout: true,
    vary: ({ graph, steps }) => [
      ...steps.softmaxes.map(({ e, p }) => {
        const y = graph.values[p]!;
        return {
          what: "p - t, which has the softmax's derivative in it already, is multiplied by p (1 - p)",
          changes: one(graph.producer[e]!, (_gs, [right]) => ({
            inputs: [right ? mul(right, mul(y, sub(1, y))) : null],
          })),
        };
      }),
      ...steps.logSoftmaxes.map(({ line, s, p }) => {
        const slope = mul(p, sub(1, p));
        const scaled: Change = (_gs, right) => ({ inputs: right.map((c, i) => (i === 0 && c ? mul(c, slope) : c)) });
        const exp = graph.uses[s]!.find((use) => graph.lines[use.line]!.primitive.name === "exp")!;
        return {
          what: "p - t, which has the softmax's derivative in it already, is multiplied by p (1 - p)",
          changes: new Map([
            [line, scaled],
            [exp.line, scaled],
          ]),
        };
      }),
    ],
    fix: "with softmax and cross-entropy dC/dz = p - t: nothing more",
  },
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
    vary: (context) =>
      context.products.flatMap((step) => {
        const W = operand(context, step.line, step.weights);
        if (step.inputPlace < 0) return [];
        const own = context.nameOf(step.weightPlace);
        const upright = standIns(context.weights, W, step.weightPlace).map((other) => ({ other, value: other.value }));
        const turned = context.weights
          .filter(
            ({ value, place }) => place !== step.weightPlace && String(value.shape) === String(W.shape.toReversed()),
          )
          .map((other) => ({ other, value: transpose(other.value) }));
        return [...upright, ...turned].map(({ other, value }) => ({
          key: `${indexOf(context, other.place) - indexOf(context, step.weightPlace)}`,
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
    vary: (context) =>
      context.products.flatMap((step) => {
        const x = operand(context, step.line, 1 - step.weights);
        const own = step.inputPlace < 0 ? "the data" : context.nameOf(step.inputPlace);
        const z = step.inputPlace < 0 ? undefined : beforeActivation(context, step.inputPlace);
        return standIns(context.values, x, step.inputPlace).map((other) => ({
          key: other.place === z ? "z" : `${layerOf(context, other.place) - layerOf(context, step.inputPlace)}`,
          code:
            other.place === z
              ? ("derivative-at-wrong-value" as const)
              : codeOfShift(context, other.place, step.inputPlace),
          what: `the gradient of ${context.nameOf(step.weightPlace)} is made with ${other.name} for the layer's input, which is ${own}`,
          fix: `multiply dz by ${own}`,
          changes: one(step.line, productRule(context, step, step.weights, { other: other.value })),
        }));
      }),
    fix: "the gradient of W is the layer's input times dz",
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
          code: other.place === a ? ("missing-activation-derivative" as const) : ("wrong-upstream" as const),
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
          code: other.place === a ? ("missing-activation-derivative" as const) : ("wrong-upstream" as const),
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
      const samples = [0, batch.size - 1];
      return graph.leaves.flatMap(({ path, place }) =>
        graph.uses[place]!.flatMap(({ line, input }) => {
          const { outputs, pull } = graph.lines[line]!;
          const y = outputs[0]!;
          const axis = sampleAxis(batch, y.shape);
          if (axis < 0 || graph.withoutData[graph.lines[line]!.outputPlaces[0]!]) return [];
          return samples.map((sample) => ({
            key: `${sample}`,
            axis,
            what: `the gradient of ${path} comes from sample ${sample} alone`,
            changes: one(
              line,
              replaced(input, (g) => pull([onlySample(g, axis, sample)])[input] ?? null),
            ),
          }));
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
];

const reciprocal = (x: Tensor): Tensor => div(1, x);

/** Zeros but for one sample. */
export function onlySample(g: Tensor, axis: number, sample: number): Tensor {
  const n = g.shape[axis]!;
  const mask = Array.from({ length: n }, (_, i) => Number(i === sample));
  return mul(
    g,
    tensor(mask, {
      shape: g.shape.map((_, d) => (d === axis ? n : 1)),
      dtype: g.dtype === "float32" ? "float32" : "float64",
    }),
  );
}

const indexOf = ({ graph }: Context, place: number): number => graph.leaves.findIndex((leaf) => leaf.place === place);

/** How many activations lie before a value, itself included; 0 for data. */
const layerOf = ({ steps }: Context, place: number): number => steps.activations.filter(({ a }) => a <= place).length;

const codeOfShift = (context: Context, other: number, own: number): CauseCode =>
  Math.abs(layerOf(context, other) - layerOf(context, own)) === 1 ? "off-by-one-layer" : "wrong-layer";
