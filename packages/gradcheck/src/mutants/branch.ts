import { div, equal, greater, max, min, mul, onesLike, reshape, sub, type Tensor } from "@wengert/autograd";
import type { Context } from "../context.ts";
import { type Mutant, one, sumTo, type Variation } from "../mutant.ts";
import { range } from "../numbers.ts";
import type { Change } from "../walk.ts";
import { variedAt } from "./lines.ts";

/** Mistakes at maxima and functions with two branches: which side gets the gradient. */
export const branchMutants: readonly Mutant[] = [
  {
    name: "mask of a maximum missing",
    code: "missing-activation-derivative",
    does: "leaves out the choice of a maximum",
    on: "function",
    throughout: true,
    fix: "of a maximum only the entry that was taken gets the gradient",
    vary: (context) =>
      variedAt(context, ["maximum", "minimum", "max", "min"], ({ primitive, inputs, inputPlaces, params }, k) => {
        if (inputPlaces.every((p) => p < 0)) return [];
        const wide = primitive.name === "max" || primitive.name === "min";
        const all: Change = ([g]) => ({
          inputs: inputs.map((x, i) =>
            inputPlaces[i]! < 0 || !g ? null : wide ? spread(g, x, params) : sumTo(g, x.shape),
          ),
        });
        return [
          {
            key: primitive.name,
            what: () =>
              `all entries get the gradient that comes back from ${primitive.name}, not only those that were taken`,
            changes: one(k, all),
          },
          ...(wide ? [] : bySign(context, k)),
          ...(wide ? [evenly(primitive.name, k, inputs[0]!, params)] : []),
          ...(wide ? alongOthers(primitive.name, k, inputs[0]!, params) : []),
          ...(wide ? pastRectifier(context, primitive.name, k) : []),
        ];
      }),
  },
  {
    name: "slopes of two branches exchanged",
    code: "derivative-at-wrong-value",
    on: "activation",
    faint: true,
    throughout: true,
    fix: "the slope 1 belongs to z > 0",
    vary: ({ steps, graph, nameOf }) =>
      steps.activations
        .filter(({ kind }) => kind === "rectifier")
        .flatMap((step) => {
          const z = graph.values[step.z]!;
          const numbers = (
            step.slope.size === 1 ? [step.slope.item()] : (step.slope.toArray() as unknown[]).flat(9)
          ) as number[];
          const [low, high] = range(numbers);
          if (low === high) return [];
          const exchanged = sub(low + high, step.slope);
          const positive = mul(onesLike(z), greater(z, 0));
          const changeTo =
            (slope: Tensor): Change =>
            ([g], right) => ({
              inputs: right.map(() => null),
              elsewhere: g ? [{ place: step.z, adjoint: mul(g, slope) }] : [],
            });
          const line = step.lines.at(-1)!;
          return [
            {
              key: "exchanged",
              does: "takes a slope with another sign in it" as const,
              what: () => `the slopes for ${nameOf(step.z)} > 0 and ${nameOf(step.z)} < 0 are exchanged`,
              changes: one(line, changeTo(exchanged)),
            },
            ...(low !== 0
              ? [
                  {
                    key: "plain",
                    what: () => `the slope for ${nameOf(step.z)} < 0 is taken as 0, and is ${low}`,
                    changes: one(line, changeTo(positive)),
                  },
                ]
              : []),
          ];
        }),
  },
];

