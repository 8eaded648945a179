/** How an axis is divided: in equal steps, or in equal factors. @public */
export type ScaleName = "linear" | "log";

/** An axis: what it is called, from where to where it goes, and where it is labelled. */
export interface Axis {
  readonly title: string;
  readonly scale: ScaleName;
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  /** The format of the labels, in d3's notation; `tickLabel` writes the same. */
  readonly format: string;
}

/** About so many steps fit beside an axis. */
const STEPS = 5;

/** An axis that holds the values from `low` to `high`, with a margin (as a share of the whole) on either side. */
export function axisOf(title: string, scale: ScaleName, [low, high]: readonly [number, number], margin = 0): Axis {
  return scale === "log" ? logAxis(title, low, high, margin) : linearAxis(title, low, high, margin);
}

function linearAxis(title: string, low: number, high: number, margin: number): Axis {
  // A single value gets room around it; halves keep the widest range from overflowing.
  const half = high / 2 - low / 2;
  const wide = half > 0 && half > 1e-14 * Math.max(Math.abs(low), Math.abs(high)) ? half : Math.abs(low) / 10 || 1;
  const spare = half === wide ? 2 * margin * wide : wide;
  const [first, last] = [low - spare, high + spare].map(finite) as [number, number];
  const step = niceStep(last / STEPS - first / STEPS);
  const start = Math.ceil(first / step - 1e-9);
  const steps = Math.min(Math.floor(last / step + 1e-9) - start, 4 * STEPS);
  // Multiples of the step, written as a decimal fraction: 3 · 0.1 is 0.3 on an axis.
  const ticks = Array.from({ length: Math.max(0, steps) + 1 || 0 }, (_, i) =>
    Number(((start + i) * step).toPrecision(12)),
  ).filter((tick) => tick >= first && tick <= last);
  const largest = Math.max(Math.abs(first), Math.abs(last));
  return { title, scale: "linear", domain: [first, last], ticks, format: linearFormat(largest, step) };
}

const finite = (x: number): number => Math.min(Math.max(x, -Number.MAX_VALUE), Number.MAX_VALUE);

/** The nearest of 1, 2, 5, 10 … times a power of ten, by ratio. */
export function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const ratio = rough / power;
  return power * (ratio < Math.SQRT2 ? 1 : ratio < Math.sqrt(10) ? 2 : ratio < Math.sqrt(50) ? 5 : 10);
}

function linearFormat(largest: number, step: number): string {
  // Below the smallest power of ten there are no steps.
  if (!(step > 0)) return ".2e";
  const digits = Math.max(0, Math.floor(Math.log10(largest)) - Math.floor(Math.log10(step)));
  if (largest < 1e6 && step >= 1e-4) return `.${Math.max(0, -Math.floor(Math.log10(step) + 1e-9))}f`;
  return `.${Math.min(digits, 12)}e`;
}

/** The logarithm of the least number of full precision; smaller ones are no round labels. */
const LEAST = -307;

function logAxis(title: string, low: number, high: number, margin: number): Axis {
  const [from, to] = [Math.log10(low), Math.log10(high)];
  const spare = to > from ? margin * (to - from) : 0.5;
  const [first, last] = [
    Math.max(from - spare, Math.log10(Number.MIN_VALUE)),
    Math.min(to + spare, Math.log10(Number.MAX_VALUE)),
  ];
  const every = Math.max(1, Math.ceil((last - first) / (STEPS + 2)));
  const powers = range(Math.ceil(Math.max(first, LEAST)), Math.floor(last), every).map((k) => Number(`1e${k}`));
  const fine = range(Math.floor(first), Math.ceil(last), 1)
    .flatMap((k) => [1, 2, 5].map((factor) => Number(`${factor}e${k}`)))
    .filter((tick) => Math.log10(tick) >= first && Math.log10(tick) <= last);
  const domain = [Math.max(10 ** first, Number.MIN_VALUE), finite(10 ** last)] as const;
  if (powers.length > 2 || fine.length > 1)
    return { title, scale: "log", domain, ticks: powers.length > 2 ? powers : fine, format: "~g" };
  // Within less than a factor of two, equal steps lie about equally far apart.
  const { ticks, format } = linearAxis(title, ...domain, 0);
  return { title, scale: "log", domain, ticks, format };
}

function range(first: number, last: number, step: number): number[] {
  return Array.from({ length: Math.max(0, Math.floor((last - first) / step) + 1) }, (_, i) => first + i * step);
}

/** Where a value lies on an axis: 0 at its beginning, 1 at its end. */
export function place({ scale, domain: [first, last] }: Axis, value: number): number {
  if (scale === "log") return (Math.log(value) - Math.log(first)) / (Math.log(last) - Math.log(first));
  return (value / 2 - first / 2) / (last / 2 - first / 2);
}

/** The label of a tick. */
export function tickLabel({ format }: Axis, tick: number): string {
  const digits = Number.parseInt(format.slice(1), 10);
  if (format.endsWith("f"))
    return Number(tick.toFixed(digits))
      .toFixed(digits)
      .replace(/^-(?=0(\.0*)?$)/, "");
  if (format.endsWith("e")) return tick === 0 ? "0" : tick.toExponential(digits).replace("e+", "e");
  return shortNumber(tick);
}

/** A number in few characters: up to `digits` significant ones. */
export function shortNumber(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return String(value);
  return String(Number(value.toPrecision(digits))).replace("e+", "e");
}
