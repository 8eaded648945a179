import { type Chart, type ChartKind, chart } from "../chart.ts";
import { type RawSeries, type TitleOptions, type XyFigure, xyFigure } from "../figures/xy.ts";
import { xySpec } from "../figures/xySpec.ts";
import { xyText } from "../figures/xyText.ts";
import { type Numbers, readColumn } from "../numbers.ts";
import { badArgument, badKind, badShape, brief } from "../refuse.ts";

/** The points of an ROC curve, as `rocCurve` of @wengert/data gives them. @public */
export interface RocPoints {
  readonly falsePositiveRate: Numbers;
  readonly truePositiveRate: Numbers;
}

/** What `roc` draws. @public */
export interface RocOptions extends TitleOptions {
  /** One curve, or several by name. */
  readonly curves: RocPoints | Readonly<Record<string, RocPoints>>;
}

function isCurve(curves: object): curves is RocPoints {
  return "falsePositiveRate" in curves || "truePositiveRate" in curves;
}

function readCurve(name: string, curve: unknown): RawSeries {
  if (typeof curve !== "object" || curve === null || !isCurve(curve)) {
    const hint = "pass what rocCurve(scores, targets) of @wengert/data gives";
    throw badKind("roc", "a curve has falsePositiveRate and truePositiveRate", brief(curve), hint);
  }
  const x = readColumn("roc", "falsePositiveRate", curve.falsePositiveRate);
  const y = readColumn("roc", "truePositiveRate", curve.truePositiveRate);
  if (x.length !== y.length) {
    throw badShape(
      "roc",
      "the rates differ in length",
      `${x.length} and ${y.length}`,
      "both belong to one threshold each",
    );
  }
  const odd = [...x, ...y].find((rate) => !(rate >= 0 && rate <= 1));
  if (odd !== undefined) {
    throw badArgument("roc", "rates lie between 0 and 1", String(odd), "pass rates, not counts: FP / N and TP / P");
  }
  const area = x.reduce((sum, value, i) => (i === 0 ? 0 : sum + ((value - x[i - 1]!) * (y[i]! + y[i - 1]!)) / 2), 0);
  return { name: `${name === "" ? "" : `${name}: `}AUC ${area.toFixed(3)}`, mark: "line", x, y };
}

function readRoc({ curves, title }: RocOptions): XyFigure {
  if (typeof curves !== "object" || curves === null) {
    throw badKind("roc", "curves is a curve or a record of curves", brief(curves), "pass rocCurve(scores, targets)");
  }
  const named = isCurve(curves) ? [["", curves] as const] : Object.entries(curves);
  if (named.length === 0)
    throw badArgument("roc", "curves is empty", "a record without keys", "name at least one curve");
  // A bare area keeps the legend short; the names come first, and a name is cut before an area is.
  const raw = named.map(([name, curve]) => readCurve(name.slice(0, 25), curve));
  const chance: RawSeries = { name: "chance", mark: "guide", x: [0, 1], y: [0, 1] };
  const labels = {
    xLabel: "false positive rate",
    yLabel: "true positive rate",
    ...(title === undefined ? {} : { title }),
  };
  return xyFigure("roc", [...raw, chance], labels, { x: 0, y: 0 });
}

export const rocKind: ChartKind<RocOptions, XyFigure> = {
  name: "roc",
  summary: "ROC curves with the areas under them, and the diagonal of chance",
  read: readRoc,
  spec: xySpec,
  text: xyText,
  samples: {
    one: () => ({
      curves: { falsePositiveRate: [0, 0, 0.5, 0.5, 1], truePositiveRate: [0, 0.5, 0.5, 1, 1] },
      title: "One classifier",
    }),
    two: () => ({
      curves: {
        network: { falsePositiveRate: [0, 0, 0.1, 0.2, 1], truePositiveRate: [0, 0.7, 0.8, 1, 1] },
        baseline: { falsePositiveRate: [0, 0.3, 0.6, 1], truePositiveRate: [0, 0.5, 0.7, 1] },
      },
      title: "Two classifiers",
    }),
  },
};

/**
 * ROC curves: the true positive rate over the false positive rate, with the area under each curve (by the trapezoidal
 * rule) beside its name, and the diagonal on which guessing lies.
 *
 * **Shapes:** both rates `[M]`, numbers in [0, 1].
 *
 * @throws ArgumentError when a rate is outside [0, 1]; ShapeError when the rates differ in length.
 * @example roc({ curves: { falsePositiveRate: [0, 0, 1], truePositiveRate: [0, 1, 1] } }).toText().split("\n")[1]
 * // o AUC 1.000   · chance
 * @see T. Fawcett (2006), An introduction to ROC analysis.
 * @public
 */
export function roc(options: RocOptions): Chart {
  return chart(rocKind, options);
}
