import { show } from "../describe.ts";
import { ArgumentError } from "../errors.ts";
import type { TensorLike } from "../lift.ts";
import type { Tensor } from "../tensor.ts";
import type { BitSource } from "./bitSource.ts";
import { type Default1, type Default2, type Draw1, type Draw2, type Draw3, draw1, draw2 } from "./calls.ts";
import {
  gumbel,
  laplace,
  logistic,
  pareto,
  power,
  rayleigh,
  triangular,
  vonmises,
  wald,
  weibull,
} from "./continuous.ts";
import { binomial, geometric, multinomial } from "./counts.ts";
import { Draws } from "./draws.ts";
import {
  chance,
  check,
  type Distribution,
  drawEach,
  drawRows,
  fromZero,
  positive,
  positiveChance,
  real,
  vectorOf,
  whole,
} from "./each.ts";
import { beta, chisquare, dirichlet, fisher, standardGamma } from "./gammas.ts";
import type { Normals } from "./normals.ts";
import { poisson } from "./poisson.ts";
import { hypergeometric, logseries, zipf } from "./rareCounts.ts";
import type { Size } from "./size.ts";
import { type Source, standardExponential } from "./source.ts";

/**
 * Distributions besides the uniform and the normal one, in the order of operations of NumPy's legacy stream. The
 * parameters are numbers, or tensors that broadcast against each other and to `size`; without a size they give the
 * shape. Each argument that is out of its range is an ArgumentError. No derivative passes.
 *
 * Counts come as int32, or as float64 when one is above 2³¹ − 1.
 * @public
 */
export class Distributions extends Draws {
  readonly #source: Source;

  /** @internal */
  constructor(bits: BitSource, normals: Normals) {
    super(bits, normals);
    this.#source = { bits, normals };
  }

