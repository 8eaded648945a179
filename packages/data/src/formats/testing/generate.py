"""Writes files.json: files made by NumPy and safetensors, with the values that are in them.

    python3 generate.py > files.json      (NumPy 2.4.6, safetensors 0.8.0)

Nothing but this script needs Python; the tests read files.json.
"""
import base64
import io
import json
import struct

import numpy as np
import safetensors.numpy


def text(data):
    return base64.b64encode(data).decode()


def plain(x):
    """Values as JSON has them: what is no number there is a string."""
    if isinstance(x, list):
        return [plain(entry) for entry in x]
    if isinstance(x, bool):
        return x
    x = float(x)
    return x if np.isfinite(x) else {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[str(x)]


def case(name, array, data, dtype):
    return {"name": name, "shape": list(array.shape), "dtype": dtype, "values": plain(array.tolist()), "bytes": text(data)}


def saved(array, version=None):
    out = io.BytesIO()
    np.lib.format.write_array(out, array, version=version)
    return out.getvalue()


EDGES = {
    "f8": [0.0, -0.0, 1 / 3, -1e308, 5e-324, np.inf, -np.inf, np.nan],
    "f4": [0.0, -0.0, 1 / 3, -3e38, 1e-45, np.inf, -np.inf, np.nan],
    "f2": [0.0, -0.0, 1 / 3, -65504, 6e-8, np.inf, -np.inf, np.nan],
    "i8": [0, 1, -1, 2**31 - 1, -(2**31), 7, 8, 9],
    "u8": [0, 1, 2, 2**31 - 1, 3, 7, 8, 9],
    "i4": [0, 1, -1, 2**31 - 1, -(2**31), 7, 8, 9],
    "u4": [0, 1, 2, 2**32 - 1, 2**31, 7, 8, 9],
    "i2": [0, 1, -1, 2**15 - 1, -(2**15), 7, 8, 9],
    "u2": [0, 1, 2, 2**16 - 1, 2**15, 7, 8, 9],
    "i1": [0, 1, -1, 127, -128, 7, 8, 9],
    "u1": [0, 1, 2, 255, 128, 7, 8, 9],
    "b1": [True, False, True, True, False, False, True, False],
}
BECOMES = {
    "f8": "float64", "f4": "float32", "f2": "float32", "i8": "int32", "u8": "int32", "i4": "int32", "u4": "float64",
    "i2": "int32", "u2": "int32", "i1": "int32", "u1": "int32", "b1": "bool",
}

npy = []
for kind, values in EDGES.items():
    for order in "<>" if kind[1] != "1" else "|":
        dtype = np.dtype(order + kind)
        array = np.array(values, dtype=dtype).reshape(2, 4)
        npy.append(case(f"{dtype.str}", array, saved(array), BECOMES[kind]))
        npy.append(case(f"{dtype.str}, Fortran order", np.asfortranarray(array), saved(np.asfortranarray(array)), BECOMES[kind]))
for shape in [(), (0,), (2, 0, 3), (1,), (5,), (2, 3, 4), (1, 1, 1, 1, 2)]:
    array = np.arange(np.prod(shape, dtype=int), dtype="<f8").reshape(shape) / 4
    npy.append(case(f"shape {shape}", array, saved(array), "float64"))
    if shape:  # asfortranarray gives a single number an axis
        npy.append(case(f"shape {shape}, Fortran order", array, saved(np.asfortranarray(array)), "float64"))
for version in [(1, 0), (2, 0), (3, 0)]:
    array = np.arange(6, dtype="<i4").reshape(2, 3)
    npy.append(case(f"version {version}", array, saved(array, version), "int32"))
wide = np.array([2**53 - 1, -(2**53 - 1)], dtype="<i8")
npy.append(case("int64 up to 2**53 - 1", wide, saved(wide), "float64"))

refused = [
    {"name": name, "bytes": text(saved(array))}
    for name, array in {
        "int64 beyond 2**53": np.array([0, 2**53 + 1], dtype="<i8"),
        "uint64 beyond 2**53": np.array([2**64 - 1], dtype=">u8"),
        "complex numbers": np.array([1 + 2j]),
        "objects": np.array([{"a": 1}, None], dtype=object),
        "text": np.array(["one", "two"]),
        "bytes": np.array([b"one", b"two"]),
        "dates": np.array(["2026-11-26"], dtype="datetime64[D]"),
        "time spans": np.array([3], dtype="timedelta64[s]"),
        "records": np.array([(1, 2.0)], dtype=[("a", "<i4"), ("b", "<f8")]),
        "raw bytes": np.zeros(2, dtype="V3"),
        "extended floats": np.array([1.5], dtype=np.longdouble),
    }.items()
]


def archive(save, *arrays, **named):
    out = io.BytesIO()
    save(out, *arrays, **named)
    return text(out.getvalue())


W, b = np.arange(6, dtype="<f8").reshape(2, 3), np.array([True, False])
npz = [
    {"name": "savez", "bytes": archive(np.savez, W=W, b=b)},
    {"name": "savez_compressed", "bytes": archive(np.savez_compressed, W=W, b=b)},
]
positional = archive(np.savez, W, b)

tensors = {
    "float64": np.arange(4, dtype="<f8").reshape(2, 2) / 8,
    "float32": np.array(EDGES["f4"], dtype="<f4"),
    "float16": np.array(EDGES["f2"], dtype="<f2"),
    "int64": np.array([3, 2, 1], dtype="<i8"),
    "int32": np.array([-1, 2**31 - 1], dtype="<i4"),
    "int16": np.array([-1, 2**15 - 1], dtype="<i2"),
    "int8": np.array([-1, 127], dtype="i1"),
    "uint8": np.array([0, 255], dtype="u1"),
    "uint16": np.array([0, 65535], dtype="<u2"),
    "uint32": np.array([0, 2**32 - 1], dtype="<u4"),
    "bool": np.array([[True], [False]]),
    "empty": np.zeros((0, 3), dtype="<f4"),
    "single": np.array(0.5),
}
ours = {"float64": "float64", "float32": "float32", "bool": "bool", "uint32": "float64", "single": "float64"}
everything = {
    "bytes": text(safetensors.numpy.save(tensors, {"made by": "safetensors", "Ωμέγα": "ναι"})),
    "tensors": {
        name: {
            "shape": list(x.shape),
            "dtype": ours.get(name, "float32" if name in ("float16", "empty") else "int32"),
            "values": plain(x.tolist()),
        }
        for name, x in tensors.items()
    },
}
net = {
    "b": np.array([0.5, -1.0], dtype="<f4"),
    "a": np.array([1.5], dtype="<f4"),
    "W": np.arange(6, dtype="<f8").reshape(2, 3),
    "mask": np.array([True, False, True]),
    "labels": np.array([2, 0, 1], dtype="<i4"),
}
written = {
    "plain": text(safetensors.numpy.save(net)),
    "with metadata": text(safetensors.numpy.save(net, {"epoch": "3"})),
    "nothing": text(safetensors.numpy.save({})),
}


def idx(code, axes, data):
    return bytes([0, 0, code, len(axes)]) + struct.pack(f">{len(axes)}I", *axes) + data


idx_files = []
for code, kind in [(0x08, "u1"), (0x09, "i1"), (0x0B, "i2"), (0x0C, "i4"), (0x0D, "f4"), (0x0E, "f8")]:
    array = np.array(EDGES[kind], dtype=">" + kind).reshape(2, 2, 2)
    idx_files.append({**case(kind, array, idx(code, array.shape, array.tobytes()), BECOMES[kind])})

print(
    json.dumps(
        {
            "npy": npy,
            "refused": refused,
            "npz": npz,
            "positional": positional,
            "safetensors": everything,
            "written": written,
            "idx": idx_files,
        },
        indent=2,
    )
)
