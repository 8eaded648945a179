import { mul, neg, type Tensor } from "@wengert/autograd";
import { type Context, lacking, type NamedValue, operandName, replaced } from "../context.ts";
import { constantOf } from "../counts.ts";
import { loopOf } from "../loops.ts";
import { type Mutant, one, sumTo } from "../mutant.ts";
import { flat, largest, near, ratio } from "../numbers.ts";
import { once } from "../once.ts";
import { placeInTime } from "../sequence.ts";
import { factorLeftOut, sameRole, standIns } from "./rules.ts";

/** An operand as it is, and what it is made of by a sign or a number alone: y of -y, with what is left when y is forgotten. */
function namedParts(context: Context, line: number, input: number): { readonly name: string; readonly left: number }[] {
  const { graph, nameOf } = context;
  const { inputs, inputPlaces } = graph.lines[line]!;
  const whole = { name: operandName(context, line, input), left: 1 };
  const value = inputs[input]!;
  if (inputPlaces[input]! < 0) {
    if (graph.dataNames.has(value) || value.size <= 1) return [whole];
    const parts = [...graph.dataNames].flatMap(([data, name]) => {
      if (String(data.shape) !== String(value.shape) || data.dtype === "bool") return [];
      const [x, y] = [flat(value), flat(data)];
      const { factor } = ratio(x, y);
      return Number.isFinite(factor) && factor !== 0 && near(x, y, 1e-12 * largest(x), factor)
        ? [{ name, left: factor }]
        : [];
    });
    return [whole, ...parts];
  }
  const made = graph.lines[graph.producer[inputPlaces[input]!] ?? -1];
  if (made?.primitive.name === "neg") return [whole, { name: nameOf(made.inputPlaces[0]!), left: -1 }];
  if (made?.primitive.name !== "mul" && made?.primitive.name !== "div") return [whole];
  return [0, 1].flatMap((i) => {
    const constant = constantOf(graph, { line: graph.producer[inputPlaces[input]!]!, input: i });
    if (made.inputPlaces[i]! < 0 || constant === null) return i === 0 ? [whole] : [];
    const { by, divides } = constant;
    return [...(i === 0 ? [whole] : []), { name: nameOf(made.inputPlaces[i]!), left: divides ? 1 / by : by }];
  });
}

const series = new WeakMap<Context, Map<number, readonly Tensor[]>>();

/** What meets one parameter again and again in products element by element, in order: the steps of time. */
function metBy(context: Context, place: number): readonly Tensor[] {
  const { graph } = context;
  if (graph.producer[place] !== -1 || graph.uses[place]!.length < 2) return [];
  const known = series.get(context) ?? new Map<number, readonly Tensor[]>();
  series.set(context, known);
  const before = known.get(place);
  if (before !== undefined) return before;
  const met = graph.uses[place]!.flatMap(({ line, input }) =>
    graph.lines[line]!.primitive.name === "mul" ? [graph.lines[line]!.inputs[1 - input]!] : [],
  );
  known.set(place, met);
  return met;
}

/** A value, and a difference the other way round as well: t - a for a - t. */
function bothWays({ graph }: Context, taken: NamedValue): NamedValue[] {
  const isDifference = taken.place >= 0 && graph.lines[graph.producer[taken.place]!]?.primitive.name === "sub";
  return isDifference ? [taken, { ...taken, name: `minus ${taken.name}`, value: neg(taken.value) }] : [taken];
}

/** Whether a value, other than a single number, has zeros and ones alone. */
export const isMask = (x: Tensor): boolean =>
  x.size > 1 && (x.dtype === "bool" || flat(x).every((value) => value === 0 || value === 1));

/** Whether a given number stands where the later steps of a loop have a value that they made. */
const isFirstOfLoop = (graph: Context["graph"], line: number, input: number): boolean => {
  const loop = loopOf(graph);
  return (
    loop[line]! >= 0 &&
    graph.lines.some(({ inputPlaces }, k) => k > line && loop[k] === loop[line] && inputPlaces[input]! >= 0)
  );
};

