import fc from "fast-check";
import {
  averagePool2d,
  batchNorm,
  bilinear,
  conv1d,
  conv2d,
  convTranspose2d,
  dense,
  embedding,
  groupNorm,
  gruCell,
  layerNorm,
  lstmCell,
  maxPool2d,
  multiHeadAttention,
  recurrence,
  rnnCell,
  sequential,
  tanh,
} from "../index.ts";
import type { LayerOfAnything } from "../layer.ts";

const size = fc.integer({ min: 1, max: 4 });
const small = fc.integer({ min: 1, max: 3 });
const perAxis = fc.oneof(small, fc.tuple(small, small));
const padding = fc.oneof(fc.integer({ min: 0, max: 2 }), fc.tuple(fc.integer({ min: 0, max: 2 }), fc.constant(1)));

/** The same layer, run on images of another size than its own sample. */
function onImages(layer: LayerOfAnything, channels: number, height: number, width: number): LayerOfAnything {
  return { ...layer, sample: (rng, n) => rng.normal(0, 1, [n, channels, height, width]) };
}

/** Layers of random sizes and options, by kind. */
export const FAMILIES: Readonly<Record<string, fc.Arbitrary<LayerOfAnything>>> = {
  dense: fc.tuple(size, size, fc.boolean()).map(([i, o, bias]) => dense(i, o, { bias })),
  bilinear: fc.tuple(size, size, size).map(([a, b, o]) => bilinear(a, b, o)),
  "a chain": fc
    .array(size, { minLength: 2, maxLength: 5 })
    .map((sizes) => sequential(...sizes.slice(1).flatMap((n, l) => [dense(sizes[l]!, n), tanh]))),
  conv1d: fc
    .record({ C: small, O: small, k: small, groups: fc.integer({ min: 1, max: 2 }), stride: small, dilation: small })
    .map(({ C, O, k, groups, ...options }) =>
      conv1d(C * groups, O * groups, k, { ...options, groups, padding: "same" }),
    ),
  conv2d: fc
    .record({
      C: small,
      O: small,
      k: perAxis,
      groups: fc.integer({ min: 1, max: 2 }),
      stride: perAxis,
      dilation: perAxis,
      padding,
    })
    .map(({ C, O, k, groups, ...options }) => conv2d(C * groups, O * groups, k, { ...options, groups })),
  convTranspose2d: fc
    .record({
      C: small,
      O: small,
      k: fc.integer({ min: 2, max: 3 }),
      groups: fc.integer({ min: 1, max: 2 }),
      stride: perAxis,
      dilation: small,
    })
    .map(({ C, O, k, groups, ...options }) => convTranspose2d(C * groups, O * groups, k, { ...options, groups })),
  maxPool2d: fc
    .record({
      k: small,
      stride: perAxis,
      ceil: fc.boolean(),
      dilation: fc.integer({ min: 1, max: 2 }),
      h: fc.integer({ min: 5, max: 7 }),
    })
    .map(({ k, h, ...options }) => onImages(maxPool2d(k, { ...options, padding: k > 1 ? 1 : 0 }), 2, h, 6)),
  averagePool2d: fc
    .record({
      k: small,
      stride: perAxis,
      ceil: fc.boolean(),
      countPadding: fc.boolean(),
      h: fc.integer({ min: 5, max: 7 }),
    })
    .map(({ k, h, ...options }) => onImages(averagePool2d(k, { ...options, padding: k > 1 ? 1 : 0 }), 2, h, 6)),
  batchNorm: fc.tuple(size, fc.boolean()).map(([n, affine]) => batchNorm(n, { affine })),
  layerNorm: fc.tuple(fc.integer({ min: 2, max: 5 }), fc.boolean()).map(([n, affine]) => layerNorm(n, { affine })),
  groupNorm: fc.tuple(size, small).map(([groups, each]) => groupNorm(groups, groups * each)),
  embedding: fc.tuple(fc.integer({ min: 2, max: 6 }), size).map(([words, width]) => embedding(words, width)),
  "a recurrence": fc
    .tuple(size, size, fc.boolean(), fc.integer({ min: 0, max: 2 }))
    .map(([i, h, reverse, which]): LayerOfAnything => {
      if (which === 0) return recurrence(rnnCell(i, h), { reverse });
      return which === 1 ? recurrence(lstmCell(i, h), { reverse }) : recurrence(gruCell(i, h), { reverse });
    }),
  attention: fc.tuple(small, small).map(([heads, each]) => multiHeadAttention(heads * each, heads)),
};
