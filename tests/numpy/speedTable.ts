import * as w from "@wengert/autograd";

/** What both sides compute with: `side.py` makes them. */
export type Inputs = Readonly<
  Record<"x" | "y" | "p" | "u" | "gaps" | "edges" | "m" | "rising" | "i" | "j" | "two" | "b", w.Tensor>
>;

type Call = readonly [ours: () => unknown, numpy: string];

/** Calls by the name of the function, with the same in Python. */
export function callsOf(inputs: Inputs, n: number): Readonly<Record<string, Call>> {
  const { x, y, p, u, gaps, edges, m, rising, i, j, two, b } = inputs;
  const each = (names: string, of: w.Tensor, python: string): Record<string, Call> =>
    Object.fromEntries(
      names.split(" ").map((pair) => {
        const [ours, theirs] = pair.split(":");
        const f = (w as unknown as Record<string, (x: w.Tensor) => unknown>)[ours!]!;
        return [ours!, [() => f(of), `np.${theirs ?? ours}(${python})`]];
      }),
    );
  const both = (names: string, [a, python]: readonly [w.Tensor, string], [c, other]: readonly [w.Tensor, string]) =>
    Object.fromEntries(
      names.split(" ").map((pair): [string, Call] => {
        const [ours, theirs] = pair.split(":");
        const f = (w as unknown as Record<string, (x: w.Tensor, y: w.Tensor) => unknown>)[ours!]!;
        return [ours!, [() => f(a, c), `np.${theirs ?? ours}(${python}, ${other})`]];
      }),
    );
  const mask = Array.from({ length: n }, (_, k) => k % 3 === 0);
  const places = Array.from({ length: n / 100 }, (_, k) => 100 * k);
  return {
    // Element by element
    ...each(
      "abs sign neg:negative square exp exp2 expm1 sin cos tan arctan sinh cosh tanh arcsinh sinc degrees radians reciprocal ceil floor rint trunc round signbit isfinite isinf isnan isneginf isposinf logicalNot:logical_not nanToNum:nan_to_num modf",
      x,
      "x",
    ),
    ...each("sqrt log log2 log10 log1p cbrt", p, "p"),
    ...each("arcsin arccos arctanh", u, "u"),
    arccosh: [() => w.arccosh(w.add(p, 1)), "np.arccosh(p + 1)"],
    i0: [() => w.i0(p), "np.i0(p)"],
    ...both(
      "add sub:subtract mul:multiply maximum minimum fmax fmin logaddexp logaddexp2 equal greater greaterEqual:greater_equal less lessEqual:less_equal notEqual:not_equal isclose allclose arrayEqual:array_equal logicalAnd:logical_and logicalOr:logical_or logicalXor:logical_xor copysign heaviside",
      [x, "x"],
      [y, "y"],
    ),
    ...both("div:divide arctan2 hypot fmod mod floorDivide:floor_divide divmod", [x, "x"], [p, "p"]),
    "allclose, equal": [() => w.allclose(x, x), "np.allclose(x, x)"],
    pow: [() => w.pow(p, y), "np.power(p, y)"],
    ldexp: [() => w.ldexp(x, two), "np.ldexp(x, two)"],
    clip: [() => w.clip(x, -1, 1), "np.clip(x, -1, 1)"],
    where: [() => w.where(b, x, y), "np.where(b, x, y)"],
    "round, 2": [() => w.round(x, 2), "np.round(x, 2)"],
    astype: [() => w.astype(x, "int32"), "x.astype(np.int32)"],
    // Reductions
    ...each(
      "sum mean max min prod var std any all countNonzero:count_nonzero ptp median argmax argmin cumsum cumprod cummax:maximum.accumulate cummin:minimum.accumulate",
      x,
      "x",
    ),
    ...each(
      "nanmax nanmean nanmin nanprod nanstd nansum nanvar nanargmax nanargmin nanmedian nancumsum nancumprod",
      gaps,
      "gaps",
    ),
    ...Object.fromEntries(
      "sum mean max min prod var std any all countNonzero:count_nonzero ptp median argmax argmin cumsum cumprod cummax:maximum.accumulate cummin:minimum.accumulate sort argsort"
        .split(" ")
        .flatMap((pair) =>
          [0, 1].map((axis): [string, Call] => {
            const [ours, theirs] = pair.split(":");
            const f = (w as unknown as Record<string, (x: w.Tensor, axis: number) => unknown>)[ours!]!;
            return [`${ours}, axis ${axis}`, [() => f(m, axis), `np.${theirs ?? ours}(m, axis=${axis})`]];
          }),
        ),
    ),
    logsumexp: [() => w.logsumexp(x), "np.log(np.sum(np.exp(x - x.max())))"],
    average: [() => w.average(x, null, p), "np.average(x, None, p)"],
    quantile: [() => w.quantile(x, 0.3), "np.quantile(x, 0.3)"],
    "quantile, 3": [() => w.quantile(x, [0.1, 0.5, 0.9]), "np.quantile(x, [0.1, 0.5, 0.9])"],
    percentile: [() => w.percentile(x, 30), "np.percentile(x, 30)"],
    nanquantile: [() => w.nanquantile(gaps, 0.3), "np.nanquantile(gaps, 0.3)"],
    "nanquantile, axis 1": [() => w.nanquantile(m, 0.3, 1), "np.nanquantile(m, 0.3, 1)"],
    "quantile, axis 0": [() => w.quantile(m, 0.3, 0), "np.quantile(m, 0.3, 0)"],
    "quantile, axis 1": [() => w.quantile(m, 0.3, 1), "np.quantile(m, 0.3, 1)"],
    // Sorting and searching
    ...each("sort argsort unique", x, "x"),
    "sort, rising": [() => w.sort(rising), "np.sort(rising)"],
    "argsort, rising": [() => w.argsort(rising), "np.argsort(rising, kind='stable')"],
    "argsort, stable": [() => w.argsort(x), "np.argsort(x, kind='stable')"],
    "sort, int32": [() => w.sort(i), "np.sort(i)"],
    "argsort, int32": [() => w.argsort(i), "np.argsort(i)"],
    "unique, int32": [() => w.unique(i), "np.unique(i)"],
    "unique, all": [
      () => w.unique(x, { returnIndex: true, returnInverse: true, returnCounts: true }),
      "np.unique(x, True, True, True)",
    ],
    partition: [() => w.partition(x, n / 2), `np.partition(x, ${n / 2})`],
    "partition, 3": [() => w.partition(x, [10, n / 2, n - 10]), `np.partition(x, [10, ${n / 2}, ${n - 10}])`],
    argpartition: [() => w.argpartition(x, n / 2), `np.argpartition(x, ${n / 2})`],
    "topk, 10": [() => w.topk(x, 10), `np.sort(np.partition(x, ${n - 10})[-10:])`],
    "topk, half": [() => w.topk(x, n / 2), `np.sort(np.partition(x, ${n / 2})[-${n / 2}:])`],
    searchsorted: [() => w.searchsorted(rising, y), "np.searchsorted(rising, y)"],
    digitize: [() => w.digitize(x, edges), "np.digitize(x, edges)"],
    lexsort: [() => w.lexsort([x, i]), "np.lexsort([x, i])"],
    isin: [() => w.isin(x, y), "np.isin(x, y)"],
    "isin, few": [() => w.isin(i, [3, 5, 7]), "np.isin(i, [3, 5, 7])"],
    "isin, int32": [() => w.isin(i, j), "np.isin(i, j)"],
    ...both("intersect1d setdiff1d setxor1d union1d", [x, "x"], [y, "y"]),
    trimZeros: [() => w.trimZeros(x), "np.trim_zeros(x)"],
    // Counting
    bincount: [() => w.bincount(i), "np.bincount(i)"],
    "bincount, weights": [() => w.bincount(i, { weights: x }), "np.bincount(i, x)"],
    histogram: [() => w.histogram(x, 100), "np.histogram(x, 100)"],
    "histogram, edges": [() => w.histogram(x, edges), "np.histogram(x, edges)"],
    "histogram, auto": [() => w.histogram(x, "auto"), "np.histogram(x, 'auto')"],
    histogramBinEdges: [() => w.histogramBinEdges(x, "fd"), "np.histogram_bin_edges(x, 'fd')"],
    // Shapes, joining, indexing
    resize: [() => w.resize(x, [2 * n]), `np.resize(x, [${2 * n}])`],
    repeat: [() => w.repeat(x, 2), "np.repeat(x, 2)"],
    "repeat, each": [() => w.repeat(x, two.toArray() as number[]), "np.repeat(x, two.tolist())"],
    tile: [() => w.tile(x, 2), "np.tile(x, 2)"],
    roll: [() => w.roll(x, 5), "np.roll(x, 5)"],
    "roll, rows": [() => w.roll(m, 5, 1), "np.roll(m, 5, 1)"],
    flip: [() => w.add(w.flip(x), 1), "np.flip(x) + 1"],
    transpose: [() => w.reshape(w.transpose(m), [m.size]), "m.T.ravel()"],
    concatenate: [() => w.concatenate([x, y]), "np.concatenate([x, y])"],
    stack: [() => w.stack([x, y], 1), "np.stack([x, y], 1)"],
    append: [() => w.append(x, y), "np.append(x, y)"],
    pad: [() => w.pad(m, 3), "np.pad(m, 3)"],
    "pad, reflect": [() => w.pad(m, 3, "reflect"), "np.pad(m, 3, 'reflect')"],
    delete: [() => w.delete(x, places), `np.delete(x, np.arange(0, ${n}, 100).tolist())`],
    "delete, one": [() => w.delete(x, 5), "np.delete(x, 5)"],
    "delete, slice": [() => w.delete(x, "::2"), "np.delete(x, slice(None, None, 2))"],
    "delete, mask": [() => w.delete(x, mask), `np.delete(x, (np.arange(${n}) % 3 == 0).tolist())`],
    insert: [() => w.insert(x, 5, 1), "np.insert(x, 5, 1)"],
    "insert, many": [() => w.insert(x, places, 1), `np.insert(x, np.arange(0, ${n}, 100).tolist(), 1)`],
    tril: [() => w.tril(m), "np.tril(m)"],
    triu: [() => w.triu(m), "np.triu(m)"],
    trace: [() => w.trace(m), "np.trace(m)"],
    diag: [() => w.diag(w.take(x, w.arange(1000))), "np.diag(x[:1000])"],
    fillDiagonal: [() => w.fillDiagonal(m, 1), "(lambda c: np.fill_diagonal(c, 1))(m.copy())"],
    take: [() => w.take(x, j), "np.take(x, j)"],
    takeAlongAxis: [() => w.takeAlongAxis(x, j, 0), "np.take_along_axis(x, j, 0)"],
    "takeAlongAxis, rows": [
      () => w.takeAlongAxis(m, w.reshape(w.mod(j, 1000), m.shape), 1),
      "np.take_along_axis(m, (j % 1000).reshape(m.shape), 1)",
    ],
    "at, mask": [() => w.at(x, b), "x[b]"],
    "at, places": [() => w.at(x, j), "x[j]"],
    "at, step": [() => w.add(w.at(x, "::2"), 0), "x[::2] + 0"],
    "set, mask": [() => w.set(x, b, 0), "(lambda c: c.__setitem__(b, 0))(x.copy())"],
    "set, slice": [() => w.set(x, "::2", 0), "(lambda c: c.__setitem__(slice(None, None, 2), 0))(x.copy())"],
    compress: [() => w.compress(b, x), "np.compress(b, x)"],
    extract: [() => w.extract(b, x), "np.extract(b, x)"],
    ...each("nonzero flatnonzero argwhere", b, "b"),
    unravelIndex: [() => w.unravelIndex(j, [1000, n / 1000]), `np.unravel_index(j, [1000, ${n / 1000}])`],
    ravelMultiIndex: [() => w.ravelMultiIndex([two, i], [2, 1000]), "np.ravel_multi_index([two, i], [2, 1000])"],
    choose: [() => w.choose(two, [x, y]), "np.choose(two, [x, y])"],
    select: [() => w.select([b, w.less(y, 0)], [x, y], 2), "np.select([b, y < 0], [x, y], 2)"],
    piecewise: [
      () => w.piecewise(x, [b], [(v: w.Tensor) => w.square(v), 2]),
      "np.piecewise(x, [b], [lambda v: v * v, 2])",
    ],
    interp: [() => w.interp(x, edges, edges), "np.interp(x, edges, edges)"],
    meshgrid: [
      () => w.meshgrid([w.arange(1000), w.arange(1000)]).map((t) => w.add(t, 0)),
      "[t + 0 for t in np.meshgrid(np.arange(1000.), np.arange(1000.))]",
    ],
    segmentSum: [() => w.segmentSum(x, i, 1000), "np.bincount(i, x, 1000)"],
    // Series
    ...each("diff ediff1d gradient unwrap trapezoid", x, "x"),
    "diff, axis 0": [() => w.diff(m, 1, 0), "np.diff(m, 1, 0)"],
    convolve: [() => w.convolve(x, [1, 2, 3, 2, 1]), "np.convolve(x, [1., 2, 3, 2, 1])"],
    correlate: [() => w.correlate(x, [1, 2, 3, 2, 1]), "np.correlate(x, [1., 2, 3, 2, 1])"],
    polyval: [() => w.polyval([1, 2, 3, 4], x), "np.polyval([1., 2, 3, 4], x)"],
    vander: [() => w.vander(x, 4), "np.vander(x, 4)"],
    polyfit: [() => w.polyfit(x, y, 2), "np.polyfit(x, y, 2)"],
    cov: [() => w.cov(x, y), "np.cov(x, y)"],
    corrcoef: [() => w.corrcoef(x, y), "np.corrcoef(x, y)"],
    // Creation
    arange: [() => w.arange(n), `np.arange(${n}.)`],
    linspace: [() => w.linspace(0, 1, n), `np.linspace(0, 1, ${n})`],
    logspace: [() => w.logspace(0, 1, n), `np.logspace(0, 1, ${n})`],
    geomspace: [() => w.geomspace(1, 2, n), `np.geomspace(1, 2, ${n})`],
    eye: [() => w.eye(1000), "np.eye(1000)"],
    full: [() => w.add(w.full([n], 2), 0), `np.full([${n}], 2.) + 0`],
    kaiser: [() => w.kaiser(n / 10, 2), `np.kaiser(${n / 10}, 2)`],
    hanning: [() => w.hanning(n), `np.hanning(${n})`],
    indices: [() => w.indices([1000, 1000]), "np.indices([1000, 1000])"],
    tri: [() => w.tri(1000), "np.tri(1000)"],
    trilIndices: [() => w.trilIndices(1000), "np.tril_indices(1000)"],
    // Products
    outer: [() => w.outer(edges, edges), "np.outer(edges, edges)"],
    dot: [() => w.dot(x, y), "np.dot(x, y)"],
    inner: [() => w.inner(x, y), "np.inner(x, y)"],
    vecdot: [() => w.vecdot(m, m), "np.vecdot(m, m)"],
    kron: [() => w.kron(edges, edges), "np.kron(edges, edges)"],
    cross: [
      () => w.cross(w.reshape(w.at(x, `:${3 * 333333}`), [-1, 3]), w.reshape(w.at(y, `:${3 * 333333}`), [-1, 3])),
      "np.cross(x[:999999].reshape(-1, 3), y[:999999].reshape(-1, 3))",
    ],
    einsum: [() => w.einsum("ij,ij->i", m, m), "np.einsum('ij,ij->i', m, m)"],
    matvec: [() => w.matvec(m, edges), "np.matvec(m, edges)"],
    "linalg.norm": [() => w.linalg.norm(x), "np.linalg.norm(x)"],
    "fft.fftshift": [() => w.fft.fftshift(x), "np.fft.fftshift(x)"],
  };
}
