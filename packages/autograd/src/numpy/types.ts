import type { IsDynamic, Shape } from "../shape.ts";

/** The same number of axes, of unknown lengths. */
export type SameRank<S extends Shape> = { readonly [K in keyof S]: number };

/** A shape as asked for, in which a −1 stands for whatever is left. @public */
export type Reshaped<T extends Shape> = { readonly [K in keyof T]: T[K] extends -1 ? number : T[K] };

/** The axes in a given order; lengths are known where the order is written in numbers from 0 on. @public */
export type Permuted<S extends Shape, A extends readonly number[]> =
  IsDynamic<S> extends true
    ? { readonly [K in keyof A]: number }
    : { readonly [K in keyof A]: `${A[K]}` extends keyof S ? S[`${A[K]}`] & number : number };

type InsertAt<S extends Shape, D extends number, N extends number, Before extends Shape> = Before["length"] extends D
  ? readonly [...Before, N, ...S]
  : S extends readonly [infer First extends number, ...infer Rest extends Shape]
    ? InsertAt<Rest, D, N, readonly [...Before, First]>
    : Shape;

/** A shape with an axis of length N put in at place D. @public */
export type Inserted<S extends Shape, D extends number, N extends number> =
  IsDynamic<S> extends true
    ? Shape
    : number extends D
      ? Shape
      : D extends -1
        ? readonly [...S, N]
        : InsertAt<S, D, N, readonly []>;

type ReplaceAt<S extends Shape, D extends number, N extends number, Before extends Shape> = S extends readonly [
  infer First extends number,
  ...infer Rest extends Shape,
]
  ? Before["length"] extends D
    ? readonly [...Before, N, ...Rest]
    : ReplaceAt<Rest, D, N, readonly [...Before, First]>
  : Shape;

/** A shape with the length of axis D replaced by N. @public */
export type Replaced<S extends Shape, D extends number, N extends number> =
  IsDynamic<S> extends true
    ? Shape
    : number extends D
      ? SameRank<S>
      : D extends -1
        ? S extends readonly [...infer Init extends Shape, number]
          ? readonly [...Init, N]
          : Shape
        : ReplaceAt<S, D, N, readonly []>;
