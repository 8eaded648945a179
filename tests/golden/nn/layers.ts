import {
  add,
  astype,
  at,
  concatenate,
  expandDims,
  mean,
  moveaxis,
  slice,
  stack,
  type Tensor,
  transpose,
  zeros,
} from "@wengert/autograd";
import {
  type AveragePoolOptions,
  activations,
  adaptiveAveragePool2d,
  averagePool1d,
  averagePool2d,
  batchNorm,
  bilinear,
  type Cell,
  type ConvTransposeOptions,
  conv1d,
  conv2d,
  convTranspose1d,
  convTranspose2d,
  dense,
  dropout,
  embedding,
  flatten,
  groupNorm,
  gruCell,
  type HiddenState,
  type LayerOfAnything,
  layerNorm,
  lstmCell,
  type MaxPoolOptions,
  maxPool1d,
  maxPool2d,
  multiHeadAttention,
  type PerAxis,
  recurrence,
  relu,
  residual,
  rnnCell,
  selfAttention,
  sequential,
  tanh,
  upsample2d,
} from "@wengert/nn";
import { type Adapter, type Case, differentiated, flag, number, simple, type Tensors, tensorsOf } from "./adapter.ts";

/** `weight [out, in]` and `bias` as ours. */
const denseParams = ({ weight, bias }: Tensors) => ({ W: transpose(weight!), ...(bias && { b: bias }) });
const affineParams = ({ weight, bias }: Tensors) => (weight ? { gamma: weight, beta: bias! } : {});

const batchNormAdapter: Adapter = (one, way) => {
  const momentum = one.config.momentum as number | null;
  const layer = batchNorm(number(one, "num_features"), {
    eps: number(one, "eps"),
    momentum,
    affine: flag(one, "affine"),
  });
  const { running_mean: mean, running_var: variance, num_batches_tracked: batches } = tensorsOf(one.buffers);
  const tracked = mean !== undefined;
  const state = tracked ? { mean, variance: variance!, batches: batches! } : undefined;
  // Without running statistics the batch's own serve in both modes.
  const context = { training: flag(one, "training") || !tracked, state };
  const used = differentiated(layer, way);
  return (params, { x }) => {
    const y = used.apply(affineParams(params) as never, x!, context);
    const [, , next] = layer.forward(affineParams(params) as never, x!, context);
    return {
      y,
      ...(next && { running_mean: next.mean, running_var: next.variance, num_batches_tracked: next.batches }),
    };
  };
};

/** Both biases of a cell in which only their sum appears. */
function gateParams(p: Tensors, suffix: string) {
  const Wx = transpose(p[`weight_ih${suffix}`]!);
  const [bx, bh] = [p[`bias_ih${suffix}`], p[`bias_hh${suffix}`]];
  return { Wx, Wh: transpose(p[`weight_hh${suffix}`]!), b: bx && bh ? add(bx, bh) : zeros([Wx.shape[1]!]) };
}

function gruParams(p: Tensors, suffix: string) {
  const Wx = transpose(p[`weight_ih${suffix}`]!);
  const none = zeros([Wx.shape[1]!]);
  const [bx, bh] = [p[`bias_ih${suffix}`] ?? none, p[`bias_hh${suffix}`] ?? none];
  return { Wx, Wh: transpose(p[`weight_hh${suffix}`]!), bx, bh };
}

type AnyCell = Cell<unknown, unknown, HiddenState>;

/** The cell of a case, how its parameters are made, and which states it carries. */
const CELLS: Readonly<
  Record<
    string,
    {
      make: (inputs: number, hidden: number, one: Case) => AnyCell;
      params: typeof gateParams | typeof gruParams;
      states: readonly ("h" | "c")[];
    }
  >
> = {
  RNN: {
    make: (inputs, hidden, one) =>
      rnnCell(inputs, hidden, { activation: one.config.nonlinearity === "relu" ? relu : tanh }) as AnyCell,
    params: gateParams,
    states: ["h"],
  },
  LSTM: {
    make: (inputs, hidden) => lstmCell(inputs, hidden) as unknown as AnyCell,
    params: gateParams,
    states: ["h", "c"],
  },
  GRU: { make: (inputs, hidden) => gruCell(inputs, hidden) as AnyCell, params: gruParams, states: ["h"] },
};

