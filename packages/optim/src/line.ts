/** A point on the line of a search: how far along it, the loss there, the slope along it, and the gradient. */
export interface LinePoint<G> {
  readonly t: number;
  readonly value: number;
  readonly slope: number;
  readonly gradient: G;
}

/** What a search found, and how often it asked for the loss. */
export interface Found<G> {
  readonly point: LinePoint<G>;
  readonly evaluations: number;
}

/** The Wolfe conditions' constants: enough decrease, and a slope that has become small. */
const DECREASE = 1e-4;
const CURVATURE = 0.9;
const MOST_EVALUATIONS = 25;
/** A bracket that is shorter than this, measured by the largest move of a parameter, is not divided any more. */
const SHORTEST = 1e-9;

/**
 * A step along a line that fulfils the strong Wolfe conditions: φ(t) ≤ φ(0) + c₁ t φ′(0) and |φ′(t)| ≤ c₂ |φ′(0)|. First
 * the step grows until it brackets such a point, then the bracket shrinks by cubic interpolation.
 *
 * @param at evaluates the loss a step t along the line.
 * @param longest the largest entry of the direction.
 * @see J. Nocedal, S. J. Wright (2006), Numerical Optimization, 2nd ed., algorithms 3.5 and 3.6.
 */
export function strongWolfe<G>(
  at: (t: number) => LinePoint<G>,
  start: LinePoint<G>,
  firstStep: number,
  longest: number,
): Found<G> {
  const tooHigh = (p: LinePoint<G>): boolean => p.value > start.value + DECREASE * p.t * start.slope;
  const isFlat = (p: LinePoint<G>): boolean => Math.abs(p.slope) <= -CURVATURE * start.slope;

  let before = start;
  let point = at(firstStep);
  let evaluations = 1;
  let tries = 0;
  let bracket: [LinePoint<G>, LinePoint<G>] | undefined;
  while (tries < MOST_EVALUATIONS && bracket === undefined) {
    if (tooHigh(point) || (tries > 1 && point.value >= before.value)) bracket = [before, point];
    else if (isFlat(point)) return { point, evaluations };
    else if (point.slope >= 0) bracket = [before, point];
    else {
      const t = lowestOfCubic(before, point, point.t + 0.01 * (point.t - before.t), 10 * point.t);
      before = point;
      point = at(t);
      evaluations++;
      tries++;
    }
  }
  bracket ??= [start, point];

  let low = bracket[0].value <= bracket[1].value ? 0 : 1;
  let stuck = false;
  while (tries < MOST_EVALUATIONS) {
    const [a, b] = bracket;
    const [left, right] = [Math.min(a.t, b.t), Math.max(a.t, b.t)];
    if ((right - left) * longest < SHORTEST) break;
    let t = lowestOfCubic(a, b, left, right);
    // Too close to an end twice in a row, or on it: a tenth of the bracket away from that end.
    const margin = 0.1 * (right - left);
    if (Math.min(right - t, t - left) < margin) {
      if (stuck || t >= right || t <= left) {
        t = Math.abs(t - right) < Math.abs(t - left) ? right - margin : left + margin;
        stuck = false;
      } else stuck = true;
    } else stuck = false;
    point = at(t);
    evaluations++;
    tries++;
    const high = 1 - low;
    if (tooHigh(point) || point.value >= bracket[low]!.value) {
      bracket[high] = point;
      low = bracket[0].value <= bracket[1].value ? 0 : 1;
      continue;
    }
    if (isFlat(point)) return { point, evaluations };
    if (point.slope * (bracket[high]!.t - bracket[low]!.t) >= 0) bracket[high] = bracket[low]!;
    bracket[low] = point;
  }
  return { point: bracket[low]!, evaluations };
}

/**
 * Where the cubic through two points with their slopes is lowest, kept within bounds; the middle of the bounds where the
 * cubic has no minimum.
 *
 * @see J. Nocedal, S. J. Wright (2006), Numerical Optimization, 2nd ed., equation 3.59.
 */
function lowestOfCubic(p: LinePoint<unknown>, q: LinePoint<unknown>, least: number, most: number): number {
  const [a, b] = p.t <= q.t ? [p, q] : [q, p];
  const d1 = p.slope + q.slope - (3 * (p.value - q.value)) / (p.t - q.t);
  const square = d1 * d1 - p.slope * q.slope;
  if (!(square >= 0)) return (least + most) / 2;
  const d2 = Math.sqrt(square);
  const t = b.t - (b.t - a.t) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2));
  return Math.min(Math.max(t, least), most);
}
