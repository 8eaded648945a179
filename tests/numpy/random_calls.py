"""Makes random.json: calls of NumPy's functions with random arguments, and what they give.

Run it with `python3 tests/numpy/random_calls.py`; the seed stands below, and NumPy's version in the file.
"""

import json
import sys
import warnings
from pathlib import Path

import numpy as np

warnings.filterwarnings("ignore")
rng = np.random.RandomState(20260)
COUNT = 2400

SHAPES = [(), (1,), (4,), (5,), (6,), (0,), (2, 3), (3, 2), (1, 4), (3, 1), (2, 2), (3, 3), (4, 4), (2, 3, 2), (2, 0), (0, 3)]


def made(kind, shape):
    size = int(np.prod(shape))
    if kind == "ties":
        x = rng.randint(-6, 7, size) / 4
    elif kind == "any":
        x = np.round(rng.randn(size) * 2, 3)
    elif kind == "special":
        x = rng.choice([np.nan, np.inf, -np.inf, 0.0, -0.0, 1.5, -2.0, 0.5, 3.0, 1e300, -7.25], size)
    elif kind == "single":
        x = (rng.randint(-12, 13, size) / 8).astype(np.float32)
    elif kind == "whole":
        x = rng.randint(-4, 6, size).astype(np.int32)
    else:
        x = rng.rand(size) < 0.5
    return np.asarray(x).reshape(shape)


KINDS = ["ties", "any", "special", "single", "whole", "bool"]
POOL = [(kind, made(kind, shape)) for shape in SHAPES for kind in KINDS]


class Ref:
    """An array of the pool, or a view of it: parts by slices, or its transpose."""

    def __init__(self, k, parts=None, turned=False):
        self.k, self.parts, self.turned = k, parts, turned
        self.value = POOL[k][1]
        if parts is not None:
            self.value = self.value[tuple(slice(*part) for part in parts)]
        if turned:
            self.value = self.value.T

    def text(self):
        node = {"x": self.k}
        if self.parts is not None:
            node["at"] = [":".join("" if each is None else str(each) for each in part) for part in self.parts]
        if self.turned:
            node["T"] = 1
        return node


def one_of(items):
    return items[rng.randint(len(items))]


def array(kinds=("ties", "any", "special", "single", "whole", "bool"), shapes=None, rank=None, filled=False, plain=False):
    fits = [
        k
        for k, (kind, x) in enumerate(POOL)
        if kind in kinds
        and (shapes is None or x.shape in shapes)
        and (rank is None or (x.ndim in rank if isinstance(rank, tuple) else x.ndim == rank))
        and not (filled and x.size == 0)
    ]
    k = one_of(fits)
    x = POOL[k][1]
    luck = rng.rand()
    if plain or x.ndim == 0 or luck < 0.6:
        return Ref(k)
    if luck < 0.75 and x.ndim > 1:
        return Ref(k, None, True)
    parts = [one_of([(None, None, None), (None, None, -1), (None, None, 1)]) for _ in x.shape]
    if shapes is None and not filled and rng.rand() < 0.4:
        parts[rng.randint(x.ndim)] = one_of([(None, None, 2), (None, None, -2), (1, None, None), (None, -1, None)])
    return Ref(k, parts)


NUMBERS = ("ties", "any", "single", "whole")
FLOATS = ("ties", "any", "special", "single")
FINITE = ("ties", "any", "single")
DOUBLES = ("ties", "any")


def axis_of(x, several=True, none=True):
    n = x.value.ndim
    choices = list(range(-n, n)) or [None]
    if none:
        choices.append(None)
    if several and n > 1:
        choices += [(0, 1), (-1, 0), (n - 1,)]
    return one_of(choices)


def broadcasting(kinds=("ties", "any", "special", "single", "whole", "bool")):
    while True:
        a, b = array(kinds), array(kinds)
        try:
            np.broadcast_shapes(a.value.shape, b.value.shape)
            return [a, b]
        except ValueError:
            continue


