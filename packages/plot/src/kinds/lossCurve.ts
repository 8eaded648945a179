import { shortNumber } from "../axis.ts";
import { type Chart, type ChartKind, chart } from "../chart.ts";
import { type AxesOptions, type XyFigure, xyFigure } from "../figures/xy.ts";
import { xySpec } from "../figures/xySpec.ts";
import { xyText } from "../figures/xyText.ts";
import { cleanName } from "../labels.ts";
import { extent, type Numbers, readColumn } from "../numbers.ts";
import { linesOf } from "./line.ts";

/** What `lossCurve` draws. @public */
export interface LossCurveOptions extends AxesOptions {
  /** The loss after each epoch, as numbers or as tensors of one element; several curves by name. */
  readonly losses: Numbers | Readonly<Record<string, Numbers>>;
  /** The epochs at which they were read: 1, 2, 3, … unless said. */
  readonly epochs?: Numbers;
}

/** From such a ratio of the largest to the smallest loss on, equal factors show more than equal steps. */
const WIDE = 30;

function readLosses(options: LossCurveOptions): XyFigure {
  const places = options.epochs === undefined ? {} : { x: readColumn("lossCurve", "epochs", options.epochs) };
  const raw = linesOf("lossCurve", { y: options.losses, ...places }, 1);
  const [low, high] = extent(raw.flatMap(({ y }) => y.filter(Number.isFinite)));
  const yScale = options.yScale ?? (low > 0 && high / low >= WIDE ? "log" : "linear");
  const labels = { xLabel: "epoch", yLabel: "loss", ...options, yScale };
  const figure = xyFigure("lossCurve", raw, labels, { x: 0, y: 0.05 });
  const lowest = raw.flatMap(({ name, x, y }) => {
    const least = extent(y.filter(Number.isFinite))[0];
    const label = name === "" ? "" : `${cleanName("lossCurve", "the name of a curve", name)} `;
    return Number.isFinite(least) ? [`${label}${shortNumber(least)} at ${shortNumber(x[y.indexOf(least)]!, 7)}`] : [];
  });
  // Of many curves the picture says enough.
  return lowest.length > 3 ? figure : { ...figure, notes: [`lowest: ${lowest.join(", ")}`, ...figure.notes] };
}

/** A loss for each of 60 epochs. */
const over60 = (loss: (epoch: number) => number): number[] => Array.from({ length: 60 }, (_, i) => loss(i));

export const lossCurveKind: ChartKind<LossCurveOptions, XyFigure> = {
  name: "lossCurve",
  summary: "the loss over the epochs of a training, on a logarithmic axis where it falls far, and its lowest value",
  read: readLosses,
  spec: xySpec,
  text: xyText,
  samples: {
    one: () => ({ losses: over60((i) => Math.exp(-i / 8) + 0.001), title: "Training" }),
    validated: () => ({
      losses: {
        training: over60((i) => 0.9 * Math.exp(-i / 15) + 0.1),
        validation: over60((i) => 0.8 * Math.exp(-i / 12) + 0.25 + i / 400),
      },
      title: "Where overfitting begins",
      yLabel: "cross-entropy",
      yUnit: "nats",
    }),
    diverging: () => ({ losses: [1, 4, 16, 64, 256, Number.NaN, Number.NaN], title: "A rate too large" }),
  },
};

/**
 * The loss over the epochs. The axis is logarithmic where all losses are positive and the largest is 30 times the
 * smallest, or as `yScale` says. Where each curve is lowest stands in a note.
 *
 * **Shapes:** each curve `[N]`, epochs `[N]`. Losses that are NaN or infinite are left out and counted in a note.
 *
 * @throws ArgumentError when there is no finite loss; ShapeError when losses and epochs differ in length.
 * @example lossCurve({ losses: { train: [1, 0.5, 0.2], test: [1.1, 0.7, 0.8] } }).notes
 * // ["lowest: train 0.2 at 3, test 0.7 at 2"]
 * @public
 */
export function lossCurve(options: LossCurveOptions): Chart {
  return chart(lossCurveKind, options);
}