/** Mistakes at products element by element. */
export const factorMutants: readonly Mutant[] = [
  {
    name: "a factor forgotten",
    code: "missing-term",
    on: "factor",
    throughout: true,
    vary: (context) =>
      context.graph.lines.flatMap(({ primitive, inputs, inputPlaces }, line) => {
        const { nameOf, roleOf } = context;
        if (primitive.name !== "mul") return [];
        return [0, 1].flatMap((input) => {
          const other = 1 - input;
          const isNumber = inputPlaces[other]! < 0 && inputs[other]!.size <= 1;
          if (inputPlaces[input]! < 0 || (isNumber && !context.graph.dataNames.has(inputs[other]!))) return [];
          return namedParts(context, line, other).map(({ name, left }) => ({
            key: [`${input} ${roleOf(inputPlaces[input]!)}`, `${input} ${roleOf(inputPlaces[input]!)} ${left}`].slice(
              left === 1 ? 0 : 1,
            ),
            does: isMask(inputs[other]!)
              ? ("leaves out a mask" as const)
              : inputs[other]!.size === 1
                ? ("leaves out a number by which all is multiplied" as const)
                : undefined,
            what: () => `what comes back to ${nameOf(inputPlaces[input]!)} ${lacking(name)}`,
            fix: () => `the derivative of a product by one factor is the other: multiply by ${name}`,
            changes: one(
              line,
              replaced(input, (g) => sumTo(left === 1 ? g : mul(g, left), inputs[input]!.shape)),
            ),
          }));
        });
      }),
    fix: "the derivative of a product by one factor is the other",
  },
  {
    name: "a factor taken from elsewhere",
    code: "derivative-at-wrong-value",
    does: "takes another value of the net",
    on: "factor",
    faint: true,
    throughout: true,
    vary: (context) =>
      context.graph.lines.flatMap(({ primitive, inputs, inputPlaces, outputPlaces }, line) => {
        if (primitive.name !== "mul") return [];
        return [0, 1].flatMap((input) => {
          const other = 1 - input;
          const isData =
            inputPlaces[other]! >= 0 ||
            context.graph.dataNames.has(inputs[other]!) ||
            isFirstOfLoop(context.graph, line, other);
          if (inputPlaces[input]! < 0 || (inputs[other]!.size <= 1 && !isData)) return [];
          const own = operandName(context, line, other);
          const leaves = context.graph.leaves.map(({ path, value, place }) => ({ name: path, value, place }));
          const others = standIns([...context.values, ...leaves], inputs[other]!, inputPlaces[other]!);
          const series = metBy(context, inputPlaces[input]!);
          return others
            .flatMap((taken) => bothWays(context, taken))
            .map((taken) => {
              const left = once(() => factorLeftOut(context, inputPlaces[other]!, taken.value));
              const to = `to ${context.roleOf(inputPlaces[input]!)}`;
              const step = series.indexOf(taken.value);
              const unprepared =
                taken.unprepared === true && inputPlaces[other]! < 0 && !context.graph.dataNames.has(inputs[other]!);
              // s x for x in the derivative by a single number s: s comes once too often.
              const scales =
                taken.place === outputPlaces[0] && inputs[input]!.size === 1 && !taken.name.startsWith("minus ");
              return {
                key: [
                  ...(leaves.some(({ place }) => place === taken.place)
                    ? [`${input} always ${taken.place} for ${inputPlaces[other]}`]
                    : []),
                  `${input} ${taken.name.startsWith("minus ") ? "minus " : ""}${placeInTime(context, taken) - outputPlaces[0]!} ${to}`,
                  ...(step < 0
                    ? []
                    : [
                        `step ${step - series.indexOf(inputs[other]!)} ${to}`,
                        ...(step === 0 ? [`first step ${to}`] : []),
                        ...(step === series.length - 1 ? [`last step ${to}`] : []),
                      ]),
                ],
                code: () =>
                  left() !== null || (unprepared && context.graph.producer[inputPlaces[input]!]! >= 0)
                    ? ("missing-term" as const)
                    : scales
                      ? ("extra-term" as const)
                      : undefined,
                does: () =>
                  left() !== null
                    ? "takes a value without one of its factors"
                    : unprepared
                      ? "takes data before they were prepared"
                      : scales
                        ? "has a number by which all is multiplied once more"
                        : taken.place === outputPlaces[0] && !taken.name.startsWith("minus ")
                          ? "takes a product for one of its factors"
                          : step >= 0 || sameRole(context, taken.place, inputPlaces[other]!)
                            ? "takes the value of another step of time"
                            : "takes another value of the net",
                what: () =>
                  left() !== null
                    ? `what comes back to ${context.nameOf(inputPlaces[input]!)} is multiplied by ${taken.name}: ${left()} is left out`
                    : `what comes back to ${context.nameOf(inputPlaces[input]!)} is multiplied by ${taken.name} in place of ${own}`,
                fix: () => `multiply by ${own}`,
                changes: one(
                  line,
                  replaced(input, (g) => sumTo(mul(g, taken.value), inputs[input]!.shape)),
                ),
              };
            });
        });
      }),
    fix: "the derivative of a product by one factor is the other",
  },
];
