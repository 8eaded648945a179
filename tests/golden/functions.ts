export type Arguments = readonly unknown[];
export type OurFunction = (...args: Arguments) => unknown;

/**
 * How to make a call that a signature cannot say: from the functions of ours that it needs, in the order of
 * `needs`, and Python's positional arguments.
 */
export interface Composed {
  readonly needs: readonly string[];
  readonly call: (ours: readonly OurFunction[], positional: Arguments) => unknown;
}

/**
 * Every function of the golden expressions under Python's name, with our signature: our name, and our parameters in
 * Python's order, those in braces as fields of the options object that comes last. `...` passes all positional
 * arguments on. A name that the library does not export (yet) makes the function missing: its cases are skipped and
 * counted, and start to run on the day it is exported.
 */
export const FUNCTIONS: Readonly<Record<string, string | Composed>> = {
  // What the expressions themselves are made of
  item: { needs: [], call: (_, [tuple, k]) => (tuple as readonly unknown[])[k as number] },
  getitem: { needs: ["at"], call: ([at], [x, index]) => at!(x, ...(Array.isArray(index) ? index : [index])) },
  complex: "complex(re, im)",
  // A nested array is a tensor to every operation, also with traced entries.
  "numpy.array": { needs: ["astype"], call: ([astype], [entries]) => astype!(entries, "float64") },
  "autograd.astype": "astype(x, dtype)",

  // Arithmetic
  "numpy.add": "add(a, b)",
  "numpy.subtract": "sub(a, b)",
  "numpy.multiply": "mul(a, b)",
  "numpy.divide": "div(a, b)",
  "numpy.true_divide": "div(a, b)",
  "numpy.floor_divide": "floorDivide(a, b)",
  "numpy.mod": "mod(a, b)",
  "numpy.remainder": "mod(a, b)",
  "numpy.power": "pow(a, b)",
  "numpy.negative": "neg(x)",
  "numpy.reciprocal": "reciprocal(x)",
  "numpy.square": "square(x)",
  "numpy.sqrt": "sqrt(x)",
  "numpy.hypot": "hypot(a, b)",
  "numpy.abs": "abs(x)",
  "numpy.absolute": "abs(x)",
  "numpy.fabs": "abs(x)",
  "numpy.sign": "sign(x)",

  // Exponentials and logarithms
  "numpy.exp": "exp(x)",
  "numpy.exp2": "exp2(x)",
  "numpy.expm1": "expm1(x)",
  "numpy.log": "log(x)",
  "numpy.log2": "log2(x)",
  "numpy.log10": "log10(x)",
  "numpy.log1p": "log1p(x)",
  "numpy.logaddexp": "logaddexp(a, b)",
  "numpy.logaddexp2": "logaddexp2(a, b)",

  // Trigonometric and hyperbolic functions
  "numpy.sin": "sin(x)",
  "numpy.cos": "cos(x)",
  "numpy.tan": "tan(x)",
  "numpy.arcsin": "arcsin(x)",
  "numpy.arccos": "arccos(x)",
  "numpy.arctan": "arctan(x)",
  "numpy.arctan2": "arctan2(y, x)",
  "numpy.sinh": "sinh(x)",
  "numpy.cosh": "cosh(x)",
  "numpy.tanh": "tanh(x)",
  "numpy.arcsinh": "arcsinh(x)",
  "numpy.arccosh": "arccosh(x)",
  "numpy.arctanh": "arctanh(x)",
  "numpy.sinc": "sinc(x)",
  "numpy.degrees": "degrees(x)",
  "numpy.rad2deg": "degrees(x)",
  "numpy.radians": "radians(x)",
  "numpy.deg2rad": "radians(x)",

  // Rounding
  "numpy.floor": "floor(x)",
  "numpy.ceil": "ceil(x)",
  "numpy.trunc": "trunc(x)",
  "numpy.fix": "trunc(x)",
  "numpy.rint": "round(x)",
  "numpy.round": "round(x)",
  "numpy.around": "round(x)",

  // Comparison and choice
  "numpy.equal": "equal(a, b)",
  "numpy.not_equal": "notEqual(a, b)",
  "numpy.greater": "greater(a, b)",
  "numpy.greater_equal": "greaterEqual(a, b)",
  "numpy.less": "less(a, b)",
  "numpy.less_equal": "lessEqual(a, b)",
  "numpy.isfinite": "isfinite(x)",
  "numpy.maximum": "maximum(a, b)",
  "numpy.minimum": "minimum(a, b)",
  "numpy.fmax": "fmax(a, b)",
  "numpy.fmin": "fmin(a, b)",
  "numpy.where": "where(condition, a, b)",
  "numpy.select": "select(conditions, choices)",
  "numpy.clip": "clip(x, lower, upper)",
  "numpy.nan_to_num": "nanToNum(x)",

  // Complex numbers
  "numpy.real": "real(x)",
  "numpy.imag": "imag(x)",
  "numpy.conj": "conj(x)",
  "numpy.conjugate": "conj(x)",
  "numpy.angle": "angle(x)",
  "numpy.real_if_close": "realIfClose(x)",

  // Reductions
  "numpy.sum": "sum(x, axis, {keepdims})",
  "numpy.mean": "mean(x, axis, {keepdims})",
  "numpy.prod": "prod(x, axis, {keepdims})",
  "numpy.var": "var(x, axis, {ddof, keepdims})",
  "numpy.std": "std(x, axis, {ddof, keepdims})",
  "numpy.max": "max(x, axis, {keepdims})",
  "numpy.amax": "max(x, axis, {keepdims})",
  "numpy.min": "min(x, axis, {keepdims})",
  "numpy.amin": "min(x, axis, {keepdims})",
  "numpy.argmax": "argmax(x, axis)",
  "numpy.argmin": "argmin(x, axis)",
  "scipy.special.logsumexp": "logsumexp(x, axis, {b, keepdims})",

  // Along an axis: sorting, cumulating, differences
  "numpy.sort": "sort(x, axis)",
  "numpy.msort": { needs: ["sort"], call: ([sort], [x]) => sort!(x, 0) },
  "numpy.argsort": "argsort(x, axis)",
  "numpy.partition": "partition(x, k, axis)",
  "numpy.cumsum": "cumsum(x, axis)",
  "numpy.diff": "diff(x, n, axis)",
  "numpy.gradient": "gradient(x, {axis})",

  // Creation
  "numpy.full": "full(shape, value)",
  "numpy.eye": "eye(n)",
  "numpy.linspace": "linspace(start, stop, num)",

  // Shape
  "numpy.reshape": "reshape(x, shape, {order})",
  "numpy.ravel": "ravel(x, {order})",
  "numpy.transpose": "transpose(x, axes)",
  "numpy.swapaxes": "swapaxes(x, a, b)",
  "numpy.moveaxis": "moveaxis(x, source, destination)",
  "numpy.rollaxis": "rollaxis(x, axis, start)",
  "numpy.expand_dims": "expandDims(x, axis)",
  "numpy.squeeze": "squeeze(x, axis)",
  "numpy.broadcast_to": "broadcastTo(x, shape)",
  "numpy.atleast_1d": "atleast1d(x)",
  "numpy.atleast_2d": "atleast2d(x)",
  "numpy.atleast_3d": "atleast3d(x)",

  // Joining, splitting, rearranging
  "numpy.concatenate": "concatenate(xs, axis)",
  "numpy.stack": "stack(xs, axis)",
  "numpy.vstack": "vstack(xs)",
  "numpy.hstack": "hstack(xs)",
  "numpy.column_stack": "columnStack(xs)",
  "numpy.append": "append(x, values, axis)",
  "numpy.split": "split(x, parts, axis)",
  "numpy.array_split": "arraySplit(x, parts, axis)",
  "numpy.vsplit": "vsplit(x, parts)",
  "numpy.hsplit": "hsplit(x, parts)",
  "numpy.dsplit": "dsplit(x, parts)",
  "numpy.tile": "tile(x, repeats)",
  "numpy.repeat": "repeat(x, repeats, axis)",
  "numpy.roll": "roll(x, shift, axis)",
  "numpy.rot90": "rot90(x, k)",
  "numpy.flipud": "flipud(x)",
  "numpy.fliplr": "fliplr(x)",
  "numpy.pad": "pad(x, width, mode)",

  // Diagonals and triangles
  "numpy.diag": "diag(x, k)",
  "numpy.diagonal": "diagonal(x, offset, axis1, axis2)",
  "numpy.make_diagonal": "makeDiagonal(x, offset, axis1, axis2)",
  "numpy.trace": "trace(x, offset)",
  "numpy.triu": "triu(x, k)",
  "numpy.tril": "tril(x, k)",

  // Products
  "numpy.matmul": "matmul(a, b)",
  "numpy.dot": "dot(a, b)",
  "numpy.inner": "inner(a, b)",
  "numpy.outer": "outer(a, b)",
  "numpy.kron": "kron(a, b)",
  "numpy.cross": "cross(a, b)",
  "numpy.tensordot": "tensordot(a, b, axes)",
  "numpy.einsum": "einsum(...)",
  "autograd.scipy.signal.convolve": "convolve(x, kernel, {axes, dotAxes, mode})",

  // Linear algebra
  "numpy.linalg.det": "linalg.det(x)",
  "numpy.linalg.slogdet": "linalg.slogdet(x)",
  "numpy.linalg.inv": "linalg.inv(x)",
  "numpy.linalg.pinv": "linalg.pinv(x)",
  "numpy.linalg.solve": "linalg.solve(a, b)",
  "numpy.linalg.cholesky": "linalg.cholesky(x)",
  "numpy.linalg.norm": "linalg.norm(x, ord, axis)",
  "numpy.linalg.eig": "linalg.eig(x)",
  "numpy.linalg.eigh": "linalg.eigh(x, {UPLO})",
  "numpy.linalg.svd": "linalg.svd(x, {fullMatrices, computeUv})",
  "scipy.linalg.solve_triangular": "linalg.solveTriangular(a, b, {trans, lower})",
  "scipy.linalg.solve_banded": "linalg.solveBanded(bands, a, b)",
  "scipy.linalg.solve_sylvester": "linalg.solveSylvester(a, b, q)",
  "scipy.linalg.sqrtm": "linalg.sqrtm(x)",

  // Fourier transforms
  "numpy.fft.fft": "fft.fft(x, n, axis, {norm})",
  "numpy.fft.ifft": "fft.ifft(x, n, axis, {norm})",
  "numpy.fft.fft2": "fft.fft2(x, shape, axes)",
  "numpy.fft.ifft2": "fft.ifft2(x, shape, axes)",
  "numpy.fft.fftn": "fft.fftn(x, shape, axes)",
  "numpy.fft.ifftn": "fft.ifftn(x, shape, axes)",
  "numpy.fft.rfft": "fft.rfft(x, n, axis)",
  "numpy.fft.irfft": "fft.irfft(x, n, axis)",
  "numpy.fft.rfft2": "fft.rfft2(x, shape, axes)",
  "numpy.fft.irfft2": "fft.irfft2(x, shape, axes)",
  "numpy.fft.rfftn": "fft.rfftn(x, shape, axes)",
  "numpy.fft.irfftn": "fft.irfftn(x, shape, axes)",
  "numpy.fft.fftshift": "fft.fftshift(x, axes)",
  "numpy.fft.ifftshift": "fft.ifftshift(x, axes)",

  // Special functions
  "scipy.special.expit": "sigmoid(x)",
  "scipy.special.logit": "logit(x)",
  "scipy.special.erf": "erf(x)",
  "scipy.special.erfc": "erfc(x)",
  "scipy.special.erfinv": "erfinv(x)",
  "scipy.special.erfcinv": "erfcinv(x)",
  "scipy.special.gamma": "gamma(x)",
  "scipy.special.gammaln": "gammaln(x)",
  "scipy.special.gammainc": "gammainc(a, x)",
  "scipy.special.gammaincc": "gammaincc(a, x)",
  "scipy.special.multigammaln": "multigammaln(x, d)",
  "scipy.special.rgamma": "rgamma(x)",
  "scipy.special.digamma": "digamma(x)",
  "scipy.special.psi": "digamma(x)",
  "scipy.special.polygamma": "polygamma(n, x)",
  "scipy.special.beta": "beta(a, b)",
  "scipy.special.betaln": "betaln(a, b)",
  "scipy.special.betainc": "betainc(a, b, x)",
  "scipy.special.i0": "i0(x)",
  "scipy.special.i1": "i1(x)",
  "scipy.special.iv": "iv(n, x)",
  "scipy.special.ive": "ive(n, x)",
  "scipy.special.j0": "j0(x)",
  "scipy.special.j1": "j1(x)",
  "scipy.special.jn": "jn(n, x)",
  "scipy.special.y0": "y0(x)",
  "scipy.special.y1": "y1(x)",
  "scipy.special.yn": "yn(n, x)",

  // Distributions
  "scipy.stats.norm.pdf": "stats.norm.pdf(x, mean, scale)",
  "scipy.stats.norm.cdf": "stats.norm.cdf(x, mean, scale)",
  "scipy.stats.norm.sf": "stats.norm.sf(x, mean, scale)",
  "scipy.stats.norm.logpdf": "stats.norm.logpdf(x, mean, scale)",
  "scipy.stats.norm.logcdf": "stats.norm.logcdf(x, mean, scale)",
  "scipy.stats.norm.logsf": "stats.norm.logsf(x, mean, scale)",
  "scipy.stats.t.pdf": "stats.t.pdf(x, df, mean, scale)",
  "scipy.stats.t.cdf": "stats.t.cdf(x, df, mean, scale)",
  "scipy.stats.t.logpdf": "stats.t.logpdf(x, df, mean, scale)",
  "scipy.stats.t.logcdf": "stats.t.logcdf(x, df, mean, scale)",
  "scipy.stats.beta.pdf": "stats.beta.pdf(x, a, b)",
  "scipy.stats.beta.cdf": "stats.beta.cdf(x, a, b)",
  "scipy.stats.beta.logpdf": "stats.beta.logpdf(x, a, b)",
  "scipy.stats.gamma.pdf": "stats.gamma.pdf(x, a)",
  "scipy.stats.gamma.cdf": "stats.gamma.cdf(x, a)",
  "scipy.stats.gamma.logpdf": "stats.gamma.logpdf(x, a)",
  "scipy.stats.chi2.pdf": "stats.chi2.pdf(x, df)",
  "scipy.stats.chi2.cdf": "stats.chi2.cdf(x, df)",
  "scipy.stats.chi2.logpdf": "stats.chi2.logpdf(x, df)",
  "scipy.stats.poisson.pmf": "stats.poisson.pmf(k, mu)",
  "scipy.stats.poisson.cdf": "stats.poisson.cdf(k, mu)",
  "scipy.stats.poisson.logpmf": "stats.poisson.logpmf(k, mu)",
  "scipy.stats.dirichlet.pdf": "stats.dirichlet.pdf(x, alpha)",
  "scipy.stats.dirichlet.logpdf": "stats.dirichlet.logpdf(x, alpha)",
  "scipy.stats.multivariate_normal.pdf": "stats.multivariateNormal.pdf(x, mean, covariance)",
  "scipy.stats.multivariate_normal.logpdf": "stats.multivariateNormal.logpdf(x, mean, covariance)",
  "scipy.stats.multivariate_normal.entropy": "stats.multivariateNormal.entropy(mean, covariance)",
};
