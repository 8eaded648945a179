import { argmax, isTensor, type Tensor, tensor } from "@wengert/autograd";
import { type Chart, type ChartKind, chart } from "../chart.ts";
import { channel, type Json, type Look, type VegaLiteSpec } from "../figures/vegaLite.ts";
import { type AxesOptions, type XyFigure, xyFigure } from "../figures/xy.ts";
import { xySpec } from "../figures/xySpec.ts";
import { xyText } from "../figures/xyText.ts";
import { cyclic, tint } from "../look.ts";
import { type Rows, readRows } from "../numbers.ts";
import { badArgument, badKind, badShape, brief } from "../refuse.ts";
import type { TextSize } from "../text/frame.ts";
import { type ClassOptions, clouds, pointsOf } from "./scatter.ts";

/** What `decisionBoundary` draws. @public */
export interface DecisionBoundaryOptions
  extends Omit<AxesOptions, "xScale" | "yScale">,
    Required<Pick<ClassOptions, "classes">> {
  /** From points `[M, 2]` to their classes `[M]`, whole numbers from 0, or to scores `[M, K]`, of which the largest counts. */
  readonly predict: (points: Tensor) => Tensor;
  /** The points of the data, `[N, 2]`. */
  readonly points: Rows;
  readonly classNames?: readonly string[];
}

/** The grid on which the class is asked for. */
const ACROSS = 120;
const DOWN = 80;

/** The points and, for each place of the grid, row 0 on top, the class that is predicted there. */
export interface BoundaryFigure extends XyFigure {
  readonly regions: readonly (readonly number[])[];
}

function readBoundary(options: DecisionBoundaryOptions): BoundaryFigure {
  const op = "decisionBoundary";
  const rows = readRows(op, "points", options.points);
  if (rows[0]!.length !== 2) {
    const hint = 'a plane has two axes: train on two columns, at(x, ":", "0:2")';
    throw badShape(op, "points must be [N, 2]", `[${rows.length}, ${rows[0]!.length}]`, hint);
  }
  if (typeof options.predict !== "function") {
    throw badKind(op, "predict is a function of points", brief(options.predict), "predict: (points) => scores");
  }
  const [x, y] = [rows.map((row) => row[0]!), rows.map((row) => row[1]!)];
  const figure = xyFigure(op, pointsOf(op, x, y, options), options, { x: 0.08, y: 0.08 });
  const regions = askFor(options.predict, figure);
  const [largest, known] = [Math.max(...regions.map((row) => Math.max(...row))), figure.series.length];
  if (largest < known) return { ...figure, regions };
  const got = `class ${largest}, and ${known} classes among the points`;
  throw badArgument(op, "a class is predicted that has no name", got, "name all classes in classNames");
}

/** The class in the middle of each cell of the grid. */
function askFor(predict: (points: Tensor) => Tensor, { x, y }: XyFigure): number[][] {
  const middle = ([first, last]: readonly [number, number], share: number): number => first + share * (last - first);
  const grid = Array.from({ length: DOWN * ACROSS }, (_, n) => [
    middle(x.domain, ((n % ACROSS) + 0.5) / ACROSS),
    middle(y.domain, 1 - (Math.floor(n / ACROSS) + 0.5) / DOWN),
  ]);
  const answer: unknown = predict(tensor(grid));
  const scores = isTensor(answer) ? answer : null;
  const [samples, columns = 0] = scores?.shape ?? [];
  if (scores === null || samples !== grid.length || scores.ndim > 2 || (scores.ndim === 2 && columns === 0)) {
    const got = scores === null ? brief(answer) : `shape [${scores.shape.join(", ")}]`;
    const hint = "give classes [M] or scores [M, K] for points [M, 2]";
    throw badShape(
      "decisionBoundary",
      `predict got points [${grid.length}, 2] and must give one answer for each`,
      got,
      hint,
    );
  }
  const classes = (scores.ndim === 2 && columns > 1 ? argmax(scores, 1) : scores).toArray() as readonly (
    | number
    | boolean
  )[];
  const flat = classes.flat().map(Number);
  const odd = flat.find((label) => !(Number.isInteger(label) && label >= 0));
  if (odd !== undefined) {
    const hint = "round probabilities of class 1: greater(p, 0.5)";
    throw badArgument("decisionBoundary", "predicted classes are whole numbers from 0", String(odd), hint);
  }
  return Array.from({ length: DOWN }, (_, row) => flat.slice(row * ACROSS, (row + 1) * ACROSS));
}

/** A run of cells of one class in a row, and how many rows below have the same. */
interface Block {
  readonly label: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  bottom: number;
}