def keep(kw):
    if rng.rand() < 0.35:
        kw["keepdims"] = True
    return kw


def reducing(kinds, several=True):
    def make():
        x = array(kinds)
        return [x], keep({"axis": axis_of(x, several)})

    return make


def unary(kinds=("ties", "any", "special", "single", "whole")):
    return lambda: ([array(kinds)], {})


def binary(kinds=("ties", "any", "special", "single", "whole", "bool")):
    return lambda: (broadcasting(kinds), {})


def along(kinds, none=True):
    def make():
        x = array(kinds, rank=(1, 2, 3))
        return [x], {"axis": axis_of(x, False, none)}

    return make


def spread():
    x = array(FINITE + ("whole", "special"))
    kw = {"axis": axis_of(x)}
    if rng.rand() < 0.4:
        kw["ddof"] = 1
    return [x], keep(kw)


METHODS = ["linear", "lower", "higher", "nearest", "midpoint", "inverted_cdf", "averaged_inverted_cdf", "closest_observation"]
METHODS += ["interpolated_inverted_cdf", "hazen", "weibull", "median_unbiased", "normal_unbiased"]


def levels(top, kinds):
    def make():
        x = array(kinds, filled=True)
        q = one_of([0.5 * top, 0.3 * top, [0.25 * top, 0.5 * top], [0.0, 1.0 * top], [0.1 * top, 0.9 * top, 0.5 * top]])
        return [x, q], keep({"axis": axis_of(x), "method": one_of(METHODS)})

    return make


def index_for(x):
    index = []
    dims = list(x.value.shape)
    mask_used = False
    for d, n in enumerate(dims):
        luck = rng.rand()
        if luck < 0.35:
            index.append({"slice": [one_of([None, 0, 1, -2]), one_of([None, None, n, -1, 7]), one_of([None, 1, 2, -1, -2])]})
        elif luck < 0.5 and n > 0:
            index.append(int(rng.randint(-n, n)))
        elif luck < 0.6 and n > 0 and not mask_used:
            index.append({"i": [int(v) for v in rng.randint(-n, n, 3)]})
        elif luck < 0.66 and not mask_used:
            mask_used = True
            index.append({"b": [bool(v) for v in rng.rand(n) < 0.5]})
        elif luck < 0.76:
            index.append(None)
            index.append({"slice": [None, None, one_of([None, -1])]})
        else:
            index.append({"slice": [None, None, None]})
    if rng.rand() < 0.3 and dims:
        cut = rng.randint(len(index) + 1)
        index = index[:cut] + ["..."] if cut and all(not isinstance(e, (type(None),)) for e in index[cut:]) else index
    return index


def as_index(entry):
    if isinstance(entry, dict):
        if "slice" in entry:
            return slice(*entry["slice"])
        if "i" in entry:
            return np.array(entry["i"])
        return np.array(entry["b"], dtype=bool)
    return Ellipsis if entry == "..." else entry


def getitem():
    x = array(rank=(1, 2, 3))
    return [x, index_for(x)], {}


def same_rank(n, kinds=NUMBERS):
    x = array(kinds, rank=(1, 2), filled=False)
    others = [k for k, (kind, y) in enumerate(POOL) if kind in kinds and y.shape == x.value.shape]
    return [x] + [Ref(one_of(others)) for _ in range(n - 1)] if others else [x] * n


def joined(extra):
    return lambda: ([same_rank(one_of([2, 3]))], extra())


def vectors(kinds=NUMBERS, filled=True):
    return array(kinds, rank=1, filled=filled)


def with_k():
    x = array(DOUBLES + ("whole",), rank=(1, 2, 3), filled=True)
    axis = one_of(list(range(-x.value.ndim, x.value.ndim)))
    n = x.value.shape[axis]
    k = int(rng.randint(-n, n))
    return x, axis, k


def part():
    x, axis, k = with_k()
    return [x, k], {"axis": axis}