/** A recurrent network of several layers, in one direction or both. */
const recurrentAdapter: Adapter = (one, way) => {
  const { make, params: paramsOf, states } = CELLS[one.name]!;
  const [inputs, hidden] = [number(one, "input_size"), number(one, "hidden_size")];
  const directions = flag(one, "bidirectional") ? ["", "_reverse"] : [""];
  const batchFirst = flag(one, "batch_first");
  return (params, given) => {
    let x = batchFirst ? given.x! : moveaxis(given.x!, 0, 1);
    const last: Record<string, Tensor[]> = { h: [], c: [] };
    for (let l = 0; l < number(one, "num_layers"); l++) {
      const outputs = directions.map((suffix, d) => {
        const cell = make(l === 0 ? inputs : hidden * directions.length, hidden, one);
        const layer = differentiated(recurrence(cell, { reverse: d === 1 }), way);
        const place = l * directions.length + d;
        const state = Object.fromEntries(states.map((name) => [name, at(given[`${name}0`]!, place)]));
        const found = layer.apply(paramsOf(params, `_l${l}${suffix}`), { x, state: state as unknown as HiddenState });
        for (const name of states) last[name]!.push((found.state as unknown as Tensors)[name]!);
        return found.y;
      });
      x = outputs.length === 1 ? outputs[0]! : concatenate(outputs, 2);
    }
    return {
      y: batchFirst ? x : moveaxis(x, 0, 1),
      ...Object.fromEntries(states.map((name) => [`${name}n`, stack(last[name]!)])),
    };
  };
};

/** A single step. */
const cellAdapter: Adapter = (one, way) => {
  const { make, params: paramsOf, states } = CELLS[one.name.replace("Cell", "")]!;
  const layer = differentiated(make(number(one, "input_size"), number(one, "hidden_size"), one), way);
  return (params, given) => {
    const state = Object.fromEntries(states.map((name) => [name, given[`${name}0`]!])) as unknown as HiddenState;
    const next = layer.apply(paramsOf(params, ""), { x: given.x!, state }) as unknown as Tensors;
    return Object.fromEntries(states.map((name) => [`${name}1`, next[name]!]));
  };
};

/** The parameters of attention: three matrices in one `[3D, D]`. */
function attentionParams(p: Tensors, width: number, prefix = "") {
  const part = (k: number) => slice(k * width, (k + 1) * width);
  const [W, b] = [p[`${prefix}in_proj_weight`]!, p[`${prefix}in_proj_bias`] ?? zeros([3 * width])];
  const [Wq, Wk, Wv] = [0, 1, 2].map((k) => transpose(at(W, part(k)))) as [Tensor, Tensor, Tensor];
  const [bq, bk, bv] = [0, 1, 2].map((k) => at(b, part(k))) as [Tensor, Tensor, Tensor];
  const Wo = transpose(p[`${prefix}out_proj.weight`]!);
  return { Wq, Wk, Wv, Wo, bq, bk, bv, bo: p[`${prefix}out_proj.bias`] ?? zeros([width]) };
}

const attentionAdapter: Adapter = (one, way) => {
  const width = number(one, "embed_dim");
  const layer = differentiated(multiHeadAttention(width, number(one, "num_heads")), way);
  const batchFirst = flag(one, "batch_first");
  const { attn_mask: byPlace, key_padding_mask: byKey } = tensorsOf(one.consts);
  const exclude = byPlace ?? (byKey && expandDims(expandDims(byKey, 1), 1));
  const turn = (x: Tensor): Tensor => (batchFirst ? x : moveaxis(x, 0, 1));
  return (params, { x, query = x, key = x, value = x }) => {
    const { y, weights } = layer.apply(attentionParams(params, width), {
      query: turn(query!),
      key: turn(key!),
      value: turn(value!),
      ...(exclude && { exclude: astype(exclude, "bool") }),
    });
    return { y: turn(y), attn: flag(one, "average_attn_weights") ? mean(weights, 1) : weights };
  };
};

const convParams = ({ weight, bias }: Tensors) => ({ W: weight!, ...(bias && { b: bias }) });

/** A convolution or its transpose; the data name the options as we do. */
function convAdapter(
  make: (inputs: number, outputs: number, size: PerAxis, options: ConvTransposeOptions) => LayerOfAnything,
): Adapter {
  return simple(({ config }) => {
    const {
      in_channels: inputs,
      out_channels: outputs,
      kernel_size: size,
      output_padding: outputPadding,
      ...options
    } = config;
    const longer = outputPadding === undefined ? {} : { outputPadding: outputPadding as PerAxis };
    return make(inputs as number, outputs as number, size as PerAxis, { ...options, ...longer });
  }, convParams);
}

function poolAdapter(make: (size: PerAxis, options: MaxPoolOptions & AveragePoolOptions) => LayerOfAnything): Adapter {
  return simple(({ config }) => {
    const { kernel_size: size, stride, ceil_mode: ceil = false, count_include_pad: countPadding, ...options } = config;
    return make(size as PerAxis, {
      ...options,
      ...(stride !== null && { stride: stride as PerAxis }),
      ceil: ceil as boolean,
      ...(countPadding !== undefined && { countPadding: countPadding as boolean }),
    });
  });
}

