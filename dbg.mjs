// packages/autograd/src/errors.ts
function message({ op: op2, problem, got, hint }) {
  let text = `${op2}: ${problem}`;
  if (got !== void 0) text += `
  got  ${got}`;
  if (hint !== void 0) text += `
  hint ${hint}`;
  return text;
}
var WengertError = class extends Error {
  code;
  op;
  page;
  shapes;
  /** The parts of the text; private, so that they are not shown a second time where the error is printed. */
  #details;
  constructor(details, options) {
    super(message(details), options);
    this.#details = details;
    this.code = details.code;
    this.op = details.op;
    this.page = `docs/errors/${details.code}.md`;
    if (details.shapes !== void 0) this.shapes = details.shapes;
  }
  get name() {
    return "WengertError";
  }
  /** What is wrong: the first line of the text, without the operation. */
  get problem() {
    return this.#details.problem;
  }
  /** What was given, where the text says it. */
  get got() {
    return this.#details.got;
  }
  /** What to do, where the text says it. */
  get hint() {
    return this.#details.hint;
  }
};
var ShapeError = class extends WengertError {
  get name() {
    return "ShapeError";
  }
};
var ArgumentError = class extends WengertError {
  get name() {
    return "ArgumentError";
  }
};
var KindError = class extends WengertError {
  get name() {
    return "KindError";
  }
};
var TraceError = class extends WengertError {
  get name() {
    return "TraceError";
  }
};
function showShape(shape) {
  return `[${shape.map(String).join(", ")}]`;
}

// packages/autograd/src/dtype.ts
function isFloating(dtype) {
  return dtype === "float64" || dtype === "float32";
}
function newArray(dtype, size) {
  switch (dtype) {
    case "float64":
      return new Float64Array(size);
    case "float32":
      return new Float32Array(size);
    case "int32":
      return new Int32Array(size);
    case "bool":
      return new Uint8Array(size);
    default:
      throw noSuchDType("dtype", dtype);
  }
}
function knownDType(op2, dtype) {
  if (dtype === "float64" || dtype === "float32" || dtype === "int32" || dtype === "bool") return dtype;
  throw noSuchDType(op2, dtype);
}
function noSuchDType(op2, dtype) {
  return new KindError({
    code: "bad-dtype",
    op: op2,
    problem: "there is no such dtype",
    got: typeof dtype === "string" ? JSON.stringify(dtype) : String(dtype),
    hint: typeof dtype === "number" ? "several lengths are written as a list: zeros([2, 3])" : 'the dtypes are "float64", "float32", "int32" and "bool"'
  });
}
function bytesOf(dtype) {
  return dtype === "float64" ? 8 : dtype === "bool" ? 1 : 4;
}
function promote(a2, b2) {
  if (a2 === b2) return a2 === "bool" ? "int32" : a2;
  if (a2 === "float64" || b2 === "float64") return "float64";
  if (a2 === "float32" || b2 === "float32") return "float32";
  return "int32";
}
function weakDType(value, beside) {
  if (beside === "float64" || beside === "float32") return beside;
  return (value | 0) === value ? "int32" : "float64";
}
function floatingDType(dtype) {
  return dtype === "float32" ? "float32" : "float64";
}

// packages/autograd/src/print/defaults.ts
var DEFAULTS = {
  precision: 8,
  threshold: 1e3,
  edgeitems: 3,
  linewidth: 75,
  suppress: false,
  floatmode: "maxprec"
};

// packages/autograd/src/print/decimal.ts
function shortestDecimal(x2, dtype) {
  if (dtype === "float32" && x2 > 0) return shortestFloat32(x2);
  const [digits, exponent] = x2.toExponential().split("e");
  return { digits: digits.replace(".", ""), exponent: Number(exponent) };
}
function roundedAt(x2, places) {
  const [n, power2] = binaryParts(x2);
  const numerator = n * powerOf(10n, places) << BigInt(Math.max(power2, 0));
  const denominator = powerOf(10n, -places) << BigInt(Math.max(-power2, 0));
  const quotient = numerator / denominator;
  const twiceRest = 2n * (numerator % denominator);
  const up = twiceRest > denominator || twiceRest === denominator && quotient % 2n === 1n;
  return up ? quotient + 1n : quotient;
}
function roundedTo(x2, count2) {
  const exponent = leadingExponent(x2);
  const digits = roundedAt(x2, count2 - 1 - exponent).toString();
  if (digits.length > count2) return { digits: digits.slice(0, count2), exponent: exponent + 1 };
  return { digits: digits.padEnd(count2, "0"), exponent };
}
function shortestFloat32(x2) {
  const [n, power2] = binaryParts(x2);
  const gap = Math.max(power2 + 29, -149);
  const mantissa = n >> BigInt(gap - power2);
  const even = mantissa % 2n === 0n;
  const exponent = leadingExponent(x2);
  const unit = powerOf(2n, gap) * powerOf(10n, -exponent);
  const scale3 = 4n * powerOf(2n, -gap) * powerOf(10n, exponent);
  let rest = 4n * mantissa * unit;
  let above = 2n * unit;
  let below = mantissa === 1n << 23n && gap > -149 ? unit : above;
  let digits = 0n;
  for (let count2 = 1; ; count2++) {
    digits = 10n * digits + rest / scale3;
    rest %= scale3;
    const down = even ? rest <= below : rest < below;
    const up = even ? rest + above >= scale3 : rest + above > scale3;
    if (down || up) {
      const upper = 2n * rest > scale3 || 2n * rest === scale3 && digits % 2n === 1n;
      if (down && up ? upper : up) digits += 1n;
      const text = digits.toString();
      return { digits: text.replace(/0+$/, ""), exponent: exponent + text.length - count2 };
    }
    rest *= 10n;
    above *= 10n;
    below *= 10n;
  }
}
function leadingExponent(x2) {
  const text = x2.toExponential(20);
  return Number(text.slice(text.indexOf("e") + 1));
}
var bits = new DataView(new ArrayBuffer(8));
function binaryParts(x2) {
  bits.setFloat64(0, x2);
  const raw = bits.getBigUint64(0);
  const exponent = Number(raw >> 52n);
  const fraction = raw & 0xfffffffffffffn;
  return exponent === 0 ? [fraction, -1074] : [fraction | 1n << 52n, exponent - 1075];
}
function powerOf(base, exponent) {
  return exponent > 0 ? base ** BigInt(exponent) : 1n;
}

// packages/autograd/src/print/floats.ts
var ALL = { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY, unique: true };
function formatFloat(x2, dtype) {
  if (!Number.isFinite(x2)) return notFinite(x2);
  const size = Math.abs(x2);
  if (size === 0 || size >= 1e-4 && size < 1e16) {
    const { whole: whole3, fraction: fraction2 } = positional(x2, dtype, ALL);
    return `${whole3}.${fraction2 || "0"}`;
  }
  const { whole: whole2, fraction, exponent } = scientific(x2, dtype, ALL);
  return `${whole2}${fraction && "."}${fraction}${exponent}`;
}
function formatFloats(values, dtype, settings) {
  const { floatmode, precision, suppress } = settings;
  const finite = values.filter(Number.isFinite);
  const withExponent = needsExponent(finite, dtype, suppress);
  const split = withExponent ? scientific : positional;
  const unique = floatmode !== "fixed";
  const most = floatmode === "unique" ? Number.POSITIVE_INFINITY : precision;
  const first2 = finite.map((x2) => split(x2, dtype, { least: unique ? 0 : precision, most, unique }));
  const longest = (measure) => first2.reduce((length, pieces) => Math.max(length, measure(pieces)), 0);
  const places = longest(({ fraction }) => fraction.length);
  const exponentWidth = longest(({ exponent }) => exponent.length);
  const right = places + exponentWidth;
  const width = Math.max(longest(({ whole: whole2 }) => whole2.length) + 1 + right, widthOfNotFinite(values));
  const left = width - right - 1;
  const equalPlaces = withExponent || floatmode === "maxprec_equal";
  const limits = { least: places, most: places, unique };
  let next = 0;
  return values.map((x2) => {
    if (!Number.isFinite(x2)) return notFinite(x2).padStart(width);
    let pieces = first2[next++];
    if (equalPlaces && pieces.fraction.length < places) pieces = split(x2, dtype, limits);
    const { whole: whole2, fraction, exponent } = pieces;
    const tail = exponent && exponent.slice(0, 2) + exponent.slice(2).padStart(exponentWidth - 2, "0");
    return `${whole2.padStart(left)}.${fraction.padEnd(places)}${tail}`;
  });
}
function needsExponent(finite, dtype, suppress) {
  let largest = 0;
  let smallest = Number.POSITIVE_INFINITY;
  for (const x2 of finite) {
    if (x2 === 0) continue;
    largest = Math.max(largest, Math.abs(x2));
    smallest = Math.min(smallest, Math.abs(x2));
  }
  if (largest === 0) return false;
  if (largest >= 1e8) return true;
  const ratio = dtype === "float32" ? Math.fround(largest / smallest) : largest / smallest;
  return !suppress && (smallest < 1e-4 || ratio > 1e3);
}
function positional(x2, dtype, { least, most, unique }) {
  const { digits, exponent } = shortestDecimal(Math.abs(x2), dtype);
  const needed = digits.length - 1 - exponent;
  const places = Math.min(Math.max(needed, least), most);
  let text = digits;
  let after = needed;
  if (!unique || places !== needed) {
    text = roundedAt(Math.abs(x2), places).toString();
    after = places;
  }
  if (after < 0) {
    text += "0".repeat(-after);
    after = 0;
  }
  text = text.padStart(after + 1, "0");
  const point = text.length - after;
  return { whole: sign(x2) + text.slice(0, point), fraction: trim(text.slice(point), least), exponent: "" };
}
function scientific(x2, dtype, { least, most, unique }) {
  let decimal = shortestDecimal(Math.abs(x2), dtype);
  const needed = decimal.digits.length - 1;
  const places = Math.min(Math.max(needed, least), most);
  if (!unique || places !== needed) decimal = roundedTo(Math.abs(x2), places + 1);
  const { digits, exponent } = decimal;
  return {
    whole: sign(x2) + digits[0],
    fraction: trim(digits.slice(1), least),
    exponent: `e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`
  };
}
function trim(fraction, least) {
  let end = fraction.length;
  while (end > Math.max(least, 0) && fraction[end - 1] === "0") end--;
  return fraction.slice(0, end);
}
function sign(x2) {
  return x2 < 0 || Object.is(x2, -0) ? "-" : "";
}
function notFinite(x2) {
  return Number.isNaN(x2) ? "nan" : `${sign(x2)}inf`;
}
function widthOfNotFinite(values) {
  let width = 0;
  for (const x2 of values) if (!Number.isFinite(x2)) width = Math.max(width, notFinite(x2).length);
  return width;
}

// packages/autograd/src/print/layout.ts
var GAP = -1;
function shownPlaces(shape, edgeItems) {
  let places = [0];
  for (const length of shape) {
    const shown = shownIndices(length, edgeItems).filter((index) => index !== GAP);
    places = places.flatMap((place) => shown.map((index) => place * length + index));
  }
  return places;
}
function layOut(words, layout) {
  const { shape, edgeItems, separator, lineWidth } = layout;
  const rank = shape.length;
  let next = 0;
  const block = (axis, indent, width) => {
    if (axis === rank) return words[next++];
    const inner = `${indent} `;
    const items = shownIndices(shape[axis], edgeItems).map(
      (index) => index === GAP ? "..." : block(axis + 1, inner, width - 1)
    );
    if (axis === rank - 1) return `[${fill(items, inner, separator, width - 1)}]`;
    const between = separator.trimEnd() + "\n".repeat(rank - 1 - axis) + inner;
    return `[${items.join(between)}]`;
  };
  return block(0, " ".repeat(layout.indent), lineWidth);
}
function fill(items, indent, separator, width) {
  let lines = "";
  let line = indent;
  for (let i = 0; i < items.length; i++) {
    if (line.length + items[i].length > width && line.length > indent.length) {
      lines += `${line.trimEnd()}
`;
      line = indent;
    }
    line += items[i];
    if (i < items.length - 1) line += separator;
  }
  return (lines + line).slice(indent.length);
}
function shownIndices(length, edgeItems) {
  if (length <= 2 * edgeItems) return Array.from({ length }, (_, index) => index);
  const first2 = Array.from({ length: edgeItems }, (_, index) => index);
  return [...first2, GAP, ...first2.map((index) => length - edgeItems + index)];
}

// packages/autograd/src/shape.ts
function sizeOf(shape) {
  let size = 1;
  for (let d = 0; d < shape.length; d++) size *= shape[d];
  return size;
}
function sameShape(a2, b2) {
  if (a2 === b2) return true;
  const rank = a2.length;
  if (rank !== b2.length) return false;
  for (let d = 0; d < rank; d++) if (a2[d] !== b2[d]) return false;
  return true;
}
function broadcastShapes(op2, a2, b2) {
  if (broadcastsTo(b2, a2)) return a2;
  if (broadcastsTo(a2, b2)) return b2;
  const rank = Math.max(a2.length, b2.length);
  const out = new Array(rank);
  for (let d = 1; d <= rank; d++) {
    const m = d > a2.length ? 1 : a2[a2.length - d];
    const n = d > b2.length ? 1 : b2[b2.length - d];
    if (m !== n && m !== 1 && n !== 1) throw doNotBroadcast(op2, a2, b2, d, m, n);
    out[rank - d] = m === 1 ? n : m;
  }
  return out;
}
function broadcastsTo(small, large) {
  const skip = large.length - small.length;
  if (skip < 0) return false;
  for (let d = 0; d < small.length; d++) if (small[d] !== 1 && small[d] !== large[d + skip]) return false;
  return true;
}
function doNotBroadcast(op2, a2, b2, fromEnd, m, n) {
  return new ShapeError({
    code: "shape-mismatch",
    op: op2,
    problem: `the lengths ${m} and ${n} of axis -${fromEnd} differ, and neither is 1`,
    got: `${showShape(a2)} and ${showShape(b2)}`,
    hint: broadcastHint(a2, b2),
    shapes: [a2, b2]
  });
}
function broadcastHint(a2, b2) {
  if (a2.length === 2 && b2.length === 2 && sameShape(a2, [b2[1], b2[0]])) {
    return "one of the two is transposed: transpose(x) swaps its axes";
  }
  for (const [small, large, name] of [
    [b2, a2, "second"],
    [a2, b2, "first"]
  ]) {
    if (small.length >= large.length) continue;
    for (let axis = small.length; axis > 0; axis--) {
      const widened = small.toSpliced(axis, 0, 1);
      if (broadcasts(widened, large)) {
        return `an axis of length 1 makes the ${name} ${showShape(widened)}, which fits: expandDims(x, ${axis === small.length ? -1 : axis})`;
      }
    }
  }
  if (a2.length === 1 && b2.length === 1) {
    return "entries are paired one by one; to pair each with each, give one of them an axis: expandDims(x, -1)";
  }
  return "lengths are compared from the last axis backwards; a length of 1 is repeated to fit";
}
function broadcasts(a2, b2) {
  for (let d = 1; d <= Math.min(a2.length, b2.length); d++) {
    const [m, n] = [a2[a2.length - d], b2[b2.length - d]];
    if (m !== n && m !== 1 && n !== 1) return false;
  }
  return true;
}

// packages/autograd/src/print.ts
function formatArray(values, shape, dtype, style, settings = DEFAULTS) {
  if (style === "repr") return formatRepr(values, shape, dtype, settings);
  if (shape.length === 0 && isFloating(dtype)) return formatFloat(values[0], dtype);
  if (sizeOf(shape) === 0) return "[]";
  const frame = { separator: " ", lineWidth: settings.linewidth, indent: 0 };
  return formatElements(values, shape, dtype, settings, frame);
}
function formatRepr(values, shape, dtype, settings) {
  const open = "array(";
  const size = sizeOf(shape);
  const implied = size > 0 && (dtype === "float64" || dtype === "bool");
  const close2 = implied ? ")" : ",";
  const frame = { separator: ", ", lineWidth: settings.linewidth - close2.length, indent: open.length };
  const inside = size === 0 ? emptyRepr(shape) : formatElements(values, shape, dtype, settings, frame);
  const text = open + inside + close2;
  if (implied) return text;
  const ending = `dtype=${dtype})`;
  const lastLine = text.length - (text.lastIndexOf("\n") + 1);
  const fits = lastLine + 1 + ending.length <= settings.linewidth;
  return text + (fits ? " " : `
${" ".repeat(open.length)}`) + ending;
}
function emptyRepr(shape) {
  return shape.length === 1 ? "[]" : `[], shape=(${shape.join(", ")})`;
}
function formatElements(values, shape, dtype, settings, frame) {
  const edgeItems = sizeOf(shape) > settings.threshold ? settings.edgeitems : Number.POSITIVE_INFINITY;
  const shown = shownPlaces(shape, edgeItems).map((place) => values[place]);
  return layOut(formatWords(shown, dtype, settings, shape.length), { shape, edgeItems, ...frame });
}
function formatWords(shown, dtype, settings, rank) {
  if (isFloating(dtype)) return formatFloats(shown, dtype, settings);
  if (dtype === "bool") return shown.map((value) => value === 0 ? "False" : rank === 0 ? "True" : " True");
  const words = shown.map(String);
  const width = words.reduce((length, word) => Math.max(length, word.length), 0);
  return words.map((word) => word.padStart(width));
}

// packages/autograd/src/strided.ts
var LONG = 48;
function neighboursIn(shape, strides) {
  let count2 = 1;
  let axes = shape.length;
  while (axes > 0 && (shape[axes - 1] === 1 || strides[axes - 1] === count2)) count2 *= shape[--axes];
  return [count2, axes];
}
function copyStrided(out, outOffset, data, offset, shape, strides) {
  const rank = shape.length;
  if (rank === 0) {
    out[outOffset] = data[offset];
    return;
  }
  const [neighbours, before] = neighboursIn(shape, strides);
  const whole2 = neighbours >= LONG;
  const axes = whole2 ? before : rank - 1;
  const n = whole2 ? neighbours : shape[rank - 1];
  const step = whole2 ? 1 : strides[rank - 1];
  let rows = n === 0 ? 0 : 1;
  for (let d = 0; d < axes; d++) rows *= shape[d];
  const index = new Array(rank).fill(0);
  let o = outOffset;
  for (let row = 0, at2 = offset; row < rows; row++) {
    if (whole2) {
      out.set(data.subarray(at2, at2 + n), o);
      o += n;
    } else {
      for (let i = 0, k = at2; i < n; i++, k += step) out[o++] = data[k];
    }
    for (let d = axes - 1; d >= 0; d--) {
      at2 += strides[d];
      if (++index[d] < shape[d]) break;
      at2 -= strides[d] * shape[d];
      index[d] = 0;
    }
  }
}
function flatten(data, dtype, size, offset, shape, strides) {
  if (strides === null) return data.subarray(offset, offset + size);
  const out = newArray(dtype, size);
  copyStrided(out, 0, data, offset, shape, strides);
  return out;
}
function rowMajor(shape) {
  const strides = new Array(shape.length);
  for (let d = shape.length - 1, step = 1; d >= 0; d--) {
    strides[d] = step;
    step *= shape[d];
  }
  return strides;
}
function isRowMajor(shape, strides) {
  for (let d = shape.length - 1, step = 1; d >= 0; d--) {
    if (shape[d] !== 1 && strides[d] !== step) return false;
    step *= shape[d];
  }
  return true;
}
function reshapedStrides(shape, strides, target) {
  const axes = shape.map((_, d) => d).filter((d) => shape[d] !== 1);
  const out = new Array(target.length).fill(0);
  let t = target.length - 1;
  for (let a2 = axes.length - 1; a2 >= 0; a2--) {
    const step = strides[axes[a2]];
    let length = shape[axes[a2]];
    while (a2 > 0 && strides[axes[a2 - 1]] === step * length) length *= shape[axes[--a2]];
    let filled = 1;
    for (; t >= 0 && filled < length; t--) {
      out[t] = step * filled;
      filled *= target[t];
    }
    if (filled !== length) return null;
  }
  return out;
}
function nest(values, shape, asBooleans) {
  let at2 = 0;
  const build2 = (d) => {
    if (d === shape.length) {
      const value = values[at2++];
      return asBooleans ? value !== 0 : value;
    }
    return Array.from({ length: shape[d] }, () => build2(d + 1));
  };
  return build2(0);
}

// packages/autograd/src/tensor.ts
var BRAND = /* @__PURE__ */ Symbol.for("wengert.Tensor");
var INSPECT = /* @__PURE__ */ Symbol.for("nodejs.util.inspect.custom");
var INDEX = /^-?\d*(:-?\d*){0,2}$/;
var METHODS = "abs add argmax astype clip div exp log matmul max mean min mul pow ravel reshape sqrt square sub sum transpose";
var ELSEWHERE = {
  T: "transpose(x)",
  dot: "matmul(x, y)",
  flatten: "ravel(x)",
  copy: "x itself: nobody can change it",
  detach: "stopGradient(x)",
  length: "x.size, or x.shape[0]",
  numpy: "x.toArray()",
  dataSync: "x.toArray()",
  backward: "grad(f)(x), for a function f",
  dispose: "nothing: memory frees itself"
};
var WRITTEN = new Map([
  ...METHODS.split(" ").map((name) => [name, `${name}(x, \u2026)`]),
  ...Object.entries(ELSEWHERE)
]);
function refused(code, op2, problem, x2, hint) {
  return new KindError({ code, op: op2, problem, got: isTensor(x2) ? describeTensor(x2) : void 0, hint });
}
var unknownProperties = {
  get(target, key, x2) {
    const name = String(key);
    if (typeof key === "string" && INDEX.test(name)) {
      throw refused(
        "assignment",
        `x[${name}]`,
        "square brackets do not index a tensor",
        x2,
        `read with at(x, ${quoted(name)})`
      );
    }
    const written3 = WRITTEN.get(name);
    if (written3 !== void 0) {
      throw refused(
        "bad-argument",
        `x.${name}`,
        "tensors have no such property; operations are functions",
        x2,
        `write ${written3}`
      );
    }
    return Reflect.get(target, key, x2);
  },
  set(_target, key, _value, x2) {
    const name = String(key);
    const index = INDEX.test(name);
    throw refused(
      "assignment",
      index ? `x[${name}] = \u2026` : `x.${name} = \u2026`,
      "tensors are immutable",
      x2,
      index ? `write y = set(x, ${quoted(name)}, value), choose with where(mask, a, b), or collect parts and stack(parts)` : `keep it beside the tensor, in a record: { x, ${name} }`
    );
  }
};
var quoted = (index) => index.includes(":") ? JSON.stringify(index) : index;
var Tensor = class _Tensor {
  /** The length of each axis; empty for a single number. */
  shape;
  /** The element type. */
  dtype;
  /** How many elements there are: the product of the shape. */
  size;
  /** @internal The elements' array, or a single float64 itself; null when abstract. Read it through `dataOf`. */
  storage;
  /** @internal Where the first element lies in the storage. */
  offset;
  /** @internal Steps between neighbours along each axis; null when the elements lie in row-major order. */
  strides;
  /** @internal Who is told of operations on this tensor. */
  trace;
  /** @internal The same value one level down. */
  primal;
  /** @internal What the trace knows this tensor by: a place on the tape, a tangent, a variable. */
  node;
  /** @internal */
  constructor(shape, dtype, size, storage, offset, strides, trace, primal, node) {
    this.shape = shape;
    this.dtype = dtype;
    this.size = size;
    this.storage = storage;
    this.offset = offset;
    this.strides = strides;
    this.trace = trace;
    this.primal = primal;
    this.node = node;
  }
  /** The number of axes. */
  get ndim() {
    return this.shape.length;
  }
  /**
   * The single element as a JavaScript number (0 or 1 for a bool).
   *
   * @throws ShapeError when there is not exactly one element; TraceError when the tensor is abstract.
   * @example tensor([[2.5]]).item() // 2.5
   */
  item() {
    if (this.size !== 1) {
      const first2 = this.shape.map(() => 0).join(", ");
      throw new ShapeError({
        code: "shape-mismatch",
        op: "item",
        problem: `only a tensor of one element is a number, this one has ${this.size}`,
        got: `shape ${showShape(this.shape)}`,
        hint: `read ${this.size > 0 ? `one element with at(x, ${first2}).item(), ` : ""}all elements with x.toArray()`,
        shapes: [this.shape]
      });
    }
    return valuesOf(this)[0];
  }
  /**
   * The elements as nested JavaScript arrays (a plain number when there are no axes); bools as `true` and `false`.
   *
   * @throws TraceError when the tensor is abstract.
   * @example tensor([[1, 2], [3, 4]]).toArray() // [[1, 2], [3, 4]]
   */
  toArray() {
    return nest(valuesOf(this), this.shape, this.dtype === "bool");
  }
  /** `JSON.stringify` writes nested arrays. */
  toJSON() {
    return this.toArray();
  }
  /** The text that NumPy's `print` gives. */
  toString() {
    if (this.storage === null) {
      const what = this.trace?.unreadable === void 0 ? "abstract" : this.trace.kind;
      return `${what} ${this.dtype} tensor of shape ${showShape(this.shape)}`;
    }
    return formatArray(valuesOf(this), this.shape, this.dtype, "str");
  }
  /** In a template literal a tensor is its text; in arithmetic only a plain, untraced single number is a number. */
  [Symbol.toPrimitive](hint) {
    if (hint === "string") return this.toString();
    if (this.trace !== null) throw usedAsNumber(this);
    if (this.size === 1) return this.item();
    throw new KindError({
      code: "number-from-tracer",
      op: "using a tensor as a number",
      problem: "JavaScript's operators work on single numbers only",
      got: describeTensor(this),
      hint: "write add(x, y), mul(x, y), greater(x, y) \u2026, and `${x}` for its text",
      shapes: [this.shape]
    });
  }
  static {
    Object.defineProperty(_Tensor.prototype, BRAND, { value: true });
    Object.defineProperty(_Tensor.prototype, INSPECT, { value: inspect });
    Object.defineProperty(_Tensor.prototype, Symbol.toStringTag, { value: "Tensor" });
    Object.setPrototypeOf(_Tensor.prototype, new Proxy(Object.create(Object.prototype), unknownProperties));
  }
};
function inspect(depth, options) {
  if (this.storage === null) return this.toString();
  const inside = options !== void 0 && depth !== options.depth;
  return formatArray(valuesOf(this), this.shape, this.dtype, inside ? "repr" : "str");
}
function isTensor(x2) {
  return typeof x2 === "object" && x2 !== null && x2[BRAND] === true;
}
function describeTensor(x2) {
  const place = x2.trace === null ? "" : `, traced by ${x2.trace.kind}`;
  return `a tensor of shape ${showShape(x2.shape)}${place}`;
}
function valuesOf(x2) {
  if (typeof x2.storage === "number") return new Float64Array(x2.size).fill(x2.storage);
  if (x2.storage !== null) return flatten(x2.storage, x2.dtype, x2.size, x2.offset, x2.shape, x2.strides);
  throw abstractValue(x2);
}
function abstractValue(x2) {
  const other = x2.trace?.unreadable?.(x2);
  if (other !== void 0) return other;
  return new TraceError({
    code: "abstract-value",
    op: "reading a value",
    problem: "the tensor is abstract: while staging there are shapes and dtypes, but no numbers yet",
    got: `an ${x2}`,
    hint: "choose with where(condition, a, b), or call the function without staging: there, branches on values work",
    shapes: [x2.shape]
  });
}
function usedAsNumber(x2) {
  return new TraceError({
    code: "number-from-tracer",
    op: "using a traced tensor as a number",
    problem: "JavaScript's operators would lose the derivative",
    got: describeTensor(x2),
    hint: `write add(x, 1), mul(x, 2), greater(x, 0) \u2026${x2.storage !== null && x2.size === 1 ? "; x.item() > 0 branches on the value" : ""}`,
    shapes: [x2.shape]
  });
}

// packages/autograd/src/describe.ts
var SHOWN = 6;
function show(value) {
  if (isTensor(value)) return `a tensor of shape ${showShape(value.shape)}`;
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return "a function";
  if (Array.isArray(value)) {
    const shown = value.slice(0, SHOWN).map(show).join(", ");
    return `[${shown}${value.length > SHOWN ? `, \u2026 ${value.length} entries` : ""}]`;
  }
  if (typeof value !== "object" || value === null) return String(value);
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return `a ${value.constructor?.name ?? "object"}`;
  const keys = Object.keys(value);
  if (keys.length === 0) return "an empty record";
  return `a record with the keys ${keys.slice(0, SHOWN).join(", ")}${keys.length > SHOWN ? ", \u2026" : ""}`;
}
function count(n, one, many = `${one}s`) {
  return `${n} ${n === 1 ? one : many}`;
}

// packages/autograd/src/checks.ts
var MOST = 2 ** 32 - 1;
function room(op2, shape) {
  let size = 1;
  for (const n of shape) size *= n;
  if (size <= MOST) return shape;
  throw new ArgumentError({
    code: "bad-argument",
    op: op2,
    problem: `the result would have ${size} elements, more than fit into an array`,
    got: `shape ${showShape(shape)}`,
    hint: "lengths multiply; is one of them a size in place of a count?",
    shapes: [shape]
  });
}

// packages/autograd/src/options.ts
var SHORT = 8;
function checkOptions(op2, options, names, elsewhere = {}) {
  return knownOptions(op2, options ?? void 0, names, (wrong) => {
    const meant = Object.hasOwn(elsewhere, wrong) ? elsewhere[wrong] : void 0;
    if (meant !== void 0) return `here it is ${meant}`;
    const near = nearest(wrong, names);
    return near === void 0 ? void 0 : `${near} may be meant${names.length > SHORT ? "" : `; ${told(names)}`}`;
  });
}
var told = (names) => `the options are ${names.join(", ")}`;
function knownOptions(op2, options, names, hint = () => void 0) {
  if (options === void 0) return {};
  const isRecord = options !== null && isPlain(options);
  const wrong = isRecord ? firstWrong(names, options) : "";
  if (wrong === void 0) return options;
  const bare = names.map((name) => name.replace("?", ""));
  const noFlag = names.includes(`${wrong}?`);
  throw new ArgumentError({
    code: "bad-argument",
    op: op2,
    problem: noFlag ? `${wrong} is true or false` : isRecord ? `there is no option ${JSON.stringify(wrong)}` : "options come in a record",
    got: show(noFlag ? options[wrong] : options),
    hint: noFlag ? `{ ${wrong}: true }` : (isRecord ? hint(wrong) : `{ ${bare[0]}: \u2026 }; ${told(bare)}`) ?? told(bare)
  });
}
function isPlain(options) {
  if (typeof options !== "object") return false;
  if (options.constructor === Object) return true;
  const prototype = Object.getPrototypeOf(options);
  return prototype === Object.prototype || prototype === null;
}
function firstWrong(names, options) {
  for (const name in options) {
    if (names.includes(name)) continue;
    if (!names.includes(`${name}?`)) return name;
    const value = options[name];
    if (typeof value !== "boolean" && value !== void 0) return name;
  }
  return void 0;
}
function nearest(wrong, names) {
  const bare = (name) => name.toLowerCase().replaceAll("_", "");
  let [near, least] = [void 0, Math.min(3, wrong.length / 2)];
  for (const name of names) {
    const far = distance(bare(name), bare(wrong));
    if (far < least) [near, least] = [name, far];
  }
  return near;
}
function distance(a2, b2) {
  let row = Array.from({ length: b2.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a2.length; i++) {
    const next = [i];
    for (let j = 1; j <= b2.length; j++) {
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + Number(a2[i - 1] !== b2[j - 1])));
    }
    row = next;
  }
  return row[b2.length];
}

// packages/autograd/src/storage.ts
var LARGE_BYTES = 16 * 1024;
var SLAB_BYTES = 64 * 1024;
var SMALL_BYTES = 64;
var SMALL_SLAB_BYTES = 16 * 1024;
var Slab = class {
  array;
  used = 0;
  dtype;
  length;
  constructor(dtype, bytes) {
    this.dtype = dtype;
    this.length = bytes / bytesOf(dtype);
    this.array = newArray(dtype, 0);
  }
  /** A place of `size` elements. */
  take(shape, size) {
    if (this.used + size > this.array.length) {
      this.array = newArray(this.dtype, this.length);
      this.used = 0;
    }
    const offset = this.used;
    this.used = offset + size;
    return new Tensor(shape, this.dtype, size, this.array, offset, null, null, null, null);
  }
};
var slabs = {};
var smallSlabs = {};
function empty(shape, size, dtype) {
  const bytes = size * bytesOf(dtype);
  if (bytes > LARGE_BYTES) return new Tensor(shape, dtype, size, newArray(dtype, size), 0, null, null, null, null);
  const small = bytes <= SMALL_BYTES;
  const among = small ? smallSlabs : slabs;
  let slab = among[dtype];
  if (slab === void 0) {
    slab = new Slab(dtype, small ? SMALL_SLAB_BYTES : SLAB_BYTES);
    among[dtype] = slab;
  }
  return slab.take(shape, size);
}
function single(shape, value) {
  return new Tensor(shape, "float64", 1, value, 0, null, null, null, null);
}
function settled(y) {
  return y.size === 1 && y.dtype === "float64" ? single(y.shape, singleOf(y)) : y;
}
function isSingle(x2) {
  return x2.size === 1 && x2.dtype === "float64";
}
function singleOf(x2) {
  return typeof x2.storage === "number" ? x2.storage : dataOf(x2)[x2.offset];
}
function wrap(shape, dtype, data) {
  return new Tensor(shape, dtype, data.length, data, 0, null, null, null, null);
}
function repeatedZero(shape, dtype) {
  const zero = dtype === "float64" ? 0 : newArray(dtype, 1);
  const strides = shape.map(() => 0);
  return new Tensor(shape, dtype, sizeOf(shape), zero, 0, strides, null, null, null);
}
function view(x2, shape, offset, strides) {
  const steps = strides !== null && isRowMajor(shape, strides) ? null : strides;
  if (x2.storage === null) throw abstractValue(x2);
  const size = sizeOf(shape);
  if (size === 1 && x2.dtype === "float64" && typeof x2.storage !== "number") return single(shape, x2.storage[offset]);
  return new Tensor(shape, x2.dtype, size, x2.storage, offset, steps, null, null, null);
}
function dataOf(x2) {
  if (typeof x2.storage === "number") return Float64Array.of(x2.storage);
  if (x2.storage !== null) return x2.storage;
  throw abstractValue(x2);
}
function flatData(x2) {
  return flatten(dataOf(x2), x2.dtype, x2.size, x2.offset, x2.shape, x2.strides);
}
function stridesOf(x2) {
  return x2.strides ?? rowMajor(x2.shape);
}

// packages/autograd/src/create.ts
function tensor(data, options = {}) {
  knownOptions("tensor", options, ["dtype", "shape"]);
  const read3 = readData("tensor", data);
  const dtype = options.dtype === void 0 ? read3.dtype : knownDType("tensor", options.dtype);
  const values = newArray(dtype, read3.values.length);
  if (dtype === "bool") for (let i = 0; i < values.length; i++) values[i] = read3.values[i] !== 0 ? 1 : 0;
  else values.set(read3.values);
  if (options.shape === void 0) return settled(wrap(read3.shape, dtype, values));
  const shape = readShape("tensor", options.shape);
  if (sizeOf(shape) !== values.length) {
    throw new ShapeError({
      code: "shape-mismatch",
      op: "tensor",
      problem: `${count(values.length, "number does", "numbers do")} not fill a shape of ${sizeOf(shape)}`,
      got: `data of shape ${showShape(read3.shape)} for shape ${showShape(shape)}`,
      hint: "the product of the lengths must be the number of elements",
      shapes: [read3.shape, shape]
    });
  }
  return wrap(shape, dtype, values);
}
function readShape(op2, shape) {
  const lengths = readLengths(op2, shape);
  checkShape(op2, lengths);
  return room(op2, [...lengths]);
}
function readLengths(op2, shape) {
  if (typeof shape === "number") return [shape];
  if (Array.isArray(shape)) return shape;
  throw new KindError({
    code: "bad-argument",
    op: op2,
    problem: `a shape is a list of lengths, not ${show(shape)}`,
    hint: isTensor(shape) ? "the shape of a tensor is x.shape" : "write the lengths in one list, for instance [3, 4]"
  });
}
function checkShape(op2, shape) {
  for (const n of shape) {
    if (!Number.isSafeInteger(n) || n < 0) {
      throw new ArgumentError({
        code: "bad-argument",
        op: op2,
        problem: `a length must be a whole number, 0 or more, not ${show(n)}`,
        got: `shape ${showShape(shape)}`,
        hint: n === -1 ? "only reshape works out a length by itself" : "a length counts elements: Math.floor(n), if it was computed"
      });
    }
  }
}
function readData(op2, data) {
  return ArrayBuffer.isView(data) ? readTyped(op2, data) : readNested(op2, data);
}
function given(op2, data) {
  const { shape, dtype, values } = readData(op2, data);
  const own2 = newArray(dtype, values.length);
  own2.set(values);
  return settled(wrap(shape, dtype, own2));
}
function readTyped(op2, data) {
  const shape = (values) => [values.length];
  if (data instanceof Float64Array) return { values: data, shape: shape(data), dtype: "float64" };
  if (data instanceof Float32Array) return { values: data, shape: shape(data), dtype: "float32" };
  if (data instanceof Int32Array) return { values: data, shape: shape(data), dtype: "int32" };
  if (data instanceof Uint8Array || data instanceof Int8Array || data instanceof Int16Array || data instanceof Uint16Array) {
    return { values: data, shape: [data.length], dtype: "int32" };
  }
  throw new KindError({
    code: "bad-dtype",
    op: op2,
    problem: `there is no element type for a ${data.constructor.name}`,
    hint: "convert it first, for instance Float64Array.from(data, Number)"
  });
}
function readNested(op2, data) {
  const shape = [];
  for (let level = data; Array.isArray(level); level = level[0]) shape.push(level.length);
  const values = new Float64Array(sizeOf(shape));
  let at2 = 0;
  let booleans = 0;
  const visit = (entry, path) => {
    const d = path.length;
    if (Array.isArray(entry)) {
      if (d >= shape.length || entry.length !== shape[d]) throw ragged(op2, path, shape, entry);
      for (let i = 0; i < entry.length; i++) visit(entry[i], [...path, i]);
      return;
    }
    if (typeof entry === "boolean") booleans++;
    else if (typeof entry !== "number") throw notNumbers(op2, entry, path);
    if (d !== shape.length) throw ragged(op2, path, shape, entry);
    values[at2++] = Number(entry);
  };
  visit(data, []);
  return { values, shape, dtype: booleans > 0 && booleans === values.length ? "bool" : "float64" };
}
function ragged(op2, path, shape, entry) {
  const place = (indices) => `data${indices.map((i) => `[${i}]`).join("")}`;
  const has = (length) => length === void 0 ? "is a single number" : `has ${count(length, "entry", "entries")}`;
  const [expected, found] = [shape[path.length], Array.isArray(entry) ? entry.length : void 0];
  return new KindError({
    code: "ragged-array",
    op: op2,
    problem: `the rows differ in length: ${place(path.map(() => 0))} ${has(expected)}, ${place(path)} ${has(found)}`,
    got: `${show(entry)} as ${place(path)}`,
    hint: "pad the rows to one length, or keep an array of tensors: arrays and records are pytrees"
  });
}
function notNumbers(op2, entry, path) {
  return new KindError({
    code: "bad-argument",
    op: op2,
    problem: `expected ${op2 === "tensor" ? "a number" : "a tensor, a number"} or nested arrays of numbers`,
    got: path.length > 0 ? `${show(entry)} at ${path.map((i) => `[${i}]`).join("")}` : show(entry),
    hint: numbersFrom(entry, path.length > 0)
  });
}
function numbersFrom(entry, nested2) {
  if (isTensor(entry)) {
    return nested2 ? "stack(xs) joins tensors of one shape" : "it is a tensor already; astype(x, dtype) converts it";
  }
  if (entry === void 0 || entry === null) {
    return nested2 ? "write NaN where a number is missing" : "is an argument missing, a name misspelt, or a return forgotten?";
  }
  if (typeof entry === "string" || typeof entry === "bigint") return `convert it first: Number(${show(entry)})`;
  if (typeof entry === "function") return "pass what the function returns, f(x), not the function";
  if (entry instanceof Promise) return "wait for it first: await x";
  return "pass the numbers that it holds: the fields of a record one by one, a collection as an array, [...items]";
}
function holdsTensor(data) {
  return isTensor(data) || Array.isArray(data) && data.some(holdsTensor);
}

// packages/wasm/src/assembler/error.ts
var AssemblyError = class extends Error {
  constructor(problem, got, hint) {
    let text = problem;
    if (got !== void 0) text += `
  got  ${got}`;
    if (hint !== void 0) text += `
  hint ${hint}`;
    super(text);
  }
  get name() {
    return "AssemblyError";
  }
};

// packages/wasm/src/assembler/bytes.ts
function pushUnsigned(out, value) {
  let rest = value;
  while (rest >= 128) {
    out.push(rest % 128 | 128);
    rest = Math.floor(rest / 128);
  }
  out.push(rest);
}
function pushSigned(out, value) {
  let rest = value;
  for (; ; ) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    const done3 = rest === 0n && low < 64 || rest === -1n && low >= 64;
    out.push(done3 ? low : low | 128);
    if (done3) return;
  }
}
function pushSigned32(out, value) {
  let rest = value;
  for (; ; ) {
    const low = rest & 127;
    rest >>= 7;
    const done3 = rest === 0 && low < 64 || rest === -1 && low >= 64;
    out.push(done3 ? low : low | 128);
    if (done3) return;
  }
}
var float = new DataView(new ArrayBuffer(8));
var [short, long] = [new Uint8Array(float.buffer, 0, 4), new Uint8Array(float.buffer)];
function floatBytes(value, bits3) {
  if (bits3 === 32) float.setFloat32(0, value, true);
  else float.setFloat64(0, value, true);
  return bits3 === 32 ? short : long;
}
function pushVector(out, bytes) {
  pushUnsigned(out, bytes.length);
  for (const byte of bytes) out.push(byte);
}
function pushName(out, name) {
  pushUnsigned(out, name.length);
  for (let i = 0; i < name.length; i++) out.push(name.charCodeAt(i));
}

// packages/wasm/src/assembler/types.ts
var TYPE_CODES = {
  i32: 127,
  i64: 126,
  f32: 125,
  f64: 124,
  v128: 123
};
var TYPE_LETTERS = { i: "i32", l: "i64", f: "f32", d: "f64", v: "v128" };

// packages/wasm/src/assembler/instructions.ts
var TABLE = `
28 i32 i:i load/2
29 i64 i:l load/3
2a f32 i:f load/2
2b f64 i:d load/3
2c i32 i:i load8_s/0 load8_u/0 load16_s/1 load16_u/1
30 i64 i:l load8_s/0 load8_u/0 load16_s/1 load16_u/1 load32_s/2 load32_u/2
36 i32 ii: store/2
37 i64 il: store/3
38 f32 if: store/2
39 f64 id: store/3
3a i32 ii: store8/0 store16/1
3c i64 il: store8/0 store16/1 store32/2
45 i32 i:i eqz
46 i32 ii:i eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u
50 i64 l:i eqz
51 i64 ll:i eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u
5b f32 ff:i eq ne lt gt le ge
61 f64 dd:i eq ne lt gt le ge
67 i32 i:i clz ctz popcnt
6a i32 ii:i add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr
79 i64 l:l clz ctz popcnt
7c i64 ll:l add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr
8b f32 f:f abs neg ceil floor trunc nearest sqrt
92 f32 ff:f add sub mul div min max copysign
99 f64 d:d abs neg ceil floor trunc nearest sqrt
a0 f64 dd:d add sub mul div min max copysign
a7 i32 l:i wrap_i64
ac i64 i:l extend_i32_s extend_i32_u
b2 f32 i:f convert_i32_s convert_i32_u
b4 f32 l:f convert_i64_s convert_i64_u
b6 f32 d:f demote_f64
b7 f64 i:d convert_i32_s convert_i32_u
b9 f64 l:d convert_i64_s convert_i64_u
bb f64 f:d promote_f32
bc i32 f:i reinterpret_f32
bd i64 d:l reinterpret_f64
be f32 i:f reinterpret_i32
bf f64 l:d reinterpret_i64
fc00 i32 f:i trunc_sat_f32_s trunc_sat_f32_u
fc02 i32 d:i trunc_sat_f64_s trunc_sat_f64_u
fc04 i64 f:l trunc_sat_f32_s trunc_sat_f32_u
fc06 i64 d:l trunc_sat_f64_s trunc_sat_f64_u
fd00 v128 i:v load/4
fd07 v128 i:v load8_splat/0 load16_splat/1 load32_splat/2 load64_splat/3
fd0b v128 iv: store/4
fd11 i32x4 i:v splat
fd12 i64x2 l:v splat
fd13 f32x4 f:v splat
fd14 f64x2 d:v splat
fd1b i32x4 v:i extract_lane#4
fd1c i32x4 vi:v replace_lane#4
fd1d i64x2 v:l extract_lane#2
fd1e i64x2 vl:v replace_lane#2
fd1f f32x4 v:f extract_lane#4
fd20 f32x4 vf:v replace_lane#4
fd21 f64x2 v:d extract_lane#2
fd22 f64x2 vd:v replace_lane#2
fd37 i32x4 vv:v eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u
fd41 f32x4 vv:v eq ne lt gt le ge
fd47 f64x2 vv:v eq ne lt gt le ge
fd4d v128 v:v not
fd4e v128 vv:v and andnot or xor
fd52 v128 vvv:v bitselect
fd53 v128 v:i any_true
fd56 v128 iv:v load32_lane/2#4 load64_lane/3#2
fd5a v128 iv: store32_lane/2#4 store64_lane/3#2
fd5c v128 i:v load32_zero/2 load64_zero/3
fd5e f32x4 v:v demote_f64x2_zero
fd5f f64x2 v:v promote_low_f32x4
fd67 f32x4 v:v ceil floor trunc nearest
fd74 f64x2 v:v ceil floor
fd7a f64x2 v:v trunc
fd94 f64x2 v:v nearest
fda0 i32x4 v:v abs neg
fda3 i32x4 v:i all_true bitmask
fdab i32x4 vi:v shl shr_s shr_u
fdae i32x4 vv:v add
fdb1 i32x4 vv:v sub
fdb5 i32x4 vv:v mul min_s min_u max_s max_u
fdc0 i64x2 v:v abs neg
fdc3 i64x2 v:i all_true bitmask
fdc7 i64x2 v:v extend_low_i32x4_s extend_high_i32x4_s extend_low_i32x4_u extend_high_i32x4_u
fdcb i64x2 vi:v shl shr_s shr_u
fdce i64x2 vv:v add
fdd1 i64x2 vv:v sub
fdd5 i64x2 vv:v mul eq ne lt_s gt_s le_s ge_s
fde0 f32x4 v:v abs neg - sqrt
fde4 f32x4 vv:v add sub mul div min max pmin pmax
fdec f64x2 v:v abs neg - sqrt
fdf0 f64x2 vv:v add sub mul div min max pmin pmax
fdf8 i32x4 v:v trunc_sat_f32x4_s trunc_sat_f32x4_u
fdfa f32x4 v:v convert_i32x4_s convert_i32x4_u
fdfc i32x4 v:v trunc_sat_f64x2_s_zero trunc_sat_f64x2_u_zero
fdfe f64x2 v:v convert_low_i32x4_s convert_low_i32x4_u
fd105 f32x4 vvv:v relaxed_madd
fd107 f64x2 vvv:v relaxed_madd
`;
function codeOf(first2, step) {
  if (first2.length === 2) return [Number.parseInt(first2, 16) + step];
  const value = Number.parseInt(first2.slice(2), 16) + step;
  const prefix = Number.parseInt(first2.slice(0, 2), 16);
  return value < 128 ? [prefix, value] : [prefix, value & 127 | 128, value >> 7];
}
function read(table2) {
  const found = /* @__PURE__ */ new Map();
  for (const line of table2.trim().split("\n")) {
    const [first2, type, signature, ...names] = line.split(" ");
    const [operands2, result] = signature.split(":");
    for (const [step, text] of names.entries()) {
      const [, short2, align, lanes] = /^([^/#]+)(?:\/(\d))?(?:#(\d))?$/.exec(text);
      if (short2 === "-") continue;
      const name = `${type}.${short2}`;
      found.set(name, {
        name,
        code: codeOf(first2, step),
        operands: [...operands2].map((letter) => TYPE_LETTERS[letter]),
        result: TYPE_LETTERS[result] ?? null,
        align: align === void 0 ? null : Number(align),
        lanes: Number(lanes ?? 0)
      });
    }
  }
  return found;
}
var all = null;
function instructions() {
  all ??= read(TABLE);
  return all;
}
function instruction(name) {
  const found = instructions().get(name);
  if (found !== void 0) return found;
  const [type] = name.split(".");
  const others = [...instructions().keys()].filter((other) => other.startsWith(`${type}.`));
  throw new AssemblyError(
    "there is no such instruction",
    name,
    others.length === 0 ? "types are i32, i64, f32, f64, v128 and the vectors i32x4, i64x2, f32x4, f64x2" : `${type} has ${others.map((other) => other.slice(type.length + 1)).join(", ")}`
  );
}

// packages/wasm/src/assembler/expression.ts
var NONE = [];
var Local = class {
  type;
  index;
  owner;
  /** How often it has been assigned. */
  version = 0;
  /** The instruction that reads it. */
  code;
  constructor(type, index, owner) {
    this.type = type;
    this.index = index;
    this.owner = owner;
    const code = [32];
    pushUnsigned(code, index);
    this.code = code;
  }
};
var Expression = class {
  type;
  title;
  code;
  operands;
  local;
  version;
  taken = false;
  constructor(type, title, code, operands2, local = null) {
    this.type = type;
    this.title = title;
    this.code = code;
    this.operands = operands2;
    this.local = local;
    this.version = local === null ? 0 : local.version;
  }
  /** What messages call it. */
  get name() {
    return this.local === null ? this.title : `local ${this.local.index}`;
  }
  /** Gives the expression its one place. */
  take() {
    if (this.taken) {
      throw new AssemblyError(
        "an expression has one place, where it is evaluated",
        `${this.name} a second time`,
        "keep it in a local: const x = f.let(expression)"
      );
    }
    this.taken = true;
    return this;
  }
  /** Appends its instructions, operands first, to the code of the function `owner`. */
  emit(out, owner) {
    const { operands: operands2, code } = this;
    for (let i = 0; i < operands2.length; i++) operands2[i].emit(out, owner);
    if (this.local !== null) {
      if (this.local.owner !== owner) {
        throw new AssemblyError("a local belongs to one function", `${this.name} of another`, "pass it as a parameter");
      }
      if (this.local.version !== this.version) {
        throw new AssemblyError(
          "a local was assigned between the read of its value and the place where that value is used",
          this.name,
          "keep the old value first: const before = f.let(local)"
        );
      }
    }
    for (let i = 0; i < code.length; i++) out.push(code[i]);
  }
};
function constant(value, type) {
  if (type === "v128") {
    throw new AssemblyError("a number is no vector", String(value), 'splat it: op("f64x2.splat", value)');
  }
  if (type === "f32" || type === "f64") {
    const bytes = floatBytes(Number(value), type === "f32" ? 32 : 64);
    return new Expression(type, `${value}`, [type === "f32" ? 67 : 68, ...bytes], []);
  }
  if (type === "i32" && typeof value === "number" && (value | 0) === value) {
    const code2 = [65];
    pushSigned32(code2, value);
    return new Expression(type, `${value}`, code2, NONE);
  }
  const bits3 = type === "i32" ? 32 : 64;
  const exact = typeof value === "bigint" || Number.isSafeInteger(value);
  const integer2 = exact ? BigInt(value) : 0n;
  if (!exact || integer2 < -(1n << BigInt(bits3 - 1)) || integer2 >= 1n << BigInt(bits3)) {
    throw new AssemblyError(
      `a constant of type ${type} is a whole number of ${bits3} bits`,
      String(value),
      bits3 === 64 ? "write large ones as bigints: 1n << 62n" : void 0
    );
  }
  const code = [type === "i32" ? 65 : 66];
  pushSigned(code, BigInt.asIntN(bits3, integer2));
  return new Expression(type, `${value}`, code, []);
}
function operandOf(operand2, type, place) {
  const expression = taken(operand2, type);
  if (expression.type !== type) throw wrongType(expression, type, place);
  return expression;
}
function taken(operand2, type) {
  if (operand2 instanceof Expression) return operand2.take();
  return operand2 instanceof Local ? read2(operand2) : constant(operand2, type);
}
function wrongType(expression, type, place) {
  return new AssemblyError(
    `${place} is of type ${type}`,
    `${expression.name} of type ${expression.type ?? "none"}`,
    hintFor(expression.type, type)
  );
}
function hintFor(from, to) {
  if (from === null) return "a call without a result is a statement: f.do(call)";
  if (to === "v128") return `splat it: op("${from}x${from.endsWith("64") ? 2 : 4}.splat", value)`;
  if (from === "f32" && to === "f64") return 'op("f64.promote_f32", value) converts it';
  if (from === "f64" && to === "f32") return 'op("f32.demote_f64", value) converts it';
  return void 0;
}
function read2(local) {
  return new Expression(local.type, "", local.code, NONE, local);
}
function op(name, ...operands2) {
  return opAt({}, name, ...operands2);
}
function opAt({ offset, lane }, name, ...operands2) {
  const found = instruction(name);
  const wanted = found.operands;
  if (operands2.length !== wanted.length) {
    throw new AssemblyError(
      `${name} takes ${wanted.length} operand${wanted.length === 1 ? "" : "s"}, ${wanted.join(", ")}`,
      String(operands2.length)
    );
  }
  const own2 = [];
  for (let i = 0; i < wanted.length; i++) {
    const type = wanted[i];
    const expression = taken(operands2[i], type);
    if (expression.type !== type) throw wrongType(expression, type, `operand ${i + 1} of ${name}`);
    own2.push(expression);
  }
  if (found.align === null && offset !== void 0) {
    throw new AssemblyError(`${name} has no address, and so no offset`, String(offset));
  }
  if (found.lanes === 0 && lane !== void 0) throw new AssemblyError(`${name} names no lane`, String(lane));
  if (found.align === null && found.lanes === 0) return new Expression(found.result, name, found.code, own2);
  const code = found.code.slice();
  if (found.align !== null) {
    code.push(found.align);
    pushUnsigned(code, whole(offset ?? 0, 2 ** 32, "the offset of ", name));
  }
  if (found.lanes > 0) code.push(whole(lane ?? 0, found.lanes, "the lane of ", name));
  return new Expression(found.result, name, code, own2);
}
function whole(value, end, what, name) {
  if (Number.isInteger(value) && value >= 0 && value < end) return value;
  throw new AssemblyError(`${what}${name} is a whole number from 0 to ${end - 1}`, String(value));
}
function select(type, condition, a2, b2) {
  const [x2, y] = [operandOf(a2, type, "the first choice"), operandOf(b2, type, "the second choice")];
  return new Expression(type, "select", [27], [x2, y, operandOf(condition, "i32", "the condition")]);
}
function splatConstant(lanes, value) {
  const bytes = lanes.startsWith("f") ? floatBytes(Number(value), lanes === "f32x4" ? 32 : 64) : integerBytes(lanes, value);
  const code = [253, 12];
  while (code.length < 18) for (let i = 0; i < bytes.length; i++) code.push(bytes[i]);
  return new Expression("v128", `${lanes} constant`, code, NONE);
}
function integerBytes(lanes, value) {
  const bytes = new Uint8Array(lanes === "i32x4" ? 4 : 8);
  let rest = BigInt.asUintN(bytes.length * 8, BigInt(value));
  for (let i = 0; i < bytes.length; i++, rest >>= 8n) bytes[i] = Number(rest & 0xffn);
  return bytes;
}
function call(callee, ...args) {
  const { name, parameters: parameters2 } = callee;
  if (args.length !== parameters2.length) {
    throw new AssemblyError(
      `${name} takes ${parameters2.length} arguments, ${parameters2.join(", ")}`,
      String(args.length)
    );
  }
  const taken2 = args.map((arg, i) => operandOf(arg, parameters2[i], `argument ${i + 1} of ${name}`));
  const code = [16];
  pushUnsigned(code, callee.index);
  return new Expression(callee.result, `a call of ${name}`, code, taken2);
}

// packages/wasm/src/assembler/function.ts
var Label = class {
  /** How many blocks are open around it, itself included; 0 once it is closed. */
  depth;
  owner;
  constructor(depth, owner) {
    this.depth = depth;
    this.owner = owner;
  }
};
var VOID = 64;
var END = 11;
var FunctionBuilder = class {
  name;
  result;
  parameters;
  types;
  code = [];
  depth = 0;
  finished = false;
  /** The function itself, for a body that calls it. */
  self;
  constructor(self) {
    const { name, parameters: parameters2, result } = self;
    this.self = self;
    this.name = name;
    this.result = result;
    this.types = [...parameters2];
    this.parameters = parameters2.map((type, i) => new Local(type, i, this));
  }
  /** The i-th parameter. */
  parameter(i) {
    const found = this.parameters[i];
    if (found !== void 0) return found;
    throw new AssemblyError(`${this.name} has ${this.parameters.length} parameters`, `number ${i}`);
  }
  /** A new local; its value is 0 at the start of the function. */
  local(type) {
    this.types.push(type);
    return new Local(type, this.types.length - 1, this);
  }
  let(value, named2) {
    const type = typeof value === "number" || typeof value === "bigint" ? named2 : value.type;
    if (type === null) {
      const { name } = value;
      throw new AssemblyError("a local holds a value", `${name}, which leaves none`, "a statement: f.do(call)");
    }
    const local = this.local(type);
    this.set(local, value);
    return local;
  }
  /** Assigns. */
  set(local, value) {
    this.emit(operandOf(value, local.type, `local ${local.index}`));
    if (local.owner !== this) {
      throw new AssemblyError("a local belongs to one function", `local ${local.index} of another`);
    }
    this.code.push(33);
    pushUnsigned(this.code, local.index);
    local.version++;
  }
  /** Adds to an integer local. */
  increase(local, by) {
    this.set(local, op(`${local.type}.add`, local, by));
  }
  /** Writes to memory: `store("f64.store", address, value, 8)`. */
  store(name, address, value, offset = 0) {
    this.do(opAt({ offset }, name, address, value));
  }
  /** Evaluates an expression that leaves nothing. */
  do(expression) {
    if (expression.type !== null) {
      throw new AssemblyError(
        `a value is left over`,
        `${expression.name} of type ${expression.type}`,
        "f.drop(expression) forgets it"
      );
    }
    this.emit(expression.take());
  }
  /** Evaluates an expression and forgets its value. */
  drop(expression) {
    if (expression.type === null) throw new AssemblyError("there is no value to drop", expression.name);
    this.emit(expression.take());
    this.code.push(26);
  }
  /** Copies `bytes` bytes of memory; the places may overlap. */
  copy(to, from, bytes) {
    for (const operand2 of [to, from, bytes]) this.emit(operandOf(operand2, "i32", "an operand of copy"));
    this.code.push(252, 10, 0, 0);
  }
  /** Fills `bytes` bytes of memory with one value. */
  fill(to, value, bytes) {
    for (const operand2 of [to, value, bytes]) this.emit(operandOf(operand2, "i32", "an operand of fill"));
    this.code.push(252, 11, 0);
  }
  /** A block; a branch to its label leaves it. */
  block(body) {
    this.nested(2, body);
  }
  /** A loop; a branch to its label begins the next round, without one it ends. */
  loop(body) {
    this.nested(3, body);
  }
  /** Runs `then` where the condition, an i32, is not 0, otherwise `otherwise`. */
  if(condition, then, otherwise) {
    this.emit(operandOf(condition, "i32", "the condition"));
    this.nested(4, () => {
      then();
      if (otherwise === void 0) return;
      this.code.push(5);
      otherwise();
    });
  }
  /** Repeats while the condition, made anew for each of its two places, is not 0. */
  while(condition, body) {
    this.if(
      condition(),
      () => this.loop((again) => {
        body();
        this.branchIf(condition(), again);
      })
    );
  }
  /** Counts an i32 local from where it stands, in steps, while it is below `end` (signed); `end` is not changed in between. */
  count(local, end, step, body) {
    this.while(
      () => op("i32.lt_s", local, end),
      () => {
        body();
        this.increase(local, step);
      }
    );
  }
  /** Goes to a label. */
  branch(label) {
    this.code.push(12);
    this.target(label);
  }
  /** Goes to a label where the condition is not 0. */
  branchIf(condition, label) {
    this.emit(operandOf(condition, "i32", "the condition"));
    this.code.push(13);
    this.target(label);
  }
  /** Ends the function. */
  return(value) {
    if (this.result === null && value !== void 0) {
      throw new AssemblyError(`${this.name} has no result`, "a value to return");
    }
    if (this.result !== null) {
      if (value === void 0) throw new AssemblyError(`${this.name} returns a value of type ${this.result}`, "none");
      this.emit(operandOf(value, this.result, `the result of ${this.name}`));
    }
    this.code.push(15);
    this.finished = this.depth === 0;
  }
  /**
   * The body's bytes, in parts that follow each other: its length and the locals, the code, the end.
   *
   * @throws AssemblyError when the function has a result and its last statement is no return.
   */
  parts() {
    if (this.result !== null && !this.finished) {
      throw new AssemblyError(`${this.name} can end without a result`, "no return as its last statement");
    }
    const runs2 = [];
    for (let i = this.parameters.length; i < this.types.length; i++) {
      const type = this.types[i];
      const last2 = runs2[runs2.length - 1];
      if (last2?.type === type) last2.count++;
      else runs2.push({ count: 1, type });
    }
    const locals = [];
    pushUnsigned(locals, runs2.length);
    for (const { count: count2, type } of runs2) {
      pushUnsigned(locals, count2);
      locals.push(TYPE_CODES[type]);
    }
    const length = [];
    pushUnsigned(length, locals.length + this.code.length + 1);
    return [length, locals, this.code, [END]];
  }
  emit(expression) {
    expression.emit(this.code, this);
    this.finished = false;
  }
  nested(opcode, body) {
    this.code.push(opcode, VOID);
    const label = new Label(++this.depth, this);
    body(label);
    label.depth = 0;
    this.depth--;
    this.code.push(END);
    this.finished = false;
  }
  target(label) {
    if (label.owner !== this || label.depth === 0) {
      throw new AssemblyError("a branch goes to a block or loop around it", "a label of another place");
    }
    pushUnsigned(this.code, this.depth - label.depth);
  }
};

// packages/wasm/src/assembler/module.ts
var MAGIC = [0, 97, 115, 109, 1, 0, 0, 0];
var SECTION = { names: 0, types: 1, imports: 2, functions: 3, memory: 5, exports: 7, code: 10 };
var KIND = { function: 0, memory: 2 };
var ModuleBuilder = class {
  types = [];
  imports = [];
  callables = [];
  bodies = [];
  exports = [];
  memory = "none";
  pages = 0;
  /** A function from outside. */
  importFunction(from, name, parameters2, result) {
    if (this.bodies.length > 0) {
      throw new AssemblyError(
        "imports come before functions",
        `the import ${from}.${name} after ${this.bodies[0].name}`
      );
    }
    const kind = [KIND.function];
    pushUnsigned(kind, this.typeOf(parameters2, result));
    this.imports.push({ from, name, kind });
    return this.callable(name, parameters2, result);
  }
  /** The memory from outside, of at least that many pages of 64 KiB. */
  importMemory(from, name, pages) {
    this.setMemory("imported", pages);
    const kind = [KIND.memory, 0];
    pushUnsigned(kind, pages);
    this.imports.push({ from, name, kind });
  }
  /** A memory of its own, of that many pages at the start, exported as `name` where one is given. */
  ownMemory(pages, name) {
    this.setMemory("own", pages);
    if (name !== void 0) this.export(name, KIND.memory, 0);
  }
  /**
   * A function: `body` gets the builder and the parameters, and writes the statements.
   *
   * @throws AssemblyError when the body is wrong, or when the name is exported already.
   */
  function(name, parameters2, result, body, { exported = false } = {}) {
    const callable = this.callable(name, parameters2, result);
    const builder = new FunctionBuilder(callable);
    this.bodies.push(builder);
    body(builder, ...parameters2.map((_, i) => builder.parameter(i)));
    if (exported) this.export(name, KIND.function, callable.index);
    return callable;
  }
  /**
   * Exports a function under a name that is not its own.
   *
   * @throws AssemblyError when the name is exported already.
   */
  exportAs(name, { index }) {
    this.export(name, KIND.function, index);
  }
  /** The whole module. */
  bytes() {
    const imported = this.callables.length - this.bodies.length;
    const out = [...MAGIC];
    const functions = this.callables.slice(imported).map(({ parameters: parameters2, result }) => this.typeOf(parameters2, result));
    const types = this.types.map((text) => text.split(",").map(Number));
    section(out, SECTION.types, types, (to, bytes2) => to.push(...bytes2));
    section(out, SECTION.imports, this.imports, (to, { from, name, kind }) => {
      pushName(to, from);
      pushName(to, name);
      to.push(...kind);
    });
    section(out, SECTION.functions, functions, pushUnsigned);
    section(out, SECTION.memory, this.memory === "own" ? [this.pages] : [], (to, pages) => {
      to.push(0);
      pushUnsigned(to, pages);
    });
    section(out, SECTION.exports, this.exports, (to, { name, kind, index }) => {
      pushName(to, name);
      to.push(kind);
      pushUnsigned(to, index);
    });
    const count2 = [];
    pushUnsigned(count2, this.bodies.length);
    const code = this.bodies.length === 0 ? [] : [count2, ...this.bodies.flatMap((body) => body.parts())];
    if (code.length > 0) {
      out.push(SECTION.code);
      pushUnsigned(out, lengthOf(code));
    }
    const names = [];
    this.pushNames(names);
    const parts = [out, ...code, names];
    const bytes = new Uint8Array(lengthOf(parts));
    let at2 = 0;
    for (const part of parts) {
      bytes.set(part, at2);
      at2 += part.length;
    }
    return bytes;
  }
  /** The names of all functions, which profilers and disassemblers show. */
  pushNames(out) {
    if (this.callables.length === 0) return;
    const names = [];
    pushUnsigned(names, this.callables.length);
    for (const { index, name } of this.callables) {
      pushUnsigned(names, index);
      pushName(names, name);
    }
    const content = [];
    pushName(content, "name");
    content.push(1);
    pushVector(content, names);
    out.push(SECTION.names);
    pushVector(out, content);
  }
  setMemory(kind, pages) {
    if (this.memory !== "none") throw new AssemblyError("a module has one memory", "a second one");
    this.memory = kind;
    this.pages = pages;
  }
  export(name, kind, index) {
    if (this.exports.some((other) => other.name === name)) {
      throw new AssemblyError("exports have names of their own", `${name} a second time`);
    }
    this.exports.push({ name, kind, index });
  }
  callable(name, parameters2, result) {
    const made2 = { name, index: this.callables.length, parameters: parameters2, result };
    this.callables.push(made2);
    return made2;
  }
  typeOf(parameters2, result) {
    const code = [96, parameters2.length, ...parameters2.map((type) => TYPE_CODES[type])];
    const text = [...code, ...result === null ? [0] : [1, TYPE_CODES[result]]].join(",");
    const found = this.types.indexOf(text);
    return found >= 0 ? found : this.types.push(text) - 1;
  }
};
function lengthOf(parts) {
  return parts.reduce((sum, part) => sum + part.length, 0);
}
function section(out, id, members, push) {
  if (members.length === 0) return;
  const content = [];
  pushUnsigned(content, members.length);
  for (const member of members) push(content, member);
  out.push(id);
  pushVector(out, content);
}

// packages/wasm/src/webassembly.ts
function webAssembly() {
  return globalThis.WebAssembly;
}
function instantiate(bytes, imports = {}) {
  return instantiateModule(compileModule(bytes), imports);
}
function compileModule(bytes) {
  const runtime = webAssembly();
  if (runtime === void 0) throw new Error("this runtime has no WebAssembly");
  return new runtime.Module(bytes);
}
function instantiateModule(module, imports = {}) {
  return new (webAssembly()).Instance(module, imports).exports;
}
function newMemory(pages) {
  const runtime = webAssembly();
  if (runtime === void 0) throw new Error("this runtime has no WebAssembly");
  return new runtime.Memory({ initial: pages, maximum: pages });
}

// packages/wasm/src/settings.ts
function environment(name) {
  const { process: process2 } = globalThis;
  return process2?.env?.[name];
}
function supported() {
  const runtime = webAssembly();
  if (runtime === void 0) return false;
  const module = new ModuleBuilder();
  module.function("f", ["i32"], "i32", (f, x2) => f.return(op("v128.any_true", op("i32x4.splat", x2))));
  try {
    return runtime.validate(module.bytes()) && new runtime.Module(module.bytes()) !== null && new runtime.Memory({ initial: 1, maximum: 65536 }) !== null;
  } catch {
    return false;
  }
}
var chosen = null;
function executionSettings() {
  if (chosen !== null) return chosen;
  const wanted = environment("WENGERT_WASM");
  chosen = { kernels: wanted !== "off" && supported(), fused: wanted === "fused" };
  return chosen;
}

// packages/wasm/src/workspace.ts
var PAGE = 65536;
var INITIAL = 128;
var MAXIMUM = 65536;
var Workspace = class {
  memory;
  current;
  constructor() {
    this.memory = new (webAssembly()).Memory({ initial: INITIAL, maximum: MAXIMUM });
    this.current = viewsOf(this.memory.buffer);
  }
  /**
   * Makes sure that there are `bytes` bytes, growing at least by half where there are not.
   *
   * @returns the views, or null where the runtime cannot give that much.
   */
  reserve(bytes) {
    if (bytes <= this.current.uint8.length) return this.current;
    const missing = bytes - this.memory.buffer.byteLength;
    if (missing > 0 && !this.grow(Math.ceil(missing / PAGE))) return null;
    this.current = viewsOf(this.memory.buffer);
    return this.current;
  }
  grow(pages) {
    const present = this.memory.buffer.byteLength / PAGE;
    if (present + pages > MAXIMUM) return false;
    const generous = Math.min(Math.max(pages, present >> 1), MAXIMUM - present);
    return this.tryToGrow(generous) || this.tryToGrow(pages);
  }
  tryToGrow(pages) {
    try {
      this.memory.grow(pages);
      return true;
    } catch {
      return false;
    }
  }
};
function viewsOf(buffer) {
  return {
    float64: new Float64Array(buffer),
    float32: new Float32Array(buffer),
    int32: new Int32Array(buffer),
    uint8: new Uint8Array(buffer)
  };
}
var shared = null;
function workspace() {
  shared ??= new Workspace();
  return shared;
}
function aligned(bytes) {
  return bytes + (16 - bytes % 16) % 16;
}

// packages/wasm/src/kernels/tile.ts
var VECTORS = 2;
function parameters(count2) {
  return new Array(count2).fill("i32");
}
function sumOverDepth(f, float2, sums, { rows, moves }, b2, bRow, k) {
  const vectors = Array.from({ length: sums.length / rows.length }, () => f.local("v128"));
  const number = f.local("v128");
  const products = vectors.map(() => f.local("v128"));
  for (const sum of sums) f.set(sum, op(`${float2.vector}.splat`, 0));
  const left = f.let(k);
  f.while(
    () => left,
    () => {
      for (const [v, vector] of vectors.entries()) f.set(vector, opAt({ offset: 16 * v }, "v128.load", b2));
      for (const [r, { at: at2, offset }] of rows.entries()) {
        f.set(number, opAt({ offset }, float2.loadSplat, at2));
        const { multiplyAdd, vector: type } = float2;
        const sumOf = (v) => sums[r * vectors.length + v];
        if (multiplyAdd !== void 0) {
          for (const [v, vector] of vectors.entries()) f.set(sumOf(v), op(multiplyAdd, number, vector, sumOf(v)));
          continue;
        }
        for (const [v, vector] of vectors.entries()) f.set(products[v], op(`${type}.mul`, number, vector));
        for (const v of vectors.keys()) f.set(sumOf(v), op(`${type}.add`, sumOf(v), products[v]));
      }
      for (const [at2, by] of moves) f.increase(at2, by);
      f.increase(b2, bRow);
      f.increase(left, -1);
    }
  );
}
function storeTile(f, float2, sums, rows, columns) {
  const { lanes, storeLane } = float2;
  const count2 = sums.length / rows.length;
  for (let v = 0; v < count2; v++) {
    const whole2 = () => {
      for (const [r, row] of rows.entries()) f.store("v128.store", row, sums[r * count2 + v], 16 * v);
    };
    f.if(op("i32.ge_s", columns, (v + 1) * lanes), whole2, () => {
      for (let lane = 0; lane < lanes - 1; lane++) {
        f.if(op("i32.gt_s", columns, v * lanes + lane), () => {
          for (const [r, row] of rows.entries()) {
            f.do(opAt({ offset: 16 * v + lane * float2.bytes, lane }, storeLane, row, sums[r * count2 + v]));
          }
        });
      }
    });
  }
}

// packages/wasm/src/kernels/packed.ts
var TALL = 5;
var BLOCK = { tiles: 20, depth: 256, panels: 64 };
var ALIAS = 4096;
var APART = { float32: 512, float64: 3072 };
var OVERREAD = 64;
var multipleOfAlias = (bytes) => Math.ceil(bytes / ALIAS) * ALIAS;
function gemmScratch({ bytes }) {
  const { tiles, depth, panels } = BLOCK;
  const [tile, panel] = [multipleOfAlias(TALL * depth * bytes), multipleOfAlias(VECTORS * 16 * depth)];
  return 2 * ALIAS + tiles * tile + panels * panel + OVERREAD;
}
function interleave(f, { bytes, scalar: scalar2 }, to, places, step, count2) {
  const round = (steps) => f.while(
    () => op("i32.ge_s", count2, steps),
    () => {
      for (let d = 0; d < steps; d++) {
        for (const [i, at2] of places.entries()) {
          const number = opAt({ offset: d * bytes }, `${scalar2}.load`, at2);
          f.store(`${scalar2}.store`, to, number, (d * places.length + i) * bytes);
        }
      }
      for (const at2 of places) f.increase(at2, steps === 1 ? step : steps * bytes);
      f.increase(to, steps * places.length * bytes);
      f.increase(count2, -steps);
    }
  );
  if (places.length >= TALL - 1) f.if(op("i32.eq", step, bytes), () => round(4));
  round(1);
}
function runs(f, float2, to, from, length, step, count2) {
  const { bytes, lanes, scalar: scalar2 } = float2;
  f.while(
    () => count2,
    () => {
      let i = 0;
      for (; i + lanes <= length; i += lanes) {
        f.store("v128.store", to, opAt({ offset: i * bytes }, "v128.load", from), i * bytes);
      }
      for (; i < length; i++) {
        f.store(`${scalar2}.store`, to, opAt({ offset: i * bytes }, `${scalar2}.load`, from), i * bytes);
      }
      f.increase(from, step);
      f.increase(to, length * bytes);
      f.increase(count2, -1);
    }
  );
}
var TOGETHER = 4;
function packBFunction(module, float2) {
  const width = VECTORS * float2.lanes;
  return module.function("packB", parameters(7), null, (f, to, panel, b2, bRow, bColumn, n, k) => {
    const lines = (panels) => {
      const targets = [f.let(to)];
      for (let p = 1; p < panels; p++) targets.push(f.let(op("i32.add", targets[p - 1], panel)));
      const [from, left] = [f.let(b2), f.let(k)];
      f.while(
        () => left,
        () => {
          for (let v = 0; v < panels * VECTORS; v++) {
            const vector = opAt({ offset: 16 * v }, "v128.load", from);
            f.store("v128.store", targets[Math.floor(v / VECTORS)], vector, 16 * (v % VECTORS));
          }
          for (const target of targets) f.increase(target, VECTORS * 16);
          f.increase(from, bRow);
          f.increase(left, -1);
        }
      );
      f.increase(to, op("i32.mul", panel, panels));
      f.increase(b2, panels * VECTORS * 16);
      f.increase(n, -panels * width);
    };
    f.if(op("i32.eq", bColumn, float2.bytes), () => {
      f.while(
        () => op("i32.ge_s", n, TOGETHER * width),
        () => lines(TOGETHER)
      );
      f.while(
        () => op("i32.gt_s", n, 0),
        () => lines(1)
      );
    });
    f.while(
      () => op("i32.gt_s", n, 0),
      () => {
        const places = Array.from({ length: width }, (_, column) => {
          const inside = f.let(op("i32.sub", n, 1));
          f.if(op("i32.gt_s", inside, column), () => f.set(inside, column));
          return f.let(op("i32.add", b2, op("i32.mul", inside, bColumn)));
        });
        interleave(f, float2, f.let(to), places, bRow, f.let(k));
        f.increase(to, panel);
        f.increase(b2, op("i32.mul", bColumn, width));
        f.increase(n, -width);
      }
    );
  });
}
function eachTile(f, m, body) {
  const tiles = f.let(op("i32.div_u", op("i32.add", m, TALL - 1), TALL));
  const height = f.let(op("i32.div_u", m, tiles));
  const higher = f.let(op("i32.sub", m, op("i32.mul", height, tiles)));
  f.increase(height, 1);
  f.while(
    () => tiles,
    () => {
      f.if(op("i32.eqz", higher), () => f.increase(height, -1));
      f.increase(higher, -1);
      body(height);
      f.increase(tiles, -1);
    }
  );
}
function byHeight(f, height, functions, ...args) {
  const from = (rows) => {
    const run = () => f.do(call(functions[rows], ...args));
    if (rows === 1) run();
    else f.if(op("i32.eq", height, rows), run, () => from(rows - 1));
  };
  from(TALL);
}
function packTileFunction(module, float2, height) {
  return module.function(`packTile${height}`, parameters(5), null, (f, to, a2, aRow, aColumn, k) => {
    f.if(
      op("i32.eq", aRow, float2.bytes),
      () => runs(f, float2, to, a2, height, aColumn, k),
      () => {
        const places = [f.let(a2)];
        for (let r = 1; r < height; r++) places.push(f.let(op("i32.add", places[r - 1], aRow)));
        interleave(f, float2, to, places, aColumn, k);
      }
    );
  });
}
function packAFunction(module, float2) {
  const packs = Array.from({ length: TALL }, (_, r) => packTileFunction(module, float2, r + 1));
  return module.function("packA", parameters(7), null, (f, to, tile, a2, aRow, aColumn, m, k) => {
    eachTile(f, m, (height) => {
      byHeight(f, height, [packs[0], ...packs], to, a2, aRow, aColumn, k);
      f.increase(to, tile);
      f.increase(a2, op("i32.mul", height, aRow));
    });
  });
}
function tileFunction(module, float2, height) {
  return module.function(`tile${height}`, parameters(7), null, (f, c, cRow, a2, b2, columns, k, add3) => {
    const { bytes, vector } = float2;
    const sums = Array.from({ length: height * VECTORS }, () => f.local("v128"));
    const rows = Array.from({ length: height }, (_, r) => ({ at: a2, offset: r * bytes }));
    f.increase(a2, op("i32.shr_u", k, 31));
    f.increase(b2, op("i32.shr_u", k, 31));
    sumOverDepth(f, float2, sums, { rows, moves: [[a2, height * bytes]] }, b2, VECTORS * 16, k);
    const targets = [f.let(c)];
    for (let r = 1; r < height; r++) targets.push(f.let(op("i32.add", targets[r - 1], cRow)));
    const added = (i) => {
      const there = opAt({ offset: 16 * (i % VECTORS) }, "v128.load", targets[Math.floor(i / VECTORS)]);
      return op(`${vector}.add`, sums[i], there);
    };
    const store2 = (i, value) => f.store("v128.store", targets[Math.floor(i / VECTORS)], value, 16 * (i % VECTORS));
    f.if(
      op("i32.lt_s", columns, VECTORS * float2.lanes),
      () => {
        f.if(add3, () => {
          for (const [i, sum] of sums.entries()) f.set(sum, added(i));
        });
        storeTile(f, float2, sums, targets, columns);
      },
      // Row by row: in which order sums are used says in which order V8 places their products.
      () => f.if(
        add3,
        () => {
          for (const i of sums.keys()) store2(i, added(i));
        },
        () => {
          for (const [i, sum] of sums.entries()) store2(i, sum);
        }
      )
    );
  });
}
function blockFunction(module, float2) {
  const width = VECTORS * float2.lanes;
  const tiles = Array.from({ length: TALL }, (_, r) => tileFunction(module, float2, r + 1));
  return module.function("block", parameters(10), null, (f, c, cRow, a2, tile, b2, panel, m, n, k, add3) => {
    f.while(
      () => op("i32.gt_s", n, 0),
      () => {
        const [to, from] = [f.let(c), f.let(a2)];
        eachTile(f, m, (height) => {
          byHeight(f, height, [tiles[0], ...tiles], to, cRow, from, b2, n, k, add3);
          f.increase(from, tile);
          f.increase(to, op("i32.mul", height, cRow));
        });
        f.increase(c, width * float2.bytes);
        f.increase(b2, panel);
        f.increase(n, -width);
      }
    );
  });
}
function packedFunction(module, float2, packB) {
  const width = VECTORS * float2.lanes;
  const packA = packAFunction(module, float2);
  const block = blockFunction(module, float2);
  const minimum3 = (f, value, limit) => {
    const local = f.let(value);
    f.if(op("i32.gt_s", local, limit), () => f.set(local, limit));
    return local;
  };
  const body = (f, c, cRow, a2, aRow, aColumn, b2, bRow, bColumn, m, n, k, scratch) => {
    const roundedUp = (value) => f.let(op("i32.and", op("i32.add", value, ALIAS - 1), -ALIAS));
    const largest = minimum3(f, read2(k), BLOCK.depth);
    const tile = roundedUp(op("i32.mul", largest, TALL * float2.bytes));
    const panel = roundedUp(op("i32.mul", largest, VECTORS * 16));
    const packedA = roundedUp(read2(scratch));
    const packedB = f.let(op("i32.add", packedA, op("i32.add", op("i32.mul", tile, BLOCK.tiles), APART[float2.dtype])));
    const j = f.local("i32");
    f.count(j, n, BLOCK.panels * width, () => {
      const columns = minimum3(f, op("i32.sub", n, j), BLOCK.panels * width);
      const p = f.let(0, "i32");
      f.count(p, k, BLOCK.depth, () => {
        const depth = minimum3(f, op("i32.sub", k, p), BLOCK.depth);
        const bAt = op("i32.add", b2, op("i32.add", op("i32.mul", p, bRow), op("i32.mul", j, bColumn)));
        f.do(call(packB, packedB, panel, bAt, bRow, bColumn, columns, depth));
        const i = f.let(0, "i32");
        f.count(i, m, BLOCK.tiles * TALL, () => {
          const rows = minimum3(f, op("i32.sub", m, i), BLOCK.tiles * TALL);
          const aAt = op("i32.add", a2, op("i32.add", op("i32.mul", i, aRow), op("i32.mul", p, aColumn)));
          f.do(call(packA, packedA, tile, aAt, aRow, aColumn, rows, depth));
          const cAt = op("i32.add", c, op("i32.add", op("i32.mul", i, cRow), op("i32.mul", j, float2.bytes)));
          f.do(call(block, cAt, cRow, packedA, tile, packedB, panel, rows, columns, depth, p));
        });
      });
    });
  };
  return module.function("packed", parameters(12), null, body);
}

// packages/wasm/src/kernels/gemm.ts
var ROWS = 4;
var UNPACKED = 32 * 64;
var FEW = { rows: 8, numbers: 2 ** 16 };
function readingOf(f, float2, layout, count2, a2, row, column) {
  if (layout === "columns") {
    const at2 = f.let(a2);
    return { rows: Array.from({ length: count2 }, (_, r) => ({ at: at2, offset: r * float2.bytes })), moves: [[at2, column]] };
  }
  const starts = [];
  for (let r = 0; r < count2; r++) starts.push(f.let(r === 0 ? read2(a2) : op("i32.add", starts[r - 1], row)));
  const step = layout === "rows" ? float2.bytes : column;
  return { rows: starts.map((at2) => ({ at: at2, offset: 0 })), moves: starts.map((at2) => [at2, step]) };
}
function columnsFunction(module, float2, layout, vectors) {
  const name = `${layout}${vectors}`;
  return module.function(name, parameters(10), null, (f, c, cRow, a2, aRow, aColumn, b2, bRow, m, columns, k) => {
    const tile = (rows, i2) => {
      const sums = Array.from({ length: rows * vectors }, () => f.local("v128"));
      const start = f.let(op("i32.add", a2, op("i32.mul", i2, aRow)));
      const reading = readingOf(f, float2, layout, rows, start, aRow, aColumn);
      sumOverDepth(f, float2, sums, reading, f.let(b2), bRow, k);
      const targets = [];
      for (let r = 0; r < rows; r++) {
        targets.push(f.let(r === 0 ? op("i32.add", c, op("i32.mul", i2, cRow)) : op("i32.add", targets[r - 1], cRow)));
      }
      storeTile(f, float2, sums, targets, columns);
    };
    const i = f.local("i32");
    f.if(
      op("i32.ge_s", m, ROWS),
      () => {
        const last2 = f.let(op("i32.sub", m, ROWS));
        f.loop((again) => {
          tile(ROWS, i);
          f.if(op("i32.lt_s", i, last2), () => {
            f.increase(i, ROWS);
            f.if(op("i32.gt_s", i, last2), () => f.set(i, last2));
            f.branch(again);
          });
        });
      },
      () => f.count(i, m, 1, () => tile(1, i))
    );
  });
}
function directFunction(module, float2, layout) {
  const width = VECTORS * float2.lanes;
  const one = columnsFunction(module, float2, layout, 1);
  const two = columnsFunction(module, float2, layout, VECTORS);
  return module.function(layout, parameters(11), null, (f, c, cRow, a2, aRow, aColumn, b2, bRow, bPanel, m, n, k) => {
    f.while(
      () => op("i32.gt_s", n, 0),
      () => {
        f.if(
          op("i32.gt_s", n, float2.lanes),
          () => f.do(call(two, c, cRow, a2, aRow, aColumn, b2, bRow, m, n, k)),
          () => f.do(call(one, c, cRow, a2, aRow, aColumn, b2, bRow, m, n, k))
        );
        f.increase(c, width * float2.bytes);
        f.increase(b2, bPanel);
        f.increase(n, -width);
      }
    );
  });
}
function addGemm(module, float2, name = "gemm") {
  const width = VECTORS * float2.lanes;
  const layouts = ["rows", "columns", "any"].map((layout) => directFunction(module, float2, layout));
  const packB = packBFunction(module, float2);
  const packed = packedFunction(module, float2, packB);
  const direct = module.function("direct", parameters(11), null, (f, ...given2) => {
    const [aRow, aColumn] = [given2[3], given2[4]];
    const [rows, columns, any2] = layouts;
    f.if(
      op("i32.eq", aColumn, float2.bytes),
      () => f.do(call(rows, ...given2)),
      () => f.if(
        op("i32.eq", aRow, float2.bytes),
        () => f.do(call(columns, ...given2)),
        () => f.do(call(any2, ...given2))
      )
    );
  });
  const body = (f, c, cRow, a2, aRow, aColumn, b2, bRow, bColumn, m, n, k, scratch) => {
    const size = f.let(op("i32.mul", n, k));
    const small = f.let(op("i32.le_u", size, UNPACKED));
    const few = op("i32.and", op("i32.le_s", m, FEW.rows), op("i32.le_u", size, FEW.numbers));
    f.if(op("i32.or", small, op("i32.or", op("i32.le_s", m, ROWS), few)), () => {
      f.if(op("i32.eq", bColumn, float2.bytes), () => {
        f.do(call(direct, c, cRow, a2, aRow, aColumn, b2, bRow, width * float2.bytes, m, n, k));
        f.return();
      });
      f.if(small, () => {
        const panel = f.let(op("i32.mul", k, width * float2.bytes));
        f.do(call(packB, scratch, panel, b2, bRow, bColumn, n, k));
        f.do(call(direct, c, cRow, a2, aRow, aColumn, scratch, width * float2.bytes, panel, m, n, k));
        f.return();
      });
    });
    f.do(call(packed, c, cRow, a2, aRow, aColumn, b2, bRow, bColumn, m, n, k, scratch));
  };
  return module.function(name, parameters(12), null, body, { exported: true });
}

// packages/wasm/src/kernels/windows.ts
function addReadWindows(module, float2) {
  const body = (f, out, x2, table2, channels, length, block) => {
    const end = f.let(op("i32.add", table2, op("i32.shl", length, 2)));
    const at2 = f.local("i32");
    f.while(
      () => channels,
      () => {
        f.set(at2, read2(table2));
        f.while(
          () => op("i32.lt_u", at2, end),
          () => {
            const place = f.let(op("i32.load", at2));
            const inside = f.let(op("i32.ge_s", place, 0));
            const safe = select("i32", inside, place, 0);
            const number = op(`${float2.scalar}.load`, op("i32.add", x2, op("i32.shl", safe, float2.shift)));
            f.store(`${float2.scalar}.store`, out, select(float2.scalar, inside, number, 0));
            f.increase(out, float2.bytes);
            f.increase(at2, 4);
          }
        );
        f.increase(x2, block);
        f.increase(channels, -1);
      }
    );
  };
  return module.function("readWindows", ["i32", "i32", "i32", "i32", "i32", "i32"], null, body, { exported: true });
}
function addReadRuns(module, float2) {
  const body = (f, out, x2, runs2, channels, count2, block) => {
    const end = f.let(op("i32.add", runs2, op("i32.shl", count2, 3)));
    const [at2, from, to, last2] = [f.local("i32"), f.local("i32"), f.local("i32"), f.local("i32")];
    f.while(
      () => channels,
      () => {
        f.set(at2, read2(runs2));
        f.while(
          () => op("i32.lt_u", at2, end),
          () => {
            const place = f.let(op("i32.load", at2));
            f.set(to, read2(out));
            f.set(last2, op("i32.add", out, op("i32.shl", opAt({ offset: 4 }, "i32.load", at2), float2.shift)));
            const each = (value) => f.while(
              () => op("i32.lt_u", to, last2),
              () => {
                f.store("v128.store", to, value());
                f.increase(to, 16);
              }
            );
            f.if(
              op("i32.ge_s", place, 0),
              () => {
                f.set(from, op("i32.add", x2, op("i32.shl", place, float2.shift)));
                f.set(from, op("i32.sub", from, out));
                each(() => op("v128.load", op("i32.add", from, to)));
              },
              () => each(() => op(`${float2.vector}.splat`, 0))
            );
            f.set(out, read2(last2));
            f.increase(at2, 8);
          }
        );
        f.increase(x2, block);
        f.increase(channels, -1);
      }
    );
  };
  return module.function("readRuns", ["i32", "i32", "i32", "i32", "i32", "i32"], null, body, { exported: true });
}

// packages/wasm/src/eager/assemble.ts
function assembled(add3) {
  const module = new ModuleBuilder();
  module.importMemory("host", "memory", 1);
  add3(module);
  return instantiate(module.bytes(), { host: { memory: workspace().memory } });
}

// packages/wasm/src/eager/copy.ts
var FEW2 = 40;
function copy(float2, to, t, from, f, n) {
  if (n > FEW2) to.set(from.subarray(f, f + n), t);
  else if (float2.bytes === 8) copy64(to, t, from, f, n);
  else copy32(to, t, from, f, n);
}
var KEPT = 1024;
var FEWER = 24;
var windows = [];
function copyResult(float2, view2, to, t, n) {
  if (n <= FEWER || n > KEPT) {
    copy(float2, to, t, view2, 0, n);
    return;
  }
  let kept = windows[float2.shift];
  if (kept?.of !== view2) {
    kept = { of: view2, byLength: [] };
    windows[float2.shift] = kept;
  }
  kept.byLength[n] ??= view2.subarray(0, n);
  to.set(kept.byLength[n], t);
}
function copy64(to, t, from, f, n) {
  let i = 0;
  for (; i < n - 3; i += 4) {
    to[t + i] = from[f + i];
    to[t + i + 1] = from[f + i + 1];
    to[t + i + 2] = from[f + i + 2];
    to[t + i + 3] = from[f + i + 3];
  }
  for (; i < n; i++) to[t + i] = from[f + i];
}
function copy32(to, t, from, f, n) {
  let i = 0;
  for (; i < n - 3; i += 4) {
    to[t + i] = from[f + i];
    to[t + i + 1] = from[f + i + 1];
    to[t + i + 2] = from[f + i + 2];
    to[t + i + 3] = from[f + i + 3];
  }
  for (; i < n; i++) to[t + i] = from[f + i];
}

// packages/wasm/src/kernels/float.ts
var FLOATS = {
  float32: {
    dtype: "float32",
    scalar: "f32",
    vector: "f32x4",
    bytes: 4,
    shift: 2,
    lanes: 4,
    loadSplat: "v128.load32_splat",
    storeLane: "v128.store32_lane"
  },
  float64: {
    dtype: "float64",
    scalar: "f64",
    vector: "f64x2",
    bytes: 8,
    shift: 3,
    lanes: 2,
    loadSplat: "v128.load64_splat",
    storeLane: "v128.store64_lane"
  }
};
function hasMultiplyAdd() {
  const module = new ModuleBuilder();
  const zero = () => op("f32x4.splat", 0);
  module.function(
    "f",
    [],
    "i32",
    (f) => f.return(op("v128.any_true", op("f32x4.relaxed_madd", zero(), zero(), zero())))
  );
  return webAssembly()?.validate(module.bytes()) ?? false;
}
var fused = null;
function floatOfProducts(dtype) {
  if (!executionSettings().fused) return FLOATS[dtype];
  if (fused === null) {
    const { float32, float64 } = FLOATS;
    fused = hasMultiplyAdd() ? {
      float32: { ...float32, multiplyAdd: "f32x4.relaxed_madd" },
      float64: { ...float64, multiplyAdd: "f64x2.relaxed_madd" }
    } : FLOATS;
  }
  return fused[dtype];
}

// packages/wasm/src/eager/floats.ts
function floatOf(array) {
  if (array instanceof Float64Array) return FLOATS.float64;
  return array instanceof Float32Array ? FLOATS.float32 : null;
}
function viewOf(views, float2) {
  return float2.bytes === 8 ? views.float64 : views.float32;
}

// packages/wasm/src/math/lanes.ts
var Lanes = class {
  f;
  float;
  vector;
  /** The type that begins the names of its instructions. */
  type;
  /** The integers that have its numbers' bit patterns. */
  integers;
  constructor(f, float2, vector) {
    this.f = f;
    this.float = float2;
    this.vector = vector;
    this.type = vector ? float2.vector : float2.scalar;
    const wide = float2.bytes === 8;
    this.integers = vector ? wide ? "i64x2" : "i32x4" : wide ? "i64" : "i32";
  }
  /** Keeps a value in a local, so that it can be used more than once. */
  keep(x2) {
    if (x2 instanceof Local) return x2;
    const value = this.number(x2);
    return typeof value === "number" ? this.f.let(value, this.float.scalar) : this.f.let(value);
  }
  /** A local of this kind, assigned later. */
  local() {
    return this.f.local(this.vector ? "v128" : this.float.scalar);
  }
  /** A constant in all places. */
  number(x2) {
    return this.vector && typeof x2 === "number" ? splatConstant(this.float.vector, x2) : x2;
  }
  unary(name, x2) {
    return op(`${this.type}.${name}`, this.number(x2));
  }
  binary(name, x2, y) {
    return op(`${this.type}.${name}`, this.number(x2), this.number(y));
  }
  add(x2, y) {
    return this.binary("add", x2, y);
  }
  sub(x2, y) {
    return this.binary("sub", x2, y);
  }
  mul(x2, y) {
    return this.binary("mul", x2, y);
  }
  div(x2, y) {
    return this.binary("div", x2, y);
  }
  neg(x2) {
    return this.unary("neg", x2);
  }
  abs(x2) {
    return this.unary("abs", x2);
  }
  sqrt(x2) {
    return this.unary("sqrt", x2);
  }
  floor(x2) {
    return this.unary("floor", x2);
  }
  /** To the nearest whole number, halves to even ones. */
  nearest(x2) {
    return this.unary("nearest", x2);
  }
  /** The larger, or the smaller; NaN where one is NaN. */
  max(x2, y) {
    return this.binary("max", x2, y);
  }
  min(x2, y) {
    return this.binary("min", x2, y);
  }
  less(x2, y) {
    return this.binary("lt", x2, y);
  }
  lessEqual(x2, y) {
    return this.binary("le", x2, y);
  }
  equal(x2, y) {
    return this.binary("eq", x2, y);
  }
  unequal(x2, y) {
    return this.binary("ne", x2, y);
  }
  /** Where at least one mask holds. */
  either(a2, b2) {
    return op(this.vector ? "v128.or" : "i32.or", a2, b2);
  }
  /** x where the mask holds, elsewhere y. */
  choose(mask, x2, y) {
    if (this.vector && Object.is(y, 0)) return op("v128.and", this.number(x2), mask);
    if (this.vector && Object.is(x2, 0)) return op("v128.andnot", this.number(y), mask);
    if (this.vector) return op("v128.bitselect", this.number(x2), this.number(y), mask);
    return select(this.float.scalar, mask, x2, y);
  }
};

// packages/wasm/src/kernels/gather.ts
function eachPart(f, float2, n, body) {
  const left = f.let(n);
  for (const vector of [true, false]) {
    const count2 = vector ? float2.lanes : 1;
    f.while(
      () => op("i32.ge_s", left, count2),
      () => {
        body(new Lanes(f, float2, vector), count2 * float2.bytes);
        f.increase(left, -count2);
      }
    );
  }
}
function addScatterAddRows(module, float2) {
  const body = (f, out, x2, index, count2, inner) => {
    const row = f.let(op("i32.mul", inner, float2.bytes));
    const to = f.local("i32");
    const load2 = ({ vector }, at2) => op(vector ? "v128.load" : `${float2.scalar}.load`, at2);
    f.while(
      () => count2,
      () => {
        f.set(to, op("i32.add", out, op("i32.mul", op("i32.load", index), row)));
        eachPart(f, float2, inner, (part, bytes) => {
          const sum = part.add(load2(part, to), load2(part, x2));
          f.store(part.vector ? "v128.store" : `${float2.scalar}.store`, to, sum);
          f.increase(to, bytes);
          f.increase(x2, bytes);
        });
        f.increase(index, 4);
        f.increase(count2, -1);
      }
    );
  };
  return module.function("scatterAddRows", ["i32", "i32", "i32", "i32", "i32"], null, body, { exported: true });
}
function addGatherRows(module, float2) {
  const body = (f, out, x2, index, count2, inner) => {
    const row = f.let(op("i32.mul", inner, float2.bytes));
    const from = f.local("i32");
    f.while(
      () => count2,
      () => {
        f.set(from, op("i32.add", x2, op("i32.mul", op("i32.load", index), row)));
        eachPart(f, float2, inner, (part, bytes) => {
          const name = part.vector ? "v128" : float2.scalar;
          f.store(`${name}.store`, out, op(`${name}.load`, read2(from)));
          f.increase(from, bytes);
          f.increase(out, bytes);
        });
        f.increase(index, 4);
        f.increase(count2, -1);
      }
    );
  };
  return module.function("gatherRows", ["i32", "i32", "i32", "i32", "i32"], null, body, { exported: true });
}

// packages/wasm/src/eager/gather.ts
var made = [];
function functionsOf(float2) {
  made[float2.shift] ??= assembled((module) => {
    addGatherRows(module, float2);
    addScatterAddRows(module, float2);
  });
  return made[float2.shift];
}
function indexRows(which, out, o, x2, i, index, length, inner) {
  const float2 = floatOf(out);
  if (float2 === null || floatOf(x2) !== float2 || !executionSettings().kernels) return false;
  for (let j = 0; j < index.length; j++) if (!(index[j] >= 0 && index[j] < length)) return false;
  const { bytes } = float2;
  const count2 = index.length;
  const gather2 = which === "gather";
  const [outSize, xSize] = gather2 ? [count2 * inner, length * inner] : [length * inner, count2 * inner];
  const xAt = aligned(4 * count2);
  const outAt = xAt + aligned(xSize * bytes);
  const views = workspace().reserve(outAt + outSize * bytes);
  if (views === null) return false;
  const view2 = viewOf(views, float2);
  const run = functionsOf(float2)[`${which}Rows`];
  views.int32.set(index, 0);
  copy(float2, view2, xAt / bytes, x2, i, xSize);
  if (!gather2) copy(float2, view2, outAt / bytes, out, o, outSize);
  run(outAt, xAt, 0, count2, inner);
  copy(float2, out, o, view2, outAt / bytes, outSize);
  return true;
}

// packages/wasm/src/kernels/map.ts
function importHost(module) {
  return {
    sin: module.importFunction("host", "sin", ["f64"], "f64"),
    cos: module.importFunction("host", "cos", ["f64"], "f64")
  };
}
function eachVector(f, places, n, lanes, body) {
  const left = f.let(n);
  f.while(
    () => op("i32.gt_s", left, 0),
    () => {
      body();
      for (const place of places) f.increase(place, 16);
      f.increase(left, -lanes);
    }
  );
}
function addMap1(module, float2, name, emit, host2) {
  const body = (f, out, x2, n) => {
    const lanes = new Lanes(f, float2, true);
    eachVector(f, [out, x2], n, float2.lanes, () => {
      f.store("v128.store", out, emit(lanes, f.let(op("v128.load", x2)), host2));
    });
  };
  return module.function(name, ["i32", "i32", "i32"], null, body, { exported: true });
}
function addMap2(module, float2, name, emit, host2, repeated) {
  const body = (f, out, x2, xRow, y, yRow, rows, n) => {
    const lanes = new Lanes(f, float2, true);
    const [first2, second] = [f.local("v128"), f.local("v128")];
    const [to, left, right] = [f.local("i32"), f.local("i32"), f.local("i32")];
    f.while(
      () => rows,
      () => {
        f.set(to, out);
        f.set(left, x2);
        f.set(right, y);
        if (repeated === "left") f.set(first2, op(float2.loadSplat, left));
        if (repeated === "right") f.set(second, op(float2.loadSplat, right));
        const places = [to, ...repeated === "left" ? [] : [left], ...repeated === "right" ? [] : [right]];
        eachVector(f, places, n, float2.lanes, () => {
          if (repeated !== "left") f.set(first2, op("v128.load", left));
          if (repeated !== "right") f.set(second, op("v128.load", right));
          f.store("v128.store", to, emit(lanes, first2, second, host2));
        });
        f.increase(out, op("i32.mul", n, float2.bytes));
        f.increase(x2, xRow);
        f.increase(y, yRow);
        f.increase(rows, -1);
      }
    );
  };
  return module.function(name, ["i32", "i32", "i32", "i32", "i32", "i32", "i32"], null, body, { exported: true });
}

// packages/wasm/src/eager/map.ts
var PIECE = 1024;
var PADDING = 16;
function host() {
  return { memory: workspace().memory, sin: Math.sin, cos: Math.cos };
}
function assemble1(kernel, float2) {
  const module = new ModuleBuilder();
  const imported = importHost(module);
  module.importMemory("host", "memory", 1);
  addMap1(module, float2, kernel.name, kernel.emit, imported);
  const made2 = instantiate(module.bytes(), { host: host() })[kernel.name];
  kernel.made[float2.shift] = made2;
  return made2;
}
function assemble2(kernel, float2, repeated) {
  const module = new ModuleBuilder();
  const imported = importHost(module);
  module.importMemory("host", "memory", 1);
  addMap2(module, float2, kernel.name, kernel.emit, imported, REPEATED[repeated]);
  const made2 = instantiate(module.bytes(), { host: host() })[kernel.name];
  kernel.made[4 * repeated + float2.shift] = made2;
  return made2;
}
var REPEATED = ["neither", "left", "right"];
function mapArray(kernel, out, o, xs, i, n) {
  const float2 = floatOf(out);
  if (float2 === null || floatOf(xs) !== float2 || !executionSettings().kernels) return false;
  if (n > kernel.upTo && float2.bytes === 8) return false;
  const length = Math.min(n, PIECE);
  const xAt = aligned(length * float2.bytes + PADDING);
  const views = workspace().reserve(2 * xAt);
  if (views === null) return false;
  const view2 = viewOf(views, float2);
  const run = kernel.made[float2.shift] ?? assemble1(kernel, float2);
  const first2 = xAt / float2.bytes;
  for (let k = 0; k < n; k += length) {
    const some = Math.min(length, n - k);
    copy(float2, view2, first2, xs, i + k, some);
    run(0, xAt, some);
    copyResult(float2, view2, out, o + k, some);
  }
  return true;
}
function perRow(n, step, row) {
  if (step === 1) return row === n || row === 0 ? n : null;
  return step === 0 && (row === 1 || row === 0) ? 1 : null;
}
function mapArrays(kernel, out, o, xs, i, di, xRow, ys, j, dj, yRow, rows, n) {
  const float2 = floatOf(out);
  if (float2 === null || floatOf(xs) !== float2 || floatOf(ys) !== float2 || !executionSettings().kernels) return false;
  if (rows * n > kernel.upTo && float2.bytes === 8) return false;
  if (dj === 0 && yRow === 0 && kernel.shortcut?.(ys[j]) === true) return false;
  if (rows === 1 && n > PIECE) return inPieces(kernel, out, o, xs, i, di, ys, j, dj, n);
  const xSize = perRow(n, di, xRow);
  const ySize = perRow(n, dj, yRow);
  if (xSize === null || ySize === null || di === 0 && dj === 0 || n === 0) return false;
  const { bytes } = float2;
  const some = Math.max(1, Math.min(rows, Math.floor(PIECE / n)));
  const xCount = xRow === 0 ? xSize : xSize * some;
  const yCount = yRow === 0 ? ySize : ySize * some;
  const xAt = aligned(some * n * bytes + PADDING);
  const yAt = xAt + aligned(xCount * bytes + PADDING);
  const views = workspace().reserve(yAt + aligned(yCount * bytes + PADDING));
  if (views === null) return false;
  const view2 = viewOf(views, float2);
  const repeated = di === 0 ? 1 : dj === 0 ? 2 : 0;
  const run = kernel.made[4 * repeated + float2.shift] ?? assemble2(kernel, float2, repeated);
  const xFirst = xAt / bytes;
  const yFirst = yAt / bytes;
  for (let r = 0; r < rows; r += some) {
    const count2 = Math.min(some, rows - r);
    if (r === 0 || xRow !== 0) {
      copy(float2, view2, xFirst, xs, i + r * xRow, xRow === 0 ? xSize : count2 * xSize);
    }
    if (r === 0 || yRow !== 0) {
      copy(float2, view2, yFirst, ys, j + r * yRow, yRow === 0 ? ySize : count2 * ySize);
    }
    run(0, xAt, xRow * bytes, yAt, yRow * bytes, count2, n);
    copyResult(float2, view2, out, o + r * n, count2 * n);
  }
  return true;
}
function inPieces(kernel, out, o, xs, i, di, ys, j, dj, n) {
  const rows = Math.floor(n / PIECE);
  const done3 = rows * PIECE;
  const xRow = di * PIECE;
  const yRow = dj * PIECE;
  if (!mapArrays(kernel, out, o, xs, i, di, xRow, ys, j, dj, yRow, rows, PIECE)) return false;
  if (done3 === n) return true;
  return mapArrays(kernel, out, o + done3, xs, i + di * done3, di, 0, ys, j + dj * done3, dj, 0, 1, n - done3);
}

// packages/wasm/src/math/bits.ts
function bits2(n, x2) {
  if (n.vector) return n.number(x2);
  return op(`${n.integers}.reinterpret_${n.float.scalar}`, x2);
}
function fromBits(n, x2) {
  if (n.vector) return x2;
  return op(`${n.float.scalar}.reinterpret_${n.integers}`, x2);
}
function integer(n, x2) {
  return n.vector && typeof x2 === "bigint" ? splatConstant(n.integers, x2) : x2;
}
function keepBits(n, x2) {
  return x2 instanceof Local ? x2 : n.f.let(x2);
}
function bitsAnd(n, x2, y) {
  return op(n.vector ? "v128.and" : `${n.integers}.and`, integer(n, x2), integer(n, y));
}
function bitsOr(n, x2, y) {
  return op(n.vector ? "v128.or" : `${n.integers}.or`, integer(n, x2), integer(n, y));
}
function bitsXor(n, x2, y) {
  return op(n.vector ? "v128.xor" : `${n.integers}.xor`, integer(n, x2), integer(n, y));
}
function bitsAdd(n, x2, y) {
  return op(`${n.integers}.add`, integer(n, x2), integer(n, y));
}
function bitsSub(n, x2, y) {
  return op(`${n.integers}.sub`, integer(n, x2), integer(n, y));
}
function shiftUp(n, x2, by) {
  return op(`${n.integers}.shl`, x2, by);
}
function shiftDown(n, x2, by) {
  return op(`${n.integers}.shr_u`, x2, by);
}
function bitsDiffer(n, x2, constant3) {
  return op(`${n.integers}.ne`, x2, integer(n, constant3));
}
function signBit(n) {
  return 1n << BigInt(8 * n.float.bytes - 1);
}
function withSign(n, x2, y) {
  return fromBits(n, bitsOr(n, bits2(n, x2), bitsAnd(n, bits2(n, y), signBit(n))));
}

// packages/wasm/src/math/masks.ts
function both(n, a2, b2) {
  return op(n.vector ? "v128.and" : "i32.and", a2, b2);
}
function exclusive(n, a2, b2) {
  return op(n.vector ? "v128.xor" : "i32.xor", a2, b2);
}
function not(n, a2) {
  return n.vector ? op("v128.not", a2) : op("i32.eqz", a2);
}
function any(n, mask) {
  return n.vector ? op("v128.any_true", mask) : mask;
}
function atMost(n, x2, limit) {
  if (n.vector) return op(`${n.type}.pmin`, n.number(x2), n.number(limit));
  const kept = n.keep(x2);
  return n.choose(n.less(limit, kept), limit, kept);
}
function atLeast(n, x2, limit) {
  if (n.vector) return op(`${n.type}.pmax`, n.number(x2), n.number(limit));
  const kept = n.keep(x2);
  return n.choose(n.less(kept, limit), limit, kept);
}

// packages/wasm/src/math/polynomial.ts
function polynomial(n, x2, coefficients) {
  let terms = coefficients;
  let power2 = x2;
  for (; ; ) {
    const pairs = [];
    for (let i = 0; i < terms.length; i += 2) {
      const [low, high] = [terms[i], terms[i + 1]];
      pairs.push(high === void 0 ? low : n.add(low, n.mul(high, power2)));
    }
    if (pairs.length === 1) return pairs[0];
    terms = pairs;
    power2 = n.keep(n.mul(power2, power2));
    if (terms.length === 3) {
      const [first2, second, third] = terms;
      return n.add(first2, n.mul(n.add(second, n.mul(third, power2)), power2));
    }
  }
}

// packages/wasm/src/math/stages.ts
function finishAll({ pieces, rare }, n, xs, given2) {
  const last2 = pieces[pieces.length - 1];
  if (rare === void 0) return xs.map((x2, i) => n.keep(last2.run(n, x2, given2(i))[0]));
  const ys = xs.map(() => n.local());
  const set2 = (value) => {
    for (const [i, y] of ys.entries()) n.f.set(y, value(i));
  };
  const masks = xs.map((x2) => rare.where(n, x2));
  n.f.if(
    any(
      n,
      masks.reduce((a2, b2) => n.either(a2, b2))
    ),
    () => set2((i) => rare.value(n, xs[i])),
    () => set2((i) => last2.run(n, xs[i], given2(i))[0])
  );
  return ys;
}
function together(stages, n, x2) {
  const { pieces } = stages;
  const before = pieces.slice(0, -1);
  const given2 = before.reduce(
    (kept, piece) => piece.run(n, x2, kept).map((value) => n.keep(value)),
    []
  );
  return finishAll(stages, n, [x2], () => given2)[0];
}

// packages/wasm/src/math/logarithm.ts
var FLOAT64 = {
  ln2: [0.6931471805592082, 7371002565167799e-28],
  mantissaBits: 52,
  bias: 1023,
  rootHalf: 0x3fe6a09e667f3bcdn,
  integerBits: 0x4330000000000000n,
  smallestNormal: 2 ** -1022,
  largest: Number.MAX_VALUE,
  artanh: [
    0.666666666666667,
    0.39999999999899444,
    0.2857142862600327,
    0.22222211130259875,
    0.18182889455675105,
    0.1533171061820642,
    0.14616585424934123
  ]
};
var FLOAT32 = {
  ln2: [0.693145751953125, 1428606765330187e-21],
  mantissaBits: 23,
  bias: 127,
  rootHalf: 0x3f3504f3n,
  integerBits: 0x4b000000n,
  smallestNormal: 2 ** -126,
  largest: 2 ** 128 - 2 ** 104,
  artanh: [0.6666666865348816, 0.4000012278556824, 0.2855081558227539, 0.23330582678318024]
};
function constantsOf({ float: float2 }) {
  return float2.bytes === 8 ? FLOAT64 : FLOAT32;
}
function splitExponent(n, x2) {
  const { mantissaBits, bias, rootHalf, integerBits } = constantsOf(n);
  const above = keepBits(n, bitsSub(n, bits2(n, x2), rootHalf));
  const biased = shiftDown(n, bitsAdd(n, above, BigInt(bias) << BigInt(mantissaBits)), mantissaBits);
  const k = n.keep(n.sub(fromBits(n, bitsOr(n, biased, integerBits)), 2 ** mantissaBits + bias));
  const mantissa = (1n << BigInt(mantissaBits)) - 1n;
  const m = n.keep(fromBits(n, bitsAdd(n, bitsAnd(n, above, mantissa), rootHalf)));
  return { k, m };
}
function splitAny(n, x2) {
  const { mantissaBits, smallestNormal } = constantsOf(n);
  const tiny = keepBits(n, n.less(x2, smallestNormal));
  const normal = n.keep(n.choose(tiny, n.mul(x2, 2 ** (mantissaBits + 2)), x2));
  const { k, m } = splitExponent(n, normal);
  return { k: n.keep(n.sub(k, n.choose(tiny, mantissaBits + 2, 0))), m };
}
function fromParts(n, k, f, correction) {
  return fromQuotient(n, k, f, n.keep(n.div(f, n.add(f, 2))), correction);
}
function fromQuotient(n, k, f, s, correction) {
  return fromSeries(n, k, f, s, n.keep(seriesOf(n, s)), correction);
}
function seriesOf(n, s) {
  const z = n.keep(n.mul(s, s));
  return n.mul(z, polynomial(n, z, constantsOf(n).artanh));
}
function fromSeries(n, k, f, s, rest, correction) {
  const { ln2 } = constantsOf(n);
  const half = n.keep(n.mul(n.mul(f, f), 0.5));
  const low = n.mul(k, ln2[1]);
  const small = n.add(n.mul(s, n.add(half, rest)), correction === null ? low : n.add(low, correction));
  return n.sub(n.mul(k, ln2[0]), n.sub(n.sub(half, small), f));
}
var logStages = {
  again: true,
  pieces: [
    {
      gives: 3,
      instructions: 10,
      latency: 22,
      quotients: 1,
      run: (n, x2) => {
        const { k, m } = splitExponent(n, x2);
        const f = n.keep(n.sub(m, 1));
        return [k, f, n.div(f, n.add(f, 2))];
      }
    },
    {
      gives: 4,
      reads: [2],
      instructions: 16,
      latency: 27,
      run: (n, _x, [k, f, s]) => [k, f, s, seriesOf(n, s)]
    },
    {
      gives: 1,
      instructions: 11,
      latency: 18,
      run: (n, _x, [k, f, s, rest]) => [fromSeries(n, k, f, s, rest, null)]
    }
  ],
  rare: {
    where: (n, x2) => {
      const { smallestNormal, largest } = constantsOf(n);
      return n.unequal(atLeast(n, atMost(n, x2, largest), smallestNormal), x2);
    },
    value: (n, x2) => {
      const any2 = splitAny(n, x2);
      const rare = fromParts(n, any2.k, n.keep(n.sub(any2.m, 1)), null);
      const finite = n.choose(n.equal(x2, Infinity), Infinity, n.choose(n.equal(x2, 0), -Infinity, rare));
      return n.choose(n.lessEqual(0, x2), finite, NaN);
    }
  }
};
function log1p(n, x2) {
  const u = n.keep(n.add(x2, 1));
  const { k, m } = splitExponent(n, u);
  const lost = n.choose(n.lessEqual(1, x2), n.sub(1, n.sub(u, x2)), n.sub(x2, n.sub(u, 1)));
  const near = keepBits(n, n.equal(k, 0));
  const f = n.keep(n.choose(near, x2, n.sub(m, 1)));
  const correction = n.keep(n.choose(near, 0, n.div(lost, u)));
  const y = withSign(n, fromParts(n, k, f, correction), x2);
  const finite = n.choose(n.equal(x2, Infinity), Infinity, n.choose(n.equal(x2, -1), -Infinity, y));
  return n.choose(n.lessEqual(-1, x2), finite, NaN);
}

// packages/wasm/src/math/trigonometric.ts
var HALF_PI = [1.5707963267341256, 6077100506303966e-26, 20222662487111665e-37, 84784276603689e-45];
var REDUCED = 2 ** 20;
var SIN = [
  -0.16666666666666666,
  0.008333333333330948,
  -1984126983675677e-19,
  27557316101617636e-22,
  -25051131650196545e-24,
  15918115260988676e-26
];
var COS = [
  0.041666666666666664,
  -0.0013888888888887398,
  2480158729876456e-20,
  -27557317271144996e-23,
  20876146146534444e-25,
  -11382623646050126e-27
];
var ROUNDER = 1.5 * 2 ** 52;
function reduce(n, x2) {
  const kBits = n.keep(n.add(n.mul(x2, 2 / Math.PI), ROUNDER));
  const k = n.keep(n.sub(kBits, ROUNDER));
  const r = n.keep(n.sub(x2, n.mul(k, HALF_PI[0])));
  const second = n.keep(n.mul(k, HALF_PI[1]));
  const s = n.keep(n.sub(r, second));
  const lost = n.keep(n.sub(n.sub(r, s), second));
  const third = n.keep(n.mul(k, HALF_PI[2]));
  const y = n.keep(n.add(n.sub(s, third), lost));
  const tail = n.keep(n.sub(n.add(n.sub(n.sub(s, y), third), lost), n.mul(k, HALF_PI[3])));
  return { kBits, y, tail };
}
var written = /* @__PURE__ */ new WeakMap();
function wavesOf(n, x2) {
  const found = written.get(x2);
  if (found?.version === x2.version) return found.waves;
  const { kBits, y, tail } = reduce(n, x2);
  const z = n.keep(n.mul(y, y));
  const cube = n.keep(n.mul(z, y));
  const half = n.keep(n.mul(z, 0.5));
  const sine = n.keep(n.add(n.add(n.mul(cube, polynomial(n, z, SIN)), n.sub(tail, n.mul(half, tail))), y));
  const rounded = n.keep(n.sub(1, half));
  const lost = n.sub(n.sub(1, rounded), half);
  const smallTerms = n.sub(n.mul(n.mul(z, z), polynomial(n, z, COS)), n.mul(y, tail));
  const cosine = n.keep(n.add(rounded, n.add(lost, smallTerms)));
  const waves = { kBits, sine, cosine };
  written.set(x2, { version: x2.version, waves });
  return waves;
}
function wave(n, x2, quarter, host2) {
  const { kBits, sine, cosine } = wavesOf(n, x2);
  const k = keepBits(n, bitsAdd(n, bits2(n, kBits), BigInt(quarter)));
  const odd = bitsDiffer(n, bitsAnd(n, k, 1n), 0n);
  const magnitude = n.keep(n.choose(odd, cosine, sine));
  const sign2 = shiftUp(n, bitsAnd(n, k, 2n), 62);
  const value = n.keep(fromBits(n, bitsXor(n, bits2(n, magnitude), sign2)));
  const result = quarter === 0 ? n.keep(n.choose(n.equal(x2, 0), x2, value)) : value;
  askHost(n, x2, result, host2);
  return read2(result);
}
function sin(n, x2, host2) {
  return wave(n, x2, 0, host2);
}
function cos(n, x2, host2) {
  return wave(n, x2, 1, host2);
}
function askHost(n, x2, result, host2) {
  const magnitude = n.keep(n.abs(x2));
  n.f.if(any(n, both(n, n.less(REDUCED, magnitude), n.less(magnitude, Infinity))), () => {
    if (!n.vector) {
      n.f.set(result, call(host2, x2));
      return;
    }
    for (let lane = 0; lane < n.float.lanes; lane++) {
      const value = call(host2, opAt({ lane }, "f64x2.extract_lane", x2));
      n.f.set(result, opAt({ lane }, "f64x2.replace_lane", result, value));
    }
  });
}

// packages/wasm/src/math/exponential.ts
var FLOAT642 = {
  ln2: [0.6931471805592082, 7371002565167799e-28],
  rounder: 1.5 * 2 ** 52,
  mantissaBits: 52,
  one: 0x3ffn << 52n,
  range: [-746, 710],
  normal: 708,
  saturated: 60,
  s: [0.1666666666666666, -0.0027777777777564404, 6613756471622828e-20, -16534060033836456e-22, 41437662804024295e-24],
  even: [1008.3058998872042, 112.03095377424032, 1],
  odd: [504.1529499436021, 14.002731058487667, 0.03331817553545401]
};
var FLOAT322 = {
  ln2: [0.693145751953125, 1428606765330187e-21],
  rounder: 1.5 * 2 ** 23,
  mantissaBits: 23,
  one: 0x7fn << 23n,
  range: [-104, 89],
  normal: 87,
  saturated: 30,
  s: [0.16666655242443085, -0.002769852988421917],
  even: [120.15451443824062, 12.012866541828252],
  odd: [60.077257186909215, 1]
};
function constantsOf2({ float: float2 }) {
  return float2.bytes === 8 ? FLOAT642 : FLOAT322;
}
function reduce2(n, x2) {
  const { ln2, rounder } = constantsOf2(n);
  const k = n.keep(n.nearest(n.mul(x2, Math.LOG2E)));
  const kBits = n.keep(n.add(k, rounder));
  return { k, kBits, r: n.keep(n.sub(n.sub(x2, n.mul(k, ln2[0])), n.mul(k, ln2[1]))) };
}
function evenPart(n, r) {
  const z = n.keep(n.mul(r, r));
  return n.keep(n.mul(z, polynomial(n, z, constantsOf2(n).s)));
}
function expm1Of(n, r) {
  return expm1From(n, r, n.keep(n.sub(r, evenPart(n, r))));
}
function expm1From(n, r, c) {
  return n.add(r, n.div(n.mul(r, c), n.sub(2, c)));
}
function powerOfTwo(n, kBits) {
  const { mantissaBits, one } = constantsOf2(n);
  return fromBits(n, bitsAdd(n, shiftUp(n, bits2(n, kBits), mantissaBits), one));
}
function timesPower(n, x2, kBits) {
  return fromBits(n, bitsAdd(n, bits2(n, x2), shiftUp(n, bits2(n, kBits), constantsOf2(n).mantissaBits)));
}
function twoPowers(n, k) {
  const { rounder } = constantsOf2(n);
  const halfBits = n.keep(n.add(n.mul(k, 0.5), rounder));
  const restBits = n.keep(n.add(n.sub(k, n.sub(halfBits, rounder)), rounder));
  return [n.keep(powerOfTwo(n, halfBits)), n.keep(powerOfTwo(n, restBits))];
}
function clamped(n, x2) {
  const [low, high] = constantsOf2(n).range;
  return n.keep(atLeast(n, atMost(n, x2, high), low));
}
var expStages = {
  again: true,
  pieces: [
    {
      gives: 2,
      instructions: 7,
      latency: 15,
      run: (n, x2) => {
        const { kBits, r } = reduce2(n, x2);
        return [kBits, r];
      }
    },
    {
      gives: 3,
      reads: [1],
      instructions: 13,
      latency: 24,
      run: (n, _x, [kBits, r]) => [kBits, r, n.sub(r, evenPart(n, r))]
    },
    {
      gives: 1,
      instructions: 11,
      latency: 30,
      quotients: 1,
      run: (n, _x, [kBits, r, c]) => [timesPower(n, n.add(1, expm1From(n, r, c)), kBits)]
    }
  ],
  rare: {
    where: (n, x2) => not(n, n.lessEqual(n.abs(x2), constantsOf2(n).normal)),
    value: (n, x2) => {
      const far = reduce2(n, clamped(n, x2));
      const [a2, b2] = twoPowers(n, far.k);
      return n.mul(n.mul(n.add(1, expm1Of(n, far.r)), a2), b2);
    }
  }
};
function scaledExp(n, kBits, r) {
  return timesPower(n, n.add(1, expm1Of(n, r)), kBits);
}
function expWithin(n, x2) {
  const { kBits, r } = reduce2(n, x2);
  return scaledExp(n, kBits, r);
}
function expm1(n, x2) {
  const { k, r } = reduce2(n, clamped(n, x2));
  const [a2, b2] = twoPowers(n, k);
  const inner = n.add(n.mul(expm1Of(n, r), b2), n.sub(b2, n.div(1, a2)));
  return withSign(n, n.mul(inner, a2), x2);
}
var tanhStages = {
  again: true,
  pieces: [
    {
      gives: 2,
      instructions: 10,
      latency: 22,
      run: (n, x2) => {
        const { kBits, r } = reduce2(n, n.keep(atMost(n, n.mul(n.abs(x2), 2), 44)));
        return [kBits, r];
      }
    },
    {
      gives: 3,
      reads: [1],
      instructions: 13,
      latency: 24,
      run: (n, _x, [kBits, r]) => [kBits, r, n.add(2, evenPart(n, r))]
    },
    {
      gives: 1,
      instructions: 15,
      latency: 32,
      quotients: 1,
      run: (n, x2, [kBits, r, even]) => {
        const power2 = n.keep(powerOfTwo(n, kBits));
        const q = n.keep(n.sub(even, r));
        const top2 = n.add(n.mul(n.sub(power2, 1), q), n.mul(n.add(power2, power2), r));
        const bottom = n.add(n.mul(power2, n.add(even, r)), q);
        return [withSign(n, n.div(top2, bottom), x2)];
      }
    }
  ]
};
function nested(n, x2, coefficients) {
  return coefficients.slice(0, -1).reduceRight(
    (sum, each) => n.add(sum === 1 ? x2 : n.mul(sum, x2), each),
    coefficients[coefficients.length - 1]
  );
}
var sigmoidStages = {
  again: false,
  pieces: [
    {
      gives: 2,
      instructions: 9,
      latency: 21,
      run: (n, x2) => {
        const { range, saturated } = constantsOf2(n);
        const { kBits, r } = reduce2(n, n.keep(atLeast(n, atMost(n, x2, saturated), range[0])));
        return [kBits, r];
      }
    },
    {
      gives: 2,
      instructions: 15,
      latency: 27,
      run: (n, _x, [kBits, r]) => {
        const { even, odd, saturated, mantissaBits } = constantsOf2(n);
        const [scale3, power2] = [2 ** saturated, BigInt(saturated) << BigInt(mantissaBits)];
        const z = n.keep(n.mul(r, r));
        const scaledZ = n.keep(fromBits(n, bitsAdd(n, bits2(n, z), power2)));
        const a2 = n.keep(n.add(n.mul(nested(n, z, even.slice(1)), scaledZ), even[0] * scale3));
        const rb = n.keep(n.mul(nested(n, z, odd.map((each) => each * scale3)), r));
        const p = n.keep(timesPower(n, n.add(a2, rb), kBits));
        return [p, n.add(p, n.sub(a2, rb))];
      }
    },
    {
      gives: 1,
      instructions: 1,
      latency: 13,
      quotients: 1,
      run: (n, _x, [p, sum]) => [n.div(p, sum)]
    }
  ]
};

// packages/wasm/src/kernels/reduce.ts
var BLOCK2 = 128;
function addSumByPairs(module, float2) {
  const number = (at2) => float2.bytes === 8 ? op("f64.load", at2) : op("f64.promote_f32", op("f32.load", at2));
  const load2 = (at2, pair) => float2.bytes === 8 ? opAt({ offset: 16 * pair }, "v128.load", at2) : op("f64x2.promote_low_f32x4", opAt({ offset: 8 * pair }, "v128.load64_zero", at2));
  return module.function("sumByPairs", ["i32", "i32"], "f64", (f, x2, n) => {
    const sum = f.local("f64");
    f.if(op("i32.gt_s", n, BLOCK2), () => {
      const half = f.let(op("i32.and", op("i32.shr_u", n, 1), -8));
      const rest = op("i32.add", x2, op("i32.mul", half, float2.bytes));
      f.return(op("f64.add", call(f.self, x2, half), call(f.self, rest, op("i32.sub", n, half))));
    });
    f.if(op("i32.ge_s", n, 8), () => {
      const pairs = [0, 1, 2, 3].map((pair) => f.let(load2(x2, pair)));
      f.increase(x2, 8 * float2.bytes);
      f.increase(n, -8);
      f.while(
        () => op("i32.ge_s", n, 8),
        () => {
          for (const [i, pair] of pairs.entries()) f.set(pair, op("f64x2.add", pair, load2(x2, i)));
          f.increase(x2, 8 * float2.bytes);
          f.increase(n, -8);
        }
      );
      const [a2, b2, c, d] = pairs.map(
        (pair) => op("f64.add", op("f64x2.extract_lane", pair), opAt({ lane: 1 }, "f64x2.extract_lane", pair))
      );
      f.set(sum, op("f64.add", op("f64.add", a2, b2), op("f64.add", c, d)));
    });
    f.while(
      () => n,
      () => {
        f.set(sum, op("f64.add", sum, number(x2)));
        f.increase(x2, float2.bytes);
        f.increase(n, -1);
      }
    );
    f.return(sum);
  });
}
function addSumRows(module, float2) {
  const sumByPairs2 = addSumByPairs(module, float2);
  const body = (f, out, x2, n, rows) => {
    f.while(
      () => rows,
      () => {
        const sum = call(sumByPairs2, x2, n);
        f.store(`${float2.scalar}.store`, out, float2.bytes === 8 ? sum : op("f32.demote_f64", sum));
        f.increase(out, float2.bytes);
        f.increase(x2, op("i32.mul", n, float2.bytes));
        f.increase(rows, -1);
      }
    );
  };
  return module.function("sumRows", ["i32", "i32", "i32", "i32"], null, body, { exported: true });
}
function addCombineColumns(module, float2, which) {
  const body = (f, out, x2, n, inner) => {
    const number = new Lanes(f, float2, true);
    const row = f.let(op("i32.mul", inner, float2.bytes));
    const [at2, left] = [f.local("i32"), f.local("i32")];
    const combine = (a2, b2) => which === "add" ? number.add(a2, b2) : which === "max" ? number.max(a2, b2) : number.min(a2, b2);
    const strip = (vectors) => {
      const sums = Array.from({ length: vectors }, (_, v) => f.let(opAt({ offset: 16 * v }, "v128.load", x2)));
      f.set(at2, read2(x2));
      f.set(left, op("i32.sub", n, 1));
      f.while(
        () => left,
        () => {
          f.increase(at2, row);
          for (const [v, sum] of sums.entries()) f.set(sum, combine(sum, opAt({ offset: 16 * v }, "v128.load", at2)));
          f.increase(left, -1);
        }
      );
      for (const [v, sum] of sums.entries()) f.store("v128.store", out, sum, 16 * v);
      f.increase(x2, 16 * vectors);
      f.increase(out, 16 * vectors);
      f.increase(inner, -vectors * float2.lanes);
    };
    f.while(
      () => op("i32.ge_s", inner, 4 * float2.lanes),
      () => strip(4)
    );
    f.while(
      () => op("i32.gt_s", inner, 0),
      () => strip(1)
    );
  };
  return module.function(`${which}Columns`, ["i32", "i32", "i32", "i32"], null, body, { exported: true });
}

// packages/wasm/src/eager/reduce.ts
var PIECE2 = 4096;
var PADDING2 = 64;
function assembled2(name, made2, float2, add3) {
  const module = new ModuleBuilder();
  module.importMemory("host", "memory", 1);
  add3(module);
  const run = instantiate(module.bytes(), { host: { memory: workspace().memory } })[name];
  made2[float2.shift] = run;
  return run;
}
var FROM = 512;
var sumKernel = { which: "add", addRows: addSumRows, rows: [], columns: [], from: FROM };
function assembleRows(kernel, float2) {
  const name = `${kernel.which === "add" ? "sum" : kernel.which}Rows`;
  return assembled2(name, kernel.rows, float2, (module) => kernel.addRows(module, float2));
}
function assembleColumns(kernel, float2) {
  const name = `${kernel.which}Columns`;
  return assembled2(name, kernel.columns, float2, (module) => addCombineColumns(module, float2, kernel.which));
}
function reduceRows(kernel, out, o, xs, i, n, rows) {
  const float2 = floatOf(out);
  if (float2 === null || floatOf(xs) !== float2 || n === 0 || !executionSettings().kernels) return false;
  const { bytes } = float2;
  const some = Math.max(1, Math.min(rows, Math.floor(PIECE2 / n)));
  const to = aligned(some * n * bytes + PADDING2);
  const views = workspace().reserve(to + aligned(some * bytes));
  if (views === null) return false;
  const view2 = viewOf(views, float2);
  const run = kernel.rows[float2.shift] ?? assembleRows(kernel, float2);
  for (let r = 0; r < rows; r += some) {
    const count2 = Math.min(some, rows - r);
    copy(float2, view2, 0, xs, i + r * n, count2 * n);
    run(to, 0, n, count2);
    copy(float2, out, o + r, view2, to / bytes, count2);
  }
  return true;
}
function reduceColumns(kernel, out, o, xs, i, n, inner) {
  const float2 = floatOf(out);
  if (float2 === null || floatOf(xs) !== float2 || n === 0 || inner === 0 || !executionSettings().kernels) return false;
  const { bytes } = float2;
  const to = aligned(n * inner * bytes + PADDING2);
  const views = workspace().reserve(to + aligned(inner * bytes + PADDING2));
  if (views === null) return false;
  const view2 = viewOf(views, float2);
  const run = kernel.columns[float2.shift] ?? assembleColumns(kernel, float2);
  copy(float2, view2, 0, xs, i, n * inner);
  run(to, 0, n, inner);
  copy(float2, out, o, view2, to / bytes, inner);
  return true;
}

// packages/wasm/src/math/errorFunction.ts
var SMALL = [
  0.1283791670955126,
  -0.3761263890318375,
  0.11283791670954879,
  -0.026866170645076792,
  0.0052239776248180145,
  -854832698083379e-18,
  1205533111164271e-19,
  -14925595266831182e-21,
  16461000484121361e-22,
  -16350312701054618e-23,
  14659775274046955e-24,
  -11372848856789924e-25,
  5957176147746114e-26
];
var LARGE = [
  16242284740077591e-23,
  0.5641771458640458,
  1.1288205669506493,
  1.9650380653313524,
  2.965062607613792,
  1.112927254027886,
  12.469269695695969,
  -86.0235241240357,
  356.0254348102813,
  -1304.8727117633393,
  3393.7192897611894,
  -5751.745781926398,
  6141.244973872164,
  -3802.3193399400056,
  1051.4775993545124
];
function erf(n, x2) {
  const magnitude = n.keep(n.abs(x2));
  const result = n.local();
  const small = keepBits(n, n.less(magnitude, 1));
  n.f.if(any(n, small), () => {
    const z = n.keep(n.mul(x2, x2));
    n.f.set(result, n.add(x2, n.mul(x2, polynomial(n, z, SMALL))));
  });
  n.f.if(any(n, not(n, small)), () => {
    const limited = n.keep(atMost(n, magnitude, 6));
    const t = n.keep(n.div(1, n.add(limited, 2)));
    const decay = expWithin(n, n.keep(n.neg(n.mul(limited, limited))));
    const large = withSign(n, n.sub(1, n.mul(decay, polynomial(n, t, LARGE))), x2);
    n.f.set(result, n.choose(small, result, large));
  });
  return read2(result);
}

// packages/wasm/src/math/power.ts
var ARTANH = [
  0.40000000000000024,
  0.2857142857133851,
  0.2222222227110234,
  0.1818180824754429,
  0.15385574796476365,
  0.13285957434803602,
  0.12913617676257827
];
var Q = [
  0.5,
  0.1666666666666667,
  0.04166666666666667,
  0.008333333333326141,
  0.0013888888888883752,
  19841269874801073e-20,
  2480158732553378e-20,
  27557255425009614e-22,
  27557273660822466e-23,
  2510520668068106e-23,
  20914679595617734e-25
];
var FACTOR = [0.9617966939259756, 0.9617962837219238, 4102040517767816e-22];
var LN2 = [Math.LN2, 0.6931467056274414, 47493250390316726e-23];
var LARGEST_EXPONENT = 1100;
var LARGEST_POWER = 2 ** 66;
function top(n, x2) {
  return n.keep(fromBits(n, bitsAnd(n, bits2(n, x2), 0xffffffff00000000n)));
}
function log2(n, x2) {
  const { k, m } = splitAny(n, x2);
  const f = n.keep(n.sub(m, 1));
  const d = n.keep(n.add(f, 2));
  const dTop = top(n, d);
  const dRest = n.keep(n.sub(f, n.sub(dTop, 2)));
  const inverse = n.keep(n.div(1, d));
  const s = n.keep(n.mul(f, inverse));
  const sTop = top(n, s);
  const sRest = n.keep(n.mul(n.sub(n.sub(f, n.mul(sTop, dTop)), n.mul(sTop, dRest)), inverse));
  const z = n.keep(n.mul(s, s));
  const higher = n.mul(n.mul(n.mul(z, z), 1.5), polynomial(n, z, ARTANH));
  const r = n.keep(n.add(higher, n.mul(sRest, n.add(sTop, s))));
  const square3 = n.keep(n.mul(sTop, sTop));
  const tTop = top(n, n.add(n.add(square3, 3), r));
  const tRest = n.sub(r, n.sub(n.sub(tTop, 3), square3));
  const u = n.keep(n.mul(sTop, tTop));
  const v = n.keep(n.add(n.mul(sRest, tTop), n.mul(tRest, s)));
  const pTop = top(n, n.add(u, v));
  const pRest = n.sub(v, n.sub(pTop, u));
  const high = n.keep(n.mul(pTop, FACTOR[1]));
  const low = n.keep(n.add(n.mul(pTop, FACTOR[2]), n.mul(pRest, FACTOR[0])));
  const first2 = top(n, n.add(n.add(high, low), k));
  return [first2, n.keep(n.sub(low, n.sub(n.sub(first2, k), high)))];
}
function exp2(n, high, low) {
  const sum = n.keep(n.add(high, low));
  const limited = n.keep(atLeast(n, atMost(n, sum, LARGEST_EXPONENT), -LARGEST_EXPONENT));
  const beyond = keepBits(n, n.unequal(limited, sum));
  const rounder = 1.5 * 2 ** 52;
  const k = n.keep(n.sub(n.add(limited, rounder), rounder));
  const fraction = n.keep(n.choose(beyond, 0, n.sub(high, k)));
  const rest = n.keep(n.choose(beyond, 0, low));
  const t = top(n, n.add(fraction, rest));
  const u = n.keep(n.mul(t, LN2[1]));
  const v = n.keep(n.add(n.mul(n.sub(rest, n.sub(t, fraction)), LN2[0]), n.mul(t, LN2[2])));
  const w = n.keep(n.add(u, v));
  const wRest = n.keep(n.sub(v, n.sub(w, u)));
  const small = n.add(n.mul(n.mul(w, w), polynomial(n, w, Q)), n.add(wRest, n.mul(wRest, w)));
  const [a2, b2] = twoPowers(n, k);
  return n.mul(n.mul(n.add(1, n.add(w, small)), a2), b2);
}
function pow(n, x2, y) {
  const magnitude = n.keep(n.abs(x2));
  const [first2, second] = log2(n, magnitude);
  const limitedY = n.keep(atLeast(n, atMost(n, y, LARGEST_POWER), -LARGEST_POWER));
  const yTop = top(n, limitedY);
  const low = n.keep(n.add(n.mul(n.sub(limitedY, yTop), first2), n.mul(limitedY, second)));
  const ordinary = exp2(n, n.keep(n.mul(yTop, first2)), low);
  const isInfinite = (value) => n.equal(n.abs(value), Infinity);
  const extreme = n.either(n.either(n.equal(x2, 0), isInfinite(x2)), isInfinite(y));
  const grows = exclusive(n, n.less(1, magnitude), n.less(y, 0));
  const limit = n.choose(grows, Infinity, 0);
  const size = n.keep(n.choose(extreme, limit, ordinary));
  const one = n.keep(n.choose(n.equal(magnitude, 1), 1, size));
  const whole2 = keepBits(n, n.equal(n.floor(y), y));
  const halved = n.keep(n.mul(y, 0.5));
  const odd = both(n, both(n, whole2, n.unequal(n.floor(halved), halved)), n.less(n.abs(y), Infinity));
  const negative = fromBits(n, bitsXor(n, bits2(n, one), bitsAnd(n, bits2(n, x2), signBit(n))));
  const signed = n.keep(n.choose(odd, negative, one));
  const noRoot = both(n, both(n, n.less(x2, 0), n.less(-Infinity, x2)), not(n, whole2));
  const isNumber = both(n, n.equal(x2, x2), n.equal(y, y));
  const result = n.keep(n.choose(both(n, isNumber, not(n, noRoot)), signed, NaN));
  const shortcut = (power2, value) => {
    n.f.set(result, n.choose(n.equal(y, power2), value, result));
  };
  shortcut(2, n.mul(x2, x2));
  shortcut(0.5, n.sqrt(x2));
  shortcut(-1, n.div(1, x2));
  shortcut(1, x2);
  n.f.set(result, n.choose(n.either(n.equal(y, 0), n.equal(x2, 1)), 1, result));
  return read2(result);
}

// packages/wasm/src/math/elementwise.ts
function through(n, xs, body) {
  if (n.float.bytes === 8) return body(n, ...xs);
  const { f } = n;
  const inner = new Lanes(f, FLOATS.float64, n.vector);
  if (!n.vector) {
    const wide = xs.map((x2) => f.let(op("f64.promote_f32", x2)));
    return op("f32.demote_f64", body(inner, ...wide));
  }
  const half = (high2) => {
    const wide = xs.map((x2) => {
      const from = high2 ? op("f64x2.splat", opAt({ lane: 1 }, "f64x2.extract_lane", x2)) : x2;
      return f.let(op("f64x2.promote_low_f32x4", from));
    });
    return op("f32x4.demote_f64x2_zero", body(inner, ...wide));
  };
  const low = f.let(half(false));
  const high = opAt({ lane: 0 }, "f64x2.extract_lane", half(true));
  return opAt({ lane: 1 }, "f64x2.replace_lane", low, high);
}
var CHEAP = 192;
var DEAR = 16;
var DEAREST = 8;
var QUICK = 32;
var CLOSE = 128;
var CACHED = 2 ** 18;
var negKernel = { name: "neg", emit: (n, x2) => n.neg(x2), made: [], from: CHEAP, upTo: CACHED };
var absKernel = { name: "abs", emit: (n, x2) => n.abs(x2), made: [], from: CHEAP, upTo: CACHED };
var sqrtKernel = { name: "sqrt", emit: (n, x2) => n.sqrt(x2), made: [], from: CHEAP, upTo: CACHED };
var squareKernel = {
  name: "square",
  emit: (n, x2) => n.mul(x2, x2),
  made: [],
  from: CHEAP,
  upTo: CACHED
};
var expKernel = {
  name: "exp",
  emit: (n, x2) => together(expStages, n, x2),
  stages: expStages,
  made: [],
  from: DEAR,
  upTo: Infinity
};
var expm1Kernel = {
  name: "expm1",
  emit: (n, x2) => expm1(n, x2),
  made: [],
  from: DEAR,
  upTo: Infinity
};
var logKernel = {
  name: "log",
  emit: (n, x2) => together(logStages, n, x2),
  stages: logStages,
  made: [],
  from: QUICK,
  upTo: Infinity
};
var log1pKernel = {
  name: "log1p",
  emit: (n, x2) => through(n, [x2], log1p),
  made: [],
  from: QUICK,
  upTo: Infinity
};
var tanhKernel = {
  name: "tanh",
  emit: (n, x2) => together(tanhStages, n, x2),
  stages: tanhStages,
  made: [],
  from: DEAREST,
  upTo: Infinity
};
var sigmoidKernel = {
  name: "sigmoid",
  emit: (n, x2) => together(sigmoidStages, n, x2),
  stages: sigmoidStages,
  made: [],
  from: DEAREST,
  upTo: Infinity
};
var sinKernel = {
  name: "sin",
  emit: (n, x2, host2) => through(n, [x2], (n2, x3) => sin(n2, x3, host2.sin)),
  made: [],
  from: CLOSE,
  upTo: Infinity
};
var cosKernel = {
  name: "cos",
  emit: (n, x2, host2) => through(n, [x2], (n2, x3) => cos(n2, x3, host2.cos)),
  made: [],
  from: CLOSE,
  upTo: Infinity
};
var erfKernel = {
  name: "erf",
  emit: (n, x2) => through(n, [x2], erf),
  made: [],
  from: DEAR,
  upTo: Infinity
};
var signKernel = {
  name: "sign",
  emit: (n, x2) => n.choose(n.less(0, x2), 1, n.choose(n.less(x2, 0), -1, n.add(x2, 0))),
  made: [],
  from: CHEAP,
  upTo: CACHED
};
var reluKernel = {
  name: "relu",
  emit: (n, x2) => n.choose(n.lessEqual(x2, 0), 0, x2),
  made: [],
  from: CHEAP,
  upTo: CACHED
};
var addKernel = {
  name: "add",
  emit: (n, x2, y) => n.add(x2, y),
  made: [],
  from: CHEAP,
  upTo: CACHED
};
var subKernel = {
  name: "sub",
  emit: (n, x2, y) => n.sub(x2, y),
  made: [],
  from: CHEAP,
  upTo: CACHED
};
var mulKernel = {
  name: "mul",
  emit: (n, x2, y) => n.mul(x2, y),
  made: [],
  from: CHEAP,
  upTo: CACHED
};
var divKernel = {
  name: "div",
  emit: (n, x2, y) => n.div(x2, y),
  made: [],
  from: CHEAP,
  upTo: CACHED
};
var powKernel = {
  name: "pow",
  emit: (n, x2, y) => through(n, [x2, y], pow),
  shortcut: (y) => y === 2 || y === 1 || y === 0.5 || y === -1,
  made: [],
  from: DEAR,
  upTo: Infinity
};
var maximumKernel = {
  name: "maximum",
  emit: (n, x2, y) => n.choose(n.either(n.less(y, x2), n.unequal(x2, x2)), x2, y),
  made: [],
  from: CHEAP,
  upTo: CACHED
};
var minimumKernel = {
  name: "minimum",
  emit: (n, x2, y) => n.choose(n.either(n.less(x2, y), n.unequal(x2, x2)), x2, y),
  made: [],
  from: CHEAP,
  upTo: CACHED
};
function scaled(n, g, d) {
  return n.choose(n.either(n.equal(g, 0), n.equal(d, 0)), 0, n.mul(g, d));
}
var scaleKernel = { name: "scale", emit: scaled, made: [], from: CHEAP, upTo: CACHED };
var scaleBySigmoidSlopeKernel = {
  name: "scaleBySigmoidSlope",
  emit: (n, g, y) => through(n, [g, y], (n2, g2, y2) => scaled(n2, g2, n2.keep(n2.mul(y2, n2.sub(1, y2))))),
  made: [],
  from: CHEAP,
  upTo: CACHED
};
var scaleByTanhSlopeKernel = {
  name: "scaleByTanhSlope",
  emit: (n, g, y) => through(n, [g, y], (n2, g2, y2) => scaled(n2, g2, n2.keep(n2.sub(1, n2.mul(y2, y2))))),
  made: [],
  from: CHEAP,
  upTo: CACHED
};
var scaleByStepKernel = {
  name: "scaleByStep",
  emit: (n, x2, y) => n.choose(n.less(0, y), x2, 0),
  made: [],
  from: CHEAP,
  upTo: CACHED
};
var unaryKernels = {
  neg: negKernel,
  abs: absKernel,
  sqrt: sqrtKernel,
  square: squareKernel,
  exp: expKernel,
  expm1: expm1Kernel,
  log: logKernel,
  log1p: log1pKernel,
  tanh: tanhKernel,
  sigmoid: sigmoidKernel,
  sin: sinKernel,
  cos: cosKernel,
  erf: erfKernel,
  sign: signKernel,
  relu: reluKernel
};
var binaryKernels = {
  add: addKernel,
  sub: subKernel,
  mul: mulKernel,
  div: divKernel,
  pow: powKernel,
  maximum: maximumKernel,
  minimum: minimumKernel,
  scale: scaleKernel,
  scaleBySigmoidSlope: scaleBySigmoidSlopeKernel,
  scaleByTanhSlope: scaleByTanhSlopeKernel,
  scaleByStep: scaleByStepKernel
};

// packages/autograd/src/kernels/elementwise.ts
function computeDType(kind, a2, b2) {
  if (a2 === "float64" && b2 === "float64") return "float64";
  const dtype = promote(a2, b2);
  return kind === "floating" ? floatingDType(dtype) : dtype;
}
function resultDType(kind, a2, b2) {
  return kind === "bool" ? "bool" : computeDType(kind, a2, b2);
}
function cast(x2, dtype) {
  const y = empty(x2.shape, x2.size, dtype);
  const data = dataOf(x2);
  const out = dataOf(y);
  if (dtype === "bool") {
    const values = newArray(x2.dtype, x2.size);
    if (x2.strides === null) values.set(data.subarray(x2.offset, x2.offset + x2.size));
    else copyStrided(values, 0, data, x2.offset, x2.shape, x2.strides);
    for (let i = 0; i < x2.size; i++) out[y.offset + i] = values[i] !== 0 ? 1 : 0;
  } else if (x2.strides === null) {
    out.set(data.subarray(x2.offset, x2.offset + x2.size), y.offset);
  } else {
    copyStrided(out, y.offset, data, x2.offset, x2.shape, x2.strides);
  }
  return y;
}
var LONG1 = 8;
var LONG2 = 16;
function done1(loops, out, o, xs, i, n) {
  return loops.simd !== null && n >= loops.simd.from && mapArray(loops.simd, out, o, xs, i, n);
}
function map1(loops, kind, input) {
  if (isSingle(input) && kind !== "bool") return single(input.shape, loops.single(singleOf(input)));
  const dtype = computeDType(kind, input.dtype, input.dtype);
  const x2 = input.dtype === dtype ? input : cast(input, dtype);
  const y = empty(x2.shape, x2.size, kind === "bool" ? "bool" : dtype);
  const xs = dataOf(x2);
  const out = dataOf(y);
  if (x2.strides !== null) {
    strided1(loops, dtype, out, y.offset, xs, x2.offset, x2.shape, x2.strides);
  } else if (x2.size >= LONG1 && done1(loops, out, y.offset, xs, x2.offset, x2.size)) {
    return y;
  } else if (dtype === "float64") {
    loops.float64(out, y.offset, xs, x2.offset, 1, x2.size);
  } else {
    run1(loops, dtype, out, y.offset, xs, x2.offset, 1, x2.size);
  }
  return y;
}
var leftScratch = new Float64Array(1);
var rightScratch = new Float64Array(1);
function elementsOf(x2, scratch) {
  if (typeof x2.storage !== "number") return dataOf(x2);
  scratch[0] = x2.storage;
  return scratch;
}
var SHORT_ROW = 32;
function done2(loops, out, o, xs, i, di, ri, ys, j, dj, rj, m, n) {
  const { simd } = loops;
  return simd !== null && m * n >= simd.from && mapArrays(simd, out, o, xs, i, di, ri, ys, j, dj, rj, m, n);
}
function map2(op2, loops, kind, left, right) {
  if (isSingle(left) && isSingle(right) && kind !== "bool" && left.shape.length === right.shape.length) {
    return single(left.shape, loops.single(singleOf(left), singleOf(right)));
  }
  const dtype = computeDType(kind, left.dtype, right.dtype);
  const a2 = left.dtype === dtype ? left : cast(left, dtype);
  const b2 = right.dtype === dtype ? right : cast(right, dtype);
  const outDType = kind === "bool" ? "bool" : dtype;
  const oneA = typeof a2.storage === "number";
  const oneB = typeof b2.storage === "number";
  const as = elementsOf(a2, leftScratch);
  const bs = elementsOf(b2, rightScratch);
  if ((a2.strides === null || oneA) && (b2.strides === null || oneB)) {
    let shape2 = null;
    let di = oneA ? 0 : 1;
    let dj = oneB ? 0 : 1;
    if (a2.shape === b2.shape || sameShape(a2.shape, b2.shape)) {
      shape2 = a2.shape;
    } else if (b2.shape.length === 0) {
      shape2 = a2.shape;
      dj = 0;
    } else if (a2.shape.length === 0) {
      shape2 = b2.shape;
      di = 0;
    }
    if (shape2 !== null) {
      const size = shape2 === a2.shape ? a2.size : b2.size;
      const y2 = empty(shape2, size, outDType);
      const out2 = dataOf(y2);
      if (size >= LONG2 && done2(loops, out2, y2.offset, as, a2.offset, di, 0, bs, b2.offset, dj, 0, 1, size)) return y2;
      if (dtype === "float64") loops.float64(out2, y2.offset, as, a2.offset, di, bs, b2.offset, dj, size);
      else run2(loops, dtype, out2, y2.offset, as, a2.offset, di, bs, b2.offset, dj, size);
      return y2;
    }
  }
  const shape = broadcastShapes(op2, a2.shape, b2.shape);
  const y = empty(shape, shape === a2.shape ? a2.size : shape === b2.shape ? b2.size : sizeOf(shape), outDType);
  const rank = shape.length;
  const out = dataOf(y);
  if (rank <= 2) {
    const n = rank === 0 ? 1 : shape[rank - 1];
    const rows = rank < 2 ? 1 : shape[0];
    const di = stepOf(a2, 1);
    const dj = stepOf(b2, 1);
    const rowA = stepOf(a2, 2);
    const rowB = stepOf(b2, 2);
    if (y.size >= LONG2 && done2(loops, out, y.offset, as, a2.offset, di, rowA, bs, b2.offset, dj, rowB, rows, n))
      return y;
    if (dtype === "float64" && n <= SHORT_ROW && rows > 3 && loops.rows !== void 0) {
      loops.rows(out, y.offset, n, as, a2.offset, di, rowA, bs, b2.offset, dj, rowB, rows, n);
      return y;
    }
    for (let row = 0, o = y.offset, i = a2.offset, j = b2.offset; row < rows; row++, o += n, i += rowA, j += rowB) {
      run2(loops, dtype, out, o, as, i, di, bs, j, dj, n);
    }
    return y;
  }
  strided2(
    loops,
    dtype,
    out,
    y.offset,
    as,
    a2.offset,
    broadcastStrides(a2, shape),
    bs,
    b2.offset,
    broadcastStrides(b2, shape),
    shape
  );
  return y;
}
function stepOf(x2, fromEnd) {
  const d = x2.shape.length - fromEnd;
  if (d < 0 || x2.shape[d] === 1) return 0;
  if (x2.strides !== null) return x2.strides[d];
  return fromEnd === 1 ? 1 : x2.shape[d + 1];
}
function broadcastStrides(x2, shape) {
  const strides = new Array(shape.length);
  const skip = shape.length - x2.shape.length;
  for (let d = 0; d < skip; d++) strides[d] = 0;
  for (let d = x2.shape.length - 1, step = 1; d >= 0; d--) {
    const n = x2.shape[d];
    strides[d + skip] = n === 1 ? 0 : x2.strides === null ? step : x2.strides[d];
    step *= n;
  }
  return strides;
}
function run1(loops, dtype, out, o, xs, i, di, n) {
  if (dtype === "float64") loops.float64(out, o, xs, i, di, n);
  else if (dtype === "float32") loops.float32(out, o, xs, i, di, n);
  else loops.int32(out, o, xs, i, di, n);
}
function run2(loops, dtype, out, o, xs, i, di, ys, j, dj, n) {
  if (dtype === "float64") loops.float64(out, o, xs, i, di, ys, j, dj, n);
  else if (dtype === "float32") loops.float32(out, o, xs, i, di, ys, j, dj, n);
  else loops.int32(out, o, xs, i, di, ys, j, dj, n);
}
function strided1(loops, dtype, out, o, xs, i, shape, strides) {
  const last2 = shape.length - 1;
  if (last2 < 0) {
    run1(loops, dtype, out, o, xs, i, 1, 1);
    return;
  }
  const n = shape[last2];
  const rows = n === 0 ? 0 : sizeOf(shape) / n;
  const index = new Array(last2).fill(0);
  for (let row = 0; row < rows; row++, o += n) {
    run1(loops, dtype, out, o, xs, i, strides[last2], n);
    for (let d = last2 - 1; d >= 0; d--) {
      i += strides[d];
      if (++index[d] < shape[d]) break;
      i -= strides[d] * shape[d];
      index[d] = 0;
    }
  }
}
function joinAxes(shape, di, dj) {
  const lengths = [];
  const left = [];
  const right = [];
  for (let d = shape.length - 1; d >= 0; d--) {
    const n = shape[d];
    if (n === 1) continue;
    if (lengths.length > 0 && di[d] === left[0] * lengths[0] && dj[d] === right[0] * lengths[0]) {
      lengths[0] *= n;
      continue;
    }
    lengths.unshift(n);
    left.unshift(di[d]);
    right.unshift(dj[d]);
  }
  return [lengths, left, right];
}
function strided2(loops, dtype, out, o, xs, i, stepsOfX, ys, j, stepsOfY, whole2) {
  const [shape, di, dj] = joinAxes(whole2, stepsOfX, stepsOfY);
  const last2 = shape.length - 1;
  if (last2 < 0) {
    run2(loops, dtype, out, o, xs, i, 1, ys, j, 1, 1);
    return;
  }
  const n = shape[last2];
  const [dx, dy] = [di[last2], dj[last2]];
  const rows = last2 === 0 ? 1 : shape[last2 - 1];
  const [rowX, rowY] = last2 === 0 ? [0, 0] : [di[last2 - 1], dj[last2 - 1]];
  const size = rows * n;
  const blocks = size === 0 ? 0 : sizeOf(shape) / size;
  const index = new Array(last2).fill(0);
  for (let block = 0; block < blocks; block++, o += size) {
    if (size < LONG2 || !done2(loops, out, o, xs, i, dx, rowX, ys, j, dy, rowY, rows, n)) {
      for (let row = 0; row < rows; row++) {
        run2(loops, dtype, out, o + row * n, xs, i + row * rowX, dx, ys, j + row * rowY, dy, n);
      }
    }
    for (let d = last2 - 2; d >= 0; d--) {
      i += di[d];
      j += dj[d];
      if (++index[d] < shape[d]) break;
      i -= di[d] * shape[d];
      j -= dj[d] * shape[d];
      index[d] = 0;
    }
  }
}

// packages/autograd/src/primitive.ts
function unsupported() {
  throw new Error("a primitive was applied with another number of inputs than it has");
}
// @__NO_SIDE_EFFECTS__
function makePrimitive(parts) {
  const { name, loops1 = null, loops2 = null, result = "promoted" } = parts;
  return {
    name,
    formula: parts.formula,
    reverse: parts.reverse,
    operands: parts.operands ?? (parts.arity === 2 ? ["a", "b"] : ["x"]),
    arity: parts.arity,
    outputs: parts.outputs ?? 1,
    constant: parts.constant ?? false,
    abstract: parts.abstract,
    loops1,
    loops2,
    result,
    execute1: parts.execute1 ?? (loops1 === null ? unsupported : (x2) => map1(loops1, result, x2)),
    execute2: parts.execute2 ?? (loops2 === null ? unsupported : (a2, b2) => map2(name, loops2, result, a2, b2)),
    executeN: parts.executeN ?? unsupported,
    vjp1: parts.vjp1 ?? unsupported,
    vjpA: parts.vjpA ?? unsupported,
    vjpB: parts.vjpB ?? unsupported,
    vjpN: parts.vjpN ?? unsupported,
    jvp1: parts.jvp1 ?? unsupported,
    jvp2: parts.jvp2 ?? unsupported,
    jvpN: parts.jvpN ?? unsupported,
    forward: parts.forward ?? null
  };
}
var observer = null;
function apply1(primitive, x2, params) {
  if (x2.trace !== null) return x2.trace.process1(primitive, x2, params);
  const { loops1 } = primitive;
  const y = loops1 === null ? primitive.execute1(x2, params) : map1(loops1, primitive.result, x2);
  if (observer !== null) observer(primitive, [x2], [y]);
  return y;
}
function apply2(primitive, a2, b2, params) {
  const s = a2.trace;
  const t = b2.trace;
  if (s === null) {
    if (t !== null) return t.process2(primitive, a2, b2, params);
    const { loops2 } = primitive;
    const y = loops2 === null ? primitive.execute2(a2, b2, params) : map2(primitive.name, loops2, primitive.result, a2, b2);
    if (observer !== null) observer(primitive, [a2, b2], [y]);
    return y;
  }
  if (t === null || s.id >= t.id) return s.process2(primitive, a2, b2, params);
  return t.process2(primitive, a2, b2, params);
}
function applyN(primitive, inputs, params) {
  const trace = innermost(inputs);
  if (trace !== null) return trace.processN(primitive, inputs, params);
  const outputs = primitive.executeN(inputs, params);
  if (observer !== null) observer(primitive, inputs, outputs);
  return outputs;
}
function innermost(inputs) {
  let trace = null;
  for (let i = 0; i < inputs.length; i++) {
    const t = inputs[i].trace;
    if (t !== null && (trace === null || t.id > trace.id)) trace = t;
  }
  return trace;
}
function applyAny(primitive, inputs, params) {
  if (primitive.arity === 1) return [apply1(primitive, inputs[0], params)];
  if (primitive.arity === 2) return [apply2(primitive, inputs[0], inputs[1], params)];
  return applyN(primitive, inputs, params);
}

// packages/autograd/src/kernels/scalar.ts
function sigmoid1(x2) {
  if (x2 >= 0) return 1 / (1 + Math.exp(-x2));
  const e = Math.exp(x2);
  return e / (1 + e);
}
function scaled2(g, d) {
  return g * d || (g === 0 || d === 0 ? 0 : g * d);
}
function power(x2, y) {
  if (y === 2) return x2 * x2;
  if (y === 1 || x2 === 1) return x2;
  if (y === 0.5) return Math.sqrt(x2);
  if (y === -1) return 1 / x2;
  if (x2 === -1 && (y === Infinity || y === -Infinity)) return 1;
  return x2 ** y;
}
var ROUNDING = 3 * 2 ** 51;

// packages/autograd/src/kernels/loops.ts
var neg = {
  float64(out, o, xs, i, di, n) {
    const end = o + n;
    if (di === 1) {
      const a2 = i - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          out[o] = -x2;
        }
        {
          const x2 = xs[o + a2 + 1];
          out[o + 1] = -x2;
        }
        {
          const x2 = xs[o + a2 + 2];
          out[o + 2] = -x2;
        }
        {
          const x2 = xs[o + a2 + 3];
          out[o + 3] = -x2;
        }
      }
      i = o + a2;
    }
    for (; o < end; o++, i += di) {
      const x2 = xs[i];
      out[o] = -x2;
    }
  },
  float32(out, o, xs, i, di, n) {
    const end = o + n;
    if (di === 1) {
      const a2 = i - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          out[o] = -x2;
        }
        {
          const x2 = xs[o + a2 + 1];
          out[o + 1] = -x2;
        }
        {
          const x2 = xs[o + a2 + 2];
          out[o + 2] = -x2;
        }
        {
          const x2 = xs[o + a2 + 3];
          out[o + 3] = -x2;
        }
      }
      i = o + a2;
    }
    for (; o < end; o++, i += di) {
      const x2 = xs[i];
      out[o] = -x2;
    }
  },
  int32(out, o, xs, i, di, n) {
    const end = o + n;
    for (; o < end; o++, i += di) {
      const x2 = xs[i];
      out[o] = -x2;
    }
  },
  single: (x2) => -x2,
  simd: negKernel
};
var exp = {
  float64(out, o, xs, i, di, n) {
    const end = o + n;
    for (; o < end; o++, i += di) {
      const x2 = xs[i];
      out[o] = Math.exp(x2);
    }
  },
  float32(out, o, xs, i, di, n) {
    const end = o + n;
    for (; o < end; o++, i += di) {
      const x2 = xs[i];
      out[o] = Math.exp(x2);
    }
  },
  int32: null,
  single: (x2) => Math.exp(x2),
  simd: expKernel
};
var log = {
  float64(out, o, xs, i, di, n) {
    const end = o + n;
    for (; o < end; o++, i += di) {
      const x2 = xs[i];
      out[o] = Math.log(x2);
    }
  },
  float32(out, o, xs, i, di, n) {
    const end = o + n;
    for (; o < end; o++, i += di) {
      const x2 = xs[i];
      out[o] = Math.log(x2);
    }
  },
  int32: null,
  single: (x2) => Math.log(x2),
  simd: logKernel
};
var sqrt = {
  float64(out, o, xs, i, di, n) {
    const end = o + n;
    if (di === 1) {
      const a2 = i - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          out[o] = Math.sqrt(x2);
        }
        {
          const x2 = xs[o + a2 + 1];
          out[o + 1] = Math.sqrt(x2);
        }
        {
          const x2 = xs[o + a2 + 2];
          out[o + 2] = Math.sqrt(x2);
        }
        {
          const x2 = xs[o + a2 + 3];
          out[o + 3] = Math.sqrt(x2);
        }
      }
      i = o + a2;
    }
    for (; o < end; o++, i += di) {
      const x2 = xs[i];
      out[o] = Math.sqrt(x2);
    }
  },
  float32(out, o, xs, i, di, n) {
    const end = o + n;
    if (di === 1) {
      const a2 = i - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          out[o] = Math.sqrt(x2);
        }
        {
          const x2 = xs[o + a2 + 1];
          out[o + 1] = Math.sqrt(x2);
        }
        {
          const x2 = xs[o + a2 + 2];
          out[o + 2] = Math.sqrt(x2);
        }
        {
          const x2 = xs[o + a2 + 3];
          out[o + 3] = Math.sqrt(x2);
        }
      }
      i = o + a2;
    }
    for (; o < end; o++, i += di) {
      const x2 = xs[i];
      out[o] = Math.sqrt(x2);
    }
  },
  int32: null,
  single: (x2) => Math.sqrt(x2),
  simd: sqrtKernel
};
var square = {
  float64(out, o, xs, i, di, n) {
    const end = o + n;
    if (di === 1) {
      const a2 = i - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          out[o] = x2 * x2;
        }
        {
          const x2 = xs[o + a2 + 1];
          out[o + 1] = x2 * x2;
        }
        {
          const x2 = xs[o + a2 + 2];
          out[o + 2] = x2 * x2;
        }
        {
          const x2 = xs[o + a2 + 3];
          out[o + 3] = x2 * x2;
        }
      }
      i = o + a2;
    }
    for (; o < end; o++, i += di) {
      const x2 = xs[i];
      out[o] = x2 * x2;
    }
  },
  float32(out, o, xs, i, di, n) {
    const end = o + n;
    if (di === 1) {
      const a2 = i - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          out[o] = x2 * x2;
        }
        {
          const x2 = xs[o + a2 + 1];
          out[o + 1] = x2 * x2;
        }
        {
          const x2 = xs[o + a2 + 2];
          out[o + 2] = x2 * x2;
        }
        {
          const x2 = xs[o + a2 + 3];
          out[o + 3] = x2 * x2;
        }
      }
      i = o + a2;
    }
    for (; o < end; o++, i += di) {
      const x2 = xs[i];
      out[o] = x2 * x2;
    }
  },
  int32(out, o, xs, i, di, n) {
    const end = o + n;
    for (; o < end; o++, i += di) {
      const x2 = xs[i];
      out[o] = Math.imul(x2, x2);
    }
  },
  single: (x2) => x2 * x2,
  simd: squareKernel
};
var sigmoid = {
  float64(out, o, xs, i, di, n) {
    const end = o + n;
    for (; o < end; o++, i += di) {
      const x2 = xs[i];
      out[o] = sigmoid1(x2);
    }
  },
  float32(out, o, xs, i, di, n) {
    const end = o + n;
    for (; o < end; o++, i += di) {
      const x2 = xs[i];
      out[o] = sigmoid1(x2);
    }
  },
  int32: null,
  single: (x2) => sigmoid1(x2),
  simd: sigmoidKernel
};
var relu = {
  float64(out, o, xs, i, di, n) {
    const end = o + n;
    if (di === 1) {
      const a2 = i - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          out[o] = x2 > 0 || x2 !== x2 ? x2 : 0;
        }
        {
          const x2 = xs[o + a2 + 1];
          out[o + 1] = x2 > 0 || x2 !== x2 ? x2 : 0;
        }
        {
          const x2 = xs[o + a2 + 2];
          out[o + 2] = x2 > 0 || x2 !== x2 ? x2 : 0;
        }
        {
          const x2 = xs[o + a2 + 3];
          out[o + 3] = x2 > 0 || x2 !== x2 ? x2 : 0;
        }
      }
      i = o + a2;
    }
    for (; o < end; o++, i += di) {
      const x2 = xs[i];
      out[o] = x2 > 0 || x2 !== x2 ? x2 : 0;
    }
  },
  float32(out, o, xs, i, di, n) {
    const end = o + n;
    if (di === 1) {
      const a2 = i - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          out[o] = x2 > 0 || x2 !== x2 ? x2 : 0;
        }
        {
          const x2 = xs[o + a2 + 1];
          out[o + 1] = x2 > 0 || x2 !== x2 ? x2 : 0;
        }
        {
          const x2 = xs[o + a2 + 2];
          out[o + 2] = x2 > 0 || x2 !== x2 ? x2 : 0;
        }
        {
          const x2 = xs[o + a2 + 3];
          out[o + 3] = x2 > 0 || x2 !== x2 ? x2 : 0;
        }
      }
      i = o + a2;
    }
    for (; o < end; o++, i += di) {
      const x2 = xs[i];
      out[o] = x2 > 0 || x2 !== x2 ? x2 : 0;
    }
  },
  int32(out, o, xs, i, di, n) {
    const end = o + n;
    for (; o < end; o++, i += di) {
      const x2 = xs[i];
      out[o] = x2 > 0 ? x2 : 0;
    }
  },
  single: (x2) => x2 > 0 || x2 !== x2 ? x2 : 0,
  simd: reluKernel
};
var add = {
  float64(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a2 = i - o;
      const b2 = j - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          const y = ys[o + b2];
          out[o] = x2 + y;
        }
        {
          const x2 = xs[o + a2 + 1];
          const y = ys[o + b2 + 1];
          out[o + 1] = x2 + y;
        }
        {
          const x2 = xs[o + a2 + 2];
          const y = ys[o + b2 + 2];
          out[o + 2] = x2 + y;
        }
        {
          const x2 = xs[o + a2 + 3];
          const y = ys[o + b2 + 3];
          out[o + 3] = x2 + y;
        }
      }
      i = o + a2;
      j = o + b2;
    }
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = x2 + y;
    }
  },
  float32(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a2 = i - o;
      const b2 = j - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          const y = ys[o + b2];
          out[o] = x2 + y;
        }
        {
          const x2 = xs[o + a2 + 1];
          const y = ys[o + b2 + 1];
          out[o + 1] = x2 + y;
        }
        {
          const x2 = xs[o + a2 + 2];
          const y = ys[o + b2 + 2];
          out[o + 2] = x2 + y;
        }
        {
          const x2 = xs[o + a2 + 3];
          const y = ys[o + b2 + 3];
          out[o + 3] = x2 + y;
        }
      }
      i = o + a2;
      j = o + b2;
    }
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = x2 + y;
    }
  },
  int32(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = x2 + y;
    }
  },
  rows(out, o, ro, xs, i, di, ri, ys, j, dj, rj, m, n) {
    if (di === 1 && dj === 1 && rj === 0) for (; n > 3; n -= 4, o += 4, i += 4, j += 4) {
      const y0 = ys[j];
      const y1 = ys[j + 1];
      const y2 = ys[j + 2];
      const y3 = ys[j + 3];
      for (let row = 0, at2 = o, p = i; row < m; row++, at2 += ro, p += ri) {
        {
          const x2 = xs[p];
          out[at2] = x2 + y0;
        }
        {
          const x2 = xs[p + 1];
          out[at2 + 1] = x2 + y1;
        }
        {
          const x2 = xs[p + 2];
          out[at2 + 2] = x2 + y2;
        }
        {
          const x2 = xs[p + 3];
          out[at2 + 3] = x2 + y3;
        }
      }
    }
    for (; n > 0; n--, o++, i += di, j += dj) for (let row = 0, at2 = o, p = i, q = j; row < m; row++, at2 += ro, p += ri, q += rj) {
      const x2 = xs[p];
      const y = ys[q];
      out[at2] = x2 + y;
    }
  },
  single: (x2, y) => x2 + y,
  simd: addKernel
};
var sub = {
  float64(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a2 = i - o;
      const b2 = j - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          const y = ys[o + b2];
          out[o] = x2 - y;
        }
        {
          const x2 = xs[o + a2 + 1];
          const y = ys[o + b2 + 1];
          out[o + 1] = x2 - y;
        }
        {
          const x2 = xs[o + a2 + 2];
          const y = ys[o + b2 + 2];
          out[o + 2] = x2 - y;
        }
        {
          const x2 = xs[o + a2 + 3];
          const y = ys[o + b2 + 3];
          out[o + 3] = x2 - y;
        }
      }
      i = o + a2;
      j = o + b2;
    }
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = x2 - y;
    }
  },
  float32(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a2 = i - o;
      const b2 = j - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          const y = ys[o + b2];
          out[o] = x2 - y;
        }
        {
          const x2 = xs[o + a2 + 1];
          const y = ys[o + b2 + 1];
          out[o + 1] = x2 - y;
        }
        {
          const x2 = xs[o + a2 + 2];
          const y = ys[o + b2 + 2];
          out[o + 2] = x2 - y;
        }
        {
          const x2 = xs[o + a2 + 3];
          const y = ys[o + b2 + 3];
          out[o + 3] = x2 - y;
        }
      }
      i = o + a2;
      j = o + b2;
    }
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = x2 - y;
    }
  },
  int32(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = x2 - y;
    }
  },
  rows(out, o, ro, xs, i, di, ri, ys, j, dj, rj, m, n) {
    if (di === 1 && dj === 1 && rj === 0) for (; n > 3; n -= 4, o += 4, i += 4, j += 4) {
      const y0 = ys[j];
      const y1 = ys[j + 1];
      const y2 = ys[j + 2];
      const y3 = ys[j + 3];
      for (let row = 0, at2 = o, p = i; row < m; row++, at2 += ro, p += ri) {
        {
          const x2 = xs[p];
          out[at2] = x2 - y0;
        }
        {
          const x2 = xs[p + 1];
          out[at2 + 1] = x2 - y1;
        }
        {
          const x2 = xs[p + 2];
          out[at2 + 2] = x2 - y2;
        }
        {
          const x2 = xs[p + 3];
          out[at2 + 3] = x2 - y3;
        }
      }
    }
    for (; n > 0; n--, o++, i += di, j += dj) for (let row = 0, at2 = o, p = i, q = j; row < m; row++, at2 += ro, p += ri, q += rj) {
      const x2 = xs[p];
      const y = ys[q];
      out[at2] = x2 - y;
    }
  },
  single: (x2, y) => x2 - y,
  simd: subKernel
};
var mul = {
  float64(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a2 = i - o;
      const b2 = j - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          const y = ys[o + b2];
          out[o] = x2 * y;
        }
        {
          const x2 = xs[o + a2 + 1];
          const y = ys[o + b2 + 1];
          out[o + 1] = x2 * y;
        }
        {
          const x2 = xs[o + a2 + 2];
          const y = ys[o + b2 + 2];
          out[o + 2] = x2 * y;
        }
        {
          const x2 = xs[o + a2 + 3];
          const y = ys[o + b2 + 3];
          out[o + 3] = x2 * y;
        }
      }
      i = o + a2;
      j = o + b2;
    }
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = x2 * y;
    }
  },
  float32(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a2 = i - o;
      const b2 = j - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          const y = ys[o + b2];
          out[o] = x2 * y;
        }
        {
          const x2 = xs[o + a2 + 1];
          const y = ys[o + b2 + 1];
          out[o + 1] = x2 * y;
        }
        {
          const x2 = xs[o + a2 + 2];
          const y = ys[o + b2 + 2];
          out[o + 2] = x2 * y;
        }
        {
          const x2 = xs[o + a2 + 3];
          const y = ys[o + b2 + 3];
          out[o + 3] = x2 * y;
        }
      }
      i = o + a2;
      j = o + b2;
    }
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = x2 * y;
    }
  },
  int32(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = Math.imul(x2, y);
    }
  },
  rows(out, o, ro, xs, i, di, ri, ys, j, dj, rj, m, n) {
    if (di === 1 && dj === 1 && rj === 0) for (; n > 3; n -= 4, o += 4, i += 4, j += 4) {
      const y0 = ys[j];
      const y1 = ys[j + 1];
      const y2 = ys[j + 2];
      const y3 = ys[j + 3];
      for (let row = 0, at2 = o, p = i; row < m; row++, at2 += ro, p += ri) {
        {
          const x2 = xs[p];
          out[at2] = x2 * y0;
        }
        {
          const x2 = xs[p + 1];
          out[at2 + 1] = x2 * y1;
        }
        {
          const x2 = xs[p + 2];
          out[at2 + 2] = x2 * y2;
        }
        {
          const x2 = xs[p + 3];
          out[at2 + 3] = x2 * y3;
        }
      }
    }
    for (; n > 0; n--, o++, i += di, j += dj) for (let row = 0, at2 = o, p = i, q = j; row < m; row++, at2 += ro, p += ri, q += rj) {
      const x2 = xs[p];
      const y = ys[q];
      out[at2] = x2 * y;
    }
  },
  single: (x2, y) => x2 * y,
  simd: mulKernel
};
var div = {
  float64(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a2 = i - o;
      const b2 = j - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          const y = ys[o + b2];
          out[o] = x2 / y;
        }
        {
          const x2 = xs[o + a2 + 1];
          const y = ys[o + b2 + 1];
          out[o + 1] = x2 / y;
        }
        {
          const x2 = xs[o + a2 + 2];
          const y = ys[o + b2 + 2];
          out[o + 2] = x2 / y;
        }
        {
          const x2 = xs[o + a2 + 3];
          const y = ys[o + b2 + 3];
          out[o + 3] = x2 / y;
        }
      }
      i = o + a2;
      j = o + b2;
    }
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = x2 / y;
    }
  },
  float32(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a2 = i - o;
      const b2 = j - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          const y = ys[o + b2];
          out[o] = x2 / y;
        }
        {
          const x2 = xs[o + a2 + 1];
          const y = ys[o + b2 + 1];
          out[o + 1] = x2 / y;
        }
        {
          const x2 = xs[o + a2 + 2];
          const y = ys[o + b2 + 2];
          out[o + 2] = x2 / y;
        }
        {
          const x2 = xs[o + a2 + 3];
          const y = ys[o + b2 + 3];
          out[o + 3] = x2 / y;
        }
      }
      i = o + a2;
      j = o + b2;
    }
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = x2 / y;
    }
  },
  int32: null,
  rows(out, o, ro, xs, i, di, ri, ys, j, dj, rj, m, n) {
    if (di === 1 && dj === 1 && rj === 0) for (; n > 3; n -= 4, o += 4, i += 4, j += 4) {
      const y0 = ys[j];
      const y1 = ys[j + 1];
      const y2 = ys[j + 2];
      const y3 = ys[j + 3];
      for (let row = 0, at2 = o, p = i; row < m; row++, at2 += ro, p += ri) {
        {
          const x2 = xs[p];
          out[at2] = x2 / y0;
        }
        {
          const x2 = xs[p + 1];
          out[at2 + 1] = x2 / y1;
        }
        {
          const x2 = xs[p + 2];
          out[at2 + 2] = x2 / y2;
        }
        {
          const x2 = xs[p + 3];
          out[at2 + 3] = x2 / y3;
        }
      }
    }
    for (; n > 0; n--, o++, i += di, j += dj) for (let row = 0, at2 = o, p = i, q = j; row < m; row++, at2 += ro, p += ri, q += rj) {
      const x2 = xs[p];
      const y = ys[q];
      out[at2] = x2 / y;
    }
  },
  single: (x2, y) => x2 / y,
  simd: divKernel
};
var pow2 = {
  float64(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = power(x2, y);
    }
  },
  float32(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = power(x2, y);
    }
  },
  int32(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = power(x2, y);
    }
  },
  rows(out, o, ro, xs, i, di, ri, ys, j, dj, rj, m, n) {
    if (di === 1 && dj === 1 && rj === 0) for (; n > 3; n -= 4, o += 4, i += 4, j += 4) {
      const y0 = ys[j];
      const y1 = ys[j + 1];
      const y2 = ys[j + 2];
      const y3 = ys[j + 3];
      for (let row = 0, at2 = o, p = i; row < m; row++, at2 += ro, p += ri) {
        {
          const x2 = xs[p];
          out[at2] = power(x2, y0);
        }
        {
          const x2 = xs[p + 1];
          out[at2 + 1] = power(x2, y1);
        }
        {
          const x2 = xs[p + 2];
          out[at2 + 2] = power(x2, y2);
        }
        {
          const x2 = xs[p + 3];
          out[at2 + 3] = power(x2, y3);
        }
      }
    }
    for (; n > 0; n--, o++, i += di, j += dj) for (let row = 0, at2 = o, p = i, q = j; row < m; row++, at2 += ro, p += ri, q += rj) {
      const x2 = xs[p];
      const y = ys[q];
      out[at2] = power(x2, y);
    }
  },
  single: (x2, y) => power(x2, y),
  simd: powKernel
};
var maximum = {
  float64(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a2 = i - o;
      const b2 = j - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          const y = ys[o + b2];
          out[o] = x2 > y || x2 !== x2 ? x2 : y;
        }
        {
          const x2 = xs[o + a2 + 1];
          const y = ys[o + b2 + 1];
          out[o + 1] = x2 > y || x2 !== x2 ? x2 : y;
        }
        {
          const x2 = xs[o + a2 + 2];
          const y = ys[o + b2 + 2];
          out[o + 2] = x2 > y || x2 !== x2 ? x2 : y;
        }
        {
          const x2 = xs[o + a2 + 3];
          const y = ys[o + b2 + 3];
          out[o + 3] = x2 > y || x2 !== x2 ? x2 : y;
        }
      }
      i = o + a2;
      j = o + b2;
    }
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = x2 > y || x2 !== x2 ? x2 : y;
    }
  },
  float32(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a2 = i - o;
      const b2 = j - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          const y = ys[o + b2];
          out[o] = x2 > y || x2 !== x2 ? x2 : y;
        }
        {
          const x2 = xs[o + a2 + 1];
          const y = ys[o + b2 + 1];
          out[o + 1] = x2 > y || x2 !== x2 ? x2 : y;
        }
        {
          const x2 = xs[o + a2 + 2];
          const y = ys[o + b2 + 2];
          out[o + 2] = x2 > y || x2 !== x2 ? x2 : y;
        }
        {
          const x2 = xs[o + a2 + 3];
          const y = ys[o + b2 + 3];
          out[o + 3] = x2 > y || x2 !== x2 ? x2 : y;
        }
      }
      i = o + a2;
      j = o + b2;
    }
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = x2 > y || x2 !== x2 ? x2 : y;
    }
  },
  int32(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = x2 > y ? x2 : y;
    }
  },
  rows(out, o, ro, xs, i, di, ri, ys, j, dj, rj, m, n) {
    if (di === 1 && dj === 1 && rj === 0) for (; n > 3; n -= 4, o += 4, i += 4, j += 4) {
      const y0 = ys[j];
      const y1 = ys[j + 1];
      const y2 = ys[j + 2];
      const y3 = ys[j + 3];
      for (let row = 0, at2 = o, p = i; row < m; row++, at2 += ro, p += ri) {
        {
          const x2 = xs[p];
          out[at2] = x2 > y0 || x2 !== x2 ? x2 : y0;
        }
        {
          const x2 = xs[p + 1];
          out[at2 + 1] = x2 > y1 || x2 !== x2 ? x2 : y1;
        }
        {
          const x2 = xs[p + 2];
          out[at2 + 2] = x2 > y2 || x2 !== x2 ? x2 : y2;
        }
        {
          const x2 = xs[p + 3];
          out[at2 + 3] = x2 > y3 || x2 !== x2 ? x2 : y3;
        }
      }
    }
    for (; n > 0; n--, o++, i += di, j += dj) for (let row = 0, at2 = o, p = i, q = j; row < m; row++, at2 += ro, p += ri, q += rj) {
      const x2 = xs[p];
      const y = ys[q];
      out[at2] = x2 > y || x2 !== x2 ? x2 : y;
    }
  },
  single: (x2, y) => x2 > y || x2 !== x2 ? x2 : y,
  simd: maximumKernel
};
var minimum = {
  float64(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a2 = i - o;
      const b2 = j - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          const y = ys[o + b2];
          out[o] = x2 < y || x2 !== x2 ? x2 : y;
        }
        {
          const x2 = xs[o + a2 + 1];
          const y = ys[o + b2 + 1];
          out[o + 1] = x2 < y || x2 !== x2 ? x2 : y;
        }
        {
          const x2 = xs[o + a2 + 2];
          const y = ys[o + b2 + 2];
          out[o + 2] = x2 < y || x2 !== x2 ? x2 : y;
        }
        {
          const x2 = xs[o + a2 + 3];
          const y = ys[o + b2 + 3];
          out[o + 3] = x2 < y || x2 !== x2 ? x2 : y;
        }
      }
      i = o + a2;
      j = o + b2;
    }
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = x2 < y || x2 !== x2 ? x2 : y;
    }
  },
  float32(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a2 = i - o;
      const b2 = j - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          const y = ys[o + b2];
          out[o] = x2 < y || x2 !== x2 ? x2 : y;
        }
        {
          const x2 = xs[o + a2 + 1];
          const y = ys[o + b2 + 1];
          out[o + 1] = x2 < y || x2 !== x2 ? x2 : y;
        }
        {
          const x2 = xs[o + a2 + 2];
          const y = ys[o + b2 + 2];
          out[o + 2] = x2 < y || x2 !== x2 ? x2 : y;
        }
        {
          const x2 = xs[o + a2 + 3];
          const y = ys[o + b2 + 3];
          out[o + 3] = x2 < y || x2 !== x2 ? x2 : y;
        }
      }
      i = o + a2;
      j = o + b2;
    }
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = x2 < y || x2 !== x2 ? x2 : y;
    }
  },
  int32(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = x2 < y ? x2 : y;
    }
  },
  rows(out, o, ro, xs, i, di, ri, ys, j, dj, rj, m, n) {
    if (di === 1 && dj === 1 && rj === 0) for (; n > 3; n -= 4, o += 4, i += 4, j += 4) {
      const y0 = ys[j];
      const y1 = ys[j + 1];
      const y2 = ys[j + 2];
      const y3 = ys[j + 3];
      for (let row = 0, at2 = o, p = i; row < m; row++, at2 += ro, p += ri) {
        {
          const x2 = xs[p];
          out[at2] = x2 < y0 || x2 !== x2 ? x2 : y0;
        }
        {
          const x2 = xs[p + 1];
          out[at2 + 1] = x2 < y1 || x2 !== x2 ? x2 : y1;
        }
        {
          const x2 = xs[p + 2];
          out[at2 + 2] = x2 < y2 || x2 !== x2 ? x2 : y2;
        }
        {
          const x2 = xs[p + 3];
          out[at2 + 3] = x2 < y3 || x2 !== x2 ? x2 : y3;
        }
      }
    }
    for (; n > 0; n--, o++, i += di, j += dj) for (let row = 0, at2 = o, p = i, q = j; row < m; row++, at2 += ro, p += ri, q += rj) {
      const x2 = xs[p];
      const y = ys[q];
      out[at2] = x2 < y || x2 !== x2 ? x2 : y;
    }
  },
  single: (x2, y) => x2 < y || x2 !== x2 ? x2 : y,
  simd: minimumKernel
};
var scale = {
  float64(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a2 = i - o;
      const b2 = j - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          const y = ys[o + b2];
          out[o] = scaled2(x2, y);
        }
        {
          const x2 = xs[o + a2 + 1];
          const y = ys[o + b2 + 1];
          out[o + 1] = scaled2(x2, y);
        }
        {
          const x2 = xs[o + a2 + 2];
          const y = ys[o + b2 + 2];
          out[o + 2] = scaled2(x2, y);
        }
        {
          const x2 = xs[o + a2 + 3];
          const y = ys[o + b2 + 3];
          out[o + 3] = scaled2(x2, y);
        }
      }
      i = o + a2;
      j = o + b2;
    }
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = scaled2(x2, y);
    }
  },
  float32(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a2 = i - o;
      const b2 = j - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          const y = ys[o + b2];
          out[o] = scaled2(x2, y);
        }
        {
          const x2 = xs[o + a2 + 1];
          const y = ys[o + b2 + 1];
          out[o + 1] = scaled2(x2, y);
        }
        {
          const x2 = xs[o + a2 + 2];
          const y = ys[o + b2 + 2];
          out[o + 2] = scaled2(x2, y);
        }
        {
          const x2 = xs[o + a2 + 3];
          const y = ys[o + b2 + 3];
          out[o + 3] = scaled2(x2, y);
        }
      }
      i = o + a2;
      j = o + b2;
    }
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = scaled2(x2, y);
    }
  },
  int32: null,
  rows(out, o, ro, xs, i, di, ri, ys, j, dj, rj, m, n) {
    if (di === 1 && dj === 1 && rj === 0) for (; n > 3; n -= 4, o += 4, i += 4, j += 4) {
      const y0 = ys[j];
      const y1 = ys[j + 1];
      const y2 = ys[j + 2];
      const y3 = ys[j + 3];
      for (let row = 0, at2 = o, p = i; row < m; row++, at2 += ro, p += ri) {
        {
          const x2 = xs[p];
          out[at2] = scaled2(x2, y0);
        }
        {
          const x2 = xs[p + 1];
          out[at2 + 1] = scaled2(x2, y1);
        }
        {
          const x2 = xs[p + 2];
          out[at2 + 2] = scaled2(x2, y2);
        }
        {
          const x2 = xs[p + 3];
          out[at2 + 3] = scaled2(x2, y3);
        }
      }
    }
    for (; n > 0; n--, o++, i += di, j += dj) for (let row = 0, at2 = o, p = i, q = j; row < m; row++, at2 += ro, p += ri, q += rj) {
      const x2 = xs[p];
      const y = ys[q];
      out[at2] = scaled2(x2, y);
    }
  },
  single: (x2, y) => scaled2(x2, y),
  simd: scaleKernel
};
var scaleBySigmoidSlope = {
  float64(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a2 = i - o;
      const b2 = j - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          const y = ys[o + b2];
          out[o] = scaled2(x2, y * (1 - y));
        }
        {
          const x2 = xs[o + a2 + 1];
          const y = ys[o + b2 + 1];
          out[o + 1] = scaled2(x2, y * (1 - y));
        }
        {
          const x2 = xs[o + a2 + 2];
          const y = ys[o + b2 + 2];
          out[o + 2] = scaled2(x2, y * (1 - y));
        }
        {
          const x2 = xs[o + a2 + 3];
          const y = ys[o + b2 + 3];
          out[o + 3] = scaled2(x2, y * (1 - y));
        }
      }
      i = o + a2;
      j = o + b2;
    }
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = scaled2(x2, y * (1 - y));
    }
  },
  float32(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a2 = i - o;
      const b2 = j - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          const y = ys[o + b2];
          out[o] = scaled2(x2, y * (1 - y));
        }
        {
          const x2 = xs[o + a2 + 1];
          const y = ys[o + b2 + 1];
          out[o + 1] = scaled2(x2, y * (1 - y));
        }
        {
          const x2 = xs[o + a2 + 2];
          const y = ys[o + b2 + 2];
          out[o + 2] = scaled2(x2, y * (1 - y));
        }
        {
          const x2 = xs[o + a2 + 3];
          const y = ys[o + b2 + 3];
          out[o + 3] = scaled2(x2, y * (1 - y));
        }
      }
      i = o + a2;
      j = o + b2;
    }
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = scaled2(x2, y * (1 - y));
    }
  },
  int32: null,
  rows(out, o, ro, xs, i, di, ri, ys, j, dj, rj, m, n) {
    if (di === 1 && dj === 1 && rj === 0) for (; n > 3; n -= 4, o += 4, i += 4, j += 4) {
      const y0 = ys[j];
      const y1 = ys[j + 1];
      const y2 = ys[j + 2];
      const y3 = ys[j + 3];
      for (let row = 0, at2 = o, p = i; row < m; row++, at2 += ro, p += ri) {
        {
          const x2 = xs[p];
          out[at2] = scaled2(x2, y0 * (1 - y0));
        }
        {
          const x2 = xs[p + 1];
          out[at2 + 1] = scaled2(x2, y1 * (1 - y1));
        }
        {
          const x2 = xs[p + 2];
          out[at2 + 2] = scaled2(x2, y2 * (1 - y2));
        }
        {
          const x2 = xs[p + 3];
          out[at2 + 3] = scaled2(x2, y3 * (1 - y3));
        }
      }
    }
    for (; n > 0; n--, o++, i += di, j += dj) for (let row = 0, at2 = o, p = i, q = j; row < m; row++, at2 += ro, p += ri, q += rj) {
      const x2 = xs[p];
      const y = ys[q];
      out[at2] = scaled2(x2, y * (1 - y));
    }
  },
  single: (x2, y) => scaled2(x2, y * (1 - y)),
  simd: scaleBySigmoidSlopeKernel
};
var scaleByStep = {
  float64(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a2 = i - o;
      const b2 = j - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          const y = ys[o + b2];
          out[o] = y > 0 ? x2 : 0;
        }
        {
          const x2 = xs[o + a2 + 1];
          const y = ys[o + b2 + 1];
          out[o + 1] = y > 0 ? x2 : 0;
        }
        {
          const x2 = xs[o + a2 + 2];
          const y = ys[o + b2 + 2];
          out[o + 2] = y > 0 ? x2 : 0;
        }
        {
          const x2 = xs[o + a2 + 3];
          const y = ys[o + b2 + 3];
          out[o + 3] = y > 0 ? x2 : 0;
        }
      }
      i = o + a2;
      j = o + b2;
    }
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = y > 0 ? x2 : 0;
    }
  },
  float32(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a2 = i - o;
      const b2 = j - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          const y = ys[o + b2];
          out[o] = y > 0 ? x2 : 0;
        }
        {
          const x2 = xs[o + a2 + 1];
          const y = ys[o + b2 + 1];
          out[o + 1] = y > 0 ? x2 : 0;
        }
        {
          const x2 = xs[o + a2 + 2];
          const y = ys[o + b2 + 2];
          out[o + 2] = y > 0 ? x2 : 0;
        }
        {
          const x2 = xs[o + a2 + 3];
          const y = ys[o + b2 + 3];
          out[o + 3] = y > 0 ? x2 : 0;
        }
      }
      i = o + a2;
      j = o + b2;
    }
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = y > 0 ? x2 : 0;
    }
  },
  int32: null,
  rows(out, o, ro, xs, i, di, ri, ys, j, dj, rj, m, n) {
    if (di === 1 && dj === 1 && rj === 0) for (; n > 3; n -= 4, o += 4, i += 4, j += 4) {
      const y0 = ys[j];
      const y1 = ys[j + 1];
      const y2 = ys[j + 2];
      const y3 = ys[j + 3];
      for (let row = 0, at2 = o, p = i; row < m; row++, at2 += ro, p += ri) {
        {
          const x2 = xs[p];
          out[at2] = y0 > 0 ? x2 : 0;
        }
        {
          const x2 = xs[p + 1];
          out[at2 + 1] = y1 > 0 ? x2 : 0;
        }
        {
          const x2 = xs[p + 2];
          out[at2 + 2] = y2 > 0 ? x2 : 0;
        }
        {
          const x2 = xs[p + 3];
          out[at2 + 3] = y3 > 0 ? x2 : 0;
        }
      }
    }
    for (; n > 0; n--, o++, i += di, j += dj) for (let row = 0, at2 = o, p = i, q = j; row < m; row++, at2 += ro, p += ri, q += rj) {
      const x2 = xs[p];
      const y = ys[q];
      out[at2] = y > 0 ? x2 : 0;
    }
  },
  single: (x2, y) => y > 0 ? x2 : 0,
  simd: scaleByStepKernel
};
var fmax = {
  float64(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a2 = i - o;
      const b2 = j - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          const y = ys[o + b2];
          out[o] = x2 >= y || y !== y ? x2 : y;
        }
        {
          const x2 = xs[o + a2 + 1];
          const y = ys[o + b2 + 1];
          out[o + 1] = x2 >= y || y !== y ? x2 : y;
        }
        {
          const x2 = xs[o + a2 + 2];
          const y = ys[o + b2 + 2];
          out[o + 2] = x2 >= y || y !== y ? x2 : y;
        }
        {
          const x2 = xs[o + a2 + 3];
          const y = ys[o + b2 + 3];
          out[o + 3] = x2 >= y || y !== y ? x2 : y;
        }
      }
      i = o + a2;
      j = o + b2;
    }
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = x2 >= y || y !== y ? x2 : y;
    }
  },
  float32(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a2 = i - o;
      const b2 = j - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          const y = ys[o + b2];
          out[o] = x2 >= y || y !== y ? x2 : y;
        }
        {
          const x2 = xs[o + a2 + 1];
          const y = ys[o + b2 + 1];
          out[o + 1] = x2 >= y || y !== y ? x2 : y;
        }
        {
          const x2 = xs[o + a2 + 2];
          const y = ys[o + b2 + 2];
          out[o + 2] = x2 >= y || y !== y ? x2 : y;
        }
        {
          const x2 = xs[o + a2 + 3];
          const y = ys[o + b2 + 3];
          out[o + 3] = x2 >= y || y !== y ? x2 : y;
        }
      }
      i = o + a2;
      j = o + b2;
    }
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = x2 >= y || y !== y ? x2 : y;
    }
  },
  int32(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = x2 > y ? x2 : y;
    }
  },
  rows(out, o, ro, xs, i, di, ri, ys, j, dj, rj, m, n) {
    if (di === 1 && dj === 1 && rj === 0) for (; n > 3; n -= 4, o += 4, i += 4, j += 4) {
      const y0 = ys[j];
      const y1 = ys[j + 1];
      const y2 = ys[j + 2];
      const y3 = ys[j + 3];
      for (let row = 0, at2 = o, p = i; row < m; row++, at2 += ro, p += ri) {
        {
          const x2 = xs[p];
          out[at2] = x2 >= y0 || y0 !== y0 ? x2 : y0;
        }
        {
          const x2 = xs[p + 1];
          out[at2 + 1] = x2 >= y1 || y1 !== y1 ? x2 : y1;
        }
        {
          const x2 = xs[p + 2];
          out[at2 + 2] = x2 >= y2 || y2 !== y2 ? x2 : y2;
        }
        {
          const x2 = xs[p + 3];
          out[at2 + 3] = x2 >= y3 || y3 !== y3 ? x2 : y3;
        }
      }
    }
    for (; n > 0; n--, o++, i += di, j += dj) for (let row = 0, at2 = o, p = i, q = j; row < m; row++, at2 += ro, p += ri, q += rj) {
      const x2 = xs[p];
      const y = ys[q];
      out[at2] = x2 >= y || y !== y ? x2 : y;
    }
  },
  single: (x2, y) => x2 >= y || y !== y ? x2 : y,
  simd: null
};
var fmin = {
  float64(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a2 = i - o;
      const b2 = j - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          const y = ys[o + b2];
          out[o] = x2 <= y || y !== y ? x2 : y;
        }
        {
          const x2 = xs[o + a2 + 1];
          const y = ys[o + b2 + 1];
          out[o + 1] = x2 <= y || y !== y ? x2 : y;
        }
        {
          const x2 = xs[o + a2 + 2];
          const y = ys[o + b2 + 2];
          out[o + 2] = x2 <= y || y !== y ? x2 : y;
        }
        {
          const x2 = xs[o + a2 + 3];
          const y = ys[o + b2 + 3];
          out[o + 3] = x2 <= y || y !== y ? x2 : y;
        }
      }
      i = o + a2;
      j = o + b2;
    }
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = x2 <= y || y !== y ? x2 : y;
    }
  },
  float32(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a2 = i - o;
      const b2 = j - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          const y = ys[o + b2];
          out[o] = x2 <= y || y !== y ? x2 : y;
        }
        {
          const x2 = xs[o + a2 + 1];
          const y = ys[o + b2 + 1];
          out[o + 1] = x2 <= y || y !== y ? x2 : y;
        }
        {
          const x2 = xs[o + a2 + 2];
          const y = ys[o + b2 + 2];
          out[o + 2] = x2 <= y || y !== y ? x2 : y;
        }
        {
          const x2 = xs[o + a2 + 3];
          const y = ys[o + b2 + 3];
          out[o + 3] = x2 <= y || y !== y ? x2 : y;
        }
      }
      i = o + a2;
      j = o + b2;
    }
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = x2 <= y || y !== y ? x2 : y;
    }
  },
  int32(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = x2 < y ? x2 : y;
    }
  },
  rows(out, o, ro, xs, i, di, ri, ys, j, dj, rj, m, n) {
    if (di === 1 && dj === 1 && rj === 0) for (; n > 3; n -= 4, o += 4, i += 4, j += 4) {
      const y0 = ys[j];
      const y1 = ys[j + 1];
      const y2 = ys[j + 2];
      const y3 = ys[j + 3];
      for (let row = 0, at2 = o, p = i; row < m; row++, at2 += ro, p += ri) {
        {
          const x2 = xs[p];
          out[at2] = x2 <= y0 || y0 !== y0 ? x2 : y0;
        }
        {
          const x2 = xs[p + 1];
          out[at2 + 1] = x2 <= y1 || y1 !== y1 ? x2 : y1;
        }
        {
          const x2 = xs[p + 2];
          out[at2 + 2] = x2 <= y2 || y2 !== y2 ? x2 : y2;
        }
        {
          const x2 = xs[p + 3];
          out[at2 + 3] = x2 <= y3 || y3 !== y3 ? x2 : y3;
        }
      }
    }
    for (; n > 0; n--, o++, i += di, j += dj) for (let row = 0, at2 = o, p = i, q = j; row < m; row++, at2 += ro, p += ri, q += rj) {
      const x2 = xs[p];
      const y = ys[q];
      out[at2] = x2 <= y || y !== y ? x2 : y;
    }
  },
  single: (x2, y) => x2 <= y || y !== y ? x2 : y,
  simd: null
};
var greater = {
  float64(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a2 = i - o;
      const b2 = j - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          const y = ys[o + b2];
          out[o] = +(x2 > y);
        }
        {
          const x2 = xs[o + a2 + 1];
          const y = ys[o + b2 + 1];
          out[o + 1] = +(x2 > y);
        }
        {
          const x2 = xs[o + a2 + 2];
          const y = ys[o + b2 + 2];
          out[o + 2] = +(x2 > y);
        }
        {
          const x2 = xs[o + a2 + 3];
          const y = ys[o + b2 + 3];
          out[o + 3] = +(x2 > y);
        }
      }
      i = o + a2;
      j = o + b2;
    }
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = +(x2 > y);
    }
  },
  float32(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a2 = i - o;
      const b2 = j - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          const y = ys[o + b2];
          out[o] = +(x2 > y);
        }
        {
          const x2 = xs[o + a2 + 1];
          const y = ys[o + b2 + 1];
          out[o + 1] = +(x2 > y);
        }
        {
          const x2 = xs[o + a2 + 2];
          const y = ys[o + b2 + 2];
          out[o + 2] = +(x2 > y);
        }
        {
          const x2 = xs[o + a2 + 3];
          const y = ys[o + b2 + 3];
          out[o + 3] = +(x2 > y);
        }
      }
      i = o + a2;
      j = o + b2;
    }
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = +(x2 > y);
    }
  },
  int32(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = +(x2 > y);
    }
  },
  single: (x2, y) => +(x2 > y),
  simd: null
};
var greaterEqual = {
  float64(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a2 = i - o;
      const b2 = j - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          const y = ys[o + b2];
          out[o] = +(x2 >= y);
        }
        {
          const x2 = xs[o + a2 + 1];
          const y = ys[o + b2 + 1];
          out[o + 1] = +(x2 >= y);
        }
        {
          const x2 = xs[o + a2 + 2];
          const y = ys[o + b2 + 2];
          out[o + 2] = +(x2 >= y);
        }
        {
          const x2 = xs[o + a2 + 3];
          const y = ys[o + b2 + 3];
          out[o + 3] = +(x2 >= y);
        }
      }
      i = o + a2;
      j = o + b2;
    }
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = +(x2 >= y);
    }
  },
  float32(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a2 = i - o;
      const b2 = j - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          const y = ys[o + b2];
          out[o] = +(x2 >= y);
        }
        {
          const x2 = xs[o + a2 + 1];
          const y = ys[o + b2 + 1];
          out[o + 1] = +(x2 >= y);
        }
        {
          const x2 = xs[o + a2 + 2];
          const y = ys[o + b2 + 2];
          out[o + 2] = +(x2 >= y);
        }
        {
          const x2 = xs[o + a2 + 3];
          const y = ys[o + b2 + 3];
          out[o + 3] = +(x2 >= y);
        }
      }
      i = o + a2;
      j = o + b2;
    }
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = +(x2 >= y);
    }
  },
  int32(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = +(x2 >= y);
    }
  },
  single: (x2, y) => +(x2 >= y),
  simd: null
};
var less = {
  float64(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a2 = i - o;
      const b2 = j - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          const y = ys[o + b2];
          out[o] = +(x2 < y);
        }
        {
          const x2 = xs[o + a2 + 1];
          const y = ys[o + b2 + 1];
          out[o + 1] = +(x2 < y);
        }
        {
          const x2 = xs[o + a2 + 2];
          const y = ys[o + b2 + 2];
          out[o + 2] = +(x2 < y);
        }
        {
          const x2 = xs[o + a2 + 3];
          const y = ys[o + b2 + 3];
          out[o + 3] = +(x2 < y);
        }
      }
      i = o + a2;
      j = o + b2;
    }
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = +(x2 < y);
    }
  },
  float32(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a2 = i - o;
      const b2 = j - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          const y = ys[o + b2];
          out[o] = +(x2 < y);
        }
        {
          const x2 = xs[o + a2 + 1];
          const y = ys[o + b2 + 1];
          out[o + 1] = +(x2 < y);
        }
        {
          const x2 = xs[o + a2 + 2];
          const y = ys[o + b2 + 2];
          out[o + 2] = +(x2 < y);
        }
        {
          const x2 = xs[o + a2 + 3];
          const y = ys[o + b2 + 3];
          out[o + 3] = +(x2 < y);
        }
      }
      i = o + a2;
      j = o + b2;
    }
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = +(x2 < y);
    }
  },
  int32(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = +(x2 < y);
    }
  },
  single: (x2, y) => +(x2 < y),
  simd: null
};
var lessEqual = {
  float64(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a2 = i - o;
      const b2 = j - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          const y = ys[o + b2];
          out[o] = +(x2 <= y);
        }
        {
          const x2 = xs[o + a2 + 1];
          const y = ys[o + b2 + 1];
          out[o + 1] = +(x2 <= y);
        }
        {
          const x2 = xs[o + a2 + 2];
          const y = ys[o + b2 + 2];
          out[o + 2] = +(x2 <= y);
        }
        {
          const x2 = xs[o + a2 + 3];
          const y = ys[o + b2 + 3];
          out[o + 3] = +(x2 <= y);
        }
      }
      i = o + a2;
      j = o + b2;
    }
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = +(x2 <= y);
    }
  },
  float32(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a2 = i - o;
      const b2 = j - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          const y = ys[o + b2];
          out[o] = +(x2 <= y);
        }
        {
          const x2 = xs[o + a2 + 1];
          const y = ys[o + b2 + 1];
          out[o + 1] = +(x2 <= y);
        }
        {
          const x2 = xs[o + a2 + 2];
          const y = ys[o + b2 + 2];
          out[o + 2] = +(x2 <= y);
        }
        {
          const x2 = xs[o + a2 + 3];
          const y = ys[o + b2 + 3];
          out[o + 3] = +(x2 <= y);
        }
      }
      i = o + a2;
      j = o + b2;
    }
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = +(x2 <= y);
    }
  },
  int32(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = +(x2 <= y);
    }
  },
  single: (x2, y) => +(x2 <= y),
  simd: null
};
var equal = {
  float64(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a2 = i - o;
      const b2 = j - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          const y = ys[o + b2];
          out[o] = +(x2 === y);
        }
        {
          const x2 = xs[o + a2 + 1];
          const y = ys[o + b2 + 1];
          out[o + 1] = +(x2 === y);
        }
        {
          const x2 = xs[o + a2 + 2];
          const y = ys[o + b2 + 2];
          out[o + 2] = +(x2 === y);
        }
        {
          const x2 = xs[o + a2 + 3];
          const y = ys[o + b2 + 3];
          out[o + 3] = +(x2 === y);
        }
      }
      i = o + a2;
      j = o + b2;
    }
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = +(x2 === y);
    }
  },
  float32(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a2 = i - o;
      const b2 = j - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          const y = ys[o + b2];
          out[o] = +(x2 === y);
        }
        {
          const x2 = xs[o + a2 + 1];
          const y = ys[o + b2 + 1];
          out[o + 1] = +(x2 === y);
        }
        {
          const x2 = xs[o + a2 + 2];
          const y = ys[o + b2 + 2];
          out[o + 2] = +(x2 === y);
        }
        {
          const x2 = xs[o + a2 + 3];
          const y = ys[o + b2 + 3];
          out[o + 3] = +(x2 === y);
        }
      }
      i = o + a2;
      j = o + b2;
    }
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = +(x2 === y);
    }
  },
  int32(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = +(x2 === y);
    }
  },
  single: (x2, y) => +(x2 === y),
  simd: null
};
var notEqual = {
  float64(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a2 = i - o;
      const b2 = j - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          const y = ys[o + b2];
          out[o] = +(x2 !== y);
        }
        {
          const x2 = xs[o + a2 + 1];
          const y = ys[o + b2 + 1];
          out[o + 1] = +(x2 !== y);
        }
        {
          const x2 = xs[o + a2 + 2];
          const y = ys[o + b2 + 2];
          out[o + 2] = +(x2 !== y);
        }
        {
          const x2 = xs[o + a2 + 3];
          const y = ys[o + b2 + 3];
          out[o + 3] = +(x2 !== y);
        }
      }
      i = o + a2;
      j = o + b2;
    }
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = +(x2 !== y);
    }
  },
  float32(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    if (di === 1 && dj === 1) {
      const a2 = i - o;
      const b2 = j - o;
      for (const last2 = end - 3; o < last2; o += 4) {
        {
          const x2 = xs[o + a2];
          const y = ys[o + b2];
          out[o] = +(x2 !== y);
        }
        {
          const x2 = xs[o + a2 + 1];
          const y = ys[o + b2 + 1];
          out[o + 1] = +(x2 !== y);
        }
        {
          const x2 = xs[o + a2 + 2];
          const y = ys[o + b2 + 2];
          out[o + 2] = +(x2 !== y);
        }
        {
          const x2 = xs[o + a2 + 3];
          const y = ys[o + b2 + 3];
          out[o + 3] = +(x2 !== y);
        }
      }
      i = o + a2;
      j = o + b2;
    }
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = +(x2 !== y);
    }
  },
  int32(out, o, xs, i, di, ys, j, dj, n) {
    const end = o + n;
    for (; o < end; o++, i += di, j += dj) {
      const x2 = xs[i];
      const y = ys[j];
      out[o] = +(x2 !== y);
    }
  },
  single: (x2, y) => +(x2 !== y),
  simd: null
};

// packages/autograd/src/kinds.ts
function apart(name, kind) {
  return ([a2, b2]) => {
    const dtype = resultDType(kind, a2.dtype, (b2 ?? a2).dtype);
    return [{ shape: b2 === void 0 ? a2.shape : broadcastShapes(name, a2.shape, b2.shape), dtype }];
  };
}
var negPrimitive = makePrimitive({
  name: "neg",
  formula: String.raw`-x`,
  reverse: ["-g"],
  arity: 1,
  abstract: apart("neg", "promoted"),
  loops1: neg,
  vjp1: (g) => apply1(negPrimitive, g, null),
  jvp1: (t) => apply1(negPrimitive, t, null)
});
var scalePrimitive = makePrimitive({
  name: "scale",
  formula: String.raw`g \cdot d \text{, and } 0 \text{ where } g = 0 \text{ or } d = 0`,
  reverse: ["scale(g, b)", "scale(g, a)"],
  arity: 2,
  abstract: apart("scale", "floating"),
  loops2: scale,
  result: "floating",
  vjpA: (h, _y, _g, d) => scale2(h, d),
  vjpB: (h, _y, g, _d) => scale2(h, g),
  jvp2: (tg, td, _y, g, d) => plus(tg && scale2(tg, d), td && scale2(g, td))
});
function scale2(g, d) {
  return apply2(scalePrimitive, g, d, null);
}
var addPrimitive = makePrimitive({
  name: "add",
  formula: String.raw`a + b`,
  reverse: ["g", "g"],
  arity: 2,
  abstract: apart("add", "promoted"),
  loops2: add,
  vjpA: (g) => g,
  vjpB: (g) => g,
  jvp2: (ta, tb) => plus(ta, tb)
});
function plus(a2, b2) {
  if (a2 === null) return b2;
  return b2 === null ? a2 : apply2(addPrimitive, a2, b2, null);
}
function chainRule1(partial) {
  if (partial === 1) return (d) => d;
  if (partial === -1) return (d) => apply1(negPrimitive, d, null);
  if (typeof partial === "object") return partial.scaled;
  return (d, y, x2) => apply2(scalePrimitive, d, partial(y, x2), null);
}
function chainRule2(partial) {
  if (partial === 1) return (d) => d;
  if (partial === -1) return (d) => apply1(negPrimitive, d, null);
  return (d, y, a2, b2) => apply2(scalePrimitive, d, partial(y, a2, b2), null);
}
// @__NO_SIDE_EFFECTS__
function elementwise1(spec) {
  const { name, formula, reverse, run, partials, result: kind = "promoted" } = spec;
  const rule = partials === null ? void 0 : chainRule1(partials[0]);
  return makePrimitive({
    name,
    formula,
    reverse,
    arity: 1,
    constant: partials === null,
    abstract: apart(name, kind),
    loops1: run,
    result: kind,
    ...rule && { vjp1: rule, jvp1: rule }
  });
}
// @__NO_SIDE_EFFECTS__
function elementwise2(spec) {
  const { name, formula, reverse, run, partials, result: kind = "promoted" } = spec;
  const common = {
    name,
    formula,
    reverse,
    arity: 2,
    abstract: apart(name, kind),
    loops2: run,
    result: kind
  };
  if (partials === null) return makePrimitive({ ...common, constant: true });
  const [byA, byB] = [chainRule2(partials[0]), chainRule2(partials[1])];
  return makePrimitive({
    ...common,
    vjpA: byA,
    vjpB: byB,
    jvp2: (ta, tb, y, a2, b2) => plus(ta && byA(ta, y, a2, b2, null), tb && byB(tb, y, a2, b2, null))
  });
}
function execute(abstract, run, inputs, params) {
  const avals = abstract(inputs, params);
  const outputs = [];
  for (let i = 0; i < avals.length; i++) {
    const { shape, dtype } = avals[i];
    outputs.push(empty(shape, sizeOf(shape), dtype));
  }
  run(outputs, inputs, params);
  for (let i = 0; i < outputs.length; i++) outputs[i] = settled(outputs[i]);
  return outputs;
}
// @__NO_SIDE_EFFECTS__
function linear(spec) {
  const primitive = makePrimitive({
    name: spec.name,
    formula: spec.formula,
    reverse: spec.reverse,
    arity: 1,
    abstract: ([x2], params) => [spec.abstract(x2, params)],
    execute1: "view" in spec ? (x2, params) => spec.view(x2, params) : (x2, params) => fill2(spec, x2, params),
    vjp1: (g, _y, x2, params) => spec.transpose(g, params, x2),
    jvp1: (t, _y, _x, params) => apply1(primitive, t, params)
  });
  return primitive;
}
function fill2(spec, x2, params) {
  const { shape, dtype } = spec.abstract(x2, params);
  const y = empty(shape, sizeOf(shape), dtype);
  spec.run(y, x2, params);
  return settled(y);
}
// @__NO_SIDE_EFFECTS__
function linearN(spec) {
  const transposeOf = (i) => spec.transposes.length === 1 ? spec.transposes[0] : spec.transposes[i];
  const primitive = makePrimitive({
    name: spec.name,
    formula: spec.formula,
    reverse: spec.reverse,
    ...spec.operands && { operands: spec.operands },
    arity: "n",
    abstract: (inputs, params) => spec.abstract(inputs, params),
    executeN: (inputs, params) => execute(spec.abstract, spec.run, inputs, params),
    vjpN: ([g], _ys, xs, params, needs) => xs.map((_x, i) => {
      const transpose2 = transposeOf(i);
      return needs[i] && transpose2 !== null ? transpose2(g, params, xs, i) : null;
    }),
    jvpN: (ts, _ys, xs, params) => {
      if (ts.every((t, i) => t === null || transposeOf(i) === null)) return [null];
      return applyN(
        primitive,
        xs.map((x2, i) => transposeOf(i) === null ? x2 : ts[i] ?? repeatedZero(x2.shape, x2.dtype)),
        params
      );
    }
  });
  return primitive;
}
// @__NO_SIDE_EFFECTS__
function constant2(spec) {
  return makePrimitive({
    name: spec.name,
    formula: spec.formula,
    reverse: [],
    arity: "n",
    outputs: spec.outputs ?? 1,
    constant: true,
    abstract: (inputs, params) => spec.abstract(inputs, params),
    executeN: (inputs, params) => execute(spec.abstract, spec.run, inputs, params)
  });
}

// packages/autograd/src/kernels/copy.ts
function copyTensor(out, x2) {
  const [to, from] = [dataOf(out), dataOf(x2)];
  if (x2.strides !== null) copyStrided(to, out.offset, from, x2.offset, x2.shape, x2.strides);
  else to.set(from.subarray(x2.offset, x2.offset + x2.size), out.offset);
}
function copyBlock(out, outOffset, outStrides, data, offset, strides, shape) {
  const last2 = shape.length - 1;
  if (last2 < 0) {
    out[outOffset] = data[offset];
    return;
  }
  const n = shape[last2];
  const [outStep, step] = [outStrides[last2], strides[last2]];
  let rows = n === 0 ? 0 : 1;
  for (let d = 0; d < last2; d++) rows *= shape[d];
  const index = new Array(last2).fill(0);
  for (let row = 0, to = outOffset, from = offset; row < rows; row++) {
    for (let i = 0, o = to, k = from; i < n; i++, o += outStep, k += step) out[o] = data[k];
    for (let d = last2 - 1; d >= 0; d--) {
      to += outStrides[d];
      from += strides[d];
      if (++index[d] < shape[d]) break;
      to -= outStrides[d] * shape[d];
      from -= strides[d] * shape[d];
      index[d] = 0;
    }
  }
}
function blocksOf(shape, axis, count2 = 1) {
  let [outer, length, inner] = [1, 1, 1];
  shape.forEach((n, d) => {
    if (d < axis) outer *= n;
    else if (d < axis + count2) length *= n;
    else inner *= n;
  });
  return { outer, length, inner };
}
function rowsOf(x2) {
  return x2.strides === null ? { data: dataOf(x2), offset: x2.offset } : { data: flatData(x2), offset: 0 };
}

// packages/autograd/src/primitives/slice.ts
function placeOf({ starts }, strides, offset) {
  let place = offset;
  for (let d = 0; d < starts.length; d++) place += starts[d] * strides[d];
  return place;
}
function stridesIn({ axes, steps }, strides) {
  const out = [];
  for (let i = 0; i < axes.length; i++) {
    const d = axes[i];
    out.push(d < 0 ? 0 : strides[d] * steps[d]);
  }
  return out;
}
function write(out, part, region) {
  const strides = rowMajor(region.whole);
  const place = placeOf(region, strides, out.offset);
  copyBlock(dataOf(out), place, stridesIn(region, strides), dataOf(part), part.offset, stridesOf(part), region.part);
}
var slicePrimitive = linear({
  name: "slice",
  formula: String.raw`x_R`,
  reverse: ["embed(g), zeros with g as the part"],
  abstract: (x2, { part }) => ({ shape: part, dtype: x2.dtype }),
  view: (x2, region) => {
    const strides = stridesOf(x2);
    return view(x2, region.part, placeOf(region, strides, x2.offset), stridesIn(region, strides));
  },
  transpose: (g, region) => apply1(embedPrimitive, g, region)
});
var embedPrimitive = linear({
  name: "embed",
  formula: String.raw`y_R = x, \quad 0 \text{ elsewhere}`,
  reverse: ["slice(g)"],
  abstract: (x2, { whole: whole2 }) => ({ shape: whole2, dtype: x2.dtype }),
  run: write,
  transpose: (g, region) => apply1(slicePrimitive, g, region)
});
var setSlicePrimitive = linearN({
  name: "setSlice",
  formula: String.raw`y_R = v, \quad y = x \text{ elsewhere}`,
  reverse: ["setSlice(g, 0)", "slice(g)"],
  abstract: ([x2]) => [{ shape: x2.shape, dtype: x2.dtype }],
  run: ([out], [x2, value], region) => {
    copyTensor(out, x2);
    write(out, value, region);
  },
  transposes: [
    (g, region) => applyN(setSlicePrimitive, [g, repeatedZero(region.part, g.dtype)], region)[0],
    (g, region) => apply1(slicePrimitive, g, region)
  ]
});
function rowOf(whole2, i) {
  const starts = [i];
  const steps = [1];
  const axes = [];
  const part = [];
  for (let d = 1; d < whole2.length; d++) {
    starts.push(0);
    steps.push(1);
    axes.push(d);
    part.push(whole2[d]);
  }
  return { whole: whole2, starts, steps, axes, part };
}
function isWhole({ whole: whole2, starts, steps, axes, part }) {
  return sameShape(whole2, part) && axes.every((d, i) => d === i) && starts.every((start) => start === 0) && steps.every((step) => step === 1);
}

// packages/autograd/src/primitives/pack.ts
var packPrimitive = linearN({
  name: "pack",
  formula: String.raw`[x_1, \dots, x_n]`,
  reverse: ["row i of g"],
  abstract: (xs) => [{ shape: [xs.length, ...xs[0].shape], dtype: commonDType(xs) }],
  run: ([out], xs) => {
    xs.forEach((x2, i) => {
      copyStrided(dataOf(out), out.offset + i * x2.size, dataOf(x2), x2.offset, x2.shape, stridesOf(x2));
    });
  },
  transposes: [(g, _params, _xs, i) => apply1(slicePrimitive, g, rowOf(g.shape, i))]
});
function commonDType(xs) {
  let dtype = xs[0].dtype;
  for (const x2 of xs) if (x2.dtype !== dtype) dtype = promote(dtype, x2.dtype);
  return dtype;
}
function pack(xs, op2 = "stack") {
  const first2 = xs[0];
  const other = xs.findIndex((x2) => !sameShape(x2.shape, first2.shape));
  if (other > 0) {
    const shapes = xs.map((x2) => x2.shape);
    throw new ShapeError({
      code: "shape-mismatch",
      op: op2,
      problem: `all entries must have one shape, entry ${other} differs from entry 0`,
      got: `${showShape(first2.shape)} and ${showShape(xs[other].shape)}`,
      hint: "an array of tensors is stacked; concatenate(xs) joins along an axis that exists and may differ in length",
      shapes
    });
  }
  return applyN(packPrimitive, xs, null)[0];
}

// packages/autograd/src/lift.ts
var SCALAR = [];
function scalar(value, dtype = "float64") {
  if (dtype === "float64") return single(SCALAR, value);
  const x2 = empty(SCALAR, 1, dtype);
  dataOf(x2)[x2.offset] = value;
  return x2;
}
function asTensor(x2) {
  return operand("an operation", x2);
}
function operand(op2, x2) {
  if (isTensor(x2)) return x2;
  if (typeof x2 === "number") return scalar(x2);
  if (typeof x2 === "boolean") return scalar(x2 ? 1 : 0, "bool");
  if (Array.isArray(x2)) return holdsTensor(x2) ? pack(operands(op2, x2), op2) : given(op2, x2);
  if (ArrayBuffer.isView(x2)) return given(op2, x2);
  throw notNumbers(op2, x2, []);
}
function operands(op2, inputs) {
  const dtypes = inputs.flatMap((x2) => typeof x2 === "number" ? [] : [operand(op2, x2).dtype]);
  const dtype = dtypes.length === 0 ? "float64" : dtypes.reduce((a2, b2) => a2 === b2 ? a2 : promote(a2, b2));
  return inputs.map((x2) => typeof x2 === "number" ? scalar(x2, weakDType(x2, dtype)) : operand(op2, x2));
}
// @__NO_SIDE_EFFECTS__
function unary(primitive) {
  const f = (x2) => apply1(primitive, isTensor(x2) ? x2 : operand(primitive.name, x2), null);
  return named(f, primitive);
}
// @__NO_SIDE_EFFECTS__
function binary(primitive) {
  const f = (a2, b2) => {
    if (typeof b2 === "number") {
      const x2 = isTensor(a2) ? a2 : operand(primitive.name, a2);
      return apply2(primitive, x2, scalar(b2, weakDType(b2, x2.dtype)), null);
    }
    const y = isTensor(b2) ? b2 : operand(primitive.name, b2);
    if (typeof a2 === "number") return apply2(primitive, scalar(a2, weakDType(a2, y.dtype)), y, null);
    return apply2(primitive, isTensor(a2) ? a2 : operand(primitive.name, a2), y, null);
  };
  return named(f, primitive);
}
function named(f, primitive) {
  Object.defineProperty(f, "name", { value: primitive.name });
  Object.defineProperty(f, "primitive", { value: primitive });
  return f;
}

// packages/autograd/src/primitives/convert.ts
var convertPrimitive = linear({
  name: "astype",
  formula: String.raw`x \text{ in another dtype}`,
  reverse: ["astype(g, dtype of x)"],
  abstract: (x2, { dtype }) => ({ shape: x2.shape, dtype }),
  view: (x2, { dtype }) => cast(x2, dtype),
  transpose: (g, _params, x2) => apply1(convertPrimitive, g, { dtype: x2.dtype })
});
function astype(x2, dtype) {
  const t = operand("astype", x2);
  knownDType("astype", dtype);
  return t.dtype === dtype ? t : apply1(convertPrimitive, t, { dtype });
}

// packages/autograd/src/axes.ts
var NO_AXES = [];
function withoutAxes(shape, axes) {
  if (axes.length === shape.length) return NO_AXES;
  const kept = [];
  for (let d = 0, next = 0; d < shape.length; d++) {
    if (axes[next] === d) next++;
    else kept.push(shape[d]);
  }
  return kept;
}
function keepingAxes(shape, axes) {
  const kept = [];
  for (let d = 0, next = 0; d < shape.length; d++) {
    const reduced = axes[next] === d;
    if (reduced) next++;
    kept.push(reduced ? 1 : shape[d]);
  }
  return kept;
}
function reducedShape(shape, axes, keepdims) {
  return keepdims === true ? keepingAxes(shape, axes) : withoutAxes(shape, axes);
}
function indexOutOfRange(op2, index, axis, shape, fromFront) {
  const n = shape[axis];
  const whole2 = Number.isInteger(index);
  const behind = fromFront === true ? "" : `, or -1 to -${n} counted from the end`;
  const range = `indices along this axis are 0 to ${n - 1}${behind}`;
  const empty2 = "the axis is empty; was nothing selected before?";
  return new ArgumentError({
    code: "bad-index",
    op: op2,
    problem: whole2 ? `there is no index ${index} along axis ${axis}, which has length ${n}` : `an index must be a whole number, not ${show(index)}`,
    got: `shape ${showShape(shape)}`,
    hint: whole2 ? n === 0 ? empty2 : range : "round it, Math.floor(i); to choose by value use a mask, greater(x, 0)",
    shapes: [shape]
  });
}

// packages/autograd/src/kernels/reduce.ts
var LONG3 = 512;
var BLOCK3 = 128;
function sumRows(out, o, xs, i, n, rows) {
  if (n * rows >= LONG3 && reduceRows(sumKernel, out, o, xs, i, n, rows)) return;
  const end = o + rows;
  if (n >= 8) {
    for (; o < end; o++, i += n) out[o] = sumByPairs(xs, i, n);
    return;
  }
  sumLanes(out, o, xs, i, n, 1, n, rows, 0);
}
function sumLanes(out, o, xs, i, across, along, n, sums, start) {
  for (let left = sums - 1; left >= 0; left -= 4, o += 4, i += 4 * across) {
    const q = left > 0 ? 1 : 0;
    const r = left > 1 ? 2 : q;
    const s = left > 2 ? 3 : r;
    let a2 = start;
    let b2 = start;
    let c = start;
    let d = start;
    for (let k = 0, at2 = i; k < n; k++, at2 += along) {
      a2 += xs[at2];
      b2 += xs[at2 + q * across];
      c += xs[at2 + r * across];
      d += xs[at2 + s * across];
    }
    out[o] = a2;
    out[o + q] = b2;
    out[o + r] = c;
    out[o + s] = d;
  }
}
function sumByPairs(xs, i, n) {
  if (n > BLOCK3) {
    const half = (n >> 1) - (n >> 1) % 8;
    return sumByPairs(xs, i, half) + sumByPairs(xs, i + half, n - half);
  }
  let a2 = xs[i];
  let b2 = xs[i + 1];
  let c = xs[i + 2];
  let d = xs[i + 3];
  let e = xs[i + 4];
  let f = xs[i + 5];
  let g = xs[i + 6];
  let h = xs[i + 7];
  const lanes = i + n - n % 8;
  let k = i + 8;
  for (; k < lanes; k += 8) {
    a2 += xs[k];
    b2 += xs[k + 1];
    c += xs[k + 2];
    d += xs[k + 3];
    e += xs[k + 4];
    f += xs[k + 5];
    g += xs[k + 6];
    h += xs[k + 7];
  }
  let sum = a2 + b2 + (c + d) + (e + f + (g + h));
  for (; k < i + n; k++) sum += xs[k];
  return sum;
}
function reduce3(out, x2, axes, run, combine, kernel) {
  if (x2.size === 0) return;
  const to = dataOf(out);
  const first2 = axes.length === 0 ? 0 : axes[0];
  const last2 = axes.length === 0 ? -1 : axes[axes.length - 1];
  const neighbours = last2 - first2 === axes.length - 1;
  const inPlace2 = neighbours && x2.strides === null;
  let from = neighbours && !inPlace2 ? flatData(x2) : dataOf(x2);
  let outer = 1;
  let n = 1;
  let inner = 1;
  if (neighbours) {
    for (let d = 0; d < x2.shape.length; d++) {
      if (d < first2) outer *= x2.shape[d];
      else if (d <= last2) n *= x2.shape[d];
      else inner *= x2.shape[d];
    }
  } else {
    const strides = stridesOf(x2);
    const order = [...x2.shape.keys()].filter((d) => !axes.includes(d)).concat(axes);
    from = newArray(x2.dtype, x2.size);
    copyStrided(
      from,
      0,
      dataOf(x2),
      x2.offset,
      order.map((d) => x2.shape[d]),
      order.map((d) => strides[d])
    );
    outer = out.size;
    n = x2.size / outer;
  }
  let at2 = inPlace2 ? x2.offset : 0;
  let o = out.offset;
  if (inner === 1) {
    run(to, o, from, at2, n, outer);
    return;
  }
  for (let k = 0; k < outer; k++, o += inner) {
    if (n * inner >= LONG3 && reduceColumns(kernel, to, o, from, at2, n, inner)) {
      at2 += n * inner;
      continue;
    }
    if (kernel === sumKernel && out.dtype === "float64") {
      sumLanes(to, o, from, at2, 1, inner, n, inner, -0);
      at2 += n * inner;
      continue;
    }
    for (let i = 0; i < inner; i++) to[o + i] = from[at2 + i];
    at2 += inner;
    for (let row = 1; row < n; row++, at2 += inner) run2(combine, out.dtype, to, o, to, o, 1, from, at2, 1, inner);
  }
}
function odometer(shape, strides, axes, offset, visit) {
  const index = new Array(axes.length).fill(0);
  let place = offset;
  for (; ; ) {
    visit(place);
    let a2 = axes.length - 1;
    for (; a2 >= 0; a2--) {
      const d = axes[a2];
      place += strides[d];
      if (++index[a2] < shape[d]) break;
      place -= strides[d] * shape[d];
      index[a2] = 0;
    }
    if (a2 < 0) return;
  }
}

// packages/autograd/src/primitives/structure.ts
var reshapePrimitive = linear({
  name: "reshape",
  formula: String.raw`\text{the elements of } x \text{ in another shape}`,
  reverse: ["reshape(g, shape of x)"],
  abstract: (x2, { shape }) => ({ shape, dtype: x2.dtype }),
  view: (x2, { shape }) => {
    if (x2.strides === null) return view(x2, shape, x2.offset, null);
    const strides = x2.size === 0 ? null : reshapedStrides(x2.shape, x2.strides, shape);
    if (strides !== null) return view(x2, shape, x2.offset, strides);
    const rows = cast(x2, x2.dtype);
    return view(rows, shape, rows.offset, null);
  },
  transpose: (g, _params, x2) => reshapeTo(g, x2.shape)
});
var transposePrimitive = linear({
  name: "transpose",
  formula: String.raw`x^{\mathsf T}`,
  reverse: ["transpose(g, inverse order)"],
  abstract: (x2, { axes }) => ({ shape: axes.map((d) => x2.shape[d]), dtype: x2.dtype }),
  view: (x2, { axes }) => {
    const [rows, columns] = x2.shape;
    if (axes.length === 2 && axes[0] === 1) {
      const [down, along] = x2.strides ?? [columns, 1];
      return view(x2, [columns, rows], x2.offset, [along, down]);
    }
    const steps = stridesOf(x2);
    const shape = [];
    const strides = [];
    for (const d of axes) {
      shape.push(x2.shape[d]);
      strides.push(steps[d]);
    }
    return view(x2, shape, x2.offset, strides);
  },
  transpose: (g, { axes }) => {
    const inverse = new Array(axes.length);
    axes.forEach((d, i) => {
      inverse[d] = i;
    });
    return apply1(transposePrimitive, g, { axes: inverse });
  }
});
var broadcastPrimitive = linear({
  name: "broadcastTo",
  formula: String.raw`x \text{ repeated to a shape}`,
  reverse: ["sum of g over the repeated axes"],
  abstract: (x2, { shape }) => ({ shape, dtype: x2.dtype }),
  view: (x2, { shape }) => view(x2, shape, x2.offset, broadcastStrides(x2, shape)),
  transpose: (g, _params, x2) => unbroadcastTo(g, x2)
});
var sumPrimitive = linear({
  name: "sum",
  formula: String.raw`\sum_i x_i`,
  reverse: ["g repeated to the shape of x"],
  abstract: (x2, { axes, keepdims }) => ({
    shape: reducedShape(x2.shape, axes, keepdims),
    dtype: x2.dtype === "bool" ? "int32" : x2.dtype
  }),
  run: (out, x2, { axes }) => {
    reduce3(out, x2.dtype === "bool" ? cast(x2, "int32") : x2, axes, sumRows, add, sumKernel);
  },
  transpose: (g, { axes }, x2) => {
    const first2 = axes.length === 0 || axes[axes.length - 1] === axes.length - 1;
    return broadcastTo(first2 ? g : reshapeTo(g, keepingAxes(x2.shape, axes)), x2.shape);
  }
});
function reshapeTo(x2, shape) {
  return sameShape(x2.shape, shape) ? x2 : apply1(reshapePrimitive, x2, { shape });
}
function broadcastTo(x2, shape) {
  return sameShape(x2.shape, shape) ? x2 : apply1(broadcastPrimitive, x2, { shape });
}
function unbroadcastTo(g, like) {
  let adjoint = g;
  if (!sameShape(g.shape, like.shape)) {
    const extra = g.shape.length - like.shape.length;
    const axes = [];
    if (extra < 0) throw wrongAdjoint(g, like);
    for (let d = 0; d < g.shape.length; d++) {
      if (d < extra || like.shape[d - extra] === 1 && g.shape[d] !== 1) axes.push(d);
      else if (like.shape[d - extra] !== g.shape[d]) throw wrongAdjoint(g, like);
    }
    if (axes.length > 0) adjoint = apply1(sumPrimitive, g, extra === 0 ? { axes, keepdims: true } : { axes });
    adjoint = reshapeTo(adjoint, like.shape);
  }
  return adjoint.dtype === like.dtype ? adjoint : apply1(convertPrimitive, adjoint, { dtype: like.dtype });
}
function wrongAdjoint(g, like) {
  return new ShapeError({
    code: "shape-mismatch",
    op: "a reverse rule",
    problem: "an adjoint must have the shape of the value that it belongs to",
    got: `an adjoint ${showShape(g.shape)} for a value ${showShape(like.shape)}`,
    hint: "in a rule of your own give back one adjoint per argument, in its shape: mul(g, derivative), not a number",
    shapes: [g.shape, like.shape]
  });
}

// packages/autograd/src/numpy/shape.ts
function broadcastTo2(input, target) {
  const x2 = operand("broadcastTo", input);
  const shape = readShape("broadcastTo", target);
  const skip = shape.length - x2.ndim;
  if (skip >= 0 && x2.shape.every((n, d) => n === 1 || n === shape[d + skip])) return broadcastTo(x2, shape);
  const appended = [...x2.shape, 1];
  const fitsAppended = appended.length <= shape.length && appended.every((n, d) => n === 1 || n === shape[d + shape.length - appended.length]);
  throw new ShapeError({
    code: "shape-mismatch",
    op: "broadcastTo",
    problem: "only axes of length 1 and new axes in front can be repeated",
    got: `${showShape(x2.shape)} to ${showShape(shape)}`,
    hint: fitsAppended ? `give x an axis at the end, expandDims(x, -1), to make it ${showShape(appended)}` : "lengths are compared from the last axis backwards",
    shapes: [x2.shape, shape]
  });
}

// packages/autograd/src/numpy/create.ts
function zeros(shape, dtype = "float64") {
  const lengths = readShape("zeros", shape);
  return empty(lengths, sizeOf(lengths), knownDType("zeros", dtype));
}

// packages/autograd/src/kernels/gather.ts
function placesIn(index) {
  return index.strides === null && dataOf(index).length === index.size ? dataOf(index) : flatData(index);
}
var LONG4 = 32;
var MANY = 256;
function done(which, to, o, from, i, places, length, inner) {
  if (places.length * inner < MANY || length > 2 * places.length || !(places instanceof Int32Array)) return false;
  return indexRows(which, to, o, from, i, places, length, inner);
}
function gather(out, x2, index, axis) {
  const { outer, length, inner } = blocksOf(x2.shape, axis);
  const { data, offset } = rowsOf(x2);
  const [to, places] = [dataOf(out), placesIn(index)];
  let o = out.offset;
  for (let block = 0; block < outer; block++) {
    const start = offset + block * length * inner;
    if (done("gather", to, o, data, start, places, length, inner)) {
      o += places.length * inner;
      continue;
    }
    for (let j = 0; j < places.length; j++) {
      const from = start + places[j] * inner;
      if (inner > LONG4) to.set(data.subarray(from, from + inner), o);
      else for (let k = 0; k < inner; k++) to[o + k] = data[from + k];
      o += inner;
    }
  }
}
function scatterAdd(out, g, index, axis) {
  const { outer, length, inner } = blocksOf(out.shape, axis);
  const { data, offset } = rowsOf(g);
  const [to, places] = [dataOf(out), placesIn(index)];
  let i = offset;
  for (let block = 0; block < outer; block++) {
    const start = out.offset + block * length * inner;
    if (done("scatterAdd", to, start, data, i, places, length, inner)) {
      i += places.length * inner;
      continue;
    }
    for (let j = 0; j < places.length; j++) {
      const into = start + places[j] * inner;
      for (let k = 0; k < inner; k++) to[into + k] += data[i++];
    }
  }
}
function put(out, x2, index, value, axis) {
  copyTensor(out, x2);
  const { outer, length, inner } = blocksOf(out.shape, axis);
  const { data, offset } = rowsOf(value);
  const [to, places] = [dataOf(out), placesIn(index)];
  let i = offset;
  for (let block = 0; block < outer; block++) {
    const start = out.offset + block * length * inner;
    for (let j = 0; j < places.length; j++) {
      const into = start + places[j] * inner;
      for (let k = 0; k < inner; k++) to[into + k] = data[i++];
    }
  }
}
function lastOfEach(out, index, length) {
  const [to, places] = [dataOf(out), placesIn(index)];
  const named2 = new Uint8Array(length);
  for (let j = places.length - 1; j >= 0; j--) {
    const place = places[j];
    to[out.offset + j] = 1 - named2[place];
    named2[place] = 1;
  }
}

// packages/autograd/src/kernels/where.ts
function select2(out, condition, a2, b2) {
  const x2 = a2.dtype === out.dtype ? a2 : cast(a2, out.dtype);
  const y = b2.dtype === out.dtype ? b2 : cast(b2, out.dtype);
  const [to, cs, xs, ys] = [dataOf(out), dataOf(condition), dataOf(x2), dataOf(y)];
  const { shape } = out;
  const last2 = shape.length - 1;
  if (sizeOf(shape) === 0) return;
  if (last2 < 0) {
    to[out.offset] = cs[condition.offset] !== 0 ? xs[x2.offset] : ys[y.offset];
    return;
  }
  const [dc, dx, dy] = [broadcastStrides(condition, shape), broadcastStrides(x2, shape), broadcastStrides(y, shape)];
  const n = shape[last2];
  const outer = shape.map((_, d) => d).slice(0, last2);
  const rowsOf2 = (strides, offset) => {
    const rows = [];
    odometer(shape, strides, outer, offset, (place) => rows.push(place));
    return rows;
  };
  const [rc, rx, ry] = [rowsOf2(dc, condition.offset), rowsOf2(dx, x2.offset), rowsOf2(dy, y.offset)];
  const loop = to instanceof Float64Array && xs instanceof Float64Array && ys instanceof Float64Array ? choose64 : null;
  let o = out.offset;
  for (let row = 0; row < rc.length; row++) {
    let [c, i, j] = [rc[row], rx[row], ry[row]];
    if (loop !== null && cs instanceof Uint8Array) {
      loop(
        to,
        o,
        cs,
        c,
        dc[last2],
        xs,
        i,
        dx[last2],
        ys,
        j,
        dy[last2],
        n
      );
      o += n;
      continue;
    }
    for (let k = 0; k < n; k++, c += dc[last2], i += dx[last2], j += dy[last2]) to[o++] = cs[c] !== 0 ? xs[i] : ys[j];
  }
}
var both2 = /* @__PURE__ */ new Float64Array(2);
function choose64(to, o, cs, c, dc, xs, i, dx, ys, j, dy, n) {
  for (let k = 0; k < n; k++, c += dc, i += dx, j += dy) {
    both2[0] = ys[j];
    both2[1] = xs[i];
    to[o + k] = both2[+(cs[c] !== 0)];
  }
}

// packages/autograd/src/primitives/compare.ts
var greater2 = binary(
  elementwise2({
    name: "greater",
    formula: String.raw`a > b`,
    reverse: [],
    run: greater,
    result: "bool",
    partials: null
  })
);
var greaterEqual2 = binary(
  elementwise2({
    name: "greaterEqual",
    formula: String.raw`a \ge b`,
    reverse: [],
    run: greaterEqual,
    result: "bool",
    partials: null
  })
);
var less2 = binary(
  elementwise2({
    name: "less",
    formula: String.raw`a < b`,
    reverse: [],
    run: less,
    result: "bool",
    partials: null
  })
);
var lessEqual2 = binary(
  elementwise2({
    name: "lessEqual",
    formula: String.raw`a \le b`,
    reverse: [],
    run: lessEqual,
    result: "bool",
    partials: null
  })
);
var equal2 = binary(
  elementwise2({
    name: "equal",
    formula: String.raw`a = b`,
    reverse: [],
    run: equal,
    result: "bool",
    partials: null
  })
);
var notEqual2 = binary(
  elementwise2({
    name: "notEqual",
    formula: String.raw`a \ne b`,
    reverse: [],
    run: notEqual,
    result: "bool",
    partials: null
  })
);

// packages/autograd/src/primitives/select.ts
var wherePrimitive = linearN({
  name: "where",
  formula: String.raw`y = a \text{ where } c \text{, else } b`,
  reverse: ["", "where(c, g, 0)", "where(c, 0, g)"],
  operands: ["c", "a", "b"],
  abstract: ([c, a2, b2]) => {
    const shape = broadcastShapes("where", c.shape, broadcastShapes("where", a2.shape, b2.shape));
    return [{ shape, dtype: a2.dtype === b2.dtype ? a2.dtype : promote(a2.dtype, b2.dtype) }];
  },
  run: ([out], [c, a2, b2]) => select2(out, c, a2, b2),
  transposes: [
    null,
    (g, _params, [c]) => applyN(wherePrimitive, [c, g, repeatedZero([], g.dtype)], null)[0],
    (g, _params, [c]) => applyN(wherePrimitive, [c, repeatedZero([], g.dtype), g], null)[0]
  ]
});
function where(condition, a2, b2) {
  if (a2 === void 0 && b2 === void 0) throw noChoice();
  const given2 = operand("where", condition);
  const c = given2.dtype === "bool" ? given2 : notEqual2(given2, 0);
  const x2 = typeof a2 === "number" && isTensor(b2) ? scalar(a2, weakDType(a2, b2.dtype)) : operand("where", a2);
  const y = typeof b2 === "number" && isTensor(a2) ? scalar(b2, weakDType(b2, a2.dtype)) : operand("where", b2);
  return applyN(wherePrimitive, [c, x2, y], null)[0];
}
function noChoice() {
  return new ArgumentError({
    code: "bad-argument",
    op: "where",
    problem: "a condition alone chooses nothing",
    got: "one argument",
    hint: "nonzero(condition) gives the indices where it holds; where(condition, a, b) chooses between two"
  });
}
function share(wins, a2, b2) {
  return where(equal2(a2, b2), 0.5, wins);
}
var maximum2 = binary(
  elementwise2({
    name: "maximum",
    formula: String.raw`\max(a, b), \quad \partial_a = [a > b] + \tfrac12 [a = b]`,
    reverse: ["g * where(equal(a, b), 0.5, a > b)", "g * where(equal(a, b), 0.5, b > a)"],
    run: maximum,
    partials: [(_y, a2, b2) => share(greater2(a2, b2), a2, b2), (_y, a2, b2) => share(greater2(b2, a2), a2, b2)]
  })
);
var minimum2 = binary(
  elementwise2({
    name: "minimum",
    formula: String.raw`\min(a, b), \quad \partial_a = [a < b] + \tfrac12 [a = b]`,
    reverse: ["g * where(equal(a, b), 0.5, a < b)", "g * where(equal(a, b), 0.5, b < a)"],
    run: minimum,
    partials: [(_y, a2, b2) => share(less2(a2, b2), a2, b2), (_y, a2, b2) => share(less2(b2, a2), a2, b2)]
  })
);
var fmax2 = binary(
  elementwise2({
    name: "fmax",
    formula: String.raw`\max(a, b), \quad \partial_a = [a > b] + \tfrac12 [a = b]`,
    reverse: [
      "g * where(equal(a, b), 0.5, where(equal(b, b), a > b, 1))",
      "g * where(equal(a, b), 0.5, where(equal(a, a), b > a, 1))"
    ],
    run: fmax,
    partials: [
      (_y, a2, b2) => share(where(notEqual2(b2, b2), 1, greater2(a2, b2)), a2, b2),
      (_y, a2, b2) => share(where(notEqual2(a2, a2), 1, greater2(b2, a2)), a2, b2)
    ]
  })
);
var fmin2 = binary(
  elementwise2({
    name: "fmin",
    formula: String.raw`\min(a, b), \quad \partial_a = [a < b] + \tfrac12 [a = b]`,
    reverse: [
      "g * where(equal(a, b), 0.5, where(equal(b, b), a < b, 1))",
      "g * where(equal(a, b), 0.5, where(equal(a, a), b < a, 1))"
    ],
    run: fmin,
    partials: [
      (_y, a2, b2) => share(where(notEqual2(b2, b2), 1, less2(a2, b2)), a2, b2),
      (_y, a2, b2) => share(where(notEqual2(a2, a2), 1, less2(b2, a2)), a2, b2)
    ]
  })
);

// packages/autograd/src/primitives/gather.ts
function replaceAxis(shape, axis, by) {
  return [...shape.slice(0, axis), ...by, ...shape.slice(axis + 1)];
}
var takePrimitive = linearN({
  name: "take",
  formula: String.raw`y_j = x_{i_j}`,
  reverse: ["scatterAdd(g, i)", ""],
  abstract: ([x2, index], { axis }) => [{ shape: replaceAxis(x2.shape, axis, index.shape), dtype: x2.dtype }],
  run: ([out], [x2, index], { axis }) => gather(out, x2, index, axis),
  transposes: [
    (g, { axis }, [x2, index]) => applyN(scatterAddPrimitive, [g, index], { axis, length: x2.shape[axis] })[0],
    null
  ]
});
var scatterAddPrimitive = linearN({
  name: "scatterAdd",
  formula: String.raw`y_k = \sum_{j: i_j = k} x_j`,
  reverse: ["take(g, i)", ""],
  abstract: ([x2, index], { axis, length }) => {
    const after = x2.shape.slice(axis + index.shape.length);
    return [{ shape: [...x2.shape.slice(0, axis), length, ...after], dtype: x2.dtype }];
  },
  run: ([out], [x2, index], { axis }) => scatterAdd(out, x2, index, axis),
  transposes: [(g, { axis }, [, index]) => applyN(takePrimitive, [g, index], { axis })[0], null]
});
var putPrimitive = linearN({
  name: "put",
  formula: String.raw`y_{i_j} = v_j, \quad y_k = x_k \text{ elsewhere}`,
  reverse: ["put(g, i, 0)", "", "take(g, i) where the entry stayed, else 0"],
  abstract: ([x2]) => [{ shape: x2.shape, dtype: x2.dtype }],
  run: ([out], [x2, index, value], { axis }) => put(out, x2, index, value, axis),
  transposes: [
    (g, { axis }, [, index, value]) => applyN(putPrimitive, [g, index, repeatedZero(value.shape, g.dtype)], { axis })[0],
    null,
    (g, { axis }, [x2, index]) => {
      const taken2 = applyN(takePrimitive, [g, index], { axis })[0];
      const stays = applyN(lastOfEachPrimitive, [index], { length: x2.shape[axis] })[0];
      const inner = x2.shape.slice(axis + 1).map(() => 1);
      const mask = reshapeTo(stays, [...stays.shape, ...inner]);
      return applyN(wherePrimitive, [mask, taken2, repeatedZero([], g.dtype)], null)[0];
    }
  ]
});
var lastOfEachPrimitive = constant2({
  name: "lastOfEach",
  formula: String.raw`[\, i_k \ne i_j \text{ for all } k > j \,]`,
  abstract: ([index]) => [{ shape: index.shape, dtype: "bool" }],
  run: ([out], [index], { length }) => lastOfEach(out, index, length)
});
var flatIndexPrimitive = constant2({
  name: "flatIndex",
  formula: String.raw`(i_1 n_2 + i_2)\, n_3 + \dots`,
  abstract: (indices, { op: op2 }) => [{ shape: sharedShape(op2, indices), dtype: "int32" }],
  run: ([out], indices, { op: op2, whole: whole2, axes, lengths, fromFront }) => {
    const to = dataOf(out);
    const { shape, size, offset } = out;
    const spread = new Int32Array(size);
    indices.forEach((index, i) => {
      const n = lengths[i];
      const places = new Int32Array(index.size);
      const { data, offset: first2 } = rowsOf(index);
      for (let j = 0; j < places.length; j++) {
        const value = data[first2 + j];
        if (!(value >= (fromFront === true ? 0 : -n) && value < n) || value % 1 !== 0) {
          throw indexOutOfRange(op2, value, axes[i], whole2, fromFront);
        }
        places[j] = value < 0 ? value + n : value;
      }
      if (places.length === size && indices.length === 1) {
        to.set(places, offset);
        return;
      }
      copyStrided(spread, 0, places, 0, shape, broadcastStrides(wrap(index.shape, "int32", places), shape));
      for (let j = 0; j < size; j++) to[offset + j] = to[offset + j] * n + spread[j];
    });
  }
});
function sharedShape(op2, indices) {
  let shape = [];
  for (const index of indices) {
    try {
      shape = broadcastShapes(op2, shape, index.shape);
    } catch {
      throw new ShapeError({
        code: "shape-mismatch",
        op: op2,
        problem: "index arrays pick element by element, so their shapes must broadcast",
        got: indices.map((each) => showShape(each.shape)).join(", "),
        hint: "for every combination of rows and columns make the rows a column: at(x, [[0], [1]], [0, 2, 3])",
        shapes: indices.map((each) => each.shape)
      });
    }
  }
  return shape;
}

// packages/autograd/src/indexing/layout.ts
function layOut2(op2, { region, arrays, inFront }) {
  const { part, whole: whole2 } = region;
  const indexed = [];
  const axes = [];
  const lengths = [];
  let length = 1;
  for (const array of arrays) {
    for (let k = 0; k < array.count; k++) indexed.push(array.at + k);
    axes.push(array.axis);
    lengths.push(array.length);
    length *= array.length;
  }
  const axis = inFront ? 0 : arrays[0].at;
  const stays = !inFront || indexed.every((d, i) => d === i);
  const order = stays ? null : [...indexed, ...part.map((_, d) => d).filter((d) => !indexed.includes(d))];
  const ordered = order === null ? part : order.map((d) => part[d]);
  const merged = ordered.slice();
  merged.splice(axis, indexed.length, length);
  const places = arrays.map((array) => array.places);
  return { order, ordered, merged, axis, places: applyN(flatIndexPrimitive, places, { op: op2, whole: whole2, axes, lengths })[0] };
}
function toLayout(x2, { order, merged }) {
  return reshapeTo(order === null ? x2 : apply1(transposePrimitive, x2, { axes: order }), merged);
}
function fromLayout(x2, { order, ordered }) {
  const y = reshapeTo(x2, ordered);
  if (order === null) return y;
  const axes = order.map((_, d) => order.indexOf(d));
  return apply1(transposePrimitive, y, { axes });
}

// packages/autograd/src/kernels/nonzero.ts
function nonzeroPlaces(x2) {
  const places = nonzeroIn(flatData(x2));
  return wrap([places.length], "int32", places);
}
function nonzeroIn(values) {
  const places = new Int32Array(values.length);
  let count2 = 0;
  for (let i = 0; i < values.length; i++) {
    places[count2] = i;
    count2 += +(values[i] !== 0);
  }
  return places.slice(0, count2);
}

// packages/autograd/src/indexing/mask.ts
function placesOfMask(op2, mask, axis, whole2, mayStay = false) {
  const wrong = mask.shape.findIndex((n, d) => n !== whole2[axis + d]);
  if (wrong >= 0) {
    throw new ShapeError({
      code: "shape-mismatch",
      op: op2,
      problem: `the mask has length ${mask.shape[wrong]} where the tensor has ${whole2[axis + wrong]}, along axis ${axis + wrong}`,
      got: `a mask of shape ${showShape(mask.shape)} for shape ${showShape(whole2)}`,
      hint: 'a mask does not broadcast: it has the lengths of the axes that it picks from, which may come after ":"',
      shapes: [mask.shape, whole2]
    });
  }
  if (mask.storage !== null) return nonzeroPlaces(mask);
  if (mayStay) return mask;
  throw unknownPlaces(op2, mask);
}
function unknownPlaces(op2, mask) {
  return new TraceError({
    code: "abstract-value",
    op: op2,
    problem: "how many elements a mask picks depends on its values, and while staging there are none",
    got: `an ${mask}`,
    hint: "keep all elements and choose: where(mask, x, 0) instead of at(x, mask), where(mask, value, x) instead of set(x, mask, value)",
    shapes: [mask.shape]
  });
}

// packages/autograd/src/indexing/slice.ts
var NOTATION = /^\s*([+-]?\d+)?\s*:\s*([+-]?\d+)?\s*(?::\s*([+-]?\d+)?\s*)?$/;
function parseSlice(op2, text) {
  const match = NOTATION.exec(text);
  if (match === null) throw notSlice(op2, text);
  const [start, stop, step] = [1, 2, 3].map((group) => match[group] === void 0 ? null : Number(match[group]));
  if (step === 0) throw stepOfZero(op2, JSON.stringify(text));
  return { kind: "slice", start, stop, step };
}
function isSlice(index) {
  return typeof index === "object" && index !== null && index.kind === "slice";
}
function resolveSlice({ start, stop, step }, n) {
  const by = step ?? 1;
  const [lowest, highest] = by > 0 ? [0, n] : [-1, n - 1];
  const bound = (value, omitted) => {
    if (value === null) return omitted;
    return Math.min(Math.max(value < 0 ? value + n : value, lowest), highest);
  };
  const first2 = bound(start, by > 0 ? lowest : highest);
  const end = bound(stop, by > 0 ? highest : lowest);
  const count2 = Math.max(0, Math.ceil((end - first2) / by));
  return count2 === 0 ? { start: 0, step: 1, count: count2 } : { start: first2, step: by, count: count2 };
}
function stepOfZero(op2, got) {
  return new ArgumentError({
    code: "bad-index",
    op: op2,
    problem: "the step of a slice must not be 0",
    got,
    hint: 'leave it out for a step of 1, "1:5"; -1 goes backwards, "::-1"'
  });
}
function notSlice(op2, text) {
  let hint = 'slices are written "start:stop:step", each of the three may be missing: "1:5", ":3", "::-1"';
  if (text.includes(",")) hint = `give each axis its own argument: ${text.split(",").map(suggested).join(", ")}`;
  else if (/^\s*[+-]?\d+\s*$/.test(text)) hint = `write an integer without quotes: ${text.trim()}`;
  else if (/^\s*(\.|…)+\s*$/.test(text)) hint = 'all remaining axes are "...", with three dots';
  else if (/^\s*(none|newaxis|null)\s*$/i.test(text)) hint = "a new axis is newaxis (or null), without quotes";
  return new ArgumentError({
    code: "bad-index",
    op: op2,
    problem: `${JSON.stringify(text)} is not a slice`,
    hint
  });
}
function suggested(part) {
  const text = part.trim();
  return /^[+-]?\d+$/.test(text) ? text : JSON.stringify(text);
}

// packages/autograd/src/indexing/read.ts
function readIndex(op2, entry, i) {
  if (typeof entry === "number") {
    if (Number.isInteger(entry)) return entry;
    throw notWhole(op2, entry);
  }
  if (typeof entry === "string") return entry.trim() === "..." ? "..." : parseSlice(op2, entry);
  if (entry === null || isTensor(entry) || isSlice(entry)) return entry;
  if (Array.isArray(entry)) checkEntries(op2, entry);
  else if (typeof entry !== "boolean" && !ArrayBuffer.isView(entry)) throw notIndex(op2, entry, i);
  return operand(op2, entry);
}
function checkEntries(op2, entries) {
  for (const entry of entries) {
    if (Array.isArray(entry)) checkEntries(op2, entry);
    else if (typeof entry === "string" || entry === null || isSlice(entry)) throw listOfIndices(op2, entry);
  }
}
function notWhole(op2, index) {
  return new ArgumentError({
    code: "bad-index",
    op: op2,
    problem: `an index must be a whole number, not ${index}`,
    hint: "round it, Math.floor(i); to choose by value use a mask, greater(x, 0)"
  });
}
function notIndex(op2, entry, i) {
  return new KindError({
    code: "bad-index",
    op: op2,
    problem: `index ${i} is ${show(entry)}`,
    hint: 'an index is an integer, a slice ("1:5" or slice(1, 5)), "...", newaxis, a mask, or an array of integers'
  });
}
function listOfIndices(op2, entry) {
  const what = entry === null ? "newaxis" : isSlice(entry) ? "a slice" : show(entry);
  return new KindError({
    code: "bad-index",
    op: op2,
    problem: `an index array holds whole numbers or booleans, this one holds ${what}`,
    hint: 'at takes one argument per axis, at(x, "1:", 0); set takes them in one list, set(x, ["1:", 0], value)'
  });
}

// packages/autograd/src/indexing/plan.ts
var WHOLE_AXIS = { kind: "slice", start: null, stop: null, step: null };
function planIndex(op2, index, whole2, masksStay = false) {
  const reads = fillUp(
    op2,
    index.map((entry, i) => readIndex(op2, entry, i)),
    whole2
  );
  const starts = new Array(whole2.length).fill(0);
  const steps = new Array(whole2.length).fill(1);
  const axes = [];
  const part = [];
  const arrays = [];
  let parted = false;
  let groups = 0;
  let d = 0;
  for (const read3 of reads) {
    const joins = typeof read3 === "number" || isTensor(read3);
    if (!joins) parted = true;
    else if (parted || groups === 0) {
      groups++;
      parted = false;
    }
    if (read3 === null) {
      axes.push(-1);
      part.push(1);
    } else if (typeof read3 === "number") {
      const n = whole2[d];
      if (!(read3 >= -n && read3 < n)) throw indexOutOfRange(op2, read3, d, whole2);
      starts[d] = read3 < 0 ? read3 + n : read3;
      d++;
    } else if (isTensor(read3)) {
      const isMask = read3.dtype === "bool";
      const count2 = isMask ? read3.shape.length : 1;
      const lengths = whole2.slice(d, d + count2);
      const places = isMask ? placesOfMask(op2, read3, d, whole2, masksStay) : read3;
      arrays.push({ at: axes.length, axis: d, count: count2, length: sizeOf(lengths), places });
      for (const n of lengths) {
        axes.push(d++);
        part.push(n);
      }
    } else if (read3 !== "...") {
      const { start, step, count: count2 } = resolveSlice(read3, whole2[d]);
      starts[d] = start;
      steps[d] = step;
      axes.push(d++);
      part.push(count2);
    }
  }
  return { region: { whole: whole2, starts, steps, axes, part }, arrays, inFront: groups > 1 };
}
function axesTaken(read3) {
  if (read3 === null || read3 === "...") return 0;
  return isTensor(read3) && read3.dtype === "bool" ? read3.shape.length : 1;
}
function fillUp(op2, reads, whole2) {
  let taken2 = 0;
  for (const read3 of reads) taken2 += axesTaken(read3);
  if (taken2 > whole2.length) throw tooMany(op2, taken2, whole2);
  const rest = new Array(whole2.length - taken2).fill(WHOLE_AXIS);
  const dots = reads.indexOf("...");
  if (dots < 0) return [...reads, ...rest];
  if (reads.includes("...", dots + 1)) throw twoEllipses(op2);
  return [...reads.slice(0, dots + 1), ...rest, ...reads.slice(dots + 1)];
}
function tooMany(op2, taken2, whole2) {
  const rank = whole2.length;
  return new ArgumentError({
    code: "bad-index",
    op: op2,
    problem: `${taken2 === 1 ? "an axis is" : `${taken2} axes are`} indexed, the tensor has ${rank === 0 ? "none" : `only ${rank}`}`,
    got: `shape ${showShape(whole2)}`,
    hint: rank === 0 ? "a tensor without axes is a single number: read it with x.item()" : "one integer, slice or integer array per axis; a mask takes as many axes as it has itself",
    shapes: [whole2]
  });
}
function twoEllipses(op2) {
  return new ArgumentError({
    code: "bad-index",
    op: op2,
    problem: 'an index can hold "..." only once',
    hint: 'the dots stand for all axes that are not named; for a single whole axis write ":"'
  });
}

// packages/autograd/src/indexing/at.ts
function at(input, ...index) {
  const x2 = operand("at", input);
  const plan = planIndex("at", index, x2.shape);
  const part = isWhole(plan.region) ? x2 : apply1(slicePrimitive, x2, plan.region);
  if (plan.arrays.length === 0) return part;
  const layout = layOut2("at", plan);
  return applyN(takePrimitive, [toLayout(part, layout), layout.places], { axis: layout.axis })[0];
}

// packages/autograd/src/primitives/arithmetic.ts
var add2 = binary(addPrimitive);
var sub2 = binary(
  elementwise2({
    name: "sub",
    formula: String.raw`a - b`,
    reverse: ["g", "-g"],
    run: sub,
    partials: [1, -1]
  })
);
var mul2 = binary(
  elementwise2({
    name: "mul",
    formula: String.raw`a \cdot b`,
    reverse: ["g * b", "g * a"],
    run: mul,
    partials: [(_y, _a, b2) => b2, (_y, a2) => a2]
  })
);
var div2 = binary(
  elementwise2({
    name: "div",
    formula: String.raw`\frac{a}{b}, \quad \partial_a = \frac{1}{b}, \quad \partial_b = -\frac{y}{b}`,
    reverse: ["g / b", "-g * y / b"],
    run: div,
    result: "floating",
    partials: [(_y, _a, b2) => div2(1, b2), (y, _a, b2) => neg2(div2(y, b2))]
  })
);
var neg2 = unary(negPrimitive);

// packages/autograd/src/primitives/exponential.ts
var exp3 = unary(
  elementwise1({
    name: "exp",
    formula: String.raw`y = e^x, \quad y' = y`,
    reverse: ["g * y"],
    run: exp,
    result: "floating",
    partials: [(y) => y]
  })
);
var log3 = unary(
  elementwise1({
    name: "log",
    formula: String.raw`y = \ln x, \quad y' = \frac{1}{x}`,
    reverse: ["g / x"],
    run: log,
    result: "floating",
    partials: [(_y, x2) => div2(1, x2)]
  })
);
var sqrt2 = unary(
  elementwise1({
    name: "sqrt",
    formula: String.raw`y = \sqrt{x}, \quad y' = \frac{1}{2y}`,
    reverse: ["g / (2 * y)"],
    run: sqrt,
    result: "floating",
    partials: [(y) => div2(0.5, y)]
  })
);
var square2 = unary(
  elementwise1({
    name: "square",
    formula: String.raw`y = x^2, \quad y' = 2x`,
    reverse: ["2 * g * x"],
    run: square,
    partials: [(_y, x2) => mul2(2, x2)]
  })
);
var pow3 = binary(
  elementwise2({
    name: "pow",
    formula: String.raw`y = a^b, \quad \partial_a = b a^{b-1}, \quad \partial_b = y \ln a`,
    reverse: ["g * b * a**(b - 1)", "g * y * log(a)"],
    run: pow2,
    partials: [
      // b·a^(b−1) is 0·∞ at a = b = 0: the exponent 1 is taken there instead, and b = 0 makes the product 0.
      (_y, a2, b2) => mul2(b2, pow3(a2, where(mul2(equal2(a2, 0), equal2(b2, 0)), 1, sub2(b2, 1)))),
      (y, a2) => mul2(y, log3(where(equal2(a2, 0), 1, a2)))
    ]
  })
);

// packages/autograd/src/leaked.ts
function leaked(op2, kind) {
  return new TraceError({
    code: "leaked-tracer",
    op: op2,
    problem: "a traced value was used after its function had returned",
    got: `a value of ${kind}`,
    hint: "return it from the function (gradAndAux hands values through), or keep x.item() or x.toArray() instead of x"
  });
}

// packages/autograd/src/site.ts
var FRAME = /((?:file|https?|blob|webpack[\w-]*):\/\/[^\s)]+|\/[^\s():]+):(\d+):(\d+)\)?$/;
var own;
function callerLine(thrown = longTrace()) {
  own ??= folderOf(longTrace());
  for (const line of (thrown.stack ?? "").split("\n")) {
    const [, file, row, column] = FRAME.exec(line.trim()) ?? [];
    if (file === void 0 || file.startsWith(own) || file.includes("/node_modules/")) continue;
    return `${file.replace(/^file:\/\//, "")}:${row}:${column}`;
  }
  return void 0;
}
function folderOf({ stack = "" }) {
  const [, first2 = ""] = stack.split("\n").map((line) => FRAME.exec(line.trim())).find((frame) => frame !== null) ?? [];
  return first2.slice(0, first2.lastIndexOf("/") + 1);
}
function longTrace() {
  const settings = Error;
  const before = settings.stackTraceLimit;
  settings.stackTraceLimit = 100;
  const here = new Error();
  if (before !== void 0) settings.stackTraceLimit = before;
  return here;
}

// packages/autograd/src/trace.ts
function showParams(params) {
  return Object.entries(params ?? {}).flatMap(([key, value]) => {
    const isPlain3 = value === null || typeof value !== "object" || Array.isArray(value);
    const text = isPlain3 ? JSON.stringify(value) : void 0;
    return text === void 0 ? [] : [`${key}=${text}`];
  });
}
var lastId = 0;
function nextTraceId() {
  return ++lastId;
}

// packages/autograd/src/primitives/logistic.ts
var scaleBySigmoidSlopePrimitive = elementwise2({
  name: "scaleBySigmoidSlope",
  formula: String.raw`a \cdot b(1 - b) \text{, and } 0 \text{ where a factor is } 0`,
  reverse: ["g * b * (1 - b)", "g * a * (1 - 2 * b)"],
  run: scaleBySigmoidSlope,
  result: "floating",
  partials: [(_y, _a, b2) => mul2(b2, sub2(1, b2)), (_y, a2, b2) => mul2(a2, sub2(1, mul2(2, b2)))]
});
var sigmoid2 = unary(
  elementwise1({
    name: "sigmoid",
    formula: String.raw`y = \sigma(x) = \frac{1}{1 + e^{-x}}, \quad y' = y(1 - y)`,
    reverse: ["g * y * (1 - y)"],
    run: sigmoid,
    result: "floating",
    partials: [{ scaled: (d, y) => apply2(scaleBySigmoidSlopePrimitive, d, y, null) }]
  })
);
var scaleByStepPrimitive = elementwise2({
  name: "scaleByStep",
  formula: String.raw`a \cdot [b > 0]`,
  reverse: ["g * (b > 0)", "g * 0"],
  run: scaleByStep,
  result: "floating",
  partials: [(_y, _a, b2) => greater2(b2, 0), (_y, _a, b2) => repeatedZero(b2.shape, b2.dtype)]
});
var relu2 = unary(
  elementwise1({
    name: "relu",
    formula: String.raw`y = \max(x, 0), \quad y' = [x > 0]`,
    reverse: ["g * (x > 0)"],
    run: relu,
    partials: [{ scaled: (d, _y, x2) => apply2(scaleByStepPrimitive, d, x2, null) }]
  })
);

// packages/autograd/src/pytree.ts
var LEAF = { kind: "leaf" };
function flatten2(tree, op2, numbers = "leaf") {
  const leaves = [];
  const structure = takeApart(tree, tree, op2, numbers === "leaf", leaves);
  return { leaves, structure };
}
function takeApart(node, tree, op2, numbersAreLeaves, leaves) {
  if (isTensor(node) || numbersAreLeaves && typeof node === "number") {
    leaves.push(node);
    return LEAF;
  }
  if (typeof node !== "object" || node === null) return { kind: "static", value: node };
  const entries = [];
  if (Array.isArray(node)) {
    for (const entry of node) entries.push(takeApart(entry, tree, op2, numbersAreLeaves, leaves));
    return { kind: "array", entries };
  }
  const prototype = Object.getPrototypeOf(node);
  if (prototype !== Object.prototype && prototype !== null) throw notPytree(op2, node, pathOf(node, tree));
  const keys = Object.keys(node);
  const record = node;
  for (const key of keys) entries.push(takeApart(record[key], tree, op2, numbersAreLeaves, leaves));
  return { kind: "record", keys, entries };
}
function pathOf(node, tree) {
  const search = (at2, path) => {
    if (at2 === node) return path;
    if (typeof at2 !== "object" || at2 === null || isTensor(at2)) return void 0;
    for (const [key, entry] of Object.entries(at2)) {
      const found = search(entry, Array.isArray(at2) ? `${path}[${key}]` : `${path}.${key}`);
      if (found !== void 0) return found;
    }
    return void 0;
  };
  return search(tree, "") ?? "";
}
function notPytree(op2, node, path) {
  const name = node.constructor?.name ?? "object";
  return new KindError({
    code: "structure-mismatch",
    op: op2,
    problem: "arguments and results are tensors, numbers, or arrays and plain records of them",
    got: `a ${name}${path === "" ? "" : ` at ${path}`}`,
    hint: ArrayBuffer.isView(node) ? "make a tensor of it: tensor(data)" : node instanceof Promise ? "the function must not be async: load and wait before, then differentiate" : "parameters are tensors in arrays and records, for instance { W, b } or [[W1, b1], [W2, b2]]"
  });
}
function unflatten(structure, leaves) {
  return build(structure, leaves, { at: 0 });
}
function build(structure, leaves, place) {
  switch (structure.kind) {
    case "leaf":
      return leaves[place.at++];
    case "static":
      return structure.value;
    case "array": {
      const list = [];
      for (const entry of structure.entries) list.push(build(entry, leaves, place));
      return list;
    }
    case "record": {
      const record = {};
      const { keys, entries } = structure;
      for (let i = 0; i < keys.length; i++) setOwn(record, keys[i], build(entries[i], leaves, place));
      return record;
    }
  }
}
function setOwn(record, key, value) {
  if (key === "__proto__")
    Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true });
  else record[key] = value;
}
function showStructure(s) {
  switch (s.kind) {
    case "leaf":
      return "*";
    case "static":
      return typeof s.value === "function" ? "function" : String(s.value);
    case "array":
      return `[${s.entries.map(showStructure).join(", ")}]`;
    case "record":
      return `{${s.keys.map((key, i) => `${key}: ${showStructure(s.entries[i])}`).join(", ")}}`;
  }
}
function flattenLike(op2, tree, structure, what) {
  const leaves = [];
  if (leavesLike(tree, structure, leaves)) return leaves;
  throw new KindError({
    code: "structure-mismatch",
    op: op2,
    problem: `${what} is not built like what it belongs to`,
    got: `${showStructure(flatten2(tree, op2).structure)} instead of ${showStructure(structure)}`,
    hint: "use the same arrays and record keys, with a tensor for every tensor (each * is one)"
  });
}
function leavesLike(node, structure, leaves) {
  const isLeaf = isTensor(node) || typeof node === "number";
  if (structure.kind === "leaf") {
    if (isLeaf) leaves.push(node);
    return isLeaf;
  }
  if (structure.kind === "static") return !isLeaf && (typeof node !== "object" || node === null);
  if (isLeaf || typeof node !== "object" || node === null) return false;
  const { entries } = structure;
  if (structure.kind === "array") {
    if (!Array.isArray(node) || node.length !== entries.length) return false;
    for (let i = 0; i < entries.length; i++) if (!leavesLike(node[i], entries[i], leaves)) return false;
    return true;
  }
  const { keys } = structure;
  if (Array.isArray(node) || Object.keys(node).length !== keys.length) return false;
  const record = node;
  for (let i = 0; i < keys.length; i++) {
    if (!Object.hasOwn(record, keys[i]) || !leavesLike(record[keys[i]], entries[i], leaves)) return false;
  }
  return true;
}

// packages/autograd/src/indexing/set.ts
function set(input, index, value) {
  const x2 = operand("set", input);
  const plan = planIndex("set", listOf(index), x2.shape, true);
  const { region } = plan;
  const v = astype(operand("set", value), x2.dtype);
  if (plan.arrays.length === 0) return applyN(setSlicePrimitive, [x2, fit(v, region.part)], region)[0];
  const part = setArrays(isWhole(region) ? x2 : apply1(slicePrimitive, x2, region), plan, v);
  return isWhole(region) ? part : applyN(setSlicePrimitive, [x2, part], region)[0];
}
function setArrays(part, plan, value) {
  const staged = plan.arrays.find(({ places: places2 }) => places2.dtype === "bool");
  if (staged !== void 0) return setWhere(part, plan, staged, value);
  const layout = layOut2("set", plan);
  const { merged, axis, places } = layout;
  const picked = [...merged.slice(0, axis), ...places.shape, ...merged.slice(axis + 1)];
  const changed = applyN(putPrimitive, [toLayout(part, layout), places, fit(value, picked)], { axis })[0];
  return fromLayout(changed, layout);
}
function setWhere(part, plan, { places: mask, at: at2, count: count2 }, value) {
  const behind = part.shape.slice(at2 + count2);
  const spare = value.ndim - behind.length - 1;
  const onePlace = spare < 0 || value.shape[spare] === 1;
  if (plan.arrays.length > 1 || plan.inFront || !onePlace) throw unknownPlaces("set", mask);
  const before = part.shape.slice(0, at2);
  const ones2 = mask.shape.map(() => 1);
  const chosen2 = reshapeTo(fit(value, [...before, 1, ...behind]), [...before, ...ones2, ...behind]);
  const holds = reshapeTo(mask, [...before.map(() => 1), ...mask.shape, ...behind.map(() => 1)]);
  return where(holds, chosen2, part);
}
function listOf(index) {
  if (!Array.isArray(index)) return [index];
  if (index.length > 0 && index.every((entry) => typeof entry === "boolean")) throw bareMask(index);
  return index;
}
function fit(value, part) {
  const extra = Math.max(0, value.shape.length - part.length);
  const shape = value.shape.slice(extra);
  const skip = part.length - shape.length;
  const fits = shape.every((n, d) => n === 1 || n === part[d + skip]);
  if (!fits || value.shape.slice(0, extra).some((n) => n !== 1)) {
    throw new ShapeError({
      code: "shape-mismatch",
      op: "set",
      problem: "the value does not broadcast to the part that it replaces",
      got: `a value of shape ${showShape(value.shape)} for a part of shape ${showShape(part)}`,
      hint: "lengths are compared from the last axis backwards, and must agree or be 1 in the value",
      shapes: [value.shape, part]
    });
  }
  return broadcastTo(reshapeTo(value, shape), part);
}
function bareMask(index) {
  return new ArgumentError({
    code: "bad-index",
    op: "set",
    problem: "a list of booleans is read as one index per axis, not as a mask",
    got: `[${index.slice(0, 6).join(", ")}${index.length > 6 ? ", \u2026" : ""}]`,
    hint: "put the mask inside the list of indices, set(x, [[true, false]], value), or make it a tensor"
  });
}

// packages/autograd/src/kernels/window.ts
function tapsOf(spatial, counts, windows2) {
  const { size, strides, padding, inputDilation, dilation } = windows2;
  return spatial.map((n, d) => {
    const count2 = counts[d];
    const table2 = new Int32Array(size[d] * count2);
    for (let tap = 0; tap < size[d]; tap++) {
      for (let window = 0; window < count2; window++) {
        const spread = window * strides[d] + tap * dilation[d] - padding[d][0];
        const place = spread / inputDilation[d];
        table2[tap * count2 + window] = spread >= 0 && place < n && Number.isInteger(place) ? place : -1;
      }
    }
    return table2;
  });
}
function flatTaps(spatial, counts, windows2) {
  let table2 = Int32Array.of(0);
  let [taps, places] = [1, 1];
  tapsOf(spatial, counts, windows2).forEach((axis, d) => {
    const [size, count2, n] = [windows2.size[d], counts[d], spatial[d]];
    const next = new Int32Array(taps * size * places * count2);
    let k = 0;
    for (let tap = 0; tap < taps; tap++) {
      for (let t = 0; t < size; t++) {
        for (let place = 0; place < places; place++) {
          const before = table2[tap * places + place];
          for (let w = 0; w < count2; w++) {
            const own2 = axis[t * count2 + w];
            next[k++] = before < 0 || own2 < 0 ? -1 : before * n + own2;
          }
        }
      }
    }
    table2 = next;
    taps *= size;
    places *= count2;
  });
  return table2;
}

// packages/autograd/src/transforms/record.ts
function checkFunction(op2, f) {
  if (typeof f === "function") return;
  throw new KindError({
    code: "bad-argument",
    op: op2,
    problem: "the first argument must be a function",
    got: show(f),
    hint: op2 === "vjp" || op2 === "jvp" ? "pass the function and then its arguments" : `${op2}(f) gives a new function of the same arguments: ${op2}(f)(x), not ${op2}(f(x))`
  });
}

// packages/autograd/src/random/guard.ts
var reasons = [];
function forbidDraws(reason) {
  const entry = { reason };
  reasons.push(entry);
  return () => {
    const at2 = reasons.indexOf(entry);
    if (at2 >= 0) reasons.splice(at2, 1);
  };
}

// packages/autograd/src/stage.ts
var StageTrace = class {
  id = nextTraceId();
  kind = "makeProgram";
  equations = [];
  constants = [];
  known = /* @__PURE__ */ new Map();
  variables = 0;
  open = true;
  /** An abstract tensor for a new variable. */
  input({ shape, dtype }) {
    return this.abstract(this.variable(shape, dtype));
  }
  /** The variable that stands for a tensor: its own, or that of a constant. */
  variableOf(x2) {
    if (x2.trace === this) return x2.node;
    const found = this.known.get(x2);
    if (found !== void 0) return found;
    if (x2.trace !== null) throw captured(this.kind, x2);
    const variable = this.variable(x2.shape, x2.dtype);
    this.constants.push({ variable, value: x2 });
    this.known.set(x2, variable);
    return variable;
  }
  /** Ends the staging. */
  close() {
    this.open = false;
  }
  process1(primitive, x2, params) {
    return this.write(primitive, [x2], params)[0];
  }
  process2(primitive, a2, b2, params) {
    return this.write(primitive, [a2, b2], params)[0];
  }
  processN(primitive, inputs, params) {
    return this.write(primitive, inputs, params);
  }
  write(primitive, inputs, params) {
    if (!this.open) throw leaked(primitive.name, this.kind);
    const from = inputs.map((x2) => this.variableOf(x2));
    const outputs = primitive.abstract(inputs, params).map(({ shape, dtype }) => this.variable(shape, dtype));
    this.equations.push({ primitive, params, inputs: from, outputs });
    return outputs.map((variable) => this.abstract(variable));
  }
  variable(shape, dtype) {
    return { id: this.variables++, shape, dtype };
  }
  abstract(variable) {
    return new Tensor(variable.shape, variable.dtype, sizeOf(variable.shape), null, 0, null, this, null, variable);
  }
};
function captured(op2, x2) {
  return new TraceError({
    code: "captured-tracer",
    op: op2,
    problem: "the function uses a traced value that is not among its arguments",
    got: `a tensor of shape ${showShape(x2.shape)}, traced by ${x2.trace?.kind}`,
    hint: "pass it as an argument instead of capturing it in a closure",
    shapes: [x2.shape]
  });
}

// packages/autograd/src/printable.ts
var INSPECT2 = /* @__PURE__ */ Symbol.for("nodejs.util.inspect.custom");
function printable(record, text) {
  Object.defineProperty(record, "toString", { value: text });
  Object.defineProperty(record, INSPECT2, { value: text });
  return record;
}

// packages/autograd/src/program.ts
function makeProgram(f, options = {}) {
  checkFunction("makeProgram", f);
  knownOptions("makeProgram", options, ["static"]);
  return (...args) => {
    const trace = new StageTrace();
    const inputs = [];
    const structures = [];
    const given2 = args.map((arg, n) => {
      if (options.static?.includes(n) === true) {
        structures.push({ kind: "static", value: arg });
        return arg;
      }
      const { leaves: leaves2, structure: structure2 } = flatten2(arg, "makeProgram");
      structures.push(structure2);
      const abstract = leaves2.map((leaf) => trace.input(isTensor(leaf) ? leaf : scalar(leaf)));
      inputs.push(...abstract.map((x2) => trace.variableOf(x2)));
      return unflatten(structure2, abstract);
    });
    const allowDraws = forbidDraws("while a function is being staged");
    let result;
    try {
      result = f(...given2);
    } finally {
      allowDraws();
      trace.close();
    }
    const { leaves, structure } = flatten2(result, "makeProgram");
    const outputs = leaves.map((y) => trace.variableOf(asTensor(y)));
    const { constants, equations } = trace;
    const program = printable(
      { inputs, constants, equations, outputs, inputStructures: structures, outputStructure: structure },
      () => printProgram(program)
    );
    return program;
  };
}
function evaluate(program, args, options = {}) {
  knownOptions("evaluate", options, ["rules"]);
  const leaves = readArguments(program, args);
  const values = [];
  for (const { variable, value } of program.constants) values[variable.id] = value;
  program.inputs.forEach((variable, i) => {
    values[variable.id] = leaves[i];
  });
  const rules = options.rules ?? {};
  checkRules(program, Object.keys(rules));
  for (const equation of program.equations) {
    const inputs = equation.inputs.map(({ id }) => values[id]);
    const rule = Object.hasOwn(rules, equation.primitive.name) ? rules[equation.primitive.name] : void 0;
    const replaced = rule?.(inputs, equation);
    if (replaced !== void 0) checkReplaced(equation, replaced);
    const outputs = replaced ?? applyAny(equation.primitive, inputs, equation.params);
    equation.outputs.forEach(({ id }, i) => {
      values[id] = outputs[i];
    });
  }
  return unflatten(
    program.outputStructure,
    program.outputs.map(({ id }) => values[id])
  );
}
function readArguments(program, args) {
  const { inputs, inputStructures } = program;
  if (!Array.isArray(args) || args.length !== inputStructures.length) {
    throw new ArgumentError({
      code: "bad-argument",
      op: "evaluate",
      problem: `the program takes ${count(inputStructures.length, "argument")}`,
      got: Array.isArray(args) ? count(args.length, "argument") : show(args),
      hint: "pass them in a list, evaluate(program, [x, y]), also those that were static"
    });
  }
  const leaves = inputStructures.flatMap((structure, n) => {
    if (structure.kind !== "static") return flattenLike("evaluate", args[n], structure, `argument ${n}`);
    checkStatic(structure.value, args[n], n);
    return [];
  });
  return leaves.map((leaf, i) => checkInput(inputs[i], leaf));
}
function checkStatic(made2, given2, n) {
  if (Object.is(made2, given2)) return;
  const isObject = typeof made2 === "object" && made2 !== null;
  if (isObject && JSON.stringify(made2) === JSON.stringify(given2)) return;
  throw new ArgumentError({
    code: "bad-argument",
    op: "evaluate",
    problem: `argument ${n} is static, and the program was made for another value`,
    got: `${show(given2)} instead of ${show(made2)}`,
    hint: "make a program for this value, or leave the argument out of static"
  });
}
function checkRules({ equations }, names) {
  const known = new Set(equations.map(({ primitive }) => primitive.name));
  const unknown = names.find((name) => !known.has(name));
  if (unknown === void 0) return;
  throw new ArgumentError({
    code: "bad-argument",
    op: "evaluate",
    problem: `there is a rule for ${unknown}, which the program does not use`,
    got: `operations ${[...known].join(", ")}`,
    hint: "rules are named as the operations in the printed program"
  });
}
function checkReplaced({ primitive, outputs }, replaced) {
  const fits = Array.isArray(replaced) && replaced.length === outputs.length && outputs.every(({ shape }, i) => isTensor(replaced[i]) && sameShape(replaced[i].shape, shape));
  if (fits) return;
  const shapes = outputs.map(({ shape }) => showShape(shape)).join(", ");
  throw new ArgumentError({
    code: "bad-argument",
    op: "evaluate",
    problem: `the rule for ${primitive.name} must return a list of ${count(outputs.length, "tensor")} of shape ${shapes}`,
    got: Array.isArray(replaced) ? `[${replaced.map((y) => isTensor(y) ? `shape ${showShape(y.shape)}` : show(y)).join(", ")}]` : show(replaced),
    hint: "return undefined to leave an equation as it is"
  });
}
function checkInput({ id, shape, dtype }, leaf) {
  const x2 = typeof leaf === "number" ? scalar(leaf, dtype) : leaf;
  if (x2.dtype === dtype && sameShape(x2.shape, shape)) return x2;
  throw new ArgumentError({
    code: "shape-mismatch",
    op: "evaluate",
    problem: `the program was made for v${id} of dtype ${dtype} and shape ${showShape(shape)}`,
    got: `dtype ${x2.dtype} and shape ${showShape(x2.shape)}`,
    hint: "make a program for these shapes: makeProgram(f)(\u2026these arguments)",
    shapes: [shape, x2.shape]
  });
}
var typeOf = ({ dtype, shape }) => `${dtype}[${shape.join(",")}]`;
function printProgram(program) {
  const named2 = new Map(program.constants.map(({ variable, value }) => [variable.id, constantName(variable, value)]));
  const name = ({ id }) => named2.get(id) ?? `v${id}`;
  const lines = program.equations.map(({ primitive, params, inputs: inputs2, outputs }) => {
    const left = outputs.map((v) => `v${v.id}: ${typeOf(v)}`).join(", ");
    return `  ${left} = ${primitive.name}(${[...inputs2.map(name), ...showParams(params)].join(", ")})`;
  });
  const inputs = program.inputs.map((v) => `v${v.id}: ${typeOf(v)}`).join(", ");
  return [`program(${inputs})`, ...lines, `  return ${program.outputs.map(name).join(", ")}`].join("\n");
}
function constantName(variable, value) {
  return value.size === 1 && value.shape.length === 0 ? String(value) : `constant ${typeOf(variable)}`;
}

// packages/autograd/src/donate.ts
function donated(op2, x2, to) {
  return new TraceError({
    code: "donated-tensor",
    op: op2,
    problem: `the tensor was donated to ${to} and has no numbers any more`,
    got: `a ${x2.dtype} tensor of shape ${showShape(x2.shape)}`,
    hint: "go on with what that function returned, or leave the argument out of donate",
    shapes: [x2.shape]
  });
}
var DonatedTrace = class {
  id = nextTraceId();
  kind = "donated";
  open = false;
  to;
  constructor(to) {
    this.to = to;
  }
  unreadable(x2) {
    return donated("reading a value", x2, this.to);
  }
  process1(primitive, x2) {
    throw donated(primitive.name, x2, this.to);
  }
  process2(primitive, a2, b2) {
    throw donated(primitive.name, a2.trace === this ? a2 : b2, this.to);
  }
  processN(primitive, inputs) {
    throw donated(primitive.name, inputs.find((x2) => x2.trace === this), this.to);
  }
};
function donate(tensors, to) {
  const trace = new DonatedTrace(to);
  for (const x2 of tensors) Object.assign(x2, { storage: null, strides: null, offset: 0, trace });
}

// packages/autograd/src/engine.ts
function isTraced(x2) {
  return x2.trace !== null;
}
function copyInto(out, at2, x2) {
  const { storage, size } = x2;
  if (typeof storage === "number") {
    if (size === 1) out[at2] = storage;
    else out.fill(storage, at2, at2 + size);
    return;
  }
  const data = dataOf(x2);
  if (x2.strides !== null) copyStrided(out, at2, data, x2.offset, x2.shape, x2.strides);
  else if (size <= 8) for (let i = 0, from = x2.offset; i < size; i++) out[at2 + i] = data[from + i];
  else out.set(x2.offset === 0 && data.length === size ? data : data.subarray(x2.offset, x2.offset + size), at2);
}
function tensorOn(shape, dtype, size, data, offset) {
  return new Tensor(shape, dtype, size, data, offset, null, null, null, null);
}
function programOf(parts) {
  const { inputs, constants, equations, outputs, inputStructures, outputStructure } = parts;
  const program = printable(
    { inputs, constants, equations, outputs, inputStructures, outputStructure },
    () => printProgram(program)
  );
  return program;
}
function gathered(data, dtype, shape, strides, offset) {
  const out = newArray(dtype, sizeOf(shape));
  copyStrided(out, 0, data, offset, shape, strides);
  return out;
}
function repeatedNumber(x2) {
  const { storage, strides, size } = x2;
  if (size === 0 || storage === null) return void 0;
  if (typeof storage === "number") return storage;
  const repeated = size === 1 || strides?.every((step, d) => step === 0 || x2.shape[d] === 1) === true;
  return repeated ? storage[x2.offset] : void 0;
}

// packages/compile/src/lower/layout.ts
var sizeOf2 = (shape) => shape.reduce((product, n) => product * n, 1);
function contiguous(shape) {
  return { shape, strides: rowMajor(shape), offset: 0 };
}
function isContiguous({ shape, strides }) {
  return isRowMajor(shape, strides);
}
function squeezed(shape) {
  return shape.filter((n) => n !== 1);
}
function stridesAlong({ shape, strides }, target) {
  const skip = target.length - shape.length;
  const out = [];
  target.forEach((n, d) => {
    if (n === 1) return;
    const own2 = d - skip;
    out.push(own2 < 0 || shape[own2] === 1 ? 0 : strides[own2]);
  });
  return out;
}
function bytesIn({ dtype, size }) {
  return size * bytesOf(dtype);
}

// packages/compile/src/lower/steps.ts
function readsOf(step) {
  switch (step.kind) {
    case "map":
      return step.lines.flatMap((line) => line.kind === "load" ? [line.view] : []);
    case "gemm":
      return [step.a, step.b];
    case "conv":
      return [step.x, step.kernel, { buffer: step.words, shape: [step.words.size], strides: [1], offset: 0 }];
    case "fill":
      return [];
    case "take":
    case "scatterAdd":
      return [step.x, step.index];
    case "host":
      return step.inputs;
    case "copy":
      return [{ buffer: step.from, shape: [step.from.size], strides: [1], offset: 0 }];
  }
}
function writesOf(step) {
  switch (step.kind) {
    case "map":
      return step.lines.flatMap((line) => line.kind === "store" || line.kind === "reduce" ? [line.view.buffer] : []);
    case "gemm":
      return [step.c.buffer];
    case "conv":
      return [step.out, step.seen];
    case "fill":
      return [step.buffer];
    case "take":
    case "scatterAdd":
      return [step.out.buffer];
    case "host":
      return step.outputs.map(({ buffer }) => buffer);
    case "copy":
      return [step.to];
  }
}

// packages/compile/src/emit/scalar.ts
var MASKS = {
  greater: (n, x2, y) => n.less(y, x2),
  greaterEqual: (n, x2, y) => n.lessEqual(y, x2),
  less: (n, x2, y) => n.less(x2, y),
  lessEqual: (n, x2, y) => n.lessEqual(x2, y),
  equal: (n, x2, y) => n.equal(x2, y),
  notEqual: (n, x2, y) => n.unequal(x2, y)
};
var instruction2 = (name) => (n, [x2]) => n.keep(op(`${n.vector ? n.float.vector : n.float.scalar}.${name}`, x2));
var FURTHER = {
  floor: instruction2("floor"),
  ceil: instruction2("ceil"),
  trunc: instruction2("trunc"),
  rint: instruction2("nearest"),
  fmax: (n, [x2, y]) => n.keep(n.choose(n.either(n.lessEqual(y, x2), n.unequal(y, y)), x2, y)),
  fmin: (n, [x2, y]) => n.keep(n.choose(n.either(n.lessEqual(x2, y), n.unequal(y, y)), x2, y))
};
var arithmetic = (name) => (_f, [x2, y]) => op(`i32.${name}`, x2, y);
var INTEGERS = {
  add: arithmetic("add"),
  sub: arithmetic("sub"),
  mul: arithmetic("mul"),
  neg: (_f, [x2]) => op("i32.sub", 0, x2),
  square: (_f, [x2]) => op("i32.mul", x2, x2),
  abs: (_f, [x2]) => select("i32", op("i32.lt_s", x2, 0), op("i32.sub", 0, x2), x2),
  relu: (_f, [x2]) => select("i32", op("i32.gt_s", x2, 0), x2, 0),
  maximum: (_f, [x2, y]) => select("i32", op("i32.gt_s", x2, y), x2, y),
  minimum: (_f, [x2, y]) => select("i32", op("i32.lt_s", x2, y), x2, y),
  greater: arithmetic("gt_s"),
  greaterEqual: arithmetic("ge_s"),
  less: arithmetic("lt_s"),
  lessEqual: arithmetic("le_s"),
  equal: arithmetic("eq"),
  notEqual: arithmetic("ne")
};
var isFloat = (dtype) => dtype === "float64" || dtype === "float32";
function computedIn(name, inputs, output) {
  if (!Object.hasOwn(MASKS, name)) return output;
  const dtype = inputs.reduce(promote);
  return dtype === "bool" ? "int32" : dtype;
}
function onFloats(name) {
  if (Object.hasOwn(unaryKernels, name)) return (n, [x2], host2) => n.keep(unaryKernels[name].emit(n, x2, host2));
  if (Object.hasOwn(binaryKernels, name))
    return (n, [x2, y], host2) => n.keep(binaryKernels[name].emit(n, x2, y, host2));
  if (Object.hasOwn(MASKS, name)) return (n, [x2, y]) => n.keep(MASKS[name](n, x2, y));
  return Object.hasOwn(FURTHER, name) ? FURTHER[name] : void 0;
}
function stagesOf(name) {
  return Object.hasOwn(unaryKernels, name) ? unaryKernels[name].stages : void 0;
}
function isEmitted(name, inputs, output) {
  if (name === "where") return true;
  if (name === "astype") return !(output === "int32" && isFloat(inputs[0]));
  const dtype = computedIn(name, inputs, output);
  return isFloat(dtype) ? onFloats(name) !== void 0 : Object.hasOwn(INTEGERS, name);
}
var Scalars = class {
  f;
  vectors;
  host;
  constructor(f, vectors, host2) {
    this.f = f;
    this.vectors = vectors;
    this.host = host2;
  }
  /** Arithmetic on a floating type. */
  lanes(dtype) {
    return new Lanes(this.f, FLOATS[dtype], this.vectors !== null);
  }
  /** A number that is part of the program. */
  constant(value, dtype) {
    if (isFloat(dtype)) {
      const n = this.lanes(dtype);
      return { local: this.vectors === null ? this.f.let(value, n.float.scalar) : n.keep(value), dtype };
    }
    if (this.vectors === null) return { local: this.f.let(value, "i32"), dtype };
    return this.convert(this.constant(value, this.vectors), "bool");
  }
  /** A value in another dtype, as typed arrays convert. */
  convert(x2, dtype) {
    if (x2.dtype === dtype) return x2;
    const { f } = this;
    const made2 = (local) => ({ local, dtype });
    if (dtype === "bool") {
      if (isFloat(x2.dtype)) return made2(f.let(this.lanes(x2.dtype).unequal(x2.local, 0)));
      return made2(f.let(op("i32.ne", x2.local, 0)));
    }
    if (!isFloat(dtype)) return made2(x2.local);
    if (this.vectors !== null) {
      const n = this.lanes(dtype);
      return made2(n.keep(n.choose(x2.local, 1, 0)));
    }
    if (dtype === "float64") {
      return made2(f.let(x2.dtype === "float32" ? op("f64.promote_f32", x2.local) : op("f64.convert_i32_s", x2.local)));
    }
    return made2(f.let(x2.dtype === "float64" ? op("f32.demote_f64", x2.local) : op("f32.convert_i32_s", x2.local)));
  }
  /** An operation on values, with a result of the given dtype. */
  apply(name, given2, output) {
    if (name === "astype") return this.convert(given2[0], output);
    if (name === "where") return this.where(given2, output);
    const dtype = computedIn(
      name,
      given2.map((x2) => x2.dtype),
      output
    );
    const xs = given2.map((x2) => this.convert(x2, dtype).local);
    if (isFloat(dtype)) return { local: onFloats(name)(this.lanes(dtype), xs, this.host), dtype: output };
    return { local: this.f.let(INTEGERS[name](this.f, xs)), dtype: output };
  }
  where([c, a2, b2], output) {
    const condition = this.convert(c, "bool").local;
    const [x2, y] = [this.convert(a2, output).local, this.convert(b2, output).local];
    if (isFloat(output)) {
      const n = this.lanes(output);
      return { local: n.keep(n.choose(condition, x2, y)), dtype: output };
    }
    if (this.vectors === null) return { local: this.f.let(select("i32", condition, x2, y)), dtype: output };
    return { local: this.f.let(op("v128.bitselect", x2, y, condition)), dtype: output };
  }
};

// packages/compile/src/passes/rewrite.ts
function withParts(program, parts) {
  const { inputs, inputStructures, outputStructure } = program;
  const { equations, constants = program.constants, outputs = program.outputs } = parts;
  return programOf({ inputs, constants, equations, outputs, inputStructures, outputStructure });
}
function freshIds(program) {
  let last2 = -1;
  const see = ({ id }) => {
    if (id > last2) last2 = id;
  };
  program.inputs.forEach(see);
  for (const { variable } of program.constants) see(variable);
  for (const { outputs } of program.equations) outputs.forEach(see);
  return () => ++last2;
}
var Renaming = class {
  names = /* @__PURE__ */ new Map();
  /** What a variable is called now. */
  of(variable) {
    return this.names.get(variable.id) ?? variable;
  }
  /** From now on `from` is `to`. */
  set(from, to) {
    this.names.set(from.id, this.of(to));
  }
  /** An equation with its inputs as they are called now. */
  apply(equation) {
    const inputs = equation.inputs.map((x2) => this.of(x2));
    return inputs.every((x2, i) => x2 === equation.inputs[i]) ? equation : { ...equation, inputs };
  }
};
function constantValues({ constants }) {
  return new Map(constants.map(({ variable, value }) => [variable.id, value]));
}

// packages/compile/src/passes/windows.ts
var TAPS = 16;
function slicesOf(windows2, spatial, rank) {
  const { size, strides, padding, inputDilation, dilation } = windows2;
  if (padding.some(([before, behind]) => before !== 0 || behind > 0) || inputDilation.some((n) => n !== 1)) return null;
  const taps = size.reduce((product, n) => product * n, 1);
  if (taps > TAPS || taps === 0) return null;
  let all2 = [new Array(rank - size.length).fill(":")];
  size.forEach((n, d) => {
    const reach = (n - 1) * dilation[d] + 1;
    const count2 = Math.floor((spatial[d] + padding[d][1] - reach) / strides[d]) + 1;
    const along = Array.from({ length: n }, (_, tap) => {
      const start = tap * dilation[d];
      return count2 < 1 ? "0:0" : `${start}:${start + (count2 - 1) * strides[d] + 1}:${strides[d]}`;
    });
    all2 = all2.flatMap((slices) => along.map((slice) => [...slices, slice]));
  });
  return all2;
}
function areApart({ size, strides, dilation }) {
  return size.every((n, d) => (n - 1) * dilation[d] + 1 <= strides[d]);
}
var isFloat2 = (dtype) => dtype === "float64" || dtype === "float32";
function isLargest(x2, y) {
  return where(equal2(x2, x2), equal2(x2, y), true);
}
function windowsBody({ primitive, params, inputs }) {
  const { name } = primitive;
  if (name !== "windowMax" && name !== "windowSum" && name !== "windowSpread" && name !== "windowPick") return null;
  const x2 = inputs[inputs.length - 1];
  const windows2 = params;
  if (!isFloat2(x2.dtype) || !isFloat2(inputs[0].dtype) || x2.shape.includes(0)) return null;
  const slices = slicesOf(windows2, x2.shape.slice(x2.shape.length - windows2.size.length), x2.shape.length);
  if (slices === null || slices.some((each) => each.includes("0:0"))) return null;
  const tapsOf2 = (x3) => slices.map((each) => at(x3, ...each));
  const largestOf = (taps) => taps.reduce((a2, b2) => maximum2(a2, b2));
  if (name === "windowSum") return (x3) => tapsOf2(x3).reduce((a2, b2) => add2(a2, b2));
  if (name === "windowMax") return (x3) => largestOf(tapsOf2(x3));
  const tiesOf = (largest, dtype2) => {
    const [one, none] = [tensor(1, { dtype: dtype2 }), tensor(0, { dtype: dtype2 })];
    return largest.map((is) => where(is, one, none)).reduce((a2, b2) => add2(a2, b2));
  };
  const dtype = inputs[0].dtype;
  const zero = tensor(0, { dtype });
  if (name === "windowPick") {
    return (values, x3) => {
      const [taps, chosen2] = [tapsOf2(x3), tapsOf2(values)];
      const y = largestOf(taps);
      const largest = taps.map((tap) => isLargest(tap, y));
      const sum = chosen2.map((value, i) => where(largest[i], value, zero)).reduce((a2, b2) => add2(a2, b2));
      return div2(sum, tiesOf(largest, dtype));
    };
  }
  if (!areApart(windows2)) return null;
  return (g, x3) => {
    const taps = tapsOf2(x3);
    const y = largestOf(taps);
    const largest = taps.map((tap) => isLargest(tap, y));
    const share2 = div2(g, tiesOf(largest, dtype));
    return slices.reduce(
      (out, each, i) => set(out, [...each], where(largest[i], share2, zero)),
      broadcastTo2(zero, [...x3.shape])
    );
  };
}

// packages/compile/src/passes/inline.ts
function isCustom({ primitive }) {
  return primitive.outputs === Number.POSITIVE_INFINITY;
}
function inlineCustom(program) {
  if (!program.equations.some((equation) => isCustom(equation) || windowsBody(equation) !== null)) return program;
  const fresh = freshIds(program);
  const names = new Renaming();
  const constants = [...program.constants];
  const equations = [];
  for (const given2 of program.equations) {
    const equation = names.apply(given2);
    const body = bodyOf(equation);
    if (body === null) {
      equations.push(equation);
      continue;
    }
    const inner = inlineCustom(body);
    const own2 = /* @__PURE__ */ new Map();
    for (const [i, x2] of inner.inputs.entries()) own2.set(x2.id, equation.inputs[i]);
    const here = (x2) => {
      const found = own2.get(x2.id);
      if (found !== void 0) return found;
      const made2 = { ...x2, id: fresh() };
      own2.set(x2.id, made2);
      return made2;
    };
    for (const { variable, value } of inner.constants) constants.push({ variable: here(variable), value });
    for (const line of inner.equations) {
      equations.push({ ...line, inputs: line.inputs.map(here), outputs: line.outputs.map(here) });
    }
    for (const [i, y] of equation.outputs.entries()) names.set(y, here(inner.outputs[i]));
  }
  return withParts(program, { constants, equations, outputs: program.outputs.map((y) => names.of(y)) });
}
function bodyOf(equation) {
  const { primitive, params, inputs } = equation;
  const body = isCustom(equation) ? (...xs) => primitive.executeN(xs, params) : windowsBody(equation);
  if (body === null) return null;
  const like = inputs.map(({ shape, dtype }) => zeros(shape, dtype));
  try {
    return makeProgram(body)(...like);
  } catch {
    return null;
  }
}

// packages/compile/src/lower/convolution.ts
var MANY_TAPS = 4;
var MOST_WORDS = 2 ** 17;
var NEIGHBOURS = 4;
function convolutionSizes({ inputs: [x2, kernel], outputs: [y], params }) {
  const { groups } = params;
  return {
    examples: x2.shape[0],
    groups,
    inputs: kernel.shape[1],
    outputs: kernel.shape[0] / groups,
    taps: sizeOf2(kernel.shape.slice(2)),
    places: sizeOf2(x2.shape.slice(2)),
    count: sizeOf2(y.shape.slice(2))
  };
}
function isLowered(equation) {
  const { inputs, outputs, params } = equation;
  const windows2 = params;
  const { dtype, shape } = outputs[0];
  const { taps, count: count2, outputs: each } = convolutionSizes(equation);
  if (dtype !== "float32" && dtype !== "float64" || inputs.some((x2) => x2.shape.includes(0)) || shape.includes(0)) {
    return false;
  }
  const isLine = shape.length === 3 && each === 1;
  return windows2.inputDilation.every((n) => n === 1) && !isLine && taps * count2 <= MOST_WORDS;
}
function hasWindowsAsRows({ groups, taps, count: count2 }) {
  return groups === 1 && taps > MANY_TAPS * count2;
}
function readingOf2(equation, sizes) {
  const [x2, y] = [equation.inputs[0], equation.outputs[0]];
  const { inputs, taps, places, count: count2 } = sizes;
  const table2 = flatTaps(x2.shape.slice(2), y.shape.slice(2), equation.params);
  if (!hasWindowsAsRows(sizes)) return { ...runsOf(table2), times: inputs, step: places };
  const whole2 = new Int32Array(count2 * inputs * taps);
  let k = 0;
  for (let w = 0; w < count2; w++) {
    for (let c = 0; c < inputs; c++) {
      for (let t = 0; t < taps; t++) {
        const place = table2[t * count2 + w];
        whole2[k++] = place < 0 ? -1 : c * places + place;
      }
    }
  }
  return { ...runsOf(whole2), times: 1, step: 0 };
}
function runsOf(table2) {
  const words = [];
  for (let k = 0; k < table2.length; ) {
    const [first2, place] = [k, table2[k]];
    const step = place < 0 ? 0 : 1;
    for (k++; k < table2.length && table2[k] === place + step * (k - first2); ) k++;
    words.push(place, k - first2);
  }
  const length = words.length / 2;
  if (length * NEIGHBOURS > table2.length) return { by: "readWindows", words: table2, length: table2.length };
  return { by: "readRuns", words: Int32Array.from(words), length };
}

// packages/compile/src/lower/lowering.ts
var VIEW = { kind: "view" };
var HOST = { kind: "host" };
var MAP = { kind: "map" };
var isFloat3 = (dtype) => dtype === "float64" || dtype === "float32";
var LOWERINGS = {
  reshape: () => VIEW,
  transpose: () => VIEW,
  broadcastTo: () => VIEW,
  slice: () => VIEW,
  stopGradient: () => VIEW,
  sum: () => ({ kind: "reduce", combine: "add" }),
  max: ({ outputs: [y] }) => isFloat3(y.dtype) ? { kind: "reduce", combine: "max" } : null,
  min: ({ outputs: [y] }) => isFloat3(y.dtype) ? { kind: "reduce", combine: "min" } : null,
  outer: ({ outputs: [y] }) => isEmitted("mul", [y.dtype, y.dtype], y.dtype) ? MAP : null,
  matmul: ({ outputs: [y] }) => isFloat3(y.dtype) ? { kind: "gemm" } : null,
  conv: (equation) => isLowered(equation) ? { kind: "conv" } : null,
  concatenate: () => ({ kind: "assemble" }),
  pack: () => ({ kind: "assemble" }),
  embed: () => ({ kind: "assemble" }),
  setSlice: () => ({ kind: "assemble" }),
  take: ({ inputs: [, index] }) => index.dtype === "int32" ? { kind: "take" } : null,
  scatterAdd: ({ inputs: [x2, index], outputs: [y] }) => index.dtype === "int32" && isFloat3(y.dtype) && x2.dtype === y.dtype ? { kind: "scatterAdd" } : null
};
function kindOf(equation) {
  const { primitive, inputs, outputs } = equation;
  if (isCustom(equation) || outputs.length !== 1) return HOST;
  const { name } = primitive;
  if (Object.hasOwn(LOWERINGS, name)) return LOWERINGS[name](equation) ?? HOST;
  const dtypes = inputs.map(({ dtype }) => dtype);
  return isEmitted(name, dtypes, outputs[0].dtype) ? MAP : HOST;
}
var DEAR2 = /* @__PURE__ */ new Set([
  "cos",
  "erf",
  "exp",
  "expm1",
  "log",
  "log1p",
  "pow",
  "sigmoid",
  "sin",
  "tanh"
]);
function vectorsOf({ inputs, outputs }) {
  let found = null;
  for (const { dtype } of [...inputs, ...outputs]) {
    if (dtype === "bool" || dtype === found) continue;
    if (dtype === "int32" || found !== null) return null;
    found = dtype;
  }
  return found;
}

// packages/compile/src/emit/cuts.ts
var LEAST_ROUNDS = 8;
var MOST_LIVE = 20;
var A_CYCLE = 3.1;
var QUOTIENTS = 4.5;
var IN_SIGHT = 80;
var ROUND = 1;
var END2 = 40;
var ROUNDS = 64;
var LATENCY = 3;
var LOAD = 6;
var QUOTIENT = 13;
var WHOLE = { instructions: 60, latency: 100 };
var SEVERAL = {
  div: { instructions: 1, latency: QUOTIENT, quotients: 1 },
  sqrt: { instructions: 1, latency: QUOTIENT + 2, quotients: 1 },
  scale: { instructions: 5, latency: 7 },
  scaleBySigmoidSlope: { instructions: 7, latency: 13 },
  where: { instructions: 3, latency: 3 },
  maximum: { instructions: 3, latency: 4 },
  minimum: { instructions: 3, latency: 4 }
};
function isStaged(line, lines) {
  if (line.kind !== "apply" || !DEAR2.has(line.name) || stagesOf(line.name) === void 0) return false;
  const x2 = lines[line.args[0]];
  return "dtype" in x2 && x2.dtype === line.dtype;
}
function mayBeStaged(step) {
  return step.kind === "map" && step.vectors !== null && step.lines.some((line) => isStaged(line, step.lines));
}
function readsOf2(line) {
  if (line.kind === "apply") return line.args;
  return line.kind === "across" || line.kind === "store" || line.kind === "reduce" ? [line.value] : [];
}
function atomsOf(lines, isInside) {
  const atoms = [];
  const late = [];
  lines.forEach((line, i) => {
    if (!isInside(i)) return;
    if (isStaged(line, lines)) {
      atoms.push(...stagesOf(line.name).pieces.map((_, piece) => ({ line: i, piece })));
      return;
    }
    const overwrites = line.kind === "store" && lines.some(
      (other, j) => j > i && other.kind === "load" && other.view.buffer.address === line.view.buffer.address
    );
    (overwrites ? late : atoms).push({ line: i, piece: -1 });
  });
  return [...atoms, ...late];
}
function effortOf({ line: i, piece }, lines) {
  const line = lines[i];
  if (piece >= 0) return stagesOf(line.name).pieces[piece];
  if (line.kind === "load") return { instructions: 0, latency: LOAD };
  if (line.kind !== "apply") return { instructions: 1, latency: LATENCY };
  if (DEAR2.has(line.name)) return WHOLE;
  return SEVERAL[line.name] ?? { instructions: 1, latency: LATENCY };
}
function planParts(lines, rounds, vectors, widthOf) {
  if (vectors === null || rounds < LEAST_ROUNDS || !lines.some((line, i) => widthOf(i) > 0 && isStaged(line, lines)))
    return null;
  const atoms = atomsOf(lines, (i) => widthOf(i) > 0);
  const count2 = atoms.length;
  const givenBy = ({ line, piece }) => {
    const stages = piece < 0 ? void 0 : stagesOf(lines[line].name);
    return (stages === void 0 ? 1 : stages.pieces[piece].gives) * widthOf(line);
  };
  const savedBy = (at2) => {
    const { line, piece } = atoms[at2];
    if (piece <= 0) return givenBy(atoms[at2]);
    const { reads } = stagesOf(lines[line].name).pieces[piece];
    return givenBy(atoms[at2]) - (reads === void 0 ? 0 : givenBy(atoms[at2 - 1]));
  };
  const completeAt = new Map(atoms.map(({ line }, i) => [line, i]));
  const lastRead = atoms.map(() => -1);
  atoms.forEach(({ line: i, piece }, at2) => {
    const line = lines[i];
    if (piece > 0) lastRead[at2 - 1] = at2;
    if (piece > 0 && !(at2 === completeAt.get(i) && stagesOf(line.name).again)) return;
    for (const x2 of readsOf2(line)) {
      const made2 = completeAt.get(x2);
      if (made2 !== void 0) lastRead[made2] = Math.max(lastRead[made2], at2);
    }
  });
  const liveAt = (at2) => atoms.filter((_, i) => i < at2 && lastRead[i] >= at2);
  const best = new Array(count2 + 1).fill(Number.POSITIVE_INFINITY);
  const from = new Array(count2 + 1).fill(0);
  best[0] = 0;
  for (let first2 = 0; first2 < count2; first2++) {
    const live = first2 === 0 ? 0 : liveAt(first2).reduce((sum, atom) => sum + givenBy(atom), 0);
    if (live > MOST_LIVE) continue;
    const cut = first2 === 0 ? 0 : ROUND + END2 / Math.min(rounds, ROUNDS);
    const ready = /* @__PURE__ */ new Map();
    let [instructions2, quotients, chain, before] = [0, 0, 0, 0];
    for (let at2 = first2; at2 < count2; at2++) {
      const { line, piece } = atoms[at2];
      const effort = effortOf(atoms[at2], lines);
      instructions2 += effort.instructions * Math.max(1, widthOf(line));
      const begins = readsOf2(lines[line]).reduce((latest, x2) => Math.max(latest, ready.get(x2) ?? LOAD), 0);
      const ends = Math.max(begins, piece > 0 ? at2 === first2 ? LOAD : before : 0) + effort.latency;
      ready.set(line, ends);
      before = ends;
      chain = Math.max(chain, ends);
      quotients += (effort.quotients ?? 0) * widthOf(line);
      let kept = 0;
      for (let i = first2; i <= at2; i++) if (lastRead[i] > at2) kept += savedBy(i);
      const all2 = instructions2 + kept;
      const cost = best[first2] + cut + Math.max(all2 / A_CYCLE, quotients * QUOTIENTS, all2 * chain / IN_SIGHT);
      if (cost < best[at2 + 1]) {
        best[at2 + 1] = cost;
        from[at2 + 1] = first2;
      }
    }
  }
  const parts = [];
  for (let end = count2; end > 0; end = from[end]) {
    parts.unshift({ atoms: atoms.slice(from[end], end), live: liveAt(end) });
  }
  if (process.env.SHOW) console.error(JSON.stringify(atoms.map(({ line, piece }) => lines[line].name ?? lines[line].kind + "." + piece)), parts.map((p) => p.atoms.length).join(" "));
  if (process.env["CUT" + count2]) {
    const at2 = [0, ...process.env["CUT" + count2].split(",").map(Number), count2];
    return at2.slice(1).map((end, i) => ({ atoms: atoms.slice(at2[i], end), live: liveAt(end) }));
  }
  return parts.length > 1 ? parts : null;
}
function slotsOf(parts, lines, widthOf) {
  const sizes = parts.map(
    ({ live }) => live.reduce((sum, { line, piece }) => {
      const gives = piece < 0 ? 1 : stagesOf(lines[line].name).pieces[piece].gives;
      return sum + gives * widthOf(line);
    }, 0)
  );
  return Math.max(1, ...sizes.map((size, i) => size + (sizes[i - 1] ?? 0)));
}

// packages/compile/src/emit/gemm.ts
var modules = /* @__PURE__ */ new Map();
function gemmOn(dtype, memory) {
  const float2 = floatOfProducts(dtype);
  let compiled = modules.get(float2);
  if (compiled === void 0) {
    const module = new ModuleBuilder();
    module.importMemory("host", "memory", 1);
    addGemm(module, float2);
    compiled = compileModule(module.bytes());
    modules.set(float2, compiled);
  }
  return instantiateModule(compiled, { host: { memory } }).gemm;
}
var readers = {};
function readersOn(dtype, memory) {
  let compiled = readers[dtype];
  if (compiled === void 0) {
    const module = new ModuleBuilder();
    module.importMemory("host", "memory", 1);
    addReadRuns(module, FLOATS[dtype]);
    addReadWindows(module, FLOATS[dtype]);
    compiled = compileModule(module.bytes());
    readers[dtype] = compiled;
  }
  return instantiateModule(compiled, { host: { memory } });
}
function importReader(module, by, dtype) {
  return module.importFunction("host", `${by} ${dtype}`, new Array(6).fill("i32"), null);
}
function importGemm(module, dtype) {
  return module.importFunction("host", `gemm ${dtype}`, new Array(12).fill("i32"), null);
}

// packages/compile/src/emit/access.ts
function addressOf({ pointer, base, step }, lane) {
  const offset = base + lane * step;
  return offset >= 0 ? [read2(pointer), offset] : [op("i32.add", pointer, offset), 0];
}
function access(name, place, lane, ...rest) {
  const [address, offset] = addressOf(place, lane);
  return opAt({ offset }, name, address, ...rest);
}
var SCALAR_LOADS = { float64: "f64.load", float32: "f32.load", int32: "i32.load", bool: "i32.load8_u" };
var SCALAR_STORES = { float64: "f64.store", float32: "f32.store", int32: "i32.store", bool: "i32.store8" };
function load({ f, vectors }, place, valid) {
  if (vectors === null) return f.let(access(SCALAR_LOADS[place.dtype], place, 0));
  if (place.dtype === "bool") return loadMask(f, vectors, place, valid);
  const float2 = FLOATS[vectors];
  if (place.step === float2.bytes) return f.let(access("v128.load", place, 0));
  const vector = f.let(access(float2.loadSplat, place, 0));
  if (place.step === 0) return vector;
  for (let lane = 1; lane < valid; lane++) {
    const [address, offset] = addressOf(place, lane);
    f.set(vector, opAt({ offset, lane }, `v128.load${8 * float2.bytes}_lane`, address, vector));
  }
  return vector;
}
function loadMask(f, vectors, place, valid) {
  const [wide, narrow, lanes] = vectors === "float64" ? ["i64x2", "i64", 2] : ["i32x4", "i32", 4];
  const vector = f.let(op(`${wide}.splat`, access(`${narrow}.load8_u`, place, 0)));
  for (let lane = 1; lane < Math.min(valid, lanes) && place.step !== 0; lane++) {
    f.set(vector, opAt({ lane }, `${wide}.replace_lane`, vector, access(`${narrow}.load8_u`, place, lane)));
  }
  return f.let(op(`${wide}.ne`, vector, splatConstant(wide, 0n)));
}
function store(scalars, place, value, valid) {
  const { f, vectors } = scalars;
  const { local } = value;
  const write2 = (name, lane, what) => {
    const [address, offset] = addressOf(place, lane);
    f.store(name, address, what, offset);
  };
  if (vectors === null) {
    write2(SCALAR_STORES[place.dtype], 0, local);
    return;
  }
  const float2 = FLOATS[vectors];
  if (place.dtype === "bool") {
    const bits3 = f.let(op(vectors === "float64" ? "i64x2.bitmask" : "i32x4.bitmask", local));
    for (let lane = 0; lane < valid; lane++) {
      write2("i32.store8", lane, op("i32.and", op("i32.shr_u", bits3, lane), 1));
    }
    return;
  }
  if (place.step === bytesOf(place.dtype) && valid === float2.lanes) {
    write2("v128.store", 0, local);
    return;
  }
  for (let lane = 0; lane < valid; lane++) {
    const [address, offset] = addressOf(place, lane);
    f.do(opAt({ offset, lane }, float2.storeLane, address, local));
  }
}

// packages/compile/src/emit/collapse.ts
function collapse({ shape, lines }) {
  const lengths = [...shape];
  const strides = lines.map((line) => "view" in line ? [...line.view.strides] : void 0);
  const reduced = lines.map((line) => line.kind === "reduce" ? [...line.reduced] : void 0);
  for (let d = lengths.length - 2; d >= 0; d--) {
    const n = lengths[d + 1];
    const even = strides.every((steps) => steps === void 0 || steps[d] === steps[d + 1] * n);
    if (!even || !reduced.every((along) => along === void 0 || along[d] === along[d + 1])) continue;
    lengths[d] *= n;
    lengths.splice(d + 1, 1);
    for (const steps of strides) steps?.splice(d, 1);
    for (const along of reduced) along?.splice(d, 1);
  }
  return { shape: lengths, strides, reduced };
}

// packages/compile/src/emit/reduction.ts
var NEUTRAL = { add: 0, max: -Infinity, min: Infinity };
function fillWith(f, buffer, value) {
  if (buffer.size === 0) return;
  if (value === 0) {
    f.fill(buffer.address, 0, bytesIn(buffer));
    return;
  }
  const float2 = FLOATS[buffer.dtype];
  const at2 = f.let(buffer.address, "i32");
  const end = buffer.address + bytesIn(buffer);
  f.count(at2, end, float2.bytes, () => f.store(`${float2.scalar}.store`, at2, f.let(value, float2.scalar)));
}
function combined(scalars, combine, a2, b2) {
  const n = scalars.lanes(scalars.vectors ?? (a2.type === "f64" ? "float64" : "float32"));
  if (!n.vector || combine === "add") return n[combine](a2, b2);
  const chosen2 = op(`${n.float.vector}.p${combine}`, a2, b2);
  return n.either(chosen2, n.unequal(b2, b2));
}
var Accumulator = class {
  scalars;
  combine;
  dtype;
  /** One local, or of sums of float32 vectors two: the lower and the upper half. */
  parts;
  constructor(scalars, combine, dtype) {
    this.scalars = scalars;
    this.combine = combine;
    this.dtype = dtype;
    const { f, vectors } = scalars;
    const neutral2 = NEUTRAL[combine];
    if (vectors === null) {
      const type = dtype === "int32" ? "i32" : this.isWidened ? "f64" : FLOATS[dtype].scalar;
      this.parts = [f.let(neutral2, type)];
    } else {
      const lanes = this.isWidened ? "f64x2" : FLOATS[vectors].vector;
      const count2 = this.isWidened ? 2 : 1;
      this.parts = Array.from({ length: count2 }, () => f.let(splatConstant(lanes, neutral2)));
    }
  }
  get isWidened() {
    return this.dtype === "float32" && this.combine === "add";
  }
  /** Two values combined, as they stand in a loop. */
  static combine(scalars, combine, a2, b2) {
    const { f } = scalars;
    if (a2.dtype === "int32") return { local: f.let(op("i32.add", a2.local, b2.local)), dtype: "int32" };
    return { local: f.let(combined(scalars, combine, a2.local, b2.local)), dtype: a2.dtype };
  }
  /** Takes the first `valid` numbers of a value. */
  take({ local }, valid) {
    const { f, vectors } = this.scalars;
    if (vectors === null) {
      const number = this.isWidened ? op("f64.promote_f32", local) : local;
      const type = this.dtype === "int32" ? "i32" : this.isWidened ? "f64" : FLOATS[this.dtype].scalar;
      f.set(this.parts[0], op(`${type}.${this.combine}`, this.parts[0], number));
      return;
    }
    const float2 = FLOATS[vectors];
    let value = local;
    if (valid < float2.lanes) {
      value = f.let(splatConstant(float2.vector, NEUTRAL[this.combine]));
      for (let lane = 0; lane < valid; lane++) {
        const number = opAt({ lane }, `${float2.vector}.extract_lane`, local);
        f.set(value, opAt({ lane }, `${float2.vector}.replace_lane`, value, number));
      }
    }
    if (!this.isWidened) {
      f.set(this.parts[0], combined(this.scalars, this.combine, this.parts[0], value));
      return;
    }
    const upper = op("i64x2.splat", opAt({ lane: 1 }, "i64x2.extract_lane", value));
    f.set(this.parts[0], op("f64x2.add", this.parts[0], op("f64x2.promote_low_f32x4", value)));
    f.set(this.parts[1], op("f64x2.add", this.parts[1], op("f64x2.promote_low_f32x4", upper)));
  }
  /** The one number that the lanes make together. */
  total() {
    const { f, vectors } = this.scalars;
    let total = this.parts[0];
    if (vectors !== null) {
      const [scalar2, vector, lanes] = this.isWidened ? ["f64", "f64x2", 2] : [FLOATS[vectors].scalar, FLOATS[vectors].vector, FLOATS[vectors].lanes];
      const all2 = this.isWidened ? f.let(op("f64x2.add", this.parts[0], this.parts[1])) : this.parts[0];
      let sum = op(`${vector}.extract_lane`, all2);
      for (let lane = 1; lane < lanes; lane++) {
        sum = op(`${scalar2}.${this.combine}`, sum, opAt({ lane }, `${vector}.extract_lane`, all2));
      }
      total = f.let(sum);
    }
    return this.isWidened ? f.let(op("f32.demote_f64", total)) : total;
  }
  /** Writes the result, combined with what is there already where the reduction goes on elsewhere. */
  finish(pointer, base, adds) {
    const { f } = this.scalars;
    const type = this.dtype === "int32" ? "i32" : FLOATS[this.dtype].scalar;
    const total = this.total();
    const value = adds ? op(`${type}.${this.combine}`, opAt({ offset: base }, `${type}.load`, pointer), total) : total;
    f.store(`${type}.store`, pointer, value, base);
  }
  /** Writes the lanes as they are: results side by side. */
  finishLanes(pointer, base) {
    const { f } = this.scalars;
    let lanes = this.parts[0];
    if (this.isWidened) {
      const low = f.let(op("f32x4.demote_f64x2_zero", this.parts[0]));
      const high = op("f32x4.demote_f64x2_zero", this.parts[1]);
      lanes = opAt({ lane: 1 }, "f64x2.replace_lane", low, op("f64x2.extract_lane", high));
    }
    f.store("v128.store", pointer, lanes, base);
  }
};

// packages/compile/src/emit/staged.ts
var VECTOR = 16;
var STAGED_BYTES = 16 * 1024;
var Slots = class {
  f;
  bytes;
  count;
  places = /* @__PURE__ */ new Map();
  /** What is in its local: made or read in this part. */
  here = /* @__PURE__ */ new Set();
  reserved = /* @__PURE__ */ new Set();
  at;
  /** `bytes`: of each place, for the rounds that are done part by part. */
  constructor(f, bytes, count2, at2) {
    this.f = f;
    this.bytes = bytes;
    this.count = count2;
    this.at = at2;
  }
  /** A part begins, with a pointer of its own. */
  begin(at2) {
    this.at = at2;
    this.here.clear();
  }
  /** Reads a value from its place, if it has one and is not here yet. */
  load(local) {
    const place = this.places.get(local);
    if (place === void 0 || this.here.has(local)) return;
    this.f.set(local, opAt({ offset: place * this.bytes }, "v128.load", this.at));
    this.here.add(local);
  }
  /** Puts a value into a place, unless it has one. */
  save(local) {
    if (this.places.has(local)) return;
    const taken2 = /* @__PURE__ */ new Set([...this.places.values(), ...this.reserved]);
    let place = 0;
    while (taken2.has(place)) place++;
    if (place >= this.count) throw new Error(`more than ${this.count} values between two parts of a loop`);
    this.places.set(local, place);
    this.here.add(local);
    this.f.store("v128.store", this.at, local, place * this.bytes);
  }
  /** Keeps the places of these values for others that will take them. */
  reserve(locals) {
    const places = locals.map((local) => this.places.get(local));
    for (const place of places) this.reserved.add(place);
    return places;
  }
  /** Puts a value into the place of another one, which it replaces in the next block. */
  replace(place, value) {
    this.f.store("v128.store", this.at, value, place * this.bytes);
  }
  /** The part ends: all but these give up their places. */
  keep(locals) {
    for (const local of locals) this.save(local);
    for (const local of [...this.places.keys()]) if (!locals.has(local)) this.places.delete(local);
  }
};
function stagedLoop(writer, parts, rounds, scratch, moves) {
  const { f } = writer;
  const first2 = parts[0];
  const last2 = parts[parts.length - 1];
  const slots = slotsOf(parts, writer.lines, (line) => writer.widthOf(line)) + slotsOf([first2], writer.lines, (line) => writer.widthOf(line));
  const most = Math.floor(STAGED_BYTES / VECTOR / slots);
  const blocks = Math.max(Math.ceil(rounds / most), Number(process.env.BLOCKS ?? 1));
  const block = Math.ceil(rounds / blocks);
  const isJoined = rounds > block && process.env.NOJOIN === void 0;
  const written3 = new PartWriter(writer);
  const between = new Slots(f, block * VECTOR, slots, f.local("i32"));
  const back = (count2) => {
    for (const [local, by] of moves) f.increase(local, op("i32.mul", count2, -by));
  };
  const repeat2 = (count2, at2, body) => {
    const todo = f.let(count2);
    between.begin(at2);
    f.loop((next) => {
      body();
      for (const [local, by] of moves) f.increase(local, by);
      f.increase(at2, VECTOR);
      f.increase(todo, -1);
      f.branchIf(todo, next);
    });
  };
  const least = (x2) => f.let(select("i32", op("i32.lt_s", x2, block), x2, block));
  const left = f.let(rounds, "i32");
  if (!isJoined) {
    f.loop((again) => {
      const count2 = least(left);
      parts.forEach((part, p) => {
        repeat2(count2, f.let(scratch, "i32"), () => between.keep(written3.write(part, between)));
        if (p < parts.length - 1) back(count2);
      });
      f.set(left, op("i32.sub", left, count2));
      f.branchIf(left, again);
    });
    return;
  }
  const begin = f.let(block, "i32");
  repeat2(begin, f.let(scratch, "i32"), () => between.keep(written3.write(first2, between)));
  back(begin);
  const kept = between.reserve(written3.valuesOf(first2));
  f.loop((again) => {
    const count2 = least(left);
    for (const part of parts.slice(1, -1)) {
      repeat2(count2, f.let(scratch, "i32"), () => between.keep(written3.write(part, between)));
      back(count2);
    }
    const at2 = f.let(scratch, "i32");
    f.set(left, op("i32.sub", left, count2));
    const both3 = least(left);
    f.if(
      both3,
      () => repeat2(both3, at2, () => {
        written3.write(last2, between);
        written3.apart(first2, () => {
          writer.ahead = block;
          written3.write(first2, between, kept);
          writer.ahead = 0;
        });
      })
    );
    f.set(count2, op("i32.sub", count2, both3));
    f.if(count2, () => repeat2(count2, at2, () => written3.write(last2, between)));
    f.branchIf(left, again);
  });
}
var PartWriter = class {
  writer;
  /** By line, pass and vector. */
  given = /* @__PURE__ */ new Map();
  constructor(writer) {
    this.writer = writer;
  }
  /**
   * Puts what the parts behind it need into places: of their own, or into those of the same values of another block.
   *
   * @returns these values.
   */
  write(part, slots, places) {
    const { writer } = this;
    let saved = 0;
    for (let pass = 0; pass < writer.passes; pass++) {
      for (const { line, piece } of part.atoms) {
        if (piece < 0) writer.write(line, pass, slots);
        else this.writePiece(line, piece, pass, slots);
      }
      for (const local of this.localsOf(part.live, pass)) {
        if (places === void 0) slots.save(local);
        else slots.replace(places[saved++], local);
      }
    }
    return new Set(this.valuesOf(part));
  }
  /** What the parts behind a part need. */
  valuesOf({ live }) {
    return Array.from({ length: this.writer.passes }, (_, pass) => this.localsOf(live, pass)).flat();
  }
  /** Writes a part for another block: what its lines gave for this one is as it was afterwards. */
  apart({ atoms }, write2) {
    const { writer } = this;
    const given2 = new Map(this.given);
    const values = atoms.flatMap(
      ({ line }) => Array.from({ length: writer.passes }, (_, pass) => [line, pass, writer.valuesOf(line, pass)])
    );
    write2();
    for (const [key, locals] of given2) this.given.set(key, locals);
    for (const [line, pass, locals] of values) writer.setValues(line, pass, locals);
  }
  localsOf(live, pass) {
    return live.flatMap(({ line, piece }) => {
      const { pieces } = piece < 0 ? { pieces: [] } : this.stages(line);
      const values = this.writer.valuesOf(line, pass);
      if (piece === pieces.length - 1 || piece < 0) return values.map(({ local }) => local);
      return this.writer.valuesOf(this.writer.lines[line].args[0], pass).flatMap((_, i) => this.given.get(`${line} ${pass} ${i}`));
    });
  }
  stages(line) {
    return stagesOf(this.writer.lines[line].name);
  }
  writePiece(line, p, pass, slots) {
    const { lines, scalars } = this.writer;
    const { args, dtype } = lines[line];
    const stages = this.stages(line);
    const n = scalars.lanes(dtype);
    const xs = this.writer.valuesOf(args[0], pass).map(({ local }) => local);
    const keyOf = (i) => `${line} ${pass} ${i}`;
    const piece = stages.pieces[p];
    const given2 = (i) => {
      const found = this.given.get(keyOf(i)) ?? [];
      for (const k of piece.reads ?? found.keys()) slots.load(found[k]);
      return found;
    };
    const isLast = p === stages.pieces.length - 1;
    if (p === 0 || isLast && stages.again) for (const x2 of xs) slots.load(x2);
    if (isLast) {
      const ys = finishAll(stages, n, xs, given2);
      this.writer.setValues(
        line,
        pass,
        ys.map((local) => ({ local, dtype }))
      );
      return;
    }
    for (const [i, x2] of xs.entries()) {
      this.given.set(
        keyOf(i),
        piece.run(n, x2, given2(i)).map((value) => n.keep(value))
      );
    }
  }
};

// packages/compile/src/emit/nest.ts
var TURNS = 4;
var WRITTEN2 = 40;
function addNest(module, name, step, host2, scratch) {
  return module.function(name, [], null, (f) => new NestWriter(f, step, host2, scratch).write());
}
var NestWriter = class {
  f;
  nest;
  lines;
  scalars;
  /** Numbers that one round of the innermost loop computes. */
  lanes;
  pointers = [];
  accesses = /* @__PURE__ */ new Map();
  values = [];
  /** Where values lie between the parts of a loop that is cut. */
  slots = null;
  /** The loop inside of which each line's value changes: it is computed when that loop's body begins. */
  levels;
  accumulators = /* @__PURE__ */ new Map();
  /** Short rows are written out vector by vector, without a loop: so many; 0 where there is a loop. */
  turns;
  /** Which vector of such a row is being written. */
  turn = 0;
  /** How far ahead of a pointer what is read and written lies. */
  ahead = () => 0;
  /** The sums over rows, one for each vector of a row that is written out. */
  columns = /* @__PURE__ */ new Map();
  /** Whether the last round must leave out the lanes beyond the end. */
  exact;
  /** Where loops in parts keep what lies between them. */
  scratch;
  constructor(f, step, host2, scratch) {
    this.f = f;
    this.nest = collapse(step);
    this.lines = step.lines;
    this.scalars = new Scalars(f, step.vectors, host2);
    this.lanes = step.vectors === null ? 1 : FLOATS[step.vectors].lanes;
    this.levels = this.findLevels();
    this.exact = this.mustBeExact(step);
    this.turns = this.countTurns();
    this.scratch = scratch;
  }
  write() {
    const { f, nest: nest2, lines } = this;
    lines.forEach((line, i) => {
      if (line.kind === "reduce" && this.accumulatesInMemory(i)) {
        const { buffer } = line.view;
        fillWith(f, buffer, NEUTRAL[line.combine]);
      }
    });
    if (sizeOf2(nest2.shape) === 0) return;
    lines.forEach((line, i) => {
      if (line.kind === "load" || line.kind === "store" || line.kind === "reduce")
        this.accesses.set(i, this.accessOf(i));
    });
    this.loop(0);
  }
  get depth() {
    return this.nest.shape.length;
  }
  /** Rows of a few whole vectors with little to do: then a loop over them would cost as much as what is in it. */
  countTurns() {
    const { nest: nest2, lanes, depth } = this;
    const [rows, n] = [nest2.shape[0] ?? 0, nest2.shape[1] ?? 0];
    const turns = n / lanes;
    if (depth !== 2 || lanes === 1 || rows < 2 || !Number.isInteger(turns) || turns < 2 || turns > TURNS) return 0;
    const inside = this.lines.filter((line, i) => line.kind === "apply" && this.levels[i] === depth);
    if (inside.some((line) => line.kind === "apply" && DEAR2.has(line.name))) return 0;
    return inside.length * turns <= WRITTEN2 ? turns : 0;
  }
  /** Whether a reduction goes over the rows alone, while those are written out: then its sums stay in registers. */
  sumsColumns(i) {
    const reduced = this.nest.reduced[i];
    return this.turns > 0 && reduced[0] === true && reduced[1] === false && this.nest.strides[i][1] === 1;
  }
  accessOf(i) {
    const line = this.lines[i];
    const { buffer, offset } = line.view;
    const bytes = bytesOf(buffer.dtype);
    const strides = this.nest.strides[i].map((step) => step * bytes);
    const found = this.pointers.find((pointer2) => pointer2.strides.every((step, d) => step === strides[d]));
    const pointer = found ?? this.newPointer(strides);
    const base = buffer.address + offset * bytes - pointer.start;
    return { pointer, base, dtype: buffer.dtype, step: strides[this.depth - 1] ?? 0 };
  }
  newPointer(strides) {
    const start = strides.reduce((sum, step, d) => step < 0 ? sum - step * (this.nest.shape[d] - 1) : sum, 0);
    const pointer = { local: this.f.let(start, "i32"), strides, start };
    this.pointers.push(pointer);
    return pointer;
  }
  /** The number of loops on which each value depends. */
  findLevels() {
    const levels = [];
    this.lines.forEach((line, i) => {
      if (line.kind === "constant") levels.push(0);
      else if (line.kind === "load") levels.push(this.nest.strides[i].findLastIndex((step) => step !== 0) + 1);
      else if (line.kind === "apply") levels.push(line.args.reduce((level, arg) => Math.max(level, levels[arg]), 0));
      else levels.push(this.depth);
    });
    return levels;
  }
  /** From which loop on a reduction goes over all loops to the innermost; the number of loops when it does not. */
  suffixOf(reduced) {
    let level = this.depth;
    while (level > 0 && reduced[level - 1]) level--;
    return level;
  }
  accumulatesInMemory(i) {
    const reduced = this.nest.reduced[i];
    if (sizeOf2(this.nest.shape) === 0) return true;
    return reduced.some((is, d) => is && d < this.suffixOf(reduced)) && !this.sumsColumns(i);
  }
  mustBeExact(step) {
    const { nest: nest2, lanes, depth } = this;
    if (lanes === 1 || depth === 0 || nest2.shape[depth - 1] % lanes === 0) return false;
    const loaded = new Set(step.lines.flatMap((line) => line.kind === "load" ? [line.view.buffer.address] : []));
    return this.lines.some((line, i) => {
      if (line.kind === "constant" || line.kind === "apply" || line.kind === "across") return false;
      const inner = nest2.strides[i][depth - 1];
      if (line.kind === "load") return inner !== 0 && inner !== 1;
      if (line.kind === "reduce") return true;
      const plain = nest2.strides[i].every((stride, d) => stride === sizeOf2(nest2.shape.slice(d + 1))) && line.view.offset === 0;
      return !plain || line.view.buffer.size !== sizeOf2(nest2.shape) || depth > 1 && loaded.has(line.view.buffer.address) || line.view.buffer.dtype === "bool";
    });
  }
  /** One loop with all within it, what it does not change before it. Gives back how far each pointer has moved. */
  loop(level) {
    this.computeAt(level);
    this.beginReductions(level);
    if (level === this.depth) {
      if (level === 0) this.round(1);
    } else if (level === this.depth - 1) this.innermost();
    else if (level > 0 || !this.rowsInParts()) {
      const n = this.nest.shape[level];
      this.repeat(n, () => {
        this.loop(level + 1);
        for (const pointer of this.pointers)
          this.move(pointer, pointer.strides[level] - this.moved(pointer, level + 1));
      });
    }
    this.endReductions(level);
  }
  /** How far a pointer has moved when the loop of a level has ended. */
  moved({ strides }, level) {
    const n = this.nest.shape[level];
    if (level < this.depth - 1) return n * strides[level];
    if (this.turns > 0) return 0;
    return this.fullRounds(n) * this.lanes * strides[level];
  }
  fullRounds(n) {
    return this.exact ? Math.floor(n / this.lanes) : Math.ceil(n / this.lanes);
  }
  innermost() {
    const { depth, lanes } = this;
    const n = this.nest.shape[depth - 1];
    for (this.turn = 0; this.turn < this.turns; this.turn++) {
      this.computeAt(depth);
      this.round(lanes);
    }
    this.turn = 0;
    if (this.turns > 0) return;
    const rounds = this.fullRounds(n);
    const parts = planParts(this.lines, rounds, this.scalars.vectors, (i) => this.levels[i] === depth ? 1 : 0);
    if (parts !== null) this.inParts(rounds, parts, 1, (strides) => lanes * strides[depth - 1]);
    else if (rounds > 0) {
      this.repeat(rounds, () => {
        this.computeAt(depth);
        this.round(lanes);
        for (const pointer of this.pointers) this.move(pointer, lanes * pointer.strides[depth - 1]);
      });
    }
    const rest = this.exact ? n - rounds * lanes : 0;
    if (rest > 0) {
      this.computeAt(depth, rest);
      this.round(rest);
    }
  }
  /** A loop over whole rows of a few vectors each, cut in the middle of its dear functions; false where there is none. */
  rowsInParts() {
    const { lines, levels, lanes, nest: nest2 } = this;
    const [rows, n] = [nest2.shape[0], nest2.shape[1]];
    const turns = n / lanes;
    if (this.depth !== 2 || !Number.isInteger(turns) || turns < 2 || turns > TURNS) return false;
    if (lines.some((line, i) => line.kind === "reduce" || levels[i] === 1)) return false;
    const parts = planParts(lines, rows, this.scalars.vectors, (i) => levels[i] === 2 ? turns : 0);
    if (parts !== null) this.inParts(rows, parts, turns, ([row]) => row);
    return parts !== null;
  }
  /** Rounds of `turns` vectors, cut into parts. */
  inParts(rounds, parts, turns, step) {
    const { f, lines, levels, depth, lanes, scalars, values } = this;
    const valuesOf2 = Array.from({ length: turns }, () => [...values]);
    const moves = new Map(this.pointers.map(({ local, strides }) => [local, step(strides)]));
    const writer = {
      f,
      scalars,
      lines,
      passes: turns,
      ahead: 0,
      widthOf: (line) => levels[line] === depth ? turns : 0,
      write: (line, turn, slots) => {
        this.turn = turn;
        this.values = valuesOf2[turn];
        this.slots = slots;
        this.ahead = (pointer) => writer.ahead * step(pointer.strides);
        this.computeLine(line, lanes);
        this.finishLine(line, lanes);
        this.slots = null;
      },
      valuesOf: (line, turn) => [valuesOf2[turn][line]],
      setValues: (line, turn, [value]) => {
        valuesOf2[turn][line] = value;
      }
    };
    stagedLoop(writer, parts, rounds, this.scratch, new Map([...moves].filter(([, by]) => by !== 0)));
    this.turn = 0;
    this.ahead = () => 0;
    this.values = values;
  }
  move({ local }, by) {
    if (by !== 0) this.f.increase(local, by);
  }
  repeat(times, body) {
    if (times === 1) {
      body();
      return;
    }
    const left = this.f.let(times, "i32");
    this.f.loop((again) => {
      body();
      this.f.increase(left, -1);
      this.f.branchIf(left, again);
    });
  }
  /** Loads and computes what changes with the loops around a level, but no further ones. */
  computeAt(level, valid = this.lanes) {
    this.lines.forEach((_, i) => {
      if (this.levels[i] === level) this.computeLine(i, valid);
    });
  }
  computeLine(i, valid) {
    const line = this.lines[i];
    if (line.kind === "constant") this.values[i] = this.scalars.constant(line.value, line.dtype);
    else if (line.kind === "load")
      this.values[i] = { local: load(this.scalars, this.place(i), valid), dtype: line.dtype };
    else if (line.kind === "apply") {
      const args = line.args.map((arg) => this.valueOf(arg));
      this.values[i] = this.scalars.apply(line.name, args, line.dtype);
    }
  }
  place(i) {
    const { pointer, base, dtype, step } = this.accesses.get(i);
    return { pointer: pointer.local, base: base + this.ahead(pointer) + this.turn * this.lanes * step, dtype, step };
  }
  valueOf(line) {
    const value = this.values[line];
    this.slots?.load(value.local);
    return value;
  }
  /** What a round writes: results, and its share in reductions. */
  round(valid) {
    this.lines.forEach((_, i) => {
      this.finishLine(i, valid);
    });
  }
  finishLine(i, valid) {
    const line = this.lines[i];
    if (line.kind === "store") store(this.scalars, this.place(i), this.valueOf(line.value), valid);
    if (line.kind !== "reduce") return;
    const value = this.valueOf(line.value);
    const accumulator = this.columns.get(i)?.[this.turn] ?? this.accumulators.get(i);
    if (accumulator !== void 0) accumulator.take(value, valid);
    else if (!this.accumulatesInMemory(i)) store(this.scalars, this.place(i), value, valid);
    else {
      const before = { local: load(this.scalars, this.place(i), valid), dtype: value.dtype };
      store(this.scalars, this.place(i), Accumulator.combine(this.scalars, line.combine, before, value), valid);
    }
  }
  beginReductions(level) {
    this.lines.forEach((line, i) => {
      if (line.kind !== "reduce") return;
      if (level === 0 && this.sumsColumns(i)) {
        const make = () => new Accumulator(this.scalars, line.combine, line.view.buffer.dtype);
        this.columns.set(i, Array.from({ length: this.turns }, make));
        return;
      }
      const suffix = this.suffixOf(this.nest.reduced[i]);
      if (suffix === level && suffix < this.depth) {
        this.accumulators.set(i, new Accumulator(this.scalars, line.combine, line.view.buffer.dtype));
      }
    });
  }
  endReductions(level) {
    this.lines.forEach((line, i) => {
      if (line.kind !== "reduce") return;
      const columns = this.columns.get(i);
      if (columns !== void 0 && level === 0) {
        const { buffer, offset } = line.view;
        const nowhere = this.f.let(buffer.address + offset * bytesOf(buffer.dtype), "i32");
        columns.forEach((column, turn) => {
          column.finishLanes(nowhere, 16 * turn);
        });
        return;
      }
      const suffix = this.suffixOf(this.nest.reduced[i]);
      const accumulator = this.accumulators.get(i);
      if (suffix !== level || accumulator === void 0) return;
      const { base, pointer } = this.accesses.get(i);
      accumulator.finish(pointer.local, base, this.accumulatesInMemory(i));
      this.accumulators.delete(i);
    });
  }
};

// packages/compile/src/emit/product.ts
var HELD = 12;
var TILE = { vectors: 4, registers: 8 };
var PANELS = 4;
var LARGEST = 2 ** 15;
var ROUND2 = 3;
var CALL = 150;
function wayOf(product) {
  const { m, n, k, dtype } = product;
  if (m * n * k > LARGEST || m * n * k === 0) return null;
  const turned = transposed(product);
  let best = null;
  for (const way of [held(product), held(turned), summed(product), summed(turned), dotted(product), dotted(turned)]) {
    if (way !== null && (best === null || way.cost < best.cost)) best = way;
  }
  return best !== null && best.cost <= costOfKernel(m, n, k, FLOATS[dtype].lanes) ? best : null;
}
function wayOfStep({ a: a2, b: b2, c, dtype }) {
  if (c.shape.length !== 2) return null;
  const { bytes } = FLOATS[dtype];
  const matrix = ({ buffer, offset, strides }) => ({
    at: buffer.address + offset * bytes,
    row: strides[0] * bytes,
    column: strides[1] * bytes
  });
  const [m, n, k] = [c.shape[0], c.shape[1], a2.shape[1]];
  return wayOf({ dtype, a: matrix(a2), b: matrix(b2), c: matrix(c), m, n, k });
}
function transposed({ dtype, a: a2, b: b2, c, m, n, k }) {
  const turn = ({ at: at2, row, column }) => ({ at: at2, row: column, column: row });
  return { dtype, c: turn(c), a: turn(b2), b: turn(a2), m: n, n: m, k };
}
function costOfKernel(m, n, k, lanes) {
  const rows = Math.ceil(m / 4);
  const [pairs, rest] = [Math.floor(n / (2 * lanes)), n % (2 * lanes)];
  const width = rest === 0 ? 0 : rest <= lanes ? 1 : 2;
  const tile = (vectors) => k * (vectors + 4 + 8 * vectors + 4 + ROUND2) + 20;
  return CALL + rows * (pairs * tile(2) + (width === 0 ? 0 : tile(width)));
}
function costOfVector({ bytes, lanes }, step, valid) {
  return step === bytes && valid === lanes ? 1 : valid;
}
function walk(f, step, rounds) {
  const start = step < 0 ? -step * (rounds - 1) : 0;
  return { pointer: f.let(start, "i32"), step, start };
}
function loadVector(f, float2, from, place, step, valid) {
  const [pointer, at2] = [from.pointer, place - from.start];
  if (step === float2.bytes) return f.let(opAt({ offset: at2 }, "v128.load", pointer));
  const vector = f.let(opAt({ offset: at2 }, float2.loadSplat, pointer));
  for (let lane = 1; lane < valid; lane++) {
    f.set(vector, opAt({ offset: at2 + lane * step, lane }, `v128.load${8 * float2.bytes}_lane`, pointer, vector));
  }
  return vector;
}
function storeVector(f, float2, to, place, step, valid, vector) {
  const [pointer, at2] = [to.pointer, place - to.start];
  if (step === float2.bytes && valid === float2.lanes) {
    f.store("v128.store", pointer, vector, at2);
    return;
  }
  for (let lane = 0; lane < valid; lane++) {
    f.do(opAt({ offset: at2 + lane * step, lane }, float2.storeLane, pointer, vector));
  }
}
function loadSplat(f, float2, { pointer, start }, place) {
  return f.let(opAt({ offset: place - start }, float2.loadSplat, pointer));
}
function repeat(f, times, walks, body) {
  if (times === 1) {
    body();
    return;
  }
  const left = f.let(times, "i32");
  f.loop((again) => {
    body();
    for (const { pointer, step } of new Set(walks)) if (step !== 0) f.increase(pointer, step);
    f.increase(left, -1);
    f.branchIf(left, again);
  });
}
function vectorsOf2(n, lanes) {
  return Array.from({ length: Math.ceil(n / lanes) }, (_, v) => ({
    column: v * lanes,
    valid: Math.min(lanes, n - v * lanes)
  }));
}
function partsOf(list, size) {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));
}
function plusProduct(float2, sum, a2, b2) {
  const product = op(`${float2.vector}.mul`, a2, b2);
  return sum === null ? product : op(`${float2.vector}.add`, sum, product);
}
function held({ dtype, a: a2, b: b2, c, m, n, k }) {
  const float2 = FLOATS[dtype];
  if (k > HELD) return null;
  const vectors = vectorsOf2(n, float2.lanes);
  const count2 = Math.ceil(vectors.length / Math.floor(HELD / k));
  if (count2 > PANELS) return null;
  const panels = partsOf(vectors, Math.ceil(vectors.length / count2));
  const panelCost = (panel) => {
    const loads = k * panel.reduce((sum, { valid }) => sum + costOfVector(float2, b2.column, valid), 0);
    const stores = panel.reduce((sum, { valid }) => sum + costOfVector(float2, c.column, valid), 0);
    return loads + m * (k + panel.length * (2 * k - 1) + stores + ROUND2 + 1);
  };
  const write2 = (f) => {
    for (const panel of panels) {
      const nowhere = walk(f, 0, 1);
      const from = walk(f, a2.row, m);
      const to = a2.row === c.row ? from : walk(f, c.row, m);
      const held2 = Array.from(
        { length: k },
        (_, l) => panel.map(
          ({ column, valid }) => loadVector(f, float2, nowhere, b2.at + l * b2.row + column * b2.column, b2.column, valid)
        )
      );
      repeat(f, m, [from, to], () => {
        const sums = panel.map(() => null);
        for (let l = 0; l < k; l++) {
          const number = loadSplat(f, float2, from, a2.at + l * a2.column);
          panel.forEach((_, v) => {
            sums[v] = f.let(plusProduct(float2, sums[v], number, held2[l][v]));
          });
        }
        panel.forEach(({ column, valid }, v) => {
          storeVector(f, float2, to, c.at + column * c.column, c.column, valid, sums[v]);
        });
      });
    }
  };
  return { cost: panels.reduce((sum, panel) => sum + panelCost(panel), 0), write: write2 };
}
function summed({ dtype, a: a2, b: b2, c, m, n, k }) {
  const float2 = FLOATS[dtype];
  const panels = partsOf(vectorsOf2(n, float2.lanes), TILE.vectors);
  const height = Math.max(1, Math.floor(TILE.registers / panels[0].length));
  const rows = Math.ceil(m / Math.ceil(m / height));
  const bands = partsOf([...new Array(m).keys()], rows);
  if (panels.length * bands.length > PANELS) return null;
  let cost = 0;
  for (const panel of panels) {
    const loads = panel.reduce((sum, { valid }) => sum + costOfVector(float2, b2.column, valid), 0);
    const stores = panel.reduce((sum, { valid }) => sum + costOfVector(float2, c.column, valid), 0);
    for (const band of bands) {
      cost += k * (loads + band.length * (1 + 2 * panel.length) + ROUND2 + 1) + band.length * (stores + panel.length);
    }
  }
  const write2 = (f) => {
    for (const panel of panels) {
      for (const band of bands) {
        const nowhere = walk(f, 0, 1);
        const left = walk(f, a2.column, k);
        const right = a2.column === b2.row ? left : walk(f, b2.row, k);
        const sums = band.map(() => panel.map(() => f.let(splatConstant(float2.vector, 0))));
        repeat(f, k, [left, right], () => {
          const vectors = panel.map(
            ({ column, valid }) => loadVector(f, float2, right, b2.at + column * b2.column, b2.column, valid)
          );
          band.forEach((row, r) => {
            const number = loadSplat(f, float2, left, a2.at + row * a2.row);
            panel.forEach((_, v) => {
              f.set(sums[r][v], plusProduct(float2, sums[r][v], number, vectors[v]));
            });
          });
        });
        band.forEach((row, r) => {
          panel.forEach(({ column, valid }, v) => {
            storeVector(f, float2, nowhere, c.at + row * c.row + column * c.column, c.column, valid, sums[r][v]);
          });
        });
      }
    }
  };
  return { cost, write: write2 };
}
function dotted({ dtype, a: a2, b: b2, c, m, n, k }) {
  const float2 = FLOATS[dtype];
  const depth = k / float2.lanes;
  if (a2.column !== float2.bytes || !Number.isInteger(depth) || n * depth > HELD) return null;
  const loads = n * depth * costOfVector(float2, b2.row, float2.lanes);
  const cost = loads + m * (depth + n * (2 * depth - 1 + 2 * (float2.lanes - 1) + 1) + ROUND2 + 1);
  const write2 = (f) => {
    const [nowhere, from, to] = [walk(f, 0, 1), walk(f, a2.row, m), walk(f, c.row, m)];
    const held2 = Array.from(
      { length: n },
      (_, column) => Array.from(
        { length: depth },
        (_2, d) => loadVector(f, float2, nowhere, b2.at + column * b2.column + d * float2.lanes * b2.row, b2.row, float2.lanes)
      )
    );
    repeat(f, m, [from, to], () => {
      const rows = Array.from(
        { length: depth },
        (_, d) => loadVector(f, float2, from, a2.at + 16 * d, float2.bytes, float2.lanes)
      );
      for (let column = 0; column < n; column++) {
        let sum = null;
        for (let d = 0; d < depth; d++) sum = f.let(plusProduct(float2, sum, rows[d], held2[column][d]));
        let total = op(`${float2.vector}.extract_lane`, sum);
        for (let lane = 1; lane < float2.lanes; lane++) {
          total = op(`${float2.scalar}.add`, total, opAt({ lane }, `${float2.vector}.extract_lane`, sum));
        }
        f.store(`${float2.scalar}.store`, to.pointer, total, c.at + column * c.column - to.start);
      }
    });
  };
  return { cost, write: write2 };
}

// packages/compile/src/emit/upright.ts
function addUpright(module, name, step, host2, scratch) {
  return module.function(name, [], null, (f) => new UprightWriter(f, step, host2).write(scratch));
}
var UprightWriter = class {
  f;
  step;
  scalars;
  lanes;
  columns;
  pointers = [];
  /** The values of each line: one for each column, or one for all of them. */
  values = [];
  /** Whether the value of a line changes from row to row. */
  changes = [];
  /** The reductions over rows: one for each column, or one. */
  accumulators = /* @__PURE__ */ new Map();
  /** Where values lie between the parts of a loop that is cut. */
  slots = null;
  /** By how many rounds what is read and written lies ahead of its pointer. */
  ahead = 0;
  constructor(f, step, host2) {
    this.f = f;
    this.step = step;
    this.columns = step.shape[1];
    this.scalars = new Scalars(f, step.vectors, host2);
    this.lanes = FLOATS[step.vectors].lanes;
  }
  /** `scratch`: where loops in parts keep what lies between them. */
  write(scratch) {
    const { f, lanes, pointers, step } = this;
    step.lines.forEach((line, i) => {
      this.changes.push(this.isChanging(line));
      if ("view" in line) this.pointerOf(line);
      if (line.kind !== "reduce") return;
      const count2 = line.view.strides[1] === 0 ? 1 : this.columns;
      const make = () => new Accumulator(this.scalars, line.combine, line.view.buffer.dtype);
      this.accumulators.set(i, Array.from({ length: count2 }, make));
    });
    this.compute(false, lanes);
    const [rows] = step.shape;
    const rounds = Math.floor(rows / lanes);
    const moves = new Map(
      pointers.flatMap(({ local, bytes }) => bytes === 0 ? [] : [[local, bytes * lanes]])
    );
    const widths = this.widths();
    const widthOf = (i) => this.changes[i] ? widths[i] : 0;
    const parts = planParts(step.lines, rounds, step.vectors, widthOf);
    if (parts !== null) stagedLoop(this.inParts(widthOf), parts, rounds, scratch, moves);
    else {
      const left = f.let(rounds, "i32");
      f.loop((again) => {
        this.round(lanes);
        for (const [local, by] of moves) f.increase(local, by);
        f.increase(left, -1);
        f.branchIf(left, again);
      });
    }
    if (rows % lanes > 0) this.round(rows % lanes);
    const nowhere = f.let(0, "i32");
    for (const [i, accumulators] of this.accumulators) {
      const { buffer, offset, strides } = step.lines[i].view;
      accumulators.forEach((accumulator, column) => {
        const place = buffer.address + (offset + column * strides[1]) * bytesOf(buffer.dtype);
        accumulator.finish(nowhere, place, false);
      });
    }
  }
  isChanging(line) {
    if (line.kind === "load") return line.view.strides[0] !== 0;
    if (line.kind === "apply") return line.args.some((arg) => this.changes[arg]);
    return line.kind === "across" ? this.changes[line.value] : line.kind !== "constant";
  }
  pointerOf({ view: view2 }) {
    const bytes = view2.strides[0] * bytesOf(view2.buffer.dtype);
    const found = this.pointers.find((pointer2) => pointer2.bytes === bytes);
    if (found !== void 0) return found;
    const start = bytes < 0 ? -bytes * (this.step.shape[0] - 1) : 0;
    const pointer = { local: this.f.let(start, "i32"), bytes, start };
    this.pointers.push(pointer);
    return pointer;
  }
  /** Where the numbers of a column are, one in each row of the round. */
  place(line, column) {
    const { buffer, offset, strides } = line.view;
    const { local, bytes, start } = this.pointerOf(line);
    const ahead = this.ahead * bytes * this.lanes;
    const base = buffer.address + (offset + column * strides[1]) * bytesOf(buffer.dtype) - start + ahead;
    return { pointer: local, base, dtype: buffer.dtype, step: bytes };
  }
  /** All columns of a view, or the one number that it has for all of them. */
  widthOf({ view: view2 }) {
    return view2.strides[1] === 0 ? 1 : this.columns;
  }
  /** How many values each line has in a round. */
  widths() {
    const widths = [];
    for (const line of this.step.lines) {
      if (line.kind === "load") widths.push(this.widthOf(line));
      else widths.push(line.kind === "apply" ? Math.max(...line.args.map((arg) => widths[arg])) : 1);
    }
    return widths;
  }
  valueOf(line, column) {
    const values = this.values[line];
    const value = values[Math.min(column, values.length - 1)];
    this.slots?.load(value.local);
    return value;
  }
  /** What writes the lines of a round for a loop in parts, all columns at once. */
  inParts(widthOf) {
    const writer = {
      f: this.f,
      scalars: this.scalars,
      lines: this.step.lines,
      passes: 1,
      ahead: 0,
      widthOf,
      write: (line, _pass, slots) => {
        this.slots = slots;
        this.ahead = writer.ahead;
        const found = this.step.lines[line];
        if (found.kind === "store" || found.kind === "reduce") this.finishLine(line, this.lanes);
        else this.values[line] = this.computeLine(found, this.lanes);
        this.slots = null;
        this.ahead = 0;
      },
      valuesOf: (line) => this.values[line],
      setValues: (line, _pass, values) => {
        this.values[line] = values;
      }
    };
    return writer;
  }
  round(valid) {
    this.compute(true, valid);
    this.finishRound(valid);
  }
  /** What a round writes: results, and its share in reductions. */
  finishRound(valid) {
    this.step.lines.forEach((_, i) => {
      this.finishLine(i, valid);
    });
  }
  finishLine(i, valid) {
    const line = this.step.lines[i];
    if (line.kind === "store") {
      for (let column = 0; column < this.widthOf(line); column++) {
        store(this.scalars, this.place(line, column), this.valueOf(line.value, column), valid);
      }
    }
    if (line.kind !== "reduce") return;
    const accumulators = this.accumulators.get(i);
    const count2 = line.reduced.length === 1 ? 1 : this.columns;
    for (let column = 0; column < count2; column++) {
      accumulators[Math.min(column, accumulators.length - 1)].take(this.valueOf(line.value, column), valid);
    }
  }
  /** Loads and computes what changes from row to row, or what does not. */
  compute(changing, valid) {
    this.step.lines.forEach((line, i) => {
      if (this.changes[i] === changing) this.values[i] = this.computeLine(line, valid);
    });
  }
  computeLine(line, valid) {
    const { scalars } = this;
    const each = (count2, value) => Array.from({ length: count2 }, (_, column) => value(column));
    switch (line.kind) {
      case "constant":
        return [scalars.constant(line.value, line.dtype)];
      case "load":
        return each(this.widthOf(line), (column) => ({
          local: load(scalars, this.place(line, column), valid),
          dtype: line.dtype
        }));
      case "apply": {
        const width = Math.max(...line.args.map((arg) => this.values[arg].length));
        return each(width, (column) => {
          const args = line.args.map((arg) => this.valueOf(arg, column));
          return scalars.apply(line.name, args, line.dtype);
        });
      }
      case "across": {
        const columns = each(this.columns, (column) => this.valueOf(line.value, column));
        return [columns.reduce((a2, b2) => Accumulator.combine(scalars, line.combine, a2, b2))];
      }
      default:
        return [];
    }
  }
};

// packages/compile/src/emit/module.ts
var SHOWN2 = 40;
var PAGE2 = 65536;
function emitModule(plan) {
  const module = new ModuleBuilder();
  const host2 = importHost(module);
  const callHost = module.importFunction("host", "call", ["i32"], null);
  const products = new Map([...kernelsOf(plan.steps)].map((dtype) => [dtype, importGemm(module, dtype)]));
  const readers2 = new Map(
    plan.steps.flatMap((step) => {
      if (step.kind !== "conv") return [];
      const name = `${step.reading.by} ${step.dtype}`;
      return [[name, step]];
    })
  );
  const reading = new Map(
    [...readers2].map(([name, { reading: reading2, dtype }]) => [name, importReader(module, reading2.by, dtype)])
  );
  module.importMemory("host", "memory", Math.ceil(plan.bytes / PAGE2));
  const functions = plan.steps.map((step, i) => addStep(module, i, step, plan, host2, callHost, products, reading));
  for (const [i, each] of functions.entries()) module.exportAs(`step${i}`, each);
  const runAll = (f) => {
    for (const each of functions) f.do(call(each));
  };
  module.function("run", [], null, runAll, { exported: true });
  return module.bytes();
}
function addStep(module, index, step, plan, host2, callHost, products, readers2) {
  const name = `${index} ${step.kind} ${namesOf(step)}`;
  if (step.kind === "map") return (step.upright ? addUpright : addNest)(module, name, step, host2, plan.scratch);
  const body = (f) => {
    switch (step.kind) {
      case "gemm": {
        const way = wayOfStep(step);
        if (way === null) writeProduct(f, step, products.get(step.dtype), plan.scratch);
        else way.write(f);
        break;
      }
      case "conv":
        writeConvolution(
          f,
          step,
          readers2.get(`${step.reading.by} ${step.dtype}`),
          products.get(step.dtype),
          plan.scratch
        );
        break;
      case "fill":
        if (step.buffer.size > 0) f.fill(step.buffer.address, 0, bytesIn(step.buffer));
        break;
      case "copy":
        if (step.from.size > 0) f.copy(step.to.address, step.from.address, bytesIn(step.from));
        break;
      case "take":
      case "scatterAdd":
        writeGather(f, step);
        break;
      default:
        f.do(call(callHost, index));
    }
  };
  return module.function(name, [], null, body);
}
function namesOf({ equations }) {
  const names = equations.map(({ primitive }) => primitive.name).join(" ");
  return (names.length <= SHOWN2 ? names : `${names.slice(0, SHOWN2)} ...`).replace(/[^ -~]/g, "?");
}
function kernelsOf(steps) {
  return new Set(
    steps.flatMap(
      (step) => step.kind === "conv" || step.kind === "gemm" && wayOfStep(step) === null ? [step.dtype] : []
    )
  );
}
function writeConvolution(f, { x: x2, kernel, out, seen, words, reading, sizes, dtype, windowsAreRows }, read3, gemm, scratch) {
  const { bytes } = FLOATS[dtype];
  const { examples, groups, inputs, outputs, taps, places, count: count2 } = sizes;
  const depth = inputs * taps;
  const from = f.let(startOf(x2), "i32");
  const to = f.let(out.address, "i32");
  const weights = f.local("i32");
  const left = f.let(examples, "i32");
  const product = () => {
    const { length, times, step } = reading;
    f.do(call(read3, seen.address, from, words.address, times, length, step * bytes));
    if (windowsAreRows) {
      const [row, column] = [depth * bytes, outputs * bytes];
      f.do(call(gemm, to, column, seen.address, row, bytes, weights, column, bytes, count2, outputs, depth, scratch));
    } else {
      const [row, column] = [depth * bytes, count2 * bytes];
      f.do(call(gemm, to, column, weights, row, bytes, seen.address, column, bytes, outputs, count2, depth, scratch));
    }
    f.increase(from, inputs * places * bytes);
    f.increase(to, outputs * count2 * bytes);
  };
  f.loop((again) => {
    f.set(weights, startOf(kernel));
    if (groups === 1) product();
    else {
      const group = f.let(groups, "i32");
      f.loop((next) => {
        product();
        f.increase(weights, outputs * depth * bytes);
        f.increase(group, -1);
        f.branchIf(group, next);
      });
    }
    f.increase(left, -1);
    f.branchIf(left, again);
  });
}
function startOf({ buffer, offset }) {
  return buffer.address + offset * bytesOf(buffer.dtype);
}
function writeProduct(f, { a: a2, b: b2, c, dtype }, gemm, scratch) {
  const { bytes } = FLOATS[dtype];
  const rank = c.shape.length;
  const [m, n, k] = [c.shape[rank - 2], c.shape[rank - 1], a2.shape[rank - 1]];
  if (sizeOf2(c.shape) === 0) return;
  if (k === 0) {
    f.fill(c.buffer.address, 0, bytesIn(c.buffer));
    return;
  }
  const step = (view2, d) => view2.strides[d] * bytes;
  const views = [c, a2, b2];
  const at2 = views.map((view2) => f.let(startOf(view2), "i32"));
  const product = () => {
    const [to, left, right] = at2;
    const [cRow, aRow, aColumn] = [step(c, rank - 2), step(a2, rank - 2), step(a2, rank - 1)];
    f.do(call(gemm, to, cRow, left, aRow, aColumn, right, step(b2, rank - 2), step(b2, rank - 1), m, n, k, scratch));
  };
  const loop = (d) => {
    if (d === rank - 2) {
      product();
      return;
    }
    const length = c.shape[d];
    const left = f.let(length, "i32");
    f.loop((again) => {
      loop(d + 1);
      views.forEach((view2, i) => {
        if (step(view2, d) !== 0) f.increase(at2[i], step(view2, d));
      });
      f.increase(left, -1);
      f.branchIf(left, again);
    });
    views.forEach((view2, i) => {
      if (step(view2, d) !== 0) f.increase(at2[i], -length * step(view2, d));
    });
  };
  loop(0);
}
function writeGather(f, step) {
  const { kind, x: x2, index, out, outer, length, inner } = step;
  const bytes = bytesOf(x2.buffer.dtype);
  const count2 = sizeOf2(index.shape);
  if (outer * inner * count2 === 0) return;
  const entry = inner * bytes;
  const [ordered, chosen2] = kind === "take" ? [out, x2] : [x2, out];
  const [at2, block, place] = [f.let(startOf(ordered), "i32"), f.let(startOf(chosen2), "i32"), f.local("i32")];
  const [left, end] = [f.let(outer, "i32"), startOf(index) + 4 * count2];
  f.loop((again) => {
    f.set(place, startOf(index));
    f.count(place, end, 4, () => {
      const where2 = f.let(op("i32.add", block, op("i32.mul", op("i32.load", place), entry)));
      if (kind === "take") f.copy(at2, where2, entry);
      else addEntry(f, x2.buffer.dtype, where2, at2, inner);
      f.increase(at2, entry);
    });
    f.increase(block, length * entry);
    f.increase(left, -1);
    f.branchIf(left, again);
  });
}
function addEntry(f, dtype, to, from, inner) {
  const { scalar: scalar2, bytes } = FLOATS[dtype];
  const offset = f.let(0, "i32");
  f.count(offset, inner * bytes, bytes, () => {
    const [target, source] = [f.let(op("i32.add", to, offset)), op("i32.add", from, offset)];
    const sum = op(`${scalar2}.add`, opAt({}, `${scalar2}.load`, target), op(`${scalar2}.load`, source));
    f.store(`${scalar2}.store`, target, sum);
  });
}

// packages/compile/src/lower/rows.ts
var WIDEST = 4;
function axesOf({ params, inputs }) {
  const axes = params.axes;
  const [first2, second] = inputs[0].shape.flatMap((n, d) => n === 1 ? [] : [axes.includes(d)]);
  if (first2 === true) return second === false ? "rows" : "all";
  return second === true ? "columns" : "none";
}
function narrowShapes(program) {
  const found = /* @__PURE__ */ new Set();
  for (const equation of program.equations) {
    const lengths = squeezed(equation.inputs[0]?.shape ?? []);
    if (lengths.length !== 2 || !(lengths[1] > 1 && lengths[1] <= WIDEST)) continue;
    if (kindOf(equation).kind !== "reduce" || axesOf(equation) !== "columns") continue;
    const vectors = vectorsOf(equation);
    if (vectors === null) continue;
    if (lengths[0] >= (vectors === "float64" ? 2 : 4)) found.add(`${vectors}:${lengths.join("\xD7")}`);
  }
  return found;
}
function lowerUpright(group, places) {
  const { shape, vectors, members } = group;
  const { grouping, viewOf: viewOf2, bufferOf } = places;
  const lines = [];
  const known = /* @__PURE__ */ new Map();
  const loads = /* @__PURE__ */ new Map();
  const push = (line) => lines.push(line) - 1;
  const along = (strides) => [strides[0], strides[1] ?? 0];
  const argument = (x2, loop) => {
    const inside = grouping.insideOf(group, x2, loop);
    const made2 = inside === null ? void 0 : known.get(inside.id);
    if (made2 !== void 0) return made2;
    const number = places.numberOf(x2);
    if (number !== void 0) return push({ kind: "constant", value: number, dtype: x2.dtype });
    const view2 = viewOf2(x2);
    const strides = along(stridesAlong(view2, loop));
    const key = `${view2.buffer.id}@${view2.offset}:${strides.join(",")}`;
    const found = loads.get(key) ?? push({ kind: "load", view: { ...view2, shape, strides }, dtype: x2.dtype });
    loads.set(key, found);
    return found;
  };
  for (const equation of members) {
    const { primitive, inputs, outputs } = equation;
    const kind = grouping.kinds.get(equation);
    const y = outputs[0];
    const loop = kind.kind === "reduce" ? inputs[0].shape : y.shape;
    const args = inputs.map((x2) => argument(x2, loop));
    if (kind.kind !== "reduce") {
      known.set(y.id, push({ kind: "apply", name: primitive.name, args, dtype: y.dtype }));
    } else {
      let value = args[0];
      if (inputs[0].dtype !== y.dtype) value = push({ kind: "apply", name: "astype", args: [value], dtype: y.dtype });
      const { combine } = kind;
      if (axesOf(equation) !== "columns") {
        const axes = equation.params.axes;
        const kept = keepingAxes(loop, axes);
        const strides2 = along(stridesAlong({ shape: kept, strides: rowMajor(kept), offset: 0 }, loop));
        const reduced = loop.flatMap((n, d) => n === 1 ? [] : [axes.includes(d)]);
        const view2 = { shape, strides: strides2, offset: 0, buffer: bufferOf(y) };
        push({ kind: "reduce", combine, value, reduced, view: view2 });
        continue;
      }
      known.set(y.id, push({ kind: "across", combine, value, dtype: y.dtype }));
    }
    if (!places.isStored(y)) continue;
    const strides = along(rowMajor(squeezed(y.shape)));
    push({ kind: "store", value: known.get(y.id), view: { shape, strides, offset: 0, buffer: bufferOf(y) } });
  }
  return { kind: "map", shape, upright: true, vectors, lines, equations: members };
}

// packages/compile/src/lower/views.ts
function layoutOfView({ primitive, params, outputs }, x2) {
  const { shape } = outputs[0];
  switch (primitive.name) {
    case "stopGradient":
      return x2;
    case "transpose": {
      const axes = params.axes;
      return { shape, strides: axes.map((d) => x2.strides[d]), offset: x2.offset };
    }
    case "broadcastTo": {
      const skip = shape.length - x2.shape.length;
      const strides = shape.map((_, d) => d < skip || x2.shape[d - skip] === 1 ? 0 : x2.strides[d - skip]);
      return { shape, strides, offset: x2.offset };
    }
    case "slice": {
      const { starts, steps, axes } = params;
      const offset = starts.reduce((at2, start, d) => at2 + start * x2.strides[d], x2.offset);
      return { shape, strides: axes.map((d) => d < 0 ? 0 : x2.strides[d] * steps[d]), offset };
    }
    default: {
      if (sizeOf2(shape) === 0 || isRowMajor(x2.shape, x2.strides)) {
        return { shape, strides: rowMajor(shape), offset: x2.offset };
      }
      const strides = reshapedStrides(x2.shape, x2.strides, shape);
      return strides === null ? null : { shape, strides, offset: x2.offset };
    }
  }
}
function partsOf2({ primitive, params, inputs, outputs }) {
  const { shape } = outputs[0];
  const strides = rowMajor(shape);
  if (primitive.name === "concatenate") {
    const axis = params.axis;
    let before = 0;
    const parts = inputs.map((x2, input) => {
      const offset = before * strides[axis];
      before += x2.shape[axis];
      return { input, layout: { shape: x2.shape, strides, offset } };
    });
    return { zeros: false, parts };
  }
  if (primitive.name === "pack") {
    const parts = inputs.map((x2, input) => {
      return { input, layout: { shape: x2.shape, strides: strides.slice(1), offset: input * sizeOf2(x2.shape) } };
    });
    return { zeros: false, parts };
  }
  const { starts, steps, axes, part } = params;
  const region = {
    shape: part,
    strides: axes.map((d) => d < 0 ? 0 : strides[d] * steps[d]),
    offset: starts.reduce((at2, start, d) => at2 + start * strides[d], 0)
  };
  if (primitive.name === "embed") return { zeros: true, parts: [{ input: 0, layout: region }] };
  const whole2 = { input: 0, layout: { shape, strides, offset: 0 } };
  return { zeros: false, parts: [whole2, { input: 1, layout: region }] };
}

// packages/compile/src/lower/groups.ts
var LIMIT = 40;
var DEAR_LIMIT = 2;
var WAVES = /* @__PURE__ */ new Set(["cos", "sin"]);
var UPRIGHT = "upright ";
var NEVER_UPRIGHT = /* @__PURE__ */ new Set(["outer", "reshape"]);
var SHORT_ROW2 = 8;
var written2 = (shape) => squeezed(shape).join("\xD7");
function isRagged(shape, vectors) {
  const lengths = squeezed(shape);
  const [n, lanes] = [lengths[lengths.length - 1], vectors === "float64" ? 2 : 4];
  return lengths.length > 1 && n % lanes !== 0 && n < SHORT_ROW2 * lanes;
}
function placeFrom(list, least) {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = low + high >> 1;
    if (list[middle] < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
function close(list, at2) {
  const place = placeFrom(list, at2);
  if (list[place] === at2) list.splice(place, 1);
}
function groupOperations(program) {
  const kinds = /* @__PURE__ */ new Map();
  const makers = /* @__PURE__ */ new Map();
  const sources = /* @__PURE__ */ new Map();
  const elements = /* @__PURE__ */ new Map();
  const groups = [];
  const open = { any: /* @__PURE__ */ new Map(), dear: /* @__PURE__ */ new Map() };
  const madeIn = /* @__PURE__ */ new Map();
  const texts = /* @__PURE__ */ new Map();
  const text = (shape) => {
    const found = texts.get(shape) ?? written2(shape);
    texts.set(shape, found);
    return found;
  };
  const dearIn = /* @__PURE__ */ new Map();
  const narrow = narrowShapes(program);
  const sourceOf = (x2) => sources.get(x2.id) ?? { root: x2, layout: contiguous(x2.shape) };
  const elementOf = (x2) => elements.get(x2.id) ?? x2;
  const insideOf = (group, x2, loop) => {
    const isMember = (y) => madeIn.has(y.id) && groups[madeIn.get(y.id)] === group;
    const element = elementOf(x2);
    const isMap = (y) => kinds.get(makers.get(y.id)).kind === "map";
    if (!group.upright) {
      return isMember(element) && isMap(element) && text(element.shape) === text(group.shape) ? element : null;
    }
    const isKnown = (y) => isMember(y) && (isMap(y) || axesOf(makers.get(y.id)) === "columns");
    if (isKnown(element) && text(element.shape) === text(loop)) return element;
    const { root, layout } = sourceOf(x2);
    if (!isKnown(root) || text(root.shape) !== `${group.shape[0]}` || layout.offset !== 0) return null;
    const strides = stridesAlong(layout, loop);
    return strides.length === 2 && strides[0] === 1 && strides[1] === 0 ? root : null;
  };
  const readableFrom = (x2, key, loop) => {
    const inner = key === null ? [] : [elementOf(x2), sourceOf(x2).root];
    for (const { id } of inner) {
      const made2 = madeIn.get(id);
      if (made2 !== void 0 && groups[made2].key === key && insideOf(groups[made2], x2, loop)?.id === id) return made2;
    }
    return (madeIn.get(sourceOf(x2).root.id) ?? -1) + 1;
  };
  const waveIn = /* @__PURE__ */ new Map();
  const partnerOf = ({ primitive, inputs }) => WAVES.has(primitive.name) ? waveIn.get(elementOf(inputs[0]).id) : void 0;
  const roomFor2 = (equation, key, loop) => {
    let first2 = 0;
    for (const x2 of equation.inputs) first2 = Math.max(first2, readableFrom(x2, key, loop));
    const among = (DEAR2.has(equation.primitive.name) ? open.dear : open.any).get(key) ?? [];
    const partner = partnerOf(equation);
    if (partner !== void 0 && partner >= first2 && groups[partner].key === key) {
      if (groups[partner].members.length < LIMIT) return partner;
    }
    return among[placeFrom(among, first2)];
  };
  const join = (equation, at2) => {
    const { key, members } = groups[at2];
    members.push(equation);
    for (const y of equation.outputs) madeIn.set(y.id, at2);
    if (key === null) return;
    const isDear = DEAR2.has(equation.primitive.name) && partnerOf(equation) !== at2;
    if (WAVES.has(equation.primitive.name)) waveIn.set(elementOf(equation.inputs[0]).id, at2);
    if (isDear) dearIn.set(at2, (dearIn.get(at2) ?? 0) + 1);
    const isFull = members.length === LIMIT;
    if (isFull) close(open.any.get(key), at2);
    if (isFull || isDear && dearIn.get(at2) === DEAR_LIMIT) close(open.dear.get(key), at2);
  };
  const place = (equation, key, loop, vectors) => {
    const upright = key?.startsWith(UPRIGHT) ?? false;
    let at2 = key === null ? void 0 : roomFor2(equation, key, loop);
    if (at2 === void 0) {
      at2 = groups.push({ key, shape: squeezed(loop), upright, vectors, members: [] }) - 1;
      for (const each of key === null ? [] : [open.any, open.dear]) {
        if (!each.has(key)) each.set(key, []);
        each.get(key).push(at2);
      }
    }
    join(equation, at2);
  };
  const placeUpright = (equation, loop, vectors) => {
    const lengths = squeezed(loop);
    if (kinds.get(equation).kind === "reduce" && axesOf(equation) === "none") return false;
    if (lengths.length === 2 && narrow.has(`${vectors}:${text(loop)}`)) {
      place(equation, `${UPRIGHT}${vectors}:${text(loop)}`, loop, vectors);
      return true;
    }
    if (lengths.length !== 1) return false;
    for (const each of narrow) {
      if (!each.startsWith(`${vectors}:${lengths[0]}\xD7`)) continue;
      const at2 = roomFor2(equation, `${UPRIGHT}${each}`, loop);
      if (at2 === void 0) continue;
      join(equation, at2);
      return true;
    }
    return false;
  };
  const fillsInOrder = (x2, shape) => text(x2.shape) === text(shape) && isContiguous(sourceOf(x2).layout);
  for (const equation of program.equations) {
    let kind = kindOf(equation);
    const [x2, y] = [equation.inputs[0], equation.outputs[0]];
    for (const output of equation.outputs) makers.set(output.id, equation);
    let shape = y.shape;
    if (kind.kind === "view") {
      const from = sourceOf(x2);
      const layout = layoutOfView(equation, from.layout);
      if (layout !== null) {
        sources.set(y.id, { root: from.root, layout });
        if (text(x2.shape) === text(y.shape) && isContiguous(from.layout) && isContiguous(layout)) {
          elements.set(y.id, elementOf(x2));
        }
        kinds.set(equation, kind);
        continue;
      }
      kind = { kind: "map" };
      shape = x2.shape;
    }
    if (kind.kind === "reduce") shape = x2.shape;
    kinds.set(equation, kind);
    if (kind.kind !== "map" && kind.kind !== "reduce") {
      place(equation, null, [], null);
      continue;
    }
    const single2 = squeezed(shape).length === 0;
    const vectors = single2 ? null : vectorsOf(equation);
    if (vectors !== null && !NEVER_UPRIGHT.has(equation.primitive.name) && placeUpright(equation, shape, vectors)) {
      continue;
    }
    const alone = vectors !== null && DEAR2.has(equation.primitive.name) && isRagged(shape, vectors);
    const flat = alone && equation.inputs.every((input) => fillsInOrder(input, shape));
    place(equation, `${vectors}:${text(shape)}${flat ? " in one row" : ""}`, shape, vectors);
  }
  return { groups, kinds, makers, sourceOf, elementOf, insideOf };
}

// packages/compile/src/lower/lower.ts
function lower(program) {
  return new Lowering(program).run();
}
function loopOf({ primitive, inputs, outputs }, kind) {
  return kind === "reduce" || primitive.name === "reshape" ? inputs[0].shape : outputs[0].shape;
}
var Lowering = class {
  program;
  grouping;
  buffers = [];
  places = /* @__PURE__ */ new Map();
  steps = [];
  constants = [];
  tables = [];
  numbers = /* @__PURE__ */ new Map();
  /** The variables that have to be in memory. */
  stored = /* @__PURE__ */ new Set();
  /** How many equations and results read the numbers of each variable. */
  readers = /* @__PURE__ */ new Map();
  constructor(program) {
    this.program = program;
    this.grouping = groupOperations(program);
  }
  run() {
    const { program } = this;
    const values = constantValues(program);
    for (const [id, value] of values) {
      const number = repeatedNumber(value);
      if (number !== void 0) this.numbers.set(id, number);
    }
    const inputs = program.inputs.map((x2) => this.bufferOf(x2));
    this.findStored();
    for (const group of this.grouping.groups) this.lowerGroup(group);
    const outputs = this.lowerOutputs(new Set(inputs));
    return {
      steps: this.steps,
      buffers: this.buffers,
      inputs,
      constants: this.constants,
      tables: this.tables,
      outputs
    };
  }
  known() {
    return {
      grouping: this.grouping,
      viewOf: (x2) => this.viewOf(x2),
      bufferOf: (x2) => this.bufferOf(x2),
      isStored: (x2) => this.stored.has(x2.id),
      numberOf: (x2) => this.numbers.get(this.grouping.sourceOf(x2).root.id)
    };
  }
  newBuffer(dtype, size) {
    const buffer = { id: this.buffers.length, dtype, size, address: 0 };
    this.buffers.push(buffer);
    return buffer;
  }
  /** The buffer of a variable that is no look at another. */
  bufferOf(x2) {
    const found = this.places.get(x2.id);
    if (found !== void 0) return found;
    const buffer = this.newBuffer(x2.dtype, sizeOf2(x2.shape));
    this.places.set(x2.id, buffer);
    if (this.program.constants.some(({ variable }) => variable.id === x2.id))
      this.constants.push({ buffer, variable: x2 });
    return buffer;
  }
  viewOf(x2) {
    const { root, layout } = this.grouping.sourceOf(x2);
    return { ...layout, buffer: this.bufferOf(root) };
  }
  read(x2) {
    const { id } = this.grouping.sourceOf(x2).root;
    this.readers.set(id, (this.readers.get(id) ?? 0) + 1);
  }
  /** Which variables are read by another group than the one that makes them, or otherwise than number by number. */
  findStored() {
    const { groups, sourceOf, insideOf, kinds } = this.grouping;
    const keep = (x2) => {
      this.stored.add(sourceOf(x2).root.id);
    };
    for (const x2 of [...this.grouping.kinds].flatMap(([{ inputs }, { kind }]) => kind === "view" ? [] : inputs))
      this.read(x2);
    for (const y of this.program.outputs) this.read(y);
    for (const group of groups) {
      for (const equation of group.members) {
        const loop = loopOf(equation, kinds.get(equation).kind);
        for (const x2 of equation.inputs) if (group.key === null || insideOf(group, x2, loop) === null) keep(x2);
      }
    }
    for (const y of this.program.outputs) keep(y);
  }
  lowerGroup(group) {
    if (group.key !== null) {
      this.steps.push(group.upright ? lowerUpright(group, this.known()) : this.lowerLoops(group));
      return;
    }
    const equation = group.members[0];
    const { inputs, outputs, params } = equation;
    const y = outputs[0];
    const equations = [equation];
    const kind = this.grouping.kinds.get(equation).kind;
    const view2 = (x2) => this.viewOf(x2);
    switch (kind) {
      case "gemm":
        this.lowerProduct(equation);
        return;
      case "conv":
        this.lowerConvolution(equation);
        return;
      case "assemble":
        this.lowerParts(equation);
        return;
      case "take":
      case "scatterAdd": {
        const axis = params.axis;
        const whole2 = kind === "take" ? inputs[0].shape : y.shape;
        const sizes = {
          outer: sizeOf2(whole2.slice(0, axis)),
          length: whole2[axis],
          inner: sizeOf2(whole2.slice(axis + 1))
        };
        const [x2, index] = [this.inOrder(inputs[0]), this.inOrder(inputs[1])];
        if (kind === "scatterAdd") this.steps.push({ kind: "fill", buffer: this.bufferOf(y), equations });
        this.steps.push({ kind, x: x2, index, out: view2(y), ...sizes, equations });
        return;
      }
      default:
        this.steps.push({ kind: "host", equation, inputs: inputs.map(view2), outputs: outputs.map(view2), equations });
    }
  }
  /** A variable's numbers in row-major order: where they are, or copied. */
  inOrder(x2, dtype = x2.dtype) {
    const from = this.viewOf(x2);
    if (isContiguous(from) && dtype === x2.dtype) return from;
    return this.copied(from, dtype);
  }
  /** A copy in row-major order, in another dtype where one is asked for, with room behind it. */
  copied(from, dtype, bytesBehind = 0) {
    const size = sizeOf2(from.shape) + Math.ceil(bytesBehind / bytesOf(dtype));
    const to = { ...contiguous(from.shape), buffer: this.newBuffer(dtype, size) };
    this.copy(from, to, []);
    return to;
  }
  /** A loop that copies and converts. */
  copy(from, to, equations) {
    const along = (view2) => ({
      ...view2,
      strides: stridesAlong(view2, from.shape),
      shape: squeezed(from.shape)
    });
    const lines = [{ kind: "load", view: along(from), dtype: from.buffer.dtype }];
    if (from.buffer.dtype !== to.buffer.dtype) {
      lines.push({ kind: "apply", name: "astype", args: [0], dtype: to.buffer.dtype });
    }
    lines.push({ kind: "store", value: lines.length - 1, view: along(to) });
    const { dtype } = from.buffer;
    const isFloat4 = dtype === "float64" || dtype === "float32";
    const shape = squeezed(from.shape);
    const vectors = isFloat4 && dtype === to.buffer.dtype && shape.length > 0 ? dtype : null;
    this.steps.push({ kind: "map", shape, upright: false, vectors, lines, equations });
  }
  lowerProduct(equation) {
    const { inputs, outputs } = equation;
    const y = outputs[0];
    const dtype = y.dtype;
    const [a2, b2] = inputs.map((x2) => x2.dtype === dtype ? this.viewOf(x2) : this.copied(this.viewOf(x2), dtype));
    const row = (v) => ({ ...v, shape: [1, v.shape[0]], strides: [0, v.strides[0]] });
    const column = (v) => ({ ...v, shape: [v.shape[0], 1], strides: [v.strides[0], 0] });
    const left = a2.shape.length === 1 ? row(a2) : a2;
    const right = b2.shape.length === 1 ? column(b2) : b2;
    const shape = [...left.shape.slice(0, -1), right.shape[right.shape.length - 1]];
    const c = { ...contiguous(shape), buffer: this.bufferOf(y) };
    this.steps.push({ kind: "gemm", dtype, a: left, b: right, c, equations: [equation] });
  }
  lowerConvolution(equation) {
    const [x2, kernel] = [equation.inputs[0], equation.inputs[1]];
    const y = equation.outputs[0];
    const dtype = y.dtype;
    const sizes = convolutionSizes(equation);
    const { examples, inputs, outputs, taps, count: count2 } = sizes;
    const reading = readingOf2(equation, sizes);
    const words = this.newBuffer("int32", reading.words.length);
    this.tables.push({ buffer: words, words: reading.words });
    const seen = this.newBuffer(dtype, inputs * taps * count2 + OVERREAD / bytesOf(dtype));
    const common = { kind: "conv", dtype, x: this.inOrder(x2, dtype), seen, words, reading, sizes };
    if (!hasWindowsAsRows(sizes)) {
      const out = this.bufferOf(y);
      const weights = this.inOrder(kernel, dtype);
      this.steps.push({ ...common, kernel: weights, out, windowsAreRows: false, equations: [equation] });
      return;
    }
    const from = this.viewOf(kernel);
    const last2 = (list) => [...list.slice(1), list[0]];
    const turned = this.copied({ ...from, shape: last2(from.shape), strides: last2(from.strides) }, dtype, OVERREAD);
    const product = this.newBuffer(dtype, examples * count2 * outputs);
    this.steps.push({ ...common, kernel: turned, out: product, windowsAreRows: true, equations: [equation] });
    const back = { shape: [examples, outputs, count2], strides: [count2 * outputs, 1, outputs], offset: 0 };
    this.copy({ ...back, buffer: product }, { ...contiguous(back.shape), buffer: this.bufferOf(y) }, []);
  }
  /** Whether nothing else reads the numbers of a variable that the program itself makes, so that they may be changed. */
  isFree(x2) {
    const { root, layout } = this.grouping.sourceOf(x2);
    if (!isContiguous(layout) || layout.offset !== 0 || sizeOf2(layout.shape) !== sizeOf2(root.shape)) return false;
    return this.grouping.makers.has(root.id) && this.readers.get(root.id) === 1;
  }
  lowerParts(equation) {
    const { zeros: zeros2, parts } = partsOf2(equation);
    const [whole2, y] = [equation.inputs[0], equation.outputs[0]];
    if (equation.primitive.name === "setSlice" && whole2.dtype === y.dtype && this.isFree(whole2)) {
      const buffer2 = this.bufferOf(this.grouping.sourceOf(whole2).root);
      this.places.set(y.id, buffer2);
      this.copy(this.viewOf(equation.inputs[1]), { ...parts[1].layout, buffer: buffer2 }, [equation]);
      return;
    }
    const buffer = this.bufferOf(equation.outputs[0]);
    if (zeros2) this.steps.push({ kind: "fill", buffer, equations: [equation] });
    for (const { input, layout } of parts) {
      this.copy(this.viewOf(equation.inputs[input]), { ...layout, buffer }, [equation]);
    }
  }
  lowerLoops(group) {
    const { shape, vectors, members } = group;
    const { kinds, insideOf } = this.grouping;
    const lines = [];
    const known = /* @__PURE__ */ new Map();
    const loads = /* @__PURE__ */ new Map();
    const push = (line) => lines.push(line) - 1;
    const store2 = (line, y, layout) => {
      if (this.stored.has(y.id)) push({ kind: "store", value: line, view: { ...layout, buffer: this.bufferOf(y) } });
    };
    for (const equation of members) {
      const { primitive, params, inputs, outputs } = equation;
      const kind = kinds.get(equation);
      const y = outputs[0];
      const loop = loopOf(equation, kind.kind);
      const args = inputs.map((x2, i) => {
        const inside = insideOf(group, x2, loop);
        const made2 = inside === null ? void 0 : known.get(inside.id);
        if (made2 !== void 0) return made2;
        const number = this.numbers.get(this.grouping.sourceOf(x2).root.id);
        if (number !== void 0) return push({ kind: "constant", value: number, dtype: x2.dtype });
        const view2 = this.viewOf(x2);
        const strides = primitive.name === "outer" ? this.outerStrides(view2, i, y) : stridesAlong(view2, loop);
        const key = `${view2.buffer.id}@${view2.offset}:${strides.join(",")}`;
        const found = loads.get(key) ?? push({ kind: "load", view: { ...view2, shape, strides }, dtype: x2.dtype });
        loads.set(key, found);
        return found;
      });
      if (kind.kind === "reduce") {
        const axes = params.axes;
        const kept = keepingAxes(loop, axes);
        const strides = stridesAlong({ shape: kept, strides: rowMajor(kept), offset: 0 }, loop);
        const reduced = loop.flatMap((n, d) => n === 1 ? [] : [axes.includes(d)]);
        let value = args[0];
        if (inputs[0].dtype !== y.dtype)
          value = push({ kind: "apply", name: "astype", args: [value], dtype: y.dtype });
        const view2 = { shape, strides, offset: 0, buffer: this.bufferOf(y) };
        push({ kind: "reduce", combine: kind.combine, value, reduced, view: view2 });
        continue;
      }
      if (primitive.name === "reshape") {
        store2(args[0], y, { shape, strides: rowMajor(shape), offset: 0 });
        continue;
      }
      const name = primitive.name === "outer" ? "mul" : primitive.name;
      const line = push({ kind: "apply", name, args, dtype: y.dtype });
      known.set(y.id, line);
      store2(line, y, { shape, strides: rowMajor(shape), offset: 0 });
    }
    return { kind: "map", shape, upright: false, vectors, lines, equations: members };
  }
  /** The first operand of an outer product goes along the rows, the second along the columns. */
  outerStrides(view2, operand2, y) {
    const along = operand2 === 0 ? { shape: [view2.shape[0], 1], strides: [view2.strides[0], 0], offset: 0 } : { shape: [1, view2.shape[0]], strides: [0, view2.strides[0]], offset: 0 };
    return stridesAlong(along, y.shape);
  }
  /** Each result in a buffer of its own: an input, a constant, a look at another variable or a second use is copied. */
  lowerOutputs(taken2) {
    for (const { buffer } of this.constants) taken2.add(buffer);
    return this.program.outputs.map((y) => {
      const view2 = this.viewOf(y);
      const { buffer } = view2;
      const whole2 = isContiguous(view2) && view2.offset === 0 && buffer.size === sizeOf2(y.shape);
      const isConstant = this.constants.some((constant3) => constant3.buffer === buffer);
      if (whole2 && !isConstant && !taken2.has(buffer)) {
        taken2.add(buffer);
        return buffer;
      }
      const copy2 = this.copied(view2, y.dtype).buffer;
      taken2.add(copy2);
      return copy2;
    });
  }
};

// packages/compile/src/lower/memory.ts
var PADDING3 = 16;
var FIRST = 64;
function roomFor(buffer) {
  return Math.ceil((bytesIn(buffer) + PADDING3) / 16) * 16;
}
function livesOf(steps) {
  const lives = /* @__PURE__ */ new Map();
  const of = (buffer) => {
    const found = lives.get(buffer) ?? { firstWrite: Number.POSITIVE_INFINITY, lastRead: -1, last: -1 };
    lives.set(buffer, found);
    return found;
  };
  steps.forEach((step, i) => {
    for (const { buffer } of readsOf(step)) Object.assign(of(buffer), { lastRead: i, last: i });
    for (const buffer of writesOf(step)) {
      const life = of(buffer);
      life.firstWrite = Math.min(life.firstWrite, i);
      life.last = i;
    }
  });
  return lives;
}
function inPlace(step, from, to) {
  if (from.size !== to.size || bytesOf(from.dtype) !== bytesOf(to.dtype)) return false;
  let steps = null;
  for (const line of step.lines) {
    if (line.kind === "reduce" && line.view.buffer === to) return false;
    if (line.kind !== "load" && line.kind !== "store") continue;
    const { view: view2 } = line;
    if (view2.buffer !== from && view2.buffer !== to) continue;
    const text = `${view2.offset}:${view2.strides.join(",")}`;
    if (view2.offset !== 0 || steps !== null && steps !== text) return false;
    steps = text;
  }
  return true;
}
function mayFollow(steps, lives, from, to) {
  const [a2, b2] = [lives.get(from), lives.get(to)];
  if (b2 === void 0 || from.size !== to.size || from.dtype !== to.dtype) return false;
  const lastRead = a2?.lastRead ?? -1;
  if (lastRead < b2.firstWrite) return true;
  const step = steps[b2.firstWrite];
  return lastRead === b2.firstWrite && step.kind === "map" && inPlace(step, from, to);
}
function planMemory(lowered, links, scratchBytes, apart2 = false) {
  const { inputs, outputs, constants } = lowered;
  const fixed = [...constants, ...lowered.tables].map(({ buffer }) => buffer);
  const steps = [...lowered.steps];
  const lives = livesOf(steps);
  const sharedWith = /* @__PURE__ */ new Map();
  const lastCalled = steps.findLastIndex(({ kind }) => kind === "host");
  const finalOutputs = [...outputs];
  for (const { input, output } of links) {
    const [from, to] = [inputs[input], outputs[output]];
    const late = (lives.get(to)?.firstWrite ?? 0) > lastCalled;
    if (late && mayFollow(lowered.steps, lives, from, to)) sharedWith.set(to, from);
    else steps.push({ kind: "copy", from: to, to: from, equations: [] });
    finalOutputs[output] = from;
  }
  const kept = /* @__PURE__ */ new Set([...inputs, ...outputs, ...fixed]);
  const inputsOnly = /* @__PURE__ */ new Set([...inputs, ...fixed]);
  if (!apart2) shareInPlace(steps, kept, inputsOnly, sharedWith);
  const owner = (buffer) => {
    let at2 = buffer;
    for (let next = sharedWith.get(at2); next !== void 0; next = sharedWith.get(at2)) at2 = next;
    return at2;
  };
  let end = FIRST;
  const placed = /* @__PURE__ */ new Set();
  const give = (buffer) => {
    if (placed.has(buffer) || owner(buffer) !== buffer) return;
    placed.add(buffer);
    buffer.address = end;
    end += roomFor(buffer);
  };
  for (const dtype of ["float64", "float32", "int32", "bool"]) {
    for (const buffer of finalOutputs) if (buffer.dtype === dtype) give(buffer);
  }
  for (const buffer of apart2 ? lowered.buffers : kept) give(buffer);
  const top2 = placeTemporaries(steps, placed, owner, end);
  for (const buffer of lowered.buffers) buffer.address = owner(buffer).address;
  const scratch = Math.ceil(top2 / 64) * 64;
  const bytesWithoutReuse = lowered.buffers.reduce((sum, buffer) => sum + roomFor(buffer), FIRST);
  return { steps, outputs: finalOutputs, bytes: scratch + scratchBytes + 64, scratch, bytesWithoutReuse };
}
function shareInPlace(steps, kept, inputs, sharedWith) {
  const lives = livesOf(steps);
  const given2 = new Set(sharedWith.values());
  steps.forEach((step, i) => {
    if (step.kind !== "map") return;
    for (const line of step.lines) {
      if (line.kind !== "store") continue;
      const to = line.view.buffer;
      if (sharedWith.has(to) || kept.has(to) || inputs.has(to) || lives.get(to).firstWrite !== i) continue;
      const from = readsOf(step).map(({ buffer }) => buffer).find((each) => !kept.has(each) && !given2.has(each) && lives.get(each).last === i && inPlace(step, each, to));
      if (from === void 0) continue;
      sharedWith.set(to, from);
      given2.add(from);
    }
  });
}
function placeTemporaries(steps, placed, owner, start) {
  const last2 = /* @__PURE__ */ new Map();
  steps.forEach((step, i) => {
    for (const { buffer } of readsOf(step)) last2.set(owner(buffer), i);
    for (const buffer of writesOf(step)) last2.set(owner(buffer), i);
  });
  let holes = [];
  let end = start;
  const live = /* @__PURE__ */ new Set();
  steps.forEach((step, i) => {
    for (const buffer of writesOf(step).map(owner)) {
      if (placed.has(buffer) || live.has(buffer)) continue;
      live.add(buffer);
      const size = roomFor(buffer);
      const found = holes.findIndex((hole2) => hole2.size >= size);
      if (found < 0) {
        buffer.address = end;
        end += size;
        continue;
      }
      const hole = holes[found];
      buffer.address = hole.at;
      if (hole.size === size) holes.splice(found, 1);
      else holes[found] = { at: hole.at + size, size: hole.size - size };
    }
    for (const buffer of live) {
      if (last2.get(buffer) !== i) continue;
      live.delete(buffer);
      holes = withHole(holes, { at: buffer.address, size: roomFor(buffer) });
    }
  });
  return end;
}
function withHole(holes, hole) {
  const out = [];
  for (const each of [...holes, hole].sort((a2, b2) => a2.at - b2.at)) {
    const before = out[out.length - 1];
    if (before !== void 0 && before.at + before.size === each.at) {
      out[out.length - 1] = { at: before.at, size: before.size + each.size };
    } else out.push(each);
  }
  return out;
}

// packages/compile/src/run/shelf.ts
var BYTES = 64 * 1024;
var Shelf = class {
  /** The array that holds the last copy. */
  array;
  end = 0;
  constructor(first2) {
    this.array = first2.slice(0, 0);
  }
  /** Copies the numbers, and says where in `array` they begin. */
  put(numbers) {
    const { length } = numbers;
    if (this.end + length > this.array.length) {
      const { constructor, BYTES_PER_ELEMENT } = numbers;
      this.array = new constructor(BYTES / BYTES_PER_ELEMENT);
      this.end = 0;
    }
    const start = this.end;
    this.array.set(numbers, start);
    this.end = start + length;
    return start;
  }
};

// packages/compile/src/run/machine.ts
var TOGETHER2 = 16 * 1024;
var MOST_BYTES = 2 ** 31 - PAGE2;
function machineFor(program, links) {
  try {
    return new Machine(program, links);
  } catch (error) {
    if (error instanceof RangeError || error.name === "CompileError") return null;
    throw error;
  }
}
function readersFor({ steps }, memory) {
  const found = {};
  const types = new Set(steps.flatMap((step) => step.kind === "conv" ? [step.dtype] : []));
  for (const dtype of types) {
    for (const [by, run] of Object.entries(readersOn(dtype, memory))) found[`${by} ${dtype}`] = run;
  }
  return found;
}
var Machine = class {
  program;
  lowered;
  plan;
  functions;
  moduleBytes;
  arrays;
  /** What lies in the places of the inputs: a tensor that is given again need not be copied again. */
  present;
  inputPlaces;
  links;
  start;
  results;
  chunks;
  /** The copies of the chunks while they are read, and where in their arrays they begin. */
  copied;
  starts;
  /** `apart`: no two values share a place, so that steps can be run again and again. */
  constructor(program, links, apart2 = false) {
    this.program = program;
    this.links = links;
    this.lowered = lower(program);
    const types = kernelsOf(this.lowered.steps);
    const staged = this.lowered.steps.some(mayBeStaged) ? STAGED_BYTES : 0;
    const scratch = Math.max(staged, ...[...types].map((dtype) => gemmScratch(FLOATS[dtype])));
    this.plan = planMemory(this.lowered, links, scratch, apart2);
    if (this.plan.bytes > MOST_BYTES) throw new RangeError(`a memory of ${this.plan.bytes} bytes is too large`);
    const memory = newMemory(Math.ceil(this.plan.bytes / PAGE2));
    const { buffer } = memory;
    const float64 = new Float64Array(buffer);
    this.arrays = {
      float64,
      float32: new Float32Array(buffer),
      int32: new Int32Array(buffer),
      bool: new Uint8Array(buffer)
    };
    const products = Object.fromEntries([...types].map((dtype) => [`gemm ${dtype}`, gemmOn(dtype, memory)]));
    const host2 = {
      memory,
      sin: Math.sin,
      cos: Math.cos,
      call: (i) => this.callHost(i),
      ...products,
      ...readersFor(this.lowered, memory)
    };
    const bytes = emitModule(this.plan);
    this.moduleBytes = bytes.length;
    this.functions = instantiate(bytes, { host: host2 });
    this.start = this.functions.run;
    const values = new Map(program.constants.map(({ variable, value }) => [variable.id, value]));
    for (const { buffer: place, variable } of this.lowered.constants) this.put(place, values.get(variable.id));
    for (const { buffer: place, words } of this.lowered.tables) this.arrays.int32.set(words, placeOf2(place));
    this.present = program.inputs.map(() => null);
    this.inputPlaces = this.lowered.inputs.map(placeOf2);
    const { chunks, results } = describeResults(program, this.plan.outputs);
    this.chunks = chunks.map(({ dtype, from, to }) => {
      const view2 = this.arrays[dtype].subarray(from, to);
      return { view: view2, shelf: view2.length <= TOGETHER2 / 8 ? new Shelf(view2) : null };
    });
    this.results = results;
    this.copied = chunks.map(() => NOTHING);
    this.starts = chunks.map(() => 0);
  }
  /** Puts a tensor into a buffer. */
  put(buffer, x2) {
    copyInto(this.arrays[buffer.dtype], placeOf2(buffer), x2);
  }
  /** Puts an input into its place, unless it is there already. */
  setInput(i, x2) {
    if (typeof x2 === "number") {
      this.arrays.float64[this.inputPlaces[i]] = x2;
      this.present[i] = null;
      return;
    }
    if (this.present[i] === x2) return;
    copyInto(this.arrays[x2.dtype], this.inputPlaces[i], x2);
    this.present[i] = x2;
  }
  /** Takes over an input from the memory of another machine. */
  takeInput(i, from) {
    const { dtype, size } = this.lowered.inputs[i];
    const at2 = from.inputPlaces[i];
    this.arrays[dtype].set(from.arrays[dtype].subarray(at2, at2 + size), this.inputPlaces[i]);
    this.present[i] = null;
  }
  /** Runs the whole program on the inputs in memory. */
  run() {
    const { links, present } = this;
    for (let k = 0; k < links.length; k++) present[links[k].input] = null;
    this.start();
  }
  /** Copies all results out of memory. */
  read() {
    const { chunks, results, arrays, copied, starts, links, present } = this;
    for (let c = 0; c < chunks.length; c++) {
      const { view: view2, shelf } = chunks[c];
      if (shelf === null) {
        copied[c] = view2.slice();
        starts[c] = 0;
        continue;
      }
      starts[c] = shelf.put(view2);
      copied[c] = shelf.array;
    }
    const out = new Array(results.length);
    for (let i = 0; i < results.length; i++) {
      const { shape, dtype, size, chunk, offset } = results[i];
      if (chunk < 0) out[i] = single(shape, arrays.float64[offset]);
      else out[i] = tensorOn(shape, dtype, size, copied[chunk], starts[chunk] + offset);
    }
    for (let c = 0; c < chunks.length; c++) copied[c] = NOTHING;
    for (let k = 0; k < links.length; k++) present[links[k].input] = out[links[k].output];
    return out;
  }
  /** Copies one result out of memory. */
  readOne(i) {
    const { shape, dtype, size } = this.results[i];
    return this.copyOf(this.plan.outputs[i], shape, dtype, size);
  }
  /** Copies what lies in the place of an input out of memory. */
  readInput(i) {
    const { shape, dtype } = this.program.inputs[i];
    const buffer = this.lowered.inputs[i];
    return this.copyOf(buffer, shape, dtype, buffer.size);
  }
  copyOf(buffer, shape, dtype, size) {
    const at2 = placeOf2(buffer);
    if (dtype === "float64" && size === 1) return single(shape, this.arrays.float64[at2]);
    return tensorOn(shape, dtype, size, this.arrays[dtype].slice(at2, at2 + size), 0);
  }
  /** An operation that the module leaves to its primitive: operands are copied out, results in. */
  callHost(index) {
    const { equation, inputs, outputs } = this.plan.steps[index];
    const results = applyAny(
      equation.primitive,
      inputs.map((view2) => this.tensorOf(view2)),
      equation.params
    );
    for (const [i, { buffer }] of outputs.entries()) this.put(buffer, results[i]);
    return 0;
  }
  tensorOf(view2) {
    const { buffer, offset, shape } = view2;
    const at2 = placeOf2(buffer);
    const size = shape.reduce((product, n) => product * n, 1);
    const array = this.arrays[buffer.dtype];
    if (isContiguous(view2)) return tensorOn(shape, buffer.dtype, size, array.slice(at2 + offset, at2 + offset + size), 0);
    return tensorOn(shape, buffer.dtype, size, gathered(array, buffer.dtype, shape, view2.strides, at2 + offset), 0);
  }
};
var NOTHING = new Float64Array(0);
function placeOf2({ address, dtype }) {
  return address / bytesOf(dtype);
}
function describeResults(program, buffers) {
  const chunks = [];
  const results = new Array(buffers.length);
  const order = [...buffers.keys()].sort((a2, b2) => buffers[a2].address - buffers[b2].address);
  for (const i of order) {
    const buffer = buffers[i];
    const { shape, dtype } = program.outputs[i];
    const { size } = buffer;
    const at2 = placeOf2(buffer);
    if (dtype === "float64" && size === 1) {
      results[i] = { shape, dtype, size, chunk: -1, offset: at2 };
      continue;
    }
    const last2 = chunks[chunks.length - 1];
    const limit = TOGETHER2 / bytesOf(dtype);
    if (last2?.dtype === dtype && at2 + size - last2.from <= limit && at2 >= last2.to && at2 - last2.to <= 64)
      last2.to = at2 + size;
    else chunks.push({ dtype, from: at2, to: at2 + size });
    const chunk = chunks.length - 1;
    results[i] = { shape, dtype, size, chunk, offset: at2 - chunks[chunk].from };
  }
  return { chunks, results };
}

// packages/compile/src/inspect.ts
var SECONDS = 0.02;
var PART_SECONDS = 2e-4;
function shapeOf(step) {
  if (step.kind === "map") return step.shape;
  if (step.kind === "gemm") return step.c.shape;
  return [writesOf(step)[0]?.size ?? 0];
}
function describe(step) {
  const bytes = (size, dtype) => size * bytesOf(dtype);
  const read3 = readsOf(step).reduce(
    (sum, { shape, buffer }) => sum + bytes(Math.min(sizeOf2(shape), buffer.size), buffer.dtype),
    0
  );
  const written3 = writesOf(step).reduce((sum, { size, dtype }) => sum + bytes(size, dtype), 0);
  const operations = step.equations.map(({ primitive }) => primitive.name);
  return { kind: step.kind, operations, shape: shapeOf(step), bytes: read3 + written3 };
}
function shortest(run) {
  const seconds = () => performance.now() / 1e3;
  let count2 = 1;
  let best = Number.POSITIVE_INFINITY;
  for (const end = seconds() + SECONDS; seconds() < end; ) {
    const before = seconds();
    for (let i = 0; i < count2; i++) run();
    const taken2 = seconds() - before;
    if (taken2 < PART_SECONDS) count2 *= 2;
    else best = Math.min(best, taken2 / count2);
  }
  return best;
}
function machineApart(program) {
  try {
    return new Machine(program, [], true);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
function inspect2(program, leaves) {
  const machine = new Machine(program, []);
  const { steps, bytes, bytesWithoutReuse } = machine.plan;
  const groups = steps.map(describe);
  const time = () => {
    const timed = machineApart(program) ?? machine;
    for (const [i, leaf] of leaves.entries()) timed.setInput(i, leaf);
    timed.run();
    return steps.map((_, i) => {
      const run = timed.functions[`step${i}`];
      return shortest(() => {
        run();
      });
    });
  };
  const inspection = {
    program,
    groups,
    memory: { bytes, withoutReuse: bytesWithoutReuse },
    moduleBytes: machine.moduleBytes,
    time,
    toString: () => table(groups, time(), inspection)
  };
  return inspection;
}
function table(groups, times, { memory, moduleBytes }) {
  const rows = groups.map(({ kind, operations, shape, bytes }, i) => [
    `${i}`,
    kind,
    `[${shape.join(", ")}]`,
    `${bytes}`,
    (times[i] * 1e6).toFixed(2),
    operations.join(" ")
  ]);
  const all2 = [["", "kind", "shape", "bytes", "\xB5s", "operations"], ...rows];
  const widths = all2[0].map((_, column) => Math.max(...all2.map((row) => row[column].length)));
  const lines = all2.map(
    (row) => row.map(
      (cell, column) => column === 3 || column === 4 ? cell.padStart(widths[column]) : cell.padEnd(widths[column])
    ).join("  ").trimEnd()
  );
  const total = times.reduce((sum, time) => sum + time, 0);
  return [
    ...lines,
    `${groups.length} groups, ${(total * 1e6).toFixed(2)} \xB5s; ${memory.bytes} bytes of memory, ${memory.withoutReuse} without reuse; module of ${moduleBytes} bytes`
  ].join("\n");
}

// packages/compile/src/run/build.ts
function builderOf(structure) {
  return partOf(structure, { at: 0 });
}
var WRITTEN3 = 8;
function partOf(structure, place) {
  const first2 = place.at;
  if (structure.kind === "leaf") {
    place.at++;
    return (leaves) => leaves[first2];
  }
  if (structure.kind === "static") return () => structure.value;
  const { entries } = structure;
  const parts = entries.map((entry) => partOf(entry, place));
  const count2 = parts.length;
  const flat = entries.every(({ kind }) => kind === "leaf");
  if (structure.kind === "array") {
    const [p02, p12, p22] = parts;
    if (count2 === 2) return (leaves) => [p02(leaves), p12(leaves)];
    if (count2 === 3) return (leaves) => [p02(leaves), p12(leaves), p22(leaves)];
    return (leaves) => {
      const list = [];
      for (let i = 0; i < count2; i++) list.push(flat ? leaves[first2 + i] : parts[i](leaves));
      return list;
    };
  }
  const { keys } = structure;
  const end = place.at;
  if (keys.includes("__proto__")) return (leaves) => unflatten(structure, leaves.slice(first2, end));
  const empty2 = Object.fromEntries(keys.map((key) => [key, null]));
  const [k0, k1, k2, k3, k4, k5, k6, k7] = keys;
  const [p0, p1, p2, p3, p4, p5, p6, p7] = parts;
  const written3 = Math.min(count2, WRITTEN3);
  return (leaves) => {
    const record = { ...empty2 };
    if (written3 > 0) record[k0] = flat ? leaves[first2] : p0(leaves);
    if (written3 > 1) record[k1] = flat ? leaves[first2 + 1] : p1(leaves);
    if (written3 > 2) record[k2] = flat ? leaves[first2 + 2] : p2(leaves);
    if (written3 > 3) record[k3] = flat ? leaves[first2 + 3] : p3(leaves);
    if (written3 > 4) record[k4] = flat ? leaves[first2 + 4] : p4(leaves);
    if (written3 > 5) record[k5] = flat ? leaves[first2 + 5] : p5(leaves);
    if (written3 > 6) record[k6] = flat ? leaves[first2 + 6] : p6(leaves);
    if (written3 > 7) record[k7] = flat ? leaves[first2 + 7] : p7(leaves);
    for (let i = WRITTEN3; i < count2; i++) record[keys[i]] = flat ? leaves[first2 + i] : parts[i](leaves);
    return record;
  };
}

// packages/compile/src/run/signature.ts
var Matcher = class {
  /** The leaves of the arguments that matched last, in the order of the program's inputs. */
  leaves = [];
  /** Whether somebody follows one of them: then the function must be differentiated or staged, not run. */
  isTraced = false;
  structures;
  inputs;
  /** The keys of the arguments that are records of leaves, as most are. */
  flatKeys;
  at = 0;
  /** For a program's inputs, or for those from some input on, whose arguments have these structures. */
  constructor(structures, inputs) {
    this.structures = structures;
    this.inputs = inputs;
    this.flatKeys = structures.map(
      (structure) => structure.kind === "record" && structure.entries.every(({ kind }) => kind === "leaf") ? structure.keys : null
    );
  }
  /** Whether arguments are built like the program's, with leaves of the same shapes and dtypes. */
  matches(args, present) {
    const { structures, flatKeys, leaves } = this;
    if (args.length !== structures.length) return false;
    this.at = 0;
    this.isTraced = false;
    for (let n = 0; n < structures.length; n++) {
      const keys = flatKeys[n];
      if (keys !== null && gatherFlat(keys, args[n], this.at, leaves)) {
        const end = this.at + keys.length;
        while (this.at < end) if (!this.take(leaves[this.at], present)) return false;
      } else if (!this.gather(structures[n], args[n], present)) return false;
    }
    return this.at === this.inputs.length;
  }
  /** The next leaf: what is present is known to fit, but may have been given away since. */
  take(leaf, present) {
    const at2 = this.at++;
    if (leaf === null || leaf !== present[at2]) return this.accepts(this.inputs[at2], leaf);
    if (isTraced(leaf)) this.isTraced = true;
    return true;
  }
  gather(structure, node, present) {
    if (structure.kind === "leaf") {
      this.leaves[this.at] = node;
      return this.take(node, present);
    }
    if (structure.kind === "static") return sameStatic(structure.value, node);
    if (typeof node !== "object" || node === null || isTensor(node)) return false;
    const { entries } = structure;
    if (structure.kind === "array") {
      if (!Array.isArray(node) || node.length !== entries.length) return false;
      for (let i = 0; i < entries.length; i++) if (!this.gather(entries[i], node[i], present)) return false;
      return true;
    }
    if (Array.isArray(node)) return false;
    const { keys } = structure;
    const record = node;
    let count2 = 0;
    for (const _ in record) count2++;
    if (count2 !== keys.length) return false;
    for (let i = 0; i < count2; i++) {
      if (!Object.hasOwn(record, keys[i]) || !this.gather(entries[i], record[keys[i]], present)) return false;
    }
    return true;
  }
  accepts({ shape, dtype }, leaf) {
    if (typeof leaf === "number") return shape.length === 0 && dtype === "float64";
    if (!isTensor(leaf) || leaf.dtype !== dtype || !sameShape2(leaf.shape, shape)) return false;
    if (isTraced(leaf)) this.isTraced = true;
    return true;
  }
};
function gatherFlat(keys, node, first2, leaves) {
  if (typeof node !== "object" || node === null || Array.isArray(node)) return false;
  const record = node;
  let count2 = 0;
  for (const key in record) {
    if (key !== keys[count2]) return false;
    leaves[first2 + count2] = record[key];
    count2++;
  }
  return count2 === keys.length;
}
function sameStatic(made2, given2) {
  if (Object.is(made2, given2)) return true;
  if (typeof made2 !== "object" || typeof given2 !== "object" || made2 === null || given2 === null) return false;
  if (isTensor(made2) || isTensor(given2) || Object.getPrototypeOf(made2) !== Object.getPrototypeOf(given2)) return false;
  if (!Array.isArray(made2) && !isPlain2(made2)) return false;
  const keys = Object.keys(made2);
  if (keys.length !== Object.keys(given2).length) return false;
  return keys.every(
    (key) => Object.hasOwn(given2, key) && sameStatic(made2[key], given2[key])
  );
}
function isPlain2(x2) {
  const prototype = Object.getPrototypeOf(x2);
  return prototype === Object.prototype || prototype === null;
}
function copyOfStatic(x2) {
  if (typeof x2 !== "object" || x2 === null || isTensor(x2)) return x2;
  if (Array.isArray(x2)) return x2.map(copyOfStatic);
  if (!isPlain2(x2)) return x2;
  return Object.fromEntries(Object.entries(x2).map(([key, value]) => [key, copyOfStatic(value)]));
}
function sameShape2(a2, b2) {
  if (a2 === b2) return true;
  if (a2.length !== b2.length) return false;
  for (let d = 0; d < a2.length; d++) if (a2[d] !== b2[d]) return false;
  return true;
}
function someTraced(leaves) {
  for (let i = 0; i < leaves.length; i++) {
    const leaf = leaves[i];
    if (typeof leaf !== "number" && isTraced(leaf)) return true;
  }
  return false;
}

// packages/compile/src/run/entry.ts
var WATCHED = 4;
var NOTHING2 = [];
var Entry = class {
  program;
  made = void 0;
  links = [];
  watched = 0;
  /** The results of the last call. */
  last = [];
  matcher;
  build;
  constructor(program) {
    this.program = program;
    this.matcher = new Matcher(program.inputStructures, program.inputs);
    this.build = builderOf(program.outputStructure);
  }
  /** The leaves of the arguments that matched last. */
  get leaves() {
    return this.matcher.leaves;
  }
  /** Whether one of them is being differentiated or staged. */
  get isTraced() {
    return this.matcher.isTraced;
  }
  /** Whether the program is for such arguments. */
  matches(args) {
    return this.matcher.matches(args, this.made?.present ?? NOTHING2);
  }
  /** The machine; null where kernels are off, or the runtime cannot give such a module or so much memory. */
  get machine() {
    if (!executionSettings().kernels) return null;
    if (this.made === void 0) this.made = machineFor(this.program, this.links);
    return this.made;
  }
  /** Runs the program on the arguments that matched last. Results that are given again, call by call, stay in place. */
  call(args) {
    const { leaves } = this;
    if (this.watched < WATCHED) this.follow(leaves);
    const { machine } = this;
    if (machine === null) return evaluate(this.program, withOwnStatics(this.program, args));
    for (let i = 0; i < leaves.length; i++) machine.setInput(i, leaves[i]);
    machine.run();
    const results = machine.read();
    if (this.watched < WATCHED) this.last = results;
    return this.build(results);
  }
  /** Notices results of the last call among the arguments: the state of a loop. */
  follow(leaves) {
    const { last: last2, links } = this;
    if (++this.watched === WATCHED) this.last = [];
    if (last2.length === 0) return;
    const found = [];
    for (let input = 0; input < leaves.length; input++) {
      const leaf = leaves[input];
      if (typeof leaf === "number" || links.some((link) => link.input === input)) continue;
      const output = last2.indexOf(leaf);
      if (output < 0 || [...links, ...found].some((link) => link.output === output)) continue;
      found.push({ input, output });
    }
    if (found.length === 0) return;
    this.links = [...links, ...found];
    this.made = void 0;
  }
};
function withOwnStatics({ inputStructures }, args) {
  return args.map((arg, n) => {
    const structure = inputStructures[n];
    return structure.kind === "static" ? structure.value : arg;
  });
}

// packages/compile/src/passes/common.ts
function textOf(params) {
  let plain = true;
  const text = JSON.stringify(params, (_key, value) => {
    if (typeof value === "function" || typeof value === "symbol") plain = false;
    if (Object.is(value, -0)) return { number: "-0" };
    if (typeof value === "number" && !Number.isFinite(value)) return { number: String(value) };
    return value;
  });
  return plain ? text ?? "" : null;
}
function textOfConstant(value) {
  if (value.size !== 1) return null;
  const number = value.item();
  return `${value.dtype}[${value.shape.join(",")}]${Object.is(number, -0) ? "-0" : number}`;
}
function withoutCommon(program) {
  const names = new Renaming();
  const numbers = /* @__PURE__ */ new Map();
  const numberOf = (primitive) => {
    const found = numbers.get(primitive) ?? numbers.size;
    numbers.set(primitive, found);
    return found;
  };
  const seenConstants = /* @__PURE__ */ new Map();
  const constants = [];
  for (const constant3 of program.constants) {
    const text = textOfConstant(constant3.value);
    const first2 = text === null ? void 0 : seenConstants.get(text);
    if (first2 !== void 0) names.set(constant3.variable, first2);
    else constants.push(constant3);
    if (text !== null && first2 === void 0) seenConstants.set(text, constant3.variable);
  }
  const seen = /* @__PURE__ */ new Map();
  const equations = [];
  for (const given2 of program.equations) {
    const equation = names.apply(given2);
    const params = textOf(equation.params);
    const key = `${numberOf(equation.primitive)}(${equation.inputs.map(({ id }) => id).join(",")})${params}`;
    const first2 = params === null ? void 0 : seen.get(key);
    if (first2 === void 0) {
      if (params !== null) seen.set(key, equation);
      equations.push(equation);
      continue;
    }
    for (const [i, y] of equation.outputs.entries()) names.set(y, first2.outputs[i]);
  }
  return withParts(program, { constants, equations, outputs: program.outputs.map((y) => names.of(y)) });
}

// packages/compile/src/passes/dead.ts
function withoutDeadCode(program) {
  const needed = new Set(program.outputs.map(({ id }) => id));
  const equations = [];
  for (const equation of program.equations.toReversed()) {
    if (!equation.outputs.some(({ id }) => needed.has(id))) continue;
    for (const { id } of equation.inputs) needed.add(id);
    equations.push(equation);
  }
  const constants = program.constants.filter(({ variable }) => needed.has(variable.id));
  return withParts(program, { constants, equations: equations.reverse() });
}

// packages/compile/src/passes/fold.ts
var LARGE2 = 4096;
function foldConstants(program) {
  const values = constantValues(program);
  const constants = [...program.constants];
  const equations = [];
  for (const equation of program.equations) {
    const results = fold(equation, values);
    if (results === null) {
      equations.push(equation);
      continue;
    }
    equation.outputs.forEach((variable, i) => {
      values.set(variable.id, results[i]);
      constants.push({ variable, value: results[i] });
    });
  }
  return withParts(program, { constants, equations });
}
function fold(equation, values) {
  if (isCustom(equation) || equation.primitive.name === "broadcastTo") return null;
  const inputs = [];
  for (const { id } of equation.inputs) {
    const value = values.get(id);
    if (value === void 0) return null;
    inputs.push(value);
  }
  const size = (xs) => xs.reduce((n, { shape }) => n + shape.reduce((product, length) => product * length, 1), 0);
  if (size(equation.outputs) > Math.max(LARGE2, size(equation.inputs))) return null;
  try {
    return applyAny(equation.primitive, inputs, equation.params);
  } catch {
    return null;
  }
}

// packages/compile/src/passes/simplify.ts
var same = (x2) => ({ same: x2 });
var sameShape3 = (a2, b2) => a2.shape.length === b2.shape.length && a2.shape.every((n, d) => n === b2.shape[d]);
var identity2 = ({ inputs, outputs }) => sameShape3(inputs[0], outputs[0]) && inputs[0].dtype === outputs[0].dtype ? same(inputs[0]) : null;
function neutral(number, sides) {
  return ({ inputs, outputs }, { numberOf }) => {
    for (const side of sides) {
      const x2 = inputs[1 - side];
      if (!Object.is(numberOf(inputs[side]), number)) continue;
      if (sameShape3(x2, outputs[0]) && x2.dtype === outputs[0].dtype) return same(x2);
    }
    return null;
  };
}
var first = (...rules) => (equation, known) => {
  for (const rule of rules) {
    const found = rule(equation, known);
    if (found !== null) return found;
  }
  return null;
};
var last = ({ primitive, params, inputs }, { makerOf }) => {
  const maker = makerOf(inputs[0]);
  return maker?.primitive === primitive ? { primitive, params, inputs: maker.inputs } : null;
};
var transposed2 = ({ primitive, params, inputs }, { makerOf }) => {
  const axes = params.axes;
  if (axes.every((axis, d) => axis === d)) return same(inputs[0]);
  const maker = makerOf(inputs[0]);
  if (maker?.primitive !== primitive) return null;
  const before = maker.params.axes;
  return { primitive, params: { axes: axes.map((axis) => before[axis]) }, inputs: maker.inputs };
};
var negated = ({ primitive, inputs }, { makerOf }) => {
  const maker = makerOf(inputs[0]);
  return maker?.primitive === primitive && maker.inputs[0].dtype === inputs[0].dtype ? same(maker.inputs[0]) : null;
};
var byMinusOne = ({ inputs, outputs }, { numberOf }) => {
  for (const side of [0, 1]) {
    const x2 = inputs[1 - side];
    if (numberOf(inputs[side]) !== -1 || !sameShape3(x2, outputs[0]) || x2.dtype !== outputs[0].dtype) continue;
    return { primitive: neg2.primitive, params: null, inputs: [x2] };
  }
  return null;
};
var shortPower = ({ inputs, outputs }, { numberOf }) => {
  const [x2, exponent] = [inputs[0], numberOf(inputs[1])];
  if (!sameShape3(x2, outputs[0]) || x2.dtype !== outputs[0].dtype) return null;
  if (x2.dtype !== "float64" && x2.dtype !== "float32") return null;
  if (exponent === 1) return same(x2);
  if (exponent === 2) return { primitive: square2.primitive, params: null, inputs: [x2] };
  return exponent === 0.5 ? { primitive: sqrt2.primitive, params: null, inputs: [x2] } : null;
};
var byNumber = ({ inputs, outputs }, { numberOf }) => {
  if (inputs.every(({ dtype }) => dtype !== outputs[0].dtype)) return null;
  const number = numberOf(inputs[0]) ?? numberOf(inputs[1]);
  if (number === void 0 || number === 0 || !Number.isFinite(number)) return null;
  return { primitive: mul2.primitive, params: null, inputs };
};
var RULES = {
  astype: identity2,
  broadcastTo: first(identity2, last),
  reshape: first(identity2, last),
  stopGradient: identity2,
  transpose: transposed2,
  add: neutral(-0, [0, 1]),
  sub: neutral(0, [1]),
  mul: first(neutral(1, [0, 1]), byMinusOne),
  div: neutral(1, [1]),
  neg: negated,
  scale: byNumber,
  [pow3.primitive.name]: shortPower
};
function simplify(program) {
  const constants = constantValues(program);
  const makers = /* @__PURE__ */ new Map();
  const names = new Renaming();
  const known = {
    makerOf: ({ id }) => makers.get(id),
    numberOf: ({ id }) => {
      const value = constants.get(id);
      return value === void 0 ? void 0 : repeatedNumber(value);
    }
  };
  const equations = [];
  for (const given2 of program.equations) {
    let equation = names.apply(given2);
    let replaced = null;
    for (; ; ) {
      const rule = Object.hasOwn(RULES, equation.primitive.name) ? RULES[equation.primitive.name] : void 0;
      const found = equation.primitive.outputs === 1 ? rule?.(equation, known) : null;
      if (found === null || found === void 0) break;
      if ("same" in found) {
        replaced = found.same;
        break;
      }
      equation = { ...found, outputs: equation.outputs };
    }
    if (replaced !== null) {
      names.set(equation.outputs[0], replaced);
      continue;
    }
    equations.push(equation);
    for (const y of equation.outputs) makers.set(y.id, equation);
  }
  return withParts(program, { equations, outputs: program.outputs.map((y) => names.of(y)) });
}

// packages/compile/src/passes/index.ts
var PASSES = [
  { name: "inline", pass: inlineCustom },
  { name: "dead", pass: withoutDeadCode },
  { name: "fold", pass: foldConstants },
  { name: "simplify", pass: simplify },
  { name: "common", pass: withoutCommon },
  { name: "simplify again", pass: simplify },
  { name: "dead again", pass: withoutDeadCode }
];
function optimize(program) {
  return PASSES.reduce((before, { pass }) => pass(before), program);
}

// packages/compile/src/run/stage.ts
function stage(f, args, statics) {
  const copies = args.map((arg, n) => statics.includes(n) ? copyOfStatic(arg) : arg);
  const settings = Error;
  const limit = settings.stackTraceLimit;
  settings.stackTraceLimit = 60;
  try {
    return optimize(makeProgram(f, { static: statics })(...copies));
  } catch (error) {
    throw error instanceof TraceError ? located(error, f) : error;
  } finally {
    if (limit !== void 0) settings.stackTraceLimit = limit;
  }
}
function located(error, f) {
  const site = callerLine(error);
  const name = f.name === "" ? "the function" : f.name;
  const place = site === void 0 ? "" : `, at ${site}`;
  const { code, op: op2, problem, got, hint, shapes } = error;
  const advice = code === "abstract-value" ? `${hint}; an argument that ${name} reads can be static: compile(f, { static: [1] })` : hint;
  return new TraceError({ code, op: op2, problem: `${problem}${place}`, got, hint: advice, shapes }, { cause: error });
}

// packages/compile/src/run/cache.ts
var ENTRIES = 16;
var Cache = class {
  f;
  statics;
  entries = [];
  constructor(f, statics) {
    this.f = f;
    this.statics = statics;
  }
  /** How many programs are remembered. */
  get size() {
    return this.entries.length;
  }
  /** A new program for these arguments. */
  stage(args) {
    return stage(this.f, args, this.statics);
  }
  /** The leaves of what a program gives, computed operation by operation. */
  evaluate(program, args) {
    return flatten2(evaluate(program, args), "compile").leaves;
  }
  /** The program for these arguments, which knows their leaves, made where there is none; null where one is traced. */
  find(args) {
    const { entries } = this;
    for (let i = 0; i < entries.length; i++) {
      const entry2 = entries[i];
      if (!entry2.matches(args)) continue;
      if (entry2.isTraced) return null;
      if (i > 0) {
        entries.splice(i, 1);
        entries.unshift(entry2);
      }
      return entry2;
    }
    if (args.some((arg, n) => !this.statics.includes(n) && someTraced(flatten2(arg, "compile").leaves))) return null;
    const entry = new Entry(this.stage(args));
    if (!entry.matches(args)) throw new Error("a program does not fit the arguments that it was made for");
    entries.unshift(entry);
    if (entries.length > ENTRIES) entries.pop();
    return entry;
  }
};

// packages/compile/src/run/session.ts
var NOTHING3 = [];
var VARIANTS = 16;
var SessionOf = class {
  cache;
  variants = [];
  /** Where the state is: in the memory of a machine, or in tensors. */
  holder = null;
  held;
  structures;
  counts;
  constructor(cache, params, state) {
    this.cache = cache;
    const [p, s] = [flatten2(params, "session"), flatten2(state, "session")];
    this.structures = [p.structure, s.structure];
    this.counts = [p.leaves.length, s.leaves.length];
    this.held = [...p.leaves, ...s.leaves].map((leaf) => typeof leaf === "number" ? tensor(leaf) : leaf);
  }
  get params() {
    return unflatten(this.structures[0], this.current().slice(0, this.counts[0]));
  }
  get state() {
    return unflatten(this.structures[1], this.current().slice(this.counts[0]));
  }
  /** The leaves of parameters and state as they are now. */
  current() {
    const { holder } = this;
    if (holder === null) return this.held;
    return this.held.map((_, i) => holder.readInput(i));
  }
  step(...batch) {
    const { variants } = this;
    for (let v = 0; v < variants.length; v++) {
      const variant2 = variants[v];
      if (!variant2.matcher.matches(batch, NOTHING3)) continue;
      if (v > 0) variants.unshift(...variants.splice(v, 1));
      return this.run(variant2, batch, variant2.matcher.leaves);
    }
    const variant = this.newVariant(batch);
    this.variants.unshift(variant);
    if (this.variants.length > VARIANTS) this.variants.pop();
    return this.step(...batch);
  }
  newVariant(batch) {
    const [params, state] = [this.params, this.state];
    const program = this.cache.stage([params, state, ...batch]);
    checkStep(program, this.held.length, this.structures);
    const matcher = new Matcher(program.inputStructures.slice(2), program.inputs.slice(this.held.length));
    if (!executionSettings().kernels) return { program, matcher, machine: null };
    const links = this.held.map((_, i) => ({ input: i, output: i }));
    return { program, matcher, machine: machineFor(program, links) };
  }
  run({ program, machine }, batch, leaves) {
    const count2 = this.held.length;
    if (machine === null || !executionSettings().kernels) {
      const { params, state } = this;
      const results = this.cache.evaluate(program, [params, state, ...batch]);
      this.held = results.slice(0, count2);
      this.holder = null;
      return this.rest(program, results.slice(count2));
    }
    if (this.holder !== machine) {
      const { holder } = this;
      for (const [i, x2] of this.held.entries()) {
        if (holder === null) machine.setInput(i, x2);
        else machine.takeInput(i, holder);
      }
      this.holder = machine;
    }
    for (let i = 0; i < leaves.length; i++) machine.setInput(count2 + i, leaves[i]);
    machine.run();
    const rest = [];
    for (let i = count2; i < program.outputs.length; i++) rest.push(machine.readOne(i));
    return this.rest(program, rest);
  }
  /** What a step gives back: the one thing after parameters and state, or all that comes after them. */
  rest(program, leaves) {
    const structure = program.outputStructure;
    if (structure.kind !== "array") return void 0;
    const entries = structure.entries.slice(2);
    if (entries.length === 1 && entries[0].kind === "leaf") return leaves[0];
    const rest = unflatten({ kind: "array", entries }, leaves);
    return rest.length === 0 ? void 0 : rest.length === 1 ? rest[0] : rest;
  }
};
function checkStep(program, count2, structures) {
  const { outputStructure, outputs, inputs } = program;
  const entries = outputStructure.kind === "array" ? outputStructure.entries : [];
  let problem = null;
  if (entries.length < 2) problem = "the function must return [params, state, \u2026]";
  else if (JSON.stringify(entries.slice(0, 2)) !== JSON.stringify(structures)) {
    problem = "the parameters and the state that the function returns are not built like those that it got";
  } else {
    for (let i = 0; i < count2; i++) {
      const [from, to] = [inputs[i], outputs[i]];
      if (from.dtype === to.dtype && String(from.shape) === String(to.shape)) continue;
      problem = `number ${i} of the parameters and the state changes from ${from.dtype}[${from.shape}] to ${to.dtype}[${to.shape}]`;
      break;
    }
  }
  if (problem === null) return;
  throw new ArgumentError({
    code: "bad-argument",
    op: "session",
    problem,
    hint: "a step is (params, state, ...batch) => [params, state, loss], as trainingStep of @wengert/optim makes it"
  });
}

// packages/compile/src/compile.ts
function readPositions(options) {
  const known = ["static", "donate"];
  const given2 = checkOptions("compile", options, known);
  const bad2 = known.find((key) => {
    const list = given2[key];
    return list !== void 0 && !(Array.isArray(list) && list.every((n) => Number.isInteger(n) && n >= 0));
  });
  if (bad2 === void 0) return { static: given2.static ?? [], donate: given2.donate ?? [] };
  throw new ArgumentError({
    code: "bad-argument",
    op: "compile",
    problem: `${bad2} is a list of places of arguments, counted from 0`,
    got: JSON.stringify(given2[bad2]),
    hint: "compile(f, { static: [1], donate: [0] }): argument 1 is part of the program, argument 0 is used up"
  });
}
function giveAway(args, places, result, to) {
  const kept = new Set(flatten2(result, "compile").leaves);
  const leaves = places.flatMap((n) => flatten2(args[n], "compile").leaves);
  const tensors = leaves.filter((leaf) => typeof leaf !== "number" && !kept.has(leaf));
  donate(tensors, to);
}
function compile(f, options = {}) {
  if (typeof f !== "function") {
    throw new ArgumentError({
      code: "bad-argument",
      op: "compile",
      problem: "the first argument must be a function",
      got: typeof f,
      hint: "compile(f)(x) for the function f, not compile(f(x))"
    });
  }
  const positions = readPositions(options);
  const cache = new Cache(f, positions.static);
  const name = f.name === "" ? "a compiled function" : f.name;
  const call2 = (...args) => {
    const found = cache.find(args);
    if (found === null) return f(...args);
    const result = found.call(args);
    if (positions.donate.length > 0) giveAway(args, positions.donate, result, name);
    return result;
  };
  const compiled = Object.assign(call2, {
    session: (params, state) => new SessionOf(cache, params, state),
    inspect: (...args) => {
      const found = cache.find(args);
      if (found !== null) return inspect2(found.program, found.leaves);
      throw new ArgumentError({
        code: "bad-argument",
        op: "inspect",
        problem: "an argument is being differentiated or staged",
        hint: "inspect a compiled function with plain tensors, outside of grad and makeProgram"
      });
    }
  });
  return compiled;
}

// ../../../tmp/l2/dbg.ts
var x = tensor(Array.from({ length: 1e3 }, (_, i) => Math.sin(i) * 5));
var a = compile((x2) => sigmoid2(x2))(x).toArray();
var b = sigmoid2(x).toArray();
var bad = a.map((e, i) => [i, e, b[i]]).filter(([, e, f]) => e !== f);
console.log(bad.length, bad.slice(0, 5), bad.slice(-5));