  /**
   * Exponential numbers of mean `scale`, 1 unless said: density e^(−x/scale)/scale for x ≥ 0.
   *
   * @example random.RandomState(42).exponential(2, 2) // [0.93853618 6.02024286]
   */
  readonly exponential: Default1 = draw1(
    {
      op: "exponential",
      parameters: [fromZero("scale")],
      sample: (scale) => scale * standardExponential(this.#source),
    },
    1,
  );

  /**
   * Laplace numbers, exponential on both sides of `loc` (0): density e^(−|x − loc|/scale)/(2 scale).
   *
   * @example random.RandomState(42).laplace(0, 1, 2) // [-0.28890917  2.31697425]
   */
  readonly laplace: Default2 = draw2(
    {
      op: "laplace",
      parameters: [real("loc"), fromZero("scale")],
      sample: (loc, scale) => laplace(this.#source, loc, scale),
    },
    0,
    1,
  );

  /**
   * Logistic numbers around `loc` (0): distribution function σ((x − loc)/scale).
   *
   * @example random.RandomState(42).logistic(0, 1, 2) // [-0.51278827  2.95957976]
   */
  readonly logistic: Default2 = draw2(
    {
      op: "logistic",
      parameters: [real("loc"), fromZero("scale")],
      sample: (loc, scale) => logistic(this.#source, loc, scale),
    },
    0,
    1,
  );

  /**
   * Gumbel numbers, the largest of many: distribution function exp(−e^(−(x − loc)/scale)).
   *
   * @example random.RandomState(42).gumbel(0, 1, 2) // [ 0.75658105 -1.10198042]
   */
  readonly gumbel: Default2 = draw2(
    {
      op: "gumbel",
      parameters: [real("loc"), fromZero("scale")],
      sample: (loc, scale) => gumbel(this.#source, loc, scale),
    },
    0,
    1,
  );

  /**
   * Numbers whose logarithm is normal with the given mean (0) and deviation (1).
   *
   * @example random.RandomState(42).lognormal(0, 0.5, 2) // [1.28191759 0.93320335]
   */
  readonly lognormal: Default2 = draw2(
    {
      op: "lognormal",
      parameters: [real("mean"), fromZero("sigma")],
      sample: (mean, sigma) => Math.exp(mean + sigma * this.#source.normals.next()),
    },
    0,
    1,
  );

  /**
   * Lengths of normal vectors in the plane: density x/scale² · e^(−x²/(2 scale²)) for x ≥ 0.
   *
   * @example random.RandomState(42).rayleigh(1, 2) // [0.96878077 2.45361832]
   */
  readonly rayleigh: Default1 = draw1(
    { op: "rayleigh", parameters: [fromZero("scale")], sample: (scale) => rayleigh(this.#source, scale) },
    1,
  );

  /**
   * Weibull numbers of shape `a` and scale 1: density a x^(a − 1) e^(−xᵃ) for x ≥ 0.
   *
   * @example random.RandomState(42).weibull(1.5, 2) // [0.60387541 2.08475974]
   */
  readonly weibull: Draw1 = draw1({
    op: "weibull",
    parameters: [fromZero("a")],
    sample: (a) => weibull(this.#source, a),
  });

  /**
   * Pareto numbers of the second kind (Lomax): density a/(1 + x)^(a + 1) for x ≥ 0.
   *
   * @example random.RandomState(42).pareto(3, 2) // [0.16932037 1.72746828]
   */
  readonly pareto: Draw1 = draw1({ op: "pareto", parameters: [positive("a")], sample: (a) => pareto(this.#source, a) });

  /**
   * Numbers in [0, 1] with density a x^(a − 1).
   *
   * @example random.RandomState(42).power(2.5, 2) // [0.67514855 0.97998632]
   */
  readonly power: Draw1 = draw1({ op: "power", parameters: [positive("a")], sample: (a) => power(this.#source, a) });

  /**
   * Gamma numbers: density proportional to x^(shape − 1) e^(−x/scale) for x ≥ 0; the scale is 1 unless said.
   *
   * @example random.RandomState(42).gamma(2, 1.5, 2) // [3.59051908 2.2416971 ]
   */
  readonly gamma: Draw2 = draw2(
    {
      op: "gamma",
      parameters: [fromZero("shape"), fromZero("scale")],
      sample: (shape, scale) => scale * standardGamma(this.#source, shape),
    },
    undefined,
    1,
  );

  /**
   * Beta numbers in [0, 1]: density proportional to x^(a − 1) (1 − x)^(b − 1).
   *
   * @example random.RandomState(42).beta(2, 3, 2) // [0.49447259 0.37515277]
   */
  readonly beta: Draw2 = draw2({
    op: "beta",
    parameters: [positive("a"), positive("b")],
    sample: (a, b) => beta(this.#source, a, b),
  });

  /**
   * Sums of `df` squared normal numbers, also for a `df` that is not whole.
   *
   * @example random.RandomState(42).chisquare(3, 2) // [3.57924635 2.04721171]
   */
  readonly chisquare: Draw1 = draw1({
    op: "chisquare",
    parameters: [positive("df")],
    sample: (df) => chisquare(this.#source, df),
  });

  /**
   * Fisher's F: the quotient of two chi-square numbers, each divided by its degrees of freedom.
   *
   * @example random.RandomState(42).f(3, 5, 2) // [1.51448415 0.8438402 ]
   */
  readonly f: Draw2 = draw2({
    op: "f",
    parameters: [positive("dfnum"), positive("dfden")],
    sample: (dfnum, dfden) => fisher(this.#source, dfnum, dfden),
  });

  /**
   * Angles in [−π, π] around `mu`: density proportional to e^(κ cos(x − μ)).
   *
   * @example random.RandomState(42).vonmises(0, 2, 2) // [ 0.45986747 -0.89632237]
   */
  readonly vonmises: Draw2 = draw2({
    op: "vonmises",
    parameters: [real("mu"), fromZero("kappa")],
    sample: (mu, kappa) => vonmises(this.#source, mu, kappa),
  });

  /**
   * Inverse Gaussian numbers: when a drifting random walk first reaches a level.
   *
   * @example random.RandomState(42).wald(1, 2, 2) // [1.41828613 1.10266362]
   */
  readonly wald: Draw2 = draw2({
    op: "wald",
    parameters: [positive("mean"), positive("scale")],
    sample: (mean, scale) => wald(this.#source, mean, scale),
  });

  /**
   * How many of `n` trials succeed, each with probability `p`.
   *
   * @example random.RandomState(42).binomial(10, 0.3, 5) // [2 5 4 3 2]
   */
  readonly binomial: Draw2 = draw2({
    op: "binomial",
    parameters: [whole("n"), chance("p")],
    counts: true,
    sample: (n, p) => binomial(this.#source, n, p),
  });

  /**
   * How many events occur where `lam` (1) are expected.
   *
   * @example random.RandomState(42).poisson(3, 5) // [4 1 3 3 2]
   */
  readonly poisson: Default1 = draw1(
    { op: "poisson", parameters: [fromZero("lam")], counts: true, sample: (lam) => poisson(this.#source, lam) },
    1,
  );

  /**
   * How many trials it takes to succeed once, from 1 on.
   *
   * @example random.RandomState(42).geometric(0.2, 5) // [ 3 14  6  5  1]
   */
  readonly geometric: Draw1 = draw1({
    op: "geometric",
    parameters: [positiveChance("p")],
    counts: true,
    sample: (p) => geometric(this.#source, p),
  });

  /**
   * Whole numbers k ≥ 1 with probability proportional to k^(−a): the frequencies of words by rank.
   *
   * @throws ArgumentError unless a > 1.
   * @example random.RandomState(42).zipf(2, 5) // [1 3 1 1 2]
   */
  readonly zipf: Draw1 = draw1({
    op: "zipf",
    parameters: [{ name: "a", fine: (a) => a > 1, range: "a number > 1" }],
    counts: true,
    sample: (a) => zipf(this.#source, a),
  });

  /**
   * Whole numbers k ≥ 1 with probability proportional to pᵏ/k.
   *
   * @throws ArgumentError when `p` is not in [0, 1).
   * @example random.RandomState(42).logseries(0.6, 5) // [2 1 1 1 1]
   */
  readonly logseries: Draw1 = draw1({
    op: "logseries",
    parameters: [{ name: "p", fine: (p) => p >= 0 && p < 1, range: "a probability below 1" }],
    counts: true,
    sample: (p) => logseries(this.#source, p),
  });

  readonly #hypergeometric: Distribution = {
    op: "hypergeometric",
    parameters: [whole("ngood"), whole("nbad"), whole("nsample")],
    counts: true,
    sample: (good, bad, sample) => {
      if (sample > good + bad) throw tooManySamples(good, bad, sample);
      return hypergeometric(this.#source, good, bad, sample);
    },
  };

  /**
   * How many good things are among `nsample` drawn without putting back, of `ngood` good and `nbad` others.
   *
   * @throws ArgumentError when a number is not whole and ≥ 0, or more are drawn than there are.
   * @example random.RandomState(42).hypergeometric(10, 5, 6, 5) // [4 3 5 6 5]
   */
  readonly hypergeometric: Draw3 = ((good: TensorLike, bad: TensorLike, sample: TensorLike, size?: Size | null) =>
    drawEach(this.#hypergeometric, [good, bad, sample], size)) as Draw3;

  readonly #triangular: Distribution = {
    op: "triangular",
    parameters: [real("left"), real("mode"), real("right")],
    sample: (left, mode, right) => {
      if (!(left <= mode && mode <= right && left < right)) throw notTriangular(left, mode, right);
      return triangular(this.#source, left, mode, right);
    },
  };

  /**
   * Numbers from `left` to `right` whose density rises straight to `mode` and falls again.
   *
   * @throws ArgumentError unless left ≤ mode ≤ right and left < right.
   * @example random.RandomState(42).triangular(-1, 0, 2, 2) // [0.06279601 1.45620393]
   */
  readonly triangular: Draw3 = ((left: TensorLike, mode: TensorLike, right: TensorLike, size?: Size | null) =>
    drawEach(this.#triangular, [left, mode, right], size)) as Draw3;

  /**
   * Vectors of positive numbers with sum 1, around `alpha` divided by its sum, and the nearer to it the larger it is.
   *
   * Shapes: `alpha [k]` → `[...size, k]`.
   *
   * @throws ArgumentError when `alpha` is no vector of numbers > 0.
   * @example random.RandomState(42).dirichlet([1, 2, 3]) // [0.10925337 0.14059621 0.75015042]
   */
  dirichlet(alpha: TensorLike, size?: Size | null): Tensor {
    const weights = vectorOf("dirichlet", "alpha", alpha);
    check("dirichlet", positive("alpha"), weights, alpha);
    return drawRows("dirichlet", weights.length, false, size, (out, at) => dirichlet(this.#source, weights, out, at));
  }

  /**
   * How often each of k outcomes occurs in `n` trials. Whatever the last probability says, it is 1 minus the others.
   *
   * Shapes: `p [k]` → `[...size, k]`.
   *
   * @throws ArgumentError when `n` is not a whole number ≥ 0, a probability is not in [0, 1], or all but the last add up to
   * more than 1.
   * @example random.RandomState(42).multinomial(20, [0.2, 0.3, 0.5]) // [ 3 10  7]
   */
  multinomial(n: number, p: TensorLike, size?: Size | null): Tensor {
    const chances = vectorOf("multinomial", "p", p);
    check("multinomial", whole("n"), [n], n);
    check("multinomial", chance("p"), chances, p);
    const sum = chances.subarray(0, -1).reduce((total, x) => total + x, 0);
    // NumPy's allowance for rounding.
    if (sum > 1 + 1e-12) throw moreThanOne(sum, p);
    return drawRows("multinomial", chances.length, true, size, (out, at) => {
      multinomial(this.#source, n, chances, out, at);
    });
  }
}

function notTriangular(left: number, mode: number, right: number): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "triangular",
    problem: "it must be left ≤ mode ≤ right, and left < right",
    got: `left ${left}, mode ${mode}, right ${right}`,
    hint: "the mode is where the density is largest, between the ends",
  });
}

function tooManySamples(good: number, bad: number, sample: number): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "hypergeometric",
    problem: `${sample} cannot be drawn from ${good + bad} without putting back`,
    got: `ngood ${good}, nbad ${bad}, nsample ${sample}`,
    hint: "binomial(n, p) draws with putting back",
  });
}

function moreThanOne(sum: number, p: TensorLike): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "multinomial",
    problem: `the probabilities but the last add up to ${sum}, more than 1`,
    got: show(p),
    hint: "divide them by their sum",
  });
}