def taking():
    x = array(filled=True, rank=(1, 2, 3))
    axis = axis_of(x, False)
    n = x.value.size if axis is None else x.value.shape[axis]
    mode = one_of(["raise", "wrap", "clip"])
    top = n if mode == "raise" else 2 * n
    shape = one_of([(), (2,), (2, 2)])
    return [x, rng.randint(-n if mode != "clip" else 0, top, shape).tolist()], {"axis": axis, "mode": mode}


def taking_along():
    x = array(filled=True, rank=(1, 2, 3))
    axis = one_of(list(range(-x.value.ndim, x.value.ndim)))
    shape = list(x.value.shape)
    n = shape[axis]
    shape[axis] = int(rng.randint(1, 4))
    return [x, {"int": rng.randint(-n, n, shape).tolist()}], {"axis": axis}


PADS = ["constant", "edge", "reflect", "symmetric", "wrap", "maximum", "minimum", "mean", "median", "linear_ramp"]


def padding():
    x = array(DOUBLES, rank=(1, 2), filled=True)
    width = one_of([1, [1, 2], 2, 0])
    return [x, width, one_of(PADS)], {}


def deleting():
    x = array(rank=(1, 2, 3), filled=True)
    axis = axis_of(x, False)
    n = x.value.size if axis is None else x.value.shape[axis]
    index = one_of([int(rng.randint(-n, n)), [int(v) for v in rng.randint(-n, n, 2)]])
    return [x, index], {"axis": axis}


def inserting():
    x = array(DOUBLES + ("whole",), rank=(1, 2), filled=True)
    axis = axis_of(x, False)
    n = x.value.size if axis is None else x.value.shape[axis]
    index = one_of([int(rng.randint(-n, n + 1)), [int(v) for v in rng.randint(0, n + 1, 2)]])
    return [x, index, one_of([7, -2])], {"axis": axis}


def counted():
    x = Ref(one_of([k for k, (kind, y) in enumerate(POOL) if kind == "whole" and y.ndim == 1]))
    return [x], one_of([{}, {"minlength": 4}])


def histogram():
    x = array(FINITE + ("whole",), rank=(1, 2))
    luck = rng.rand()
    if luck < 0.3:
        return [x, int(rng.randint(1, 7))], {}
    if luck < 0.6:
        return [x, int(rng.randint(1, 7))], {"range": [-1.5, 2]}
    if luck < 0.8:
        return [x, one_of([[-2, -0.5, 0.25, 3], [0, 0.5, 1, 1.5, 2], [-1, 1]])], {}
    return [x, 4], {"range": [-3, 3], "density": True}


def stepping():
    x = array(FINITE + ("whole",), rank=(1, 2))
    return [x], {"n": one_of([0, 1, 2]), "axis": one_of(list(range(-x.value.ndim, x.value.ndim)))}


def sloping():
    x = array(DOUBLES, shapes=[(4,), (5,), (6,), (3, 3), (4, 4)])
    kw = {"axis": one_of(list(range(-x.value.ndim, x.value.ndim)))}
    if rng.rand() < 0.4:
        kw["edge_order"] = 2
    return [x] + one_of([[], [0.5]]), kw


def interpolating():
    return [array(FINITE + ("special",)), [-1.0, 0.0, 0.5, 2.0], [3.0, 1.0, 4.0, -2.0]], one_of([{}, {"left": 9.0}, {"right": -9.0}, {"period": 3.0}])


def matrices():
    pairs = [((2, 3), (3, 2)), ((3,), (3, 2)), ((2, 2), (2, 2)), ((3, 3), (3, 1)), ((2, 3, 2), (2, 2)), ((4,), (4,)), ((2, 0), (0, 3)), ((1, 4), (4,))]
    a, b = one_of(pairs)
    ks = lambda shape: [k for k, (kind, y) in enumerate(POOL) if kind in NUMBERS and y.shape == shape]
    if not ks(a) or not ks(b):
        return matrices()
    return [Ref(one_of(ks(a))), Ref(one_of(ks(b)))], {}


