import { isAmong } from "../kernels/membership.ts";
import { argpartition as runArgpartition, argselect as runArgselect } from "../kernels/partition.ts";
import { searchSorted } from "../kernels/searchSorted.ts";
import { argsort as runArgsort, argtop as runArgtop } from "../kernels/sort.ts";
import { constant } from "../kinds.ts";
import type { Primitive } from "../primitive.ts";

type Along = { readonly axis: number };

export const argsortPrimitive: Primitive = constant<Along>({
  name: "argsort",
  formula: String.raw`i_1, \dots, i_n \text{ with } x_{i_1} \le \dots \le x_{i_n}`,
  abstract: ([x]) => [{ shape: x!.shape, dtype: "int32" }],
  run: ([out], [x], { axis }) => runArgsort(out!, x!, axis),
});

type Top = Along & { readonly k: number };

/** Where the k largest entries along an axis are. */
export const argtopPrimitive: Primitive = constant<Top>({
  name: "argtop",
  formula: String.raw`i_1, \dots, i_k \text{ with } x_{i_1} \ge \dots \ge x_{i_k} \ge \text{all others}`,
  abstract: ([x], { axis, k }) => [{ shape: x!.shape.map((n, d) => (d === axis ? k : n)), dtype: "int32" }],
  run: ([out], [x], { axis, k }) => runArgtop(out!, x!, axis, k),
});

/** Where the entries of some ranks in the last axis are: those at these places in the order of argsort. */
export const argselectPrimitive: Primitive = constant<null>({
  name: "argselect",
  formula: String.raw`i_{k_1}, \dots, i_{k_m} \text{ with } x_{i_1} \le \dots \le x_{i_n}`,
  abstract: ([_x, ranks]) => [{ shape: ranks!.shape, dtype: "int32" }],
  run: ([out], [x, ranks]) => runArgselect(out!, x!, ranks!),
});

type Ranks = Along & { readonly ranks: readonly number[] };

/** An order in which the entries of some ranks, which rise and differ, are where argsort has them. */
export const argpartitionPrimitive: Primitive = constant<Ranks>({
  name: "argpartition",
  formula: String.raw`i_1, \dots, i_n \text{ with } x_{i_j} \le x_{i_k} \le x_{i_l} \text{ for } j < k < l`,
  abstract: ([x]) => [{ shape: x!.shape, dtype: "int32" }],
  run: ([out], [x], { axis, ranks }) => runArgpartition(out!, x!, axis, ranks),
});

/** Whether each entry is among others. */
export const isinPrimitive: Primitive = constant<null>({
  name: "isin",
  formula: String.raw`[\, x \in \{a_1, \dots, a_n\} \,]`,
  abstract: ([x]) => [{ shape: x!.shape, dtype: "bool" }],
  run: ([out], [x, others]) => isAmong(out!, x!, others!),
});

type Side = { readonly right: boolean };

export const searchsortedPrimitive: Primitive = constant<Side>({
  name: "searchsorted",
  formula: String.raw`i \text{ with } a_{i-1} < v \le a_i`,
  abstract: ([_a, v]) => [{ shape: v!.shape, dtype: "int32" }],
  run: ([out], [a, v], { right }) => searchSorted(out!, a!, v!, right),
});
