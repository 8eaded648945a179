import { mul, type Tensor } from "@wengert/autograd";
import { type Context, replaced } from "../context.ts";
import type { Use } from "../graph.ts";
import { loopOf } from "../loops.ts";
import { type Mutant, sumTo, type Variation } from "../mutant.ts";
import { type Series, seriesOf } from "../sequence.ts";
import type { Change } from "../walk.ts";

/** Which state stands for that of step j; null where there is none. */
const SHIFTS: readonly {
  readonly words: string;
  readonly at: (j: number, states: readonly Tensor[]) => Tensor | null;
}[] = [
  { words: "the state after", at: (j, states) => states[j + 1] ?? null },
  { words: "the state before", at: (j, states) => states[Math.max(0, j - 1)]! },
];

/** In all steps of a recurrence another step's state meets what comes back to a gate, or to a parameter. */
export const stateMutants: readonly Mutant[] = [
  {
    name: "a factor of another step",
    code: "off-by-one-layer",
    does: "takes the value of another step of time",
    on: "factor",
    faint: true,
    throughout: false,
    fix: "of s[t] = a s[t - 1] the derivative by a is s[t - 1]: the state that the step was made from",
    vary: (context) => {
      const { lines } = context.graph;
      const known = seriesOf(context).filter(({ uses }) => lines[uses[0]!.line]!.primitive.name === "mul");
      const taken = new Set(known.map(({ uses: [first] }) => `${first!.line}.${first!.input}`));
      const more = metInLoop(context).filter(({ uses: [first] }) => !taken.has(`${first!.line}.${first!.input}`));
      const series = [...known, ...more];
      return SHIFTS.flatMap(({ words, at }): Variation[] => {
        const each = series.flatMap((one) => {
          const changes = shifted(context, one, at);
          return changes === null ? [] : [{ one, changes }];
        });
        const single = each.map(({ one: { uses }, changes }): Variation => {
          const { line, input } = uses.at(-1)!;
          const to = context.nameOf(lines[line]!.inputPlaces[1 - input]!);
          return { what: `in every step what comes back to ${to} is multiplied by ${words}`, changes };
        });
        // All parameters whose gradients a loop adds up, with the same wrong index.
        const own = each.filter(({ one: { uses } }) =>
          uses.every(({ line, input }) => context.graph.producer[lines[line]!.inputPlaces[1 - input]!] === -1),
        );
        const all = new Map<number, Change>(own.flatMap(({ changes }) => [...changes]));
        const count = own.reduce((n, { changes }) => n + changes.size, 0);
        if (own.length < 2 || all.size < count) return single;
        return [
          ...single,
          {
            what: `in every step what comes back to the parameters is multiplied by ${words}`,
            changes: all,
          },
        ];
      });
    },
  },
];

/** Data that meet one parameter in step after step: those of the step after, or before, in its gradient. */
export const windowDataMutants: readonly Mutant[] = [
  {
    name: "data of another step in the gradient",
    code: "off-by-one-layer",
    does: "takes the value of another step of time",
    on: "factor",
    faint: true,
    rare: true,
    throughout: false,
    fix: "each step's part of the gradient takes the data that the step itself was given",
    vary: (context) =>
      dataInSteps(context).flatMap(({ uses, values }): Variation[] =>
        [1, -1].map((by): Variation => {
          const to = context.nameOf(context.graph.lines[uses[0]!.line]!.inputPlaces[1 - uses[0]!.input]!);
          return {
            what: `in every step the gradient of ${to} is made with the data of the step ${by > 0 ? "after" : "before"}`,
            changes: new Map(
              uses.map(({ line, input }, j) => {
                const { primitive, inputs, outputs, params } = context.graph.lines[line]!;
                const other = values[Math.min(Math.max(j + by, 0), values.length - 1)]!;
                const [a, b] = inputs as [Tensor, Tensor];
                return [
                  line,
                  replaced(1 - input, (g) =>
                    input === 0
                      ? (primitive.vjpB(g, outputs[0]!, other, b, params) as Tensor)
                      : (primitive.vjpA(g, outputs[0]!, a, other, params) as Tensor),
                  ),
                ];
              }),
            ),
          };
        }),
      ),
  },
];

/** Products of data with one parameter, one for each step, in order. */
function dataInSteps({ graph, sources }: Context): Pick<Series, "uses" | "values">[] {
  const found = new Map<string, Use[]>();
  graph.lines.forEach(({ primitive, inputs, inputPlaces }, line) => {
    if (primitive.name !== "matmul" && primitive.name !== "outer") return;
    const input = inputPlaces.findIndex((p) => p < 0);
    const place = inputPlaces[1 - input] ?? -1;
    if (input < 0 || place < 0 || !graph.withoutData[place]) return;
    const key = `${sources(place)} ${input} ${inputs[input]!.shape}`;
    found.set(key, [...(found.get(key) ?? []), { line, input }]);
  });
  return [...found.values()]
    .filter(({ length }) => length > 2)
    .map((uses) => ({ uses, values: uses.map(({ line, input }) => graph.lines[line]!.inputs[input]!) }));
}

/** What a parameter is multiplied by in the steps of a loop, in order. */
function metInLoop({ graph }: Context): Pick<Series, "uses" | "values">[] {
  const byOperation = new Map<string, Use[]>();
  for (const [line, step] of loopOf(graph).entries()) {
    const { primitive, inputPlaces } = graph.lines[line]!;
    if (step < 0 || primitive.name !== "mul") continue;
    for (const input of [0, 1]) {
      const place = inputPlaces[1 - input]!;
      if (place < 0 || graph.producer[place] !== -1) continue;
      const key = `${step}.${input} ${place}`;
      byOperation.set(key, [...(byOperation.get(key) ?? []), { line, input }]);
    }
  }
  return [...byOperation.values()]
    .filter(({ length }) => length > 2)
    .map((uses) => ({ uses, values: uses.map(({ line, input }) => graph.lines[line]!.inputs[input]!) }));
}

/** The changes for one series; null where a step has no such state. */
function shifted(
  { graph }: Context,
  { uses, values }: Pick<Series, "uses" | "values">,
  at: (typeof SHIFTS)[number]["at"],
): Map<number, Change> | null {
  const changes = new Map<number, Change>();
  for (const [j, { line, input }] of uses.entries()) {
    // What a last step makes may have no use.
    if ((graph.contributions[line]![1 - input] ?? null) === null) continue;
    const state = at(j, values);
    if (state === null || state.size !== values[j]!.size) return null;
    const { shape } = graph.lines[line]!.inputs[1 - input]!;
    changes.set(
      line,
      replaced(1 - input, (g) => sumTo(mul(g, state), shape)),
    );
  }
  return changes.size === 0 ? null : changes;
}