def einsum():
    text, shapes = one_of(
        [("ij,jk->ik", [(2, 3), (3, 2)]), ("ij->ji", [(2, 3)]), ("ii->i", [(3, 3)]), ("ij,ij->", [(2, 3), (2, 3)]), ("i,j->ij", [(4,), (5,)])]
        + [("ijk->kj", [(2, 3, 2)]), ("ij,ik->jk", [(3, 2), (3, 3)]), ("ij->", [(2, 0)]), ("...j,j->...", [(2, 3, 2), (2, 0)[:1] and (2, 2)])][:3]
    )
    refs = [Ref(one_of([k for k, (kind, y) in enumerate(POOL) if kind in DOUBLES and y.shape == shape])) for shape in shapes]
    return [text, *refs], {}


def square():
    return [array(DOUBLES, shapes=[(2, 2), (3, 3), (4, 4)])], {}


def normed():
    x = array(DOUBLES + ("single",), rank=(1, 2), filled=True)
    if x.value.ndim == 1:
        return [x], {"ord": one_of([None, 1, 2, 3, 0, float("inf"), float("-inf")])}
    return [x], {"ord": one_of([None, "fro", "nuc", 1, -1, 2, float("inf"), float("-inf")])}


def searching():
    return [one_of([[-1.0, 0.0, 0.5, 0.5, 2.0], [0.0, 1.0, 2.0, 3.0, 4.0, 5.0], [1.0], []]), array()], {"side": one_of(["left", "right"])}


def digitizing():
    return [array(NUMBERS), one_of([[-1.0, 0.0, 0.5, 2.0], [2.0, 0.5, 0.0, -1.0]])], one_of([{}, {"right": True}])


def rolling():
    x = array(rank=(1, 2, 3))
    axis = axis_of(x)
    return [x, int(rng.randint(-7, 8))], {"axis": axis}


def splitting(n):
    def make():
        x = array(rank=(1, 2), filled=True)
        axis = one_of(list(range(-x.value.ndim, x.value.ndim)))
        return [x, one_of([1, 2, 3, [1], [1, 2], [0, 5]]) if n else x.value.shape[axis]], {"axis": axis}

    return make


def diagonals():
    return [array(rank=(2, 3))], {"offset": int(rng.randint(-2, 3))}


def triangle():
    return [array(rank=(2, 3)), int(rng.randint(-2, 3))], {}


def repeating():
    x = array(rank=(1, 2))
    axis = axis_of(x, False)
    n = x.value.size if axis is None else x.value.shape[axis]
    return [x, one_of([2, 0, [int(v) for v in rng.randint(0, 3, n)]])], {"axis": axis}


def clipping():
    return [array(FLOATS + ("whole",)), one_of([-1, None, 0]), one_of([1, 2])], {}


def rounding():
    return [array(FLOATS), one_of([0, 1, 2, -1])], {}


def weighted():
    x = array(FINITE + ("whole",), rank=1, filled=True)
    same = [k for k, (kind, y) in enumerate(POOL) if kind in DOUBLES and y.shape == x.value.shape]
    return [x, None, Ref(one_of(same))], {}


def covaried(options):
    return [array(DOUBLES, rank=(1, 2), filled=True)], one_of(options)


def close():
    return broadcasting(FLOATS + ("whole",)), one_of([{}, {"equal_nan": True}, {"rtol": 0.5}, {"atol": 1.0, "rtol": 0.0}])


def reshaping():
    x = array()
    shapes = [(-1,), (x.value.size,), (1, -1), (2, -1)] if x.value.size % 2 == 0 and x.value.size else [(x.value.size,), (1, x.value.size)]
    return [x, list(one_of(shapes))], one_of([{}, {"order": "F"}])


def choosing():
    n = one_of([2, 3])
    shape = one_of([(4,), (2, 3)])
    ks = [k for k, (kind, y) in enumerate(POOL) if kind in DOUBLES + ("whole",) and y.shape == shape]
    return [{"int": rng.randint(0, n, shape).tolist()}, [Ref(one_of(ks)) for _ in range(n)]], {}


