// ONNX Runtime, one thread. It has no derivatives: the whole training step, derivatives by hand, is one graph of ours,
// whose outputs are the next step's inputs.
import onnx from "onnx-proto";
import ort from "onnxruntime-node";
import { entry, sample, serve, training } from "./protocol.mjs";

const { onnx: schema } = onnx;
const TYPES = { float32: [1, Float32Array], float64: [11, Float64Array] };

/** A graph that is written node by node; names of results are made up. */
class Graph {
  nodes = [];
  constants = [];
  count = 0;

  constructor(dtype) {
    this.type = TYPES[dtype][0];
  }

  node(opType, input, attributes = {}) {
    const output = `v${this.count++}`;
    const attribute = Object.entries(attributes).map(([name, value]) =>
      Array.isArray(value) ? { name, type: 7, ints: value } : { name, type: 2, i: value },
    );
    this.nodes.push({ opType, input, output: [output], attribute });
    return output;
  }

  constant(value) {
    const name = `c${this.count++}`;
    const data = this.type === 1 ? { floatData: [value] } : { doubleData: [value] };
    this.constants.push({ name, dims: [], dataType: this.type, ...data });
    return name;
  }

  axes(...values) {
    const name = `c${this.count++}`;
    this.constants.push({ name, dims: [values.length], dataType: 7, int64Data: values });
    return name;
  }

  /** The bytes of a model; `inputs` are names with shapes, `outputs` names of results. */
  model(inputs, outputs) {
    const info = (name, shape) => ({
      name,
      type: { tensorType: { elemType: this.type, shape: { dim: shape.map((dimValue) => ({ dimValue })) } } },
    });
    return schema.ModelProto.encode({
      irVersion: 8,
      opsetImport: [{ domain: "", version: 18 }],
      graph: {
        name: "step",
        node: this.nodes,
        initializer: this.constants,
        input: Object.entries(inputs).map(([name, shape]) => info(name, shape)),
        output: Object.entries(outputs).map(([name, shape]) => info(name, shape)),
      },
    }).finish();
  }
}

const session = (bytes) =>
  ort.InferenceSession.create(bytes, { intraOpNumThreads: 1, interOpNumThreads: 1, graphOptimizationLevel: "all" });

const tensorOf = ({ data, shape }, dtype) => new ort.Tensor(dtype, TYPES[dtype][1].from(data), shape);

async function net({ arrays, sizes, activation, dtype, learningRate, decay, compared }) {
  const g = new Graph(dtype);
  const L = sizes.length - 1;
  const inputs = {};
  const names = [];
  for (let l = 1; l <= L; l++) names.push(`W${l}`, `b${l}`);
  for (const name of names) {
    inputs[name] = arrays[name].shape;
    inputs[`v${name}`] = arrays[name].shape;
  }
  const N = arrays.x.shape[1];
  inputs.x = arrays.x.shape.slice(1);
  inputs.target = arrays.target.shape.slice(1);

  const a = ["x"];
  for (let l = 1; l <= L; l++) {
    const z = g.node("Gemm", [a[l - 1], `W${l}`, `b${l}`]);
    a.push(l === L ? z : g.node(activation === "relu" ? "Relu" : "Sigmoid", [z]));
  }
  const logs = g.node("LogSoftmax", [a[L]], { axis: 1 });
  const each = g.node("ReduceSum", [g.node("Mul", ["target", logs]), g.axes(0, 1)], { keepdims: 0 });
  const loss = g.node("Mul", [each, g.constant(-1 / N)]);
  let delta = g.node("Mul", [g.node("Sub", [g.node("Exp", [logs]), "target"]), g.constant(1 / N)]);
  const [rate, alpha, one] = [g.constant(learningRate), g.constant(decay), g.constant(1)];
  const outputs = { [loss]: [] };
  const after = {};
  for (let l = L; l >= 1; l--) {
    const gradients = {
      [`W${l}`]: g.node("Gemm", [a[l - 1], delta], { transA: 1 }),
      [`b${l}`]: g.node("ReduceSum", [delta, g.axes(0)], { keepdims: 0 }),
    };
    if (l > 1) {
      const back = g.node("Gemm", [delta, `W${l}`], { transB: 1 });
      const y = a[l - 1];
      delta =
        activation === "relu"
          ? g.node("Where", [g.node("Greater", [y, g.constant(0)]), back, g.constant(0)])
          : g.node("Mul", [back, g.node("Mul", [y, g.node("Sub", [one, y])])]);
    }
    for (const [name, gradient] of Object.entries(gradients)) {
      const velocity = g.node("Sub", [g.node("Mul", [alpha, `v${name}`]), g.node("Mul", [rate, gradient])]);
      const param = g.node("Add", [name, velocity]);
      after[`v${name}`] = velocity;
      after[name] = param;
      outputs[velocity] = outputs[param] = arrays[name].shape;
    }
  }

  const running = await session(g.model(inputs, outputs));
  const state = {};
  for (const name of names) {
    state[name] = tensorOf(arrays[name], dtype);
    state[`v${name}`] = tensorOf({ ...arrays[name], data: new Float64Array(arrays[name].size) }, dtype);
  }
  const batches = Array.from({ length: arrays.x.shape[0] }, (_, i) => ({
    x: tensorOf(entry(arrays.x, i), dtype),
    target: tensorOf(entry(arrays.target, i), dtype),
  }));
  const next = async (i) => {
    const results = await running.run({ ...state, ...batches[i % batches.length] });
    for (const name of Object.keys(after)) state[name] = results[after[name]];
    return results[loss];
  };
  return training(
    { compared },
    next,
    async (value, wanted) => {
      const { data } = await value;
      return wanted ? data[0] : undefined;
    },
    () => names.map((name) => Array.from(state[name].data)),
  );
}

async function product({ arrays, dtype }) {
  const g = new Graph(dtype);
  const c = g.node("MatMul", ["a", "b"]);
  const running = await session(g.model({ a: arrays.a.shape, b: arrays.b.shape }, { [c]: arrays.a.shape }));
  const feeds = { a: tensorOf(arrays.a, dtype), b: tensorOf(arrays.b, dtype) };
  return {
    results: async () => sample(Array.from((await running.run(feeds))[c].data)),
    call: () => running.run(feeds),
  };
}

await serve({ net, product });
