// TensorFlow.js, `tfjs.mjs TASK BACKEND` with the backend cpu or wasm; float32, which is all that it has.
import "./quiet.mjs";
import * as tf from "@tensorflow/tfjs";
import { setThreadsCount } from "@tensorflow/tfjs-backend-wasm";
import { entry, sample, serve, training } from "./protocol.mjs";

const backend = process.argv[3];
if (backend === "wasm") setThreadsCount(1);
await tf.setBackend(backend);
await tf.ready();

const tensorOf = ({ data, shape }) => tf.tensor(Float32Array.from(data), shape);

function batchesOf({ x, target }, change = (t) => t) {
  return Array.from({ length: x.shape[0] }, (_, i) => [change(tensorOf(entry(x, i))), tensorOf(entry(target, i))]);
}

function trainingOf(task, names, batches, lossOf) {
  const variables = names.map((name) =>
    tf.variable(task.change?.[name]?.(tensorOf(task.arrays[name])) ?? tensorOf(task.arrays[name])),
  );
  const optimizer = tf.train.momentum(task.learningRate, task.decay);
  const next = (i) => optimizer.minimize(() => lossOf(variables, ...batches[i % batches.length]), true);
  const read = (loss, wanted) => {
    const value = wanted ? loss.dataSync()[0] : undefined;
    loss.dispose();
    return value;
  };
  return training(task, next, read, () => variables.map((v) => Array.from(v.dataSync())));
}

function net(task) {
  const names = task.sizes.slice(1).flatMap((_, i) => [`W${i + 1}`, `b${i + 1}`]);
  const activation = { relu: tf.relu, sigmoid: tf.sigmoid }[task.activation];
  return trainingOf(task, names, batchesOf(task.arrays), (params, x, target) => {
    let a = x;
    for (let i = 0; i < params.length; i += 2) {
      a = tf.add(tf.matMul(a, params[i]), params[i + 1]);
      if (i < params.length - 2) a = activation(a);
    }
    return tf.losses.softmaxCrossEntropy(target, a);
  });
}

function convnet(task) {
  // Its images have the channel last and its kernels are [height, width, in, out].
  const kernel = (t) => tf.transpose(t, [2, 3, 1, 0]);
  const batches = batchesOf(task.arrays, (x) => tf.transpose(x, [0, 2, 3, 1]));
  const names = ["K1", "b1", "K2", "b2", "W3", "b3"];
  return trainingOf(
    { ...task, change: { K1: kernel, K2: kernel } },
    names,
    batches,
    ([K1, b1, K2, b2, W3, b3], x, target) => {
      let a = tf.maxPool(tf.relu(tf.add(tf.conv2d(x, K1, 1, "same"), b1)), 2, 2, "valid");
      a = tf.maxPool(tf.relu(tf.add(tf.conv2d(a, K2, 1, "same"), b2)), 2, 2, "valid");
      // The rows of W3 go with the channel first.
      const flat = tf.reshape(tf.transpose(a, [0, 3, 1, 2]), [x.shape[0], 784]);
      return tf.losses.softmaxCrossEntropy(target, tf.add(tf.matMul(flat, W3), b3));
    },
  );
}

function valueAndGradient({ arrays }, f) {
  const args = [arrays.x, arrays.w, arrays.b].map(tensorOf);
  const step = tf.valueAndGrads(f);
  const run = () => step(args);
  return {
    results: () => {
      const { value, grads } = run();
      return [value, ...grads].flatMap((t) => sample(Array.from(t.dataSync())));
    },
    call: () => {
      const { value, grads } = run();
      value.dispose();
      tf.dispose(grads);
    },
  };
}

const formula = (task) =>
  valueAndGradient(task, (x, w, b) => {
    let y = x;
    for (let round = 0; round < task.rounds; round++) {
      const s = tf.sin(tf.add(tf.mul(w, y), b));
      const t = tf.tanh(tf.sub(y, s));
      y = tf.add(tf.sub(tf.mul(0.5, t), tf.mul(0.1, tf.mul(s, x))), b);
    }
    return tf.sum(y);
  });

const elementwise = (task) =>
  valueAndGradient(task, (x, w, b) => tf.sum(tf.mul(tf.tanh(tf.add(tf.mul(x, w), b)), tf.sigmoid(x))));

function product({ arrays }) {
  const [a, b] = [tensorOf(arrays.a), tensorOf(arrays.b)];
  return {
    results: () => sample(Array.from(tf.matMul(a, b).dataSync())),
    call: () => tf.matMul(a, b).dispose(),
  };
}

/** Training as one writes it who has not read of tidy and dispose. */
function naive({ arrays, learningRate, decay }) {
  let params = ["W1", "b1", "W2", "b2"].map((name) => tensorOf(arrays[name]));
  let velocity = params.map((p) => tf.zerosLike(p));
  const [[x, target]] = batchesOf(arrays);
  const step = tf.valueAndGrads((W1, b1, W2, b2) => {
    const hidden = tf.sigmoid(tf.add(tf.matMul(x, W1), b1));
    return tf.losses.softmaxCrossEntropy(target, tf.add(tf.matMul(hidden, W2), b2));
  });
  return () => {
    const { value, grads } = step(params);
    velocity = velocity.map((v, i) => tf.sub(tf.mul(decay, v), tf.mul(learningRate, grads[i])));
    params = params.map((p, i) => tf.add(p, velocity[i]));
    return value;
  };
}

await serve({ naive, net, convnet, formula, elementwise, product });