def conditions():
    a, b = broadcasting()
    return [Ref(one_of([k for k, (kind, y) in enumerate(POOL) if kind == "bool" and y.shape in ((), (1,))])), a, b], {}


def sets():
    return [array(NUMBERS + ("special",)), array(NUMBERS)], {}


def unique():
    return [array(NUMBERS + ("special", "bool"))], one_of([{}, {"return_index": True, "return_inverse": True, "return_counts": True}])


def convolving():
    return [vectors(), vectors(), one_of(["full", "same", "valid"])], {}


def trapezoid():
    x = array(FINITE + ("whole",), rank=(1, 2))
    return [x], {"dx": one_of([1.0, 0.5]), "axis": one_of([0, -1])}


def axes_moved():
    x = array(rank=(2, 3))
    n = x.value.ndim
    return [x, int(rng.randint(-n, n)), int(rng.randint(-n, n))], {}


def ranges():
    return [float(rng.randint(-3, 4)), float(rng.randint(-3, 9)), int(rng.randint(1, 7))], {}


def compressing():
    x = array(rank=(1, 2), filled=True)
    axis = axis_of(x, False)
    n = x.value.size if axis is None else x.value.shape[axis]
    return [[bool(v) for v in rng.rand(rng.randint(1, n + 1)) < 0.6], x], {"axis": axis}


