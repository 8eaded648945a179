import {
  add,
  makeProgram,
  matmul,
  mean,
  type Program,
  readTape,
  sigmoid,
  square,
  sub,
  type TapeReading,
  type Tensor,
  tanh,
  tensor,
} from "@wengert/autograd";
import { checkOptions, type Picture, picture, readLook, textSize } from "../chart.ts";
import type { TitleOptions } from "../figures/xy.ts";
import { networkDot } from "../graph/dot.ts";
import { fold } from "../graph/fold.ts";
import { type Network, programNetwork, tapeNetwork } from "../graph/network.ts";
import { networkText } from "../graph/text.ts";
import { cleanText } from "../labels.ts";
import { themes } from "../look.ts";
import { badArgument, badKind, brief, count } from "../refuse.ts";
import { renderDot } from "../svg/graphviz.ts";

/** What `graph` draws: the tape of a function, or a program. @public */
export interface GraphOptions extends TitleOptions {
  /** From `readTape(f)(…)`: with the values, and the adjoints of the result (of its sum, when it is no scalar). */
  readonly tape?: TapeReading;
  /** From `makeProgram(f)(…)`: with shapes only. */
  readonly program?: Program;
  /** So many operations are drawn; the middle of a longer list is folded. From 2 to 100, 24 unless said. */
  readonly most?: number;
}

/** A drawn tape or program. @public */
export interface Graph extends Picture {
  /** The graph in the language of Graphviz, for other tools. */
  readonly toDot: () => string;
}

/** What is drawn, after folding. */
interface GraphFigure {
  readonly title: string;
  readonly notes: readonly string[];
  readonly network: Network;
}

function readGraph({ tape, program, title, most = 24 }: GraphOptions): GraphFigure {
  if ((tape === undefined) === (program === undefined)) {
    const got = tape === undefined ? "neither" : "both";
    throw badArgument(
      "graph",
      "takes a tape or a program",
      got,
      "graph({ tape: readTape(f)(x) }) or graph({ program: makeProgram(f)(x) })",
    );
  }
  if (!Number.isInteger(most) || most < 2 || most > 100) {
    throw badArgument(
      "graph",
      "most is a whole number of operations from 2 to 100",
      brief(most),
      "leave it out for 24",
    );
  }
  const lines: unknown = tape === undefined ? program?.equations : tape.lines;
  if (!Array.isArray(lines)) {
    const hint = tape === undefined ? "pass what makeProgram(f)(…) gives" : "pass what readTape(f)(…) gives";
    throw badKind(
      "graph",
      `${tape === undefined ? "program" : "tape"} holds no operations`,
      brief(tape ?? program),
      hint,
    );
  }
  const network = tape === undefined ? programNetwork(program!) : tapeNetwork(tape);
  const folded = fold(network, most);
  const hidden = lines.length - folded.nodes.filter(({ kind }) => kind === "operation").length;
  return {
    title: title === undefined ? "" : cleanText("graph", "the title", title),
    notes: hidden === 0 ? [] : [`${hidden} of ${count(lines.length, "operation")} folded`],
    network: folded,
  };
}

const layer = (W: Tensor, b: Tensor, x: Tensor, target: Tensor): Tensor =>
  mean(square(sub(sigmoid(add(matmul(W, x), b)), target)));

/** Parameters, an input and a target of the layer. */
function numbers(): readonly [W: Tensor, b: Tensor, x: Tensor, target: Tensor] {
  const W = [
    [0.5, -1],
    [2, 0.25],
    [-0.75, 1],
  ];
  return [tensor(W), tensor([0.1, 0, -0.1]), tensor([1, 2]), tensor([0, 1, 1])];
}

/** The kind "graph", which Graphviz draws and not Vega-Lite. */
export const graphKind = {
  name: "graph",
  summary: "the tape of a function with shapes, values and adjoints, or a program; long ones folded",
  samples: {
    tape: (): GraphOptions => {
      const [W, b, x, target] = numbers();
      const cost = (params: { W: Tensor; b: Tensor }): Tensor => layer(params.W, params.b, x, target);
      return { tape: readTape(cost)({ W, b }), title: "One layer" };
    },
    program: (): GraphOptions => ({ program: makeProgram(layer)(...numbers()), title: "One layer, staged" }),
    folded: (): GraphOptions => ({
      tape: readTape((x: Tensor) => {
        let y = x;
        for (let i = 0; i < 500; i++) y = add(tanh(y), 0.001);
        return y;
      })(1),
      title: "A thousand operations",
      most: 6,
    }),
  },
} as const;

/**
 * The graph of a function: inputs and operations as boxes with their shape, value and adjoint, arrows from what is
 * used to what uses it.
 *
 * A tape has values; its adjoints are ∂(result)/∂(value), as `explain` lists them. A program has shapes. Of more than
 * `most` operations the first and the last are drawn, with one dashed box for all between.
 *
 * @throws ArgumentError when there is neither a tape nor a program, or both, or `most` is not from 2 to 100.
 * @example console.log(graph({ tape: readTape((x: Tensor) => mul(x, sin(x)))(2) }))
 * // line  operation   shape  value  adjoint
 * // x     input       []     2      0.077
 * // v1    sin(x)      []     0.909  2
 * // v2    mul(x, v1)  []     1.82   1
 * //       result = v2
 * @public
 */
export function graph(options: GraphOptions): Graph {
  checkOptions("graph", options);
  const figure = readGraph(options);
  const { title, network, notes } = figure;
  return picture<Graph>(
    "graph",
    figure,
    (size) => networkText(title, network, notes, textSize("graph", size)),
    (look) => renderDot(networkDot(network, readLook("graph", look).theme, [title, ...notes])),
    { toDot: () => networkDot(network, themes.light, [title, ...notes]) },
  );
}