const encoderAdapter: Adapter = (one, way) => {
  const [width, inner] = [number(one, "d_model"), number(one, "dim_feedforward")];
  const attend = selfAttention(width, number(one, "nhead"));
  const feed = sequential(
    dense(width, inner),
    one.config.activation === "gelu" ? activations.gelu! : relu,
    dense(inner, width),
  );
  const normFirst = flag(one, "norm_first");
  const layer: LayerOfAnything = normFirst
    ? sequential(residual(sequential(layerNorm(width), attend)), residual(sequential(layerNorm(width), feed)))
    : sequential(residual(attend), layerNorm(width), residual(feed), layerNorm(width));
  const used = differentiated(layer, way);
  return (p, { x }) => {
    const attention = attentionParams(p, width, "self_attn.");
    const norm = (k: number) => ({ gamma: p[`norm${k}.weight`]!, beta: p[`norm${k}.bias`]! });
    const dense1 = { W: transpose(p["linear1.weight"]!), b: p["linear1.bias"]! };
    const dense2 = { W: transpose(p["linear2.weight"]!), b: p["linear2.bias"]! };
    const feeding = [dense1, {}, dense2];
    const params = normFirst
      ? [
          [norm(1), attention],
          [norm(2), feeding],
        ]
      : [attention, norm(1), feeding, norm(2)];
    return { y: used.apply(params, x!) as Tensor };
  };
};

/** Each layer of the data, by its golden name. */
export const LAYERS: Readonly<Record<string, Adapter>> = {
  Linear: simple(
    (one) => dense(number(one, "in_features"), number(one, "out_features"), { bias: flag(one, "bias") }),
    denseParams,
  ),
  Bilinear: (one, way) => {
    const [first, second, outputs] = [
      number(one, "in1_features"),
      number(one, "in2_features"),
      number(one, "out_features"),
    ];
    const { apply } = differentiated(bilinear(first, second, outputs), way);
    return ({ weight, bias }, { x1, x2 }) => ({
      y: apply({ W: moveaxis(weight!, 0, 2), b: bias! }, { a: x1!, b: x2! }),
    });
  },
  BatchNorm1d: batchNormAdapter,
  BatchNorm2d: batchNormAdapter,
  LayerNorm: simple(
    (one) =>
      layerNorm(one.config.normalized_shape as number[], {
        eps: number(one, "eps"),
        affine: flag(one, "elementwise_affine"),
      }),
    affineParams,
  ),
  GroupNorm: simple(
    (one) =>
      groupNorm(number(one, "num_groups"), number(one, "num_channels"), {
        eps: number(one, "eps"),
        affine: flag(one, "affine"),
      }),
    affineParams,
  ),
  InstanceNorm2d: simple(
    (one) =>
      groupNorm(number(one, "num_features"), number(one, "num_features"), {
        eps: number(one, "eps"),
        affine: flag(one, "affine"),
      }),
    affineParams,
  ),
  Conv1d: convAdapter(conv1d),
  Conv2d: convAdapter(conv2d),
  ConvTranspose1d: convAdapter(convTranspose1d),
  ConvTranspose2d: convAdapter(convTranspose2d),
  MaxPool1d: poolAdapter(maxPool1d),
  MaxPool2d: poolAdapter(maxPool2d),
  AvgPool1d: poolAdapter(averagePool1d),
  AvgPool2d: poolAdapter(averagePool2d),
  AdaptiveAvgPool2d: simple((one) => adaptiveAveragePool2d(one.config.output_size as number[])),
  Upsample: simple((one) =>
    upsample2d(number(one, "scale_factor"), { mode: one.config.mode as "nearest" | "bilinear" }),
  ),
  Embedding: (one, way) => {
    const padding = one.config.padding_idx as number | null;
    const layer = embedding(
      number(one, "num_embeddings"),
      number(one, "embedding_dim"),
      padding === null ? {} : { padding },
    );
    const { apply } = differentiated(layer, way);
    const index = astype(tensorsOf(one.consts).index!, "int32");
    return ({ weight }) => ({ y: apply({ W: weight! }, index) });
  },
  Dropout: simple((one) => dropout(number(one, "p"))),
  Flatten: simple(() => flatten()),
  RNN: recurrentAdapter,
  LSTM: recurrentAdapter,
  GRU: recurrentAdapter,
  RNNCell: cellAdapter,
  LSTMCell: cellAdapter,
  GRUCell: cellAdapter,
  MultiheadAttention: attentionAdapter,
  TransformerEncoderLayer: encoderAdapter,
};