ALL = ("ties", "any", "special", "single", "whole", "bool")
CALLS = {
    **{f"numpy.{f}": unary() for f in "abs sign negative square exp sin cos arctan tanh sinh floor ceil trunc rint isnan isinf isfinite isposinf isneginf logical_not signbit degrees radians exp2 expm1 cbrt arcsinh cosh nan_to_num sinc".split()},
    **{f"numpy.{f}": unary(FLOATS) for f in "sqrt log log2 log10 log1p arcsin arccos arctanh arccosh reciprocal modf".split()},
    **{f"numpy.{f}": binary(NUMBERS + ("special",)) for f in "add subtract multiply maximum minimum fmax fmin hypot arctan2 divmod floor_divide mod fmod copysign logaddexp heaviside".split()},
    **{f"numpy.{f}": binary() for f in "equal not_equal less less_equal greater greater_equal logical_and logical_or logical_xor".split()},
    "numpy.divide": binary(NUMBERS + ("special",)),
    "numpy.power": lambda: ([array(DOUBLES + ("special",)), one_of([2, 0.5, -1, 0, 3])], {}),
    **{f"numpy.{f}": reducing(ALL) for f in "sum prod max min any all count_nonzero".split()},
    **{f"numpy.{f}": reducing(FLOATS + ("whole",)) for f in "mean ptp nansum nanmean nanprod median nanmedian".split()},
    **{f"numpy.{f}": reducing(FLOATS, True) for f in "nanmax nanmin".split()},
    **{f"numpy.{f}": reducing(ALL, False) for f in "argmax argmin".split()},
    "numpy.var": spread, "numpy.std": spread, "numpy.nanvar": spread, "numpy.nanstd": spread,
    **{f"numpy.{f}": along(ALL) for f in "cumsum cumprod argsort sort".split()},
    **{f"numpy.{f}": along(FLOATS) for f in "nancumsum nancumprod".split()},
    "numpy.quantile": levels(1, FLOATS + ("whole",)), "numpy.nanquantile": levels(1, FLOATS),
    "numpy.percentile": levels(100, NUMBERS), "numpy.nanpercentile": levels(100, FLOATS),
    "getitem": getitem, "numpy.partition": part, "numpy.take": taking, "numpy.take_along_axis": taking_along,
    "numpy.pad": padding, "numpy.delete": deleting, "numpy.insert": inserting, "numpy.bincount": counted,
    "numpy.histogram": histogram, "numpy.diff": stepping, "numpy.gradient": sloping, "numpy.interp": interpolating,
    "numpy.matmul": matrices, "numpy.dot": matrices, "numpy.einsum": einsum,
    "numpy.inner": lambda: (lambda a: ([a, a], {}))(vectors()), "numpy.outer": lambda: ([array(NUMBERS), array(NUMBERS)], {}),
    "numpy.kron": lambda: ([array(NUMBERS, rank=(1, 2)), array(NUMBERS, rank=(1, 2))], {}),
    "numpy.linalg.det": square, "numpy.linalg.slogdet": square, "numpy.linalg.norm": normed, "numpy.linalg.inv": square, "numpy.linalg.pinv": square,
    "numpy.searchsorted": searching, "numpy.digitize": digitizing, "numpy.roll": rolling,
    "numpy.array_split": splitting(1), "numpy.unstack": lambda: ([array(rank=(1, 2), filled=True)], {}),
    "numpy.diagonal": diagonals, "numpy.trace": diagonals, "numpy.triu": triangle, "numpy.tril": triangle,
    "numpy.diag": lambda: ([array(rank=(1, 2)), int(rng.randint(-2, 3))], {}), "numpy.diagflat": lambda: ([array(rank=(1, 2)), int(rng.randint(-2, 3))], {}),
    "numpy.repeat": repeating, "numpy.tile": lambda: ([array(), one_of([2, [2, 1], [1, 2], 0])], {}), "numpy.resize": lambda: ([array(), one_of([[2, 4], [3], [0], [5]])], {}),
    "numpy.flip": lambda: (lambda x: ([x], {"axis": axis_of(x)}))(array()), "numpy.rot90": lambda: ([array(rank=(2, 3)), int(rng.randint(-3, 5))], {}),
    "numpy.clip": clipping, "numpy.round": rounding, "numpy.average": weighted, "numpy.cov": lambda: covaried([{}, {"rowvar": False}, {"ddof": 0}]), "numpy.corrcoef": lambda: covaried([{}, {"rowvar": False}]),
    "numpy.isclose": close, "numpy.allclose": close, "numpy.array_equal": lambda: ([array(), array()], {}), "numpy.array_equiv": lambda: ([array(), array()], {}),
    "numpy.reshape": reshaping, "numpy.ravel": lambda: ([array()], one_of([{}, {"order": "F"}])), "numpy.choose": choosing, "numpy.where": conditions,
    "numpy.isin": sets, "numpy.union1d": sets, "numpy.intersect1d": sets, "numpy.setdiff1d": sets, "numpy.setxor1d": sets, "numpy.unique": unique,
    "numpy.convolve": convolving, "numpy.correlate": convolving, "numpy.trapezoid": trapezoid, "numpy.unwrap": along(DOUBLES, False),
    "numpy.swapaxes": axes_moved, "numpy.moveaxis": axes_moved, "numpy.transpose": lambda: ([array()], {}), "numpy.squeeze": lambda: ([array()], {}),
    "numpy.expand_dims": lambda: (lambda x: ([x, int(rng.randint(-x.value.ndim - 1, x.value.ndim + 1))], {}))(array()),
    "numpy.linspace": ranges, "numpy.logspace": ranges, "numpy.compress": compressing,
    "numpy.extract": lambda: (lambda x: ([Ref(x.k), x], {}))(array(("bool",), plain=True)), "numpy.nonzero": lambda: ([array(rank=(1, 2, 3))], {}),
    "numpy.flatnonzero": lambda: ([array()], {}), "numpy.argwhere": lambda: ([array(rank=(1, 2, 3))], {}), "numpy.trim_zeros": lambda: ([array(NUMBERS, rank=1), one_of(["f", "b", "fb"])], {}),
    "numpy.concatenate": joined(lambda: {"axis": one_of([0, -1])}), "numpy.stack": joined(lambda: {"axis": one_of([0, -1, 1])}),
    "numpy.vstack": joined(dict), "numpy.hstack": joined(dict), "numpy.dstack": joined(dict), "numpy.column_stack": joined(dict),
    "numpy.polyval": lambda: ([vectors(DOUBLES), array(NUMBERS)], {}), "numpy.polyadd": lambda: ([vectors(DOUBLES), vectors(DOUBLES)], {}), "numpy.polymul": lambda: ([vectors(DOUBLES), vectors(DOUBLES)], {}),
    "numpy.polyder": lambda: ([vectors(DOUBLES)], {}), "numpy.polyint": lambda: ([vectors(DOUBLES)], {}), "numpy.vander": lambda: ([vectors(DOUBLES), one_of([2, 3, 0])], one_of([{}, {"increasing": True}])),
    "numpy.ediff1d": lambda: ([array(FINITE)], {}), "numpy.lexsort": lambda: ([same_rank(2)], {}), "numpy.append": lambda: ([array(NUMBERS), array(NUMBERS)], {}),
    "numpy.atleast_2d": lambda: ([array()], {}), "numpy.atleast_3d": lambda: ([array()], {}), "numpy.matrix_transpose": lambda: ([array(rank=(2, 3))], {}),
}