/** The larger of two values where the hand asks for the sign of one of them, as for a rectifier. */
function bySign(context: Context, line: number): Variation[] {
  const { primitive, inputs, inputPlaces, outputs } = context.graph.lines[line]!;
  if (inputPlaces.some((p) => p < 0) || outputs[0]!.size < 2) return [];
  return [0, 1].flatMap((asked): Variation[] => {
    const x = inputs[asked]!;
    const gate = primitive.name === "maximum" ? greater(x, 0) : greater(0, x);
    const name = context.nameOf(inputPlaces[asked]!);
    const by = (key: string, words: string, mask: (g: Tensor, i: number) => Tensor | null): Variation => ({
      key: `${primitive.name} by the sign of ${asked} ${key}`,
      code: "derivative-at-wrong-value",
      does: "gives what comes back from a maximum to a fixed entry",
      what: () =>
        `what comes back from ${primitive.name} goes by the sign of ${name}, as that of a rectifier does${words}`,
      changes: one(line, ([g], right) => ({
        inputs: right.map((c, i) => {
          const masked = g ? mask(g, i) : null;
          return masked === null ? c : sumTo(masked, inputs[i]!.shape);
        }),
      })),
    });
    const here = (g: Tensor): Tensor => mul(g, gate);
    return [
      by("alone", `, in the gradient of ${name} alone`, (g, i) => (i === asked ? here(g) : null)),
      by("both", "", (g, i) => (i === asked ? here(g) : sub(g, here(g)))),
    ];
  });
}

/** A maximum over axes that goes back as an average does. */
function evenly(name: string, line: number, x: Tensor, params: unknown): Variation {
  const { axes } = params as { readonly axes: readonly number[] };
  const entries = axes.reduce((n, axis) => n * x.shape[axis]!, 1);
  return {
    key: `${name} evenly`,
    code: "derivative-at-wrong-value",
    does: "shares what comes back from a maximum",
    what: () => `what comes back from ${name} is spread evenly over the ${entries} entries, as that of a mean is`,
    changes: one(line, ([g]) => ({ inputs: [g ? div(spread(g, x, params), entries) : null] })),
  };
}

/** A rectifier in front of a maximum that is passed over: where all entries are 0, all of them get what comes back. */
function pastRectifier({ graph, steps }: Context, name: string, line: number): Variation[] {
  const { inputs, inputPlaces, params } = graph.lines[line]!;
  const step = steps.activations.find(({ a, kind }) => a === inputPlaces[0] && kind === "rectifier");
  if (step === undefined || name !== "max") return [];
  const x = inputs[0]!;
  const { axes } = params as { readonly axes: readonly number[] };
  const top = max(x, axes as number[], { keepdims: true });
  return [
    {
      key: `${name} past a rectifier`,
      does: undefined,
      what: () => "the rectifier in front of the maximum is passed over: where all entries are 0, all get the gradient",
      fix: "the gradient of the largest entry goes on through the rectifier, where z > 0",
      changes: one(line, ([g], right) => ({
        inputs: right.map(() => null),
        elsewhere: g ? [{ place: step.z, adjoint: mul(spread(g, x, params), equal(x, top)) }] : [],
      })),
    },
  ];
}

/** A maximum that is looked for along another axis: where several, or none, of the right one get what comes back. */
function alongOthers(name: string, line: number, x: Tensor, params: unknown): Variation[] {
  const { axes } = params as { readonly axes: readonly number[] };
  if (axes.length !== 1) return [];
  return x.shape.flatMap((n, axis): Variation[] => {
    if (n < 2 || axes.includes(axis)) return [];
    const top = (name === "max" ? max : min)(x, axis, { keepdims: true });
    return [
      {
        key: `${name} along ${axis}`,
        code: "wrong-axis",
        does: undefined,
        axis,
        what: () =>
          `the entries that get what comes back from ${name} are looked for along axis ${axis}, not ${axes[0]}`,
        fix: "an entry gets the gradient where it equals the maximum along the axis that the loss takes it over",
        changes: one(line, ([g]) => ({ inputs: [g ? mul(spread(g, x, params), equal(x, top)) : null] })),
      },
    ];
  });
}

/** What comes back from a reduction over axes, repeated for every entry. */
function spread(g: Tensor, x: Tensor, params: unknown): Tensor {
  const { axes } = params as { readonly axes: readonly number[] };
  return mul(
    onesLike(x),
    reshape(
      g,
      x.shape.map((n, d) => (axes.includes(d) ? 1 : n)),
    ),
  );
}