/** The regions in few rectangles: runs along the rows, joined where the next row has the same. */
function blocksOf(regions: readonly (readonly number[])[]): Block[] {
  const blocks: Block[] = [];
  let open = new Map<string, Block>();
  regions.forEach((row, top) => {
    const next = new Map<string, Block>();
    let left = 0;
    while (left < row.length) {
      const label = row[left]!;
      let right = left + 1;
      while (right < row.length && row[right] === label) right++;
      const key = `${label} ${left} ${right}`;
      const block = open.get(key) ?? { label, left, right, top, bottom: top };
      if (!open.has(key)) blocks.push(block);
      block.bottom = top + 1;
      next.set(key, block);
      left = right;
    }
    open = next;
  });
  return blocks;
}

function boundarySpec(figure: BoundaryFigure, look: Look): VegaLiteSpec {
  const { x, y, regions } = figure;
  const at = ([first, last]: readonly [number, number], share: number): number => first + share * (last - first);
  const values: Json[] = blocksOf(regions).map(({ label, left, right, top, bottom }) => ({
    x: at(x.domain, left / ACROSS),
    x2: at(x.domain, right / ACROSS),
    y: at(y.domain, 1 - top / DOWN),
    y2: at(y.domain, 1 - bottom / DOWN),
    tint: tint(label, look.theme),
  }));
  const ground = { field: "tint", type: "nominal", scale: null, legend: null };
  const below = {
    data: { values },
    mark: { type: "rect" },
    encoding: {
      x: channel("x", "x", x, look),
      x2: { field: "x2" },
      y: channel("y", "y", y, look),
      y2: { field: "y2" },
      fill: ground,
    },
  };
  return xySpec(figure, look, { below: [below], outline: look.theme.ink });
}

/** A light texture for each region; the points are seen on it. */
const TEXTURES = [" ", "·", ":", "-", "'", "~"];

function boundaryText(figure: BoundaryFigure, size: TextSize): string {
  const background = (columns: number): string[] =>
    Array.from({ length: size.rows * columns }, (_, n) => {
      const row = Math.floor(((Math.floor(n / columns) + 0.5) / size.rows) * DOWN);
      const column = Math.floor((((n % columns) + 0.5) / columns) * ACROSS);
      return cyclic(TEXTURES, figure.regions[row]![column]!);
    });
  const areas = figure.series.map(({ name }, k) => `"${cyclic(TEXTURES, k)}" ${name}`);
  const text = xyText(figure, size, background);
  return `${text}\npredicted: ${areas.join("   ")}`;
}

export const decisionBoundaryKind: ChartKind<DecisionBoundaryOptions, BoundaryFigure> = {
  name: "decisionBoundary",
  summary: "the class that a model predicts at each place of a plane, and the points of the data",
  read: readBoundary,
  spec: boundarySpec,
  text: boundaryText,
  samples: {
    three: () => {
      const { x, y, classes } = clouds();
      const nearest = (a: number, b: number): number[] =>
        [
          [1, 1],
          [3, 1],
          [2, 2.5],
        ].map(([cx, cy]) => -((a - cx!) ** 2) - (b - cy!) ** 2);
      return {
        predict: (points) => tensor((points.toArray() as number[][]).map(([a, b]) => nearest(a!, b!))),
        points: x.map((value, i) => [value, y[i]!]),
        classes,
        classNames: ["setosa", "versicolor", "virginica"],
        title: "The nearest centre",
        xLabel: "width",
        xUnit: "cm",
        yLabel: "length",
        yUnit: "cm",
      };
    },
    ring: () => {
      const { x, y } = clouds();
      const inside = (a: number, b: number): number => Number((a - 2) ** 2 + (b - 1.4) ** 2 < 1);
      return {
        predict: (points) => tensor((points.toArray() as number[][]).map(([a, b]) => inside(a!, b!))),
        points: x.map((value, i) => [value, y[i]!]),
        classes: x.map((value, i) => inside(value, y[i]!)),
        title: "A ring",
      };
    },
  },
};

/**
 * Where a model changes its mind: the predicted class on a grid of 120 × 80 places, and the data on top of it.
 *
 * **Shapes:** points `[N, 2]`, classes `[N]`; predict gets `[M, 2]` and gives classes `[M]` or scores `[M, K]`.
 *
 * @throws ShapeError when points are not `[N, 2]` or predict gives another number of answers; ArgumentError when a
 * predicted class is no whole number or has no name.
 * @example
 * const chart = decisionBoundary({
 *   predict: (points) => greater(at(points, ":", 0), 0.5),
 *   points: [[0, 0], [1, 1]],
 *   classes: [0, 1],
 * });
 * chart.toText({ columns: 40, rows: 8 }).split("\n").at(-1) // predicted: " " class 0   "·" class 1
 * @public
 */
export function decisionBoundary(options: DecisionBoundaryOptions): Chart {
  return chart(decisionBoundaryKind, options);
}