def plain(node):
    """The argument as NumPy takes it."""
    if isinstance(node, Ref):
        return node.value
    if isinstance(node, dict):
        return np.array(node["int"], dtype=np.int64)
    if isinstance(node, list):
        return [plain(each) for each in node]
    return node


def number(v):
    if isinstance(v, (bool, np.bool_)):
        return int(v)
    if isinstance(v, (int, np.integer)):
        return int(v)
    v = float(v)
    if v != v:
        return "NaN"
    if v in (float("inf"), float("-inf")):
        return "Infinity" if v > 0 else "-Infinity"
    rounded = float(f"{v:.14g}")
    return int(rounded) if rounded == int(rounded) and abs(rounded) < 1e15 and not (rounded == 0 and np.signbit(rounded)) else rounded


def described(y):
    y = np.asarray(y)
    return [y.dtype.name, list(y.shape), [number(v) for v in y.ravel()]]


def write(node):
    if isinstance(node, Ref):
        return node.text()
    if isinstance(node, (list, tuple)):
        return [write(each) for each in node]
    if isinstance(node, dict):
        return {key: write(value) for key, value in node.items()}
    if isinstance(node, float):
        return number(node)
    return node


def run(name, args, kw):
    if name == "getitem":
        return args[0].value[tuple(as_index(entry) for entry in args[1])]
    f = np
    for part_of_name in name.split(".")[1:]:
        f = getattr(f, part_of_name)
    if name == "numpy.partition":  # only the k-th entry is promised
        return np.take(np.partition(plain(args[0]), args[1], **kw), args[1], **kw)
    if name == "numpy.argsort":
        kw = {**kw, "kind": "stable"}
    if name == "numpy.pad" and isinstance(args[1], list):
        return f(plain(args[0]), args[1], args[2])
    if name == "numpy.lexsort":
        return f(tuple(plain(args[0])), **kw)
    return f(*[plain(arg) for arg in args], **kw)


cases, seen, names = [], set(), list(CALLS)
while len(cases) < COUNT:
    name = names[len(cases) % len(names)] if rng.rand() < 0.7 else one_of(names)
    args, kw = CALLS[name]()
    text = json.dumps([name, write(args), write(kw)])
    if text in seen:
        continue
    seen.add(text)
    try:
        y = run(name, args, kw)
        outputs = [described(each) for each in y] if isinstance(y, (tuple, list)) else [described(y)]
        if any(np.dtype(dtype).kind not in "fib" or dtype == "float16" for dtype, _, _ in outputs):
            continue
    except Exception as error:  # what NumPy refuses is a case, too
        outputs = type(error).__name__
    cases.append([name, write(args), write(kw), outputs])

pool = [described(x) for _, x in POOL]
body = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
lines = ",\n".join(json.dumps(each, separators=(",", ":")) for each in pool)
target = Path(__file__).parent / "random.json"
target.write_text(f'{{"source":"NumPy {np.__version__}",\n"pool":[\n{lines}\n],\n"cases":[\n{body}\n]}}\n')
print(len(cases), "cases,", target.stat().st_size, "bytes", file=sys.stderr)
