import { greater, max, min, mul, onesLike, sigmoid, square, sub, type Tensor, tanh, where } from "@wengert/autograd";
import { activationChange } from "../context.ts";
import type { Mutant, Variation } from "../mutant.ts";
import { areSigns, flat } from "../numbers.ts";
import { placeInTime, statesOf } from "../sequence.ts";
import { fitsInto, standIns } from "./rules.ts";

/** The formula that gives f′ from the output a, where there is a usual one. */
export const SLOPE_FROM_OUTPUT: Readonly<Record<string, (a: Tensor) => Tensor>> = {
  sigmoid: (a) => mul(a, sub(1, a)),
  tanh: (a) => sub(1, square(a)),
};

/** Mistakes at the activation of a layer: its derivative missing, twice, at another value, of another layer. */
export const activationMutants: readonly Mutant[] = [
  {
    name: "activation derivative missing",
    code: "missing-activation-derivative",
    on: "activation",
    throughout: true,
    mostly: true,
    vary: ({ steps, nameOf, roleOf }) =>
      steps.activations.map((step) => ({
        of: roleOf(step.z),
        what: () => `dC/d${nameOf(step.z)} is dC/d${nameOf(step.a)} without the factor f'(${nameOf(step.z)})`,
        changes: new Map([activationChange(step, (g) => g)]),
      })),
    fix: "multiply by the derivative of the activation: dz = da * f'(z)",
  },
  {
    name: "activation derivative doubled",
    code: "doubled-activation-derivative",
    does: "has a slope twice",
    on: "activation",
    throughout: true,
    mostly: true,
    vary: ({ steps, nameOf, roleOf }) =>
      steps.activations
        .filter(({ kind, slope }) => kind !== "rectifier" && !areSigns(flat(slope)))
        .map((step) => ({
          of: roleOf(step.z),
          what: () => `dC/d${nameOf(step.z)} has the factor f'(${nameOf(step.z)}) twice`,
          changes: new Map([activationChange(step, (g) => mul(g, square(step.slope)))]),
        })),
    fix: "multiply by the derivative of the activation once",
  },
  {
    name: "activation derivative at the wrong value",
    code: "derivative-at-wrong-value",
    on: "activation",
    throughout: true,
    vary: ({ graph, steps, nameOf, roleOf }) =>
      steps.activations.flatMap((step) => {
        const formula = SLOPE_FROM_OUTPUT[step.kind];
        if (formula === undefined) return [];
        const [z, a] = [graph.values[step.z]!, graph.values[step.a]!];
        const f = step.kind === "tanh" ? tanh : sigmoid;
        return [
          {
            key: "f'(a)",
            of: roleOf(step.z),
            what: () =>
              `the activation's derivative is taken at ${nameOf(step.a)}, its output, and not at ${nameOf(step.z)}`,
            changes: new Map([activationChange(step, (g) => mul(g, formula(f(a))))]),
          },
          {
            key: "formula(z)",
            of: roleOf(step.z),
            what: () => `the formula for the derivative by the output ${nameOf(step.a)} is fed with ${nameOf(step.z)}`,
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
    vary: ({ graph, steps, nameOf, roleOf }) =>
      steps.activations
        .filter(({ kind }) => kind !== "rectifier")
        .map((step) => ({
          of: roleOf(step.z),
          // Of f = exp(u) the derivative is f u′: what is f alone lacks the inner one.
          ...(graph.lines[step.lines.at(-1)!]!.primitive.name === "exp" && {
            code: "missing-activation-derivative" as const,
          }),
          what: () =>
            `dC/d${nameOf(step.a)} is multiplied by ${nameOf(step.a)} = f(${nameOf(step.z)}) in place of f'(${nameOf(step.z)})`,
          changes: new Map([activationChange(step, (g) => mul(g, graph.values[step.a]!))]),
        })),
    fix: "multiply by f'(z), not by f(z)",
  },
  {
    name: "mask of other values",
    code: "derivative-at-wrong-value",
    does: "takes another value of the net",
    on: "activation",
    faint: true,
    throughout: true,
    vary: (context) => {
      const { graph, steps, values, nameOf, roleOf } = context;
      return steps.activations
        .filter(({ kind }) => kind === "rectifier")
        .flatMap((step) => {
          const z = graph.values[step.z]!;
          return standIns(values, z, step.z).map((other) => ({
            key: `${placeInTime(context, other) - step.z}`,
            of: roleOf(step.z),
            what: () =>
              `the derivative that makes dC/d${nameOf(step.z)} is taken at ${other.name}, not at ${nameOf(step.z)}`,
            changes: new Map([
              activationChange(step, (g) =>
                mul(g, where(greater(other.value, 0), largestSlope(step.slope), smallestSlope(step.slope))),
              ),
            ]),
          }));
        });
    },
    fix: "the mask is that of the layer's own z: z > 0",
  },
  {
    name: "mask of what comes back",
    code: "derivative-at-wrong-value",
    on: "activation",
    faint: true,
    throughout: true,
    vary: ({ steps, nameOf, roleOf }) =>
      steps.activations
        .filter(({ kind }) => kind === "rectifier")
        .map((step) => ({
          of: roleOf(step.z),
          what: () =>
            `dC/d${nameOf(step.a)} itself is rectified: 0 where it is negative, not where ${nameOf(step.z)} is`,
          changes: new Map([activationChange(step, (g) => mul(g, greater(g, 0)))]),
        })),
    fix: "the mask is that of the layer's own z: z > 0",
  },
  {
    name: "derivative of another function",
    code: "derivative-at-wrong-value",
    does: "takes the slope of another function",
    on: "activation",
    faint: true,
    throughout: true,
    vary: ({ graph, steps, nameOf, roleOf }) =>
      steps.activations.flatMap((step) => {
        const [z, a] = [graph.values[step.z]!, graph.values[step.a]!];
        const slopes: [string, Tensor][] = [
          ["sigma(z) (1 - sigma(z)),", mul(sigmoid(z), sub(1, sigmoid(z)))],
          ["1 - tanh(z)**2,", sub(1, square(tanh(z)))],
          ["the step z > 0,", mul(greater(z, 0), onesLike(z))],
          ["a (1 - a),", mul(a, sub(1, a))],
          ["1 - a**2,", sub(1, square(a))],
        ];
        return slopes.map(([name, slope]) => ({
          key: name,
          of: roleOf(step.z),
          what: () =>
            `dC/d${nameOf(step.a)} is multiplied by ${name} the derivative of another function than the one that makes ${nameOf(step.a)}`,
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
    vary: (context) => {
      const { graph, steps, nameOf, roleOf } = context;
      const others = steps.activations.flatMap((step) =>
        steps.activations.flatMap((other) => {
          if (other === step || !fitsInto(other.slope.shape, step.slope.shape)) return [];
          const by = other.number - step.number;
          return [
            {
              key: [`${by}`, `always ${other.number}`],
              code: Math.abs(by) === 1 ? ("off-by-one-layer" as const) : ("wrong-layer" as const),
              does:
                Math.abs(by) === 1
                  ? ("takes the slope of a neighbouring layer" as const)
                  : ("takes the slope of another layer" as const),
              of: roleOf(step.z),
              what: () =>
                `dC/d${nameOf(step.a)} is multiplied by f'(${nameOf(other.z)}), the derivative of another layer`,
              changes: new Map([activationChange(step, (g) => mul(g, other.slope))]),
              fix: () => `multiply by f'(${nameOf(step.z)})`,
            },
          ];
        }),
      );
      const mixed = steps.activations.flatMap((step) =>
        steps.activations.flatMap((other): Variation[] => {
          const [a, b] = [graph.values[step.a]!, graph.values[other.a]!];
          if (other === step || other.kind !== step.kind || String(a.shape) !== String(b.shape)) return [];
          const by = other.number - step.number;
          const formulas: readonly (readonly [string, Tensor])[] =
            step.kind === "sigmoid"
              ? [
                  [`${nameOf(step.a)} (1 - ${nameOf(other.a)})`, mul(a, sub(1, b))],
                  [`${nameOf(other.a)} (1 - ${nameOf(step.a)})`, mul(b, sub(1, a))],
                ]
              : step.kind === "tanh"
                ? [[`1 - ${nameOf(step.a)} ${nameOf(other.a)}`, sub(1, mul(a, b))]]
                : [];
          return formulas.map(([words, slope], i) => ({
            key: `mixed ${i} ${by}`,
            does: Math.abs(by) === 1 ? "takes the slope of a neighbouring layer" : "takes the slope of another layer",
            code: Math.abs(by) === 1 ? "off-by-one-layer" : "wrong-layer",
            of: roleOf(step.z),
            what: () => `dC/d${nameOf(step.a)} is multiplied by ${words}, with the output of another layer in it`,
            changes: new Map([activationChange(step, (g) => mul(g, slope))]),
          }));
        }),
      );
      // In the first step of time the state before is what the net starts from.
      const states = statesOf(context);
      const earlier = steps.activations.flatMap((step): Variation[] => {
        const [output, input, formula] = [states.get(step.a), states.get(step.z), SLOPE_FROM_OUTPUT[step.kind]];
        const before =
          output ?? (input === undefined ? undefined : step.kind === "tanh" ? tanh(input) : sigmoid(input));
        if (before === undefined || formula === undefined || !fitsInto(before.shape, step.slope.shape)) return [];
        return [
          {
            key: "the state before",
            does: "takes the value of another step of time",
            of: roleOf(step.z),
            what: () => `dC/d${nameOf(step.a)} is multiplied by the derivative at the state before`,
            changes: new Map([activationChange(step, (g) => mul(g, formula(before)))]),
          },
        ];
      });
      return [...others, ...mixed, ...earlier];
    },
    fix: "each layer has its own z: dz[l] = da[l] * f'(z[l])",
  },
];

const largestSlope = (slope: Tensor): Tensor => max(slope);
const smallestSlope = (slope: Tensor): Tensor =>
  max(slope).item() === min(slope).item() ? mul(0, max(slope)) : min(slope);
