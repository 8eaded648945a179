// A JavaScript number never widens float32, whichever function takes it: eagerly, as a constant of a compiled function,
// and as its argument.
import * as np from "@wengert/autograd";
import { flattenTree, type Pytree, type Tensor, type TensorLike, tensor } from "@wengert/autograd";
import { compile } from "@wengert/compile";
import { describe, expect, test } from "vitest";
import { expectClose } from "../../packages/compile/src/testing/close.ts";

const single = (x: number | readonly number[] | readonly (readonly number[])[]): Tensor =>
  tensor(x, { dtype: "float32" });
const [s, v, m] = [
  single(0.5),
  single([0.25, 0.5, 0.75]),
  single([
    [0.5, 0.25],
    [0.75, 0.125],
  ]),
];
const [some, which] = [tensor([true, false, true]), tensor([0, 1, 0], { dtype: "int32" })];

type Call = (n: TensorLike) => unknown;
/** Elementwise functions of two are tested by their table; these take a number among others, or besides an array. */
const CALLS: Readonly<Record<string, readonly Call[]>> = {
  append: [(n) => np.append(v, n), (n) => np.append(n, v)],
  average: [(n) => np.mul(np.average(v, 0, v), n)],
  beta: [(n) => np.beta(v, n), (n) => np.beta(n, v)],
  betainc: [(n) => np.betainc(v, n, n), (n) => np.betainc(n, n, v)],
  betaln: [(n) => np.betaln(v, n), (n) => np.betaln(n, v)],
  block: [
    (n) => np.block([v, n] as never),
    (n) =>
      np.block([
        [s, n],
        [n, s],
      ] as never),
  ],
  choose: [(n) => np.choose(which, [v, n]), (n) => np.choose(which, [n, v])],
  clip: [(n) => np.clip(v, n, 1), (n) => np.clip(v, 0, n), (n) => np.clip(v, n, n), (n) => np.clip(n, v, null)],
  columnStack: [(n) => np.columnStack([s, n])],
  concatenate: [(n) => np.concatenate([s, n], null)],
  convolve: [(n) => np.convolve(v, n), (n) => np.convolve(n, v)],
  copysign: [(n) => np.copysign(v, n), (n) => np.copysign(n, v)],
  diff: [(n) => np.diff(v, 1, 0, { prepend: n }), (n) => np.diff(v, 1, 0, { append: n })],
  divmod: [(n) => np.divmod(v, n), (n) => np.divmod(n, v)],
  dot: [(n) => np.dot(v, n), (n) => np.dot(n, v)],
  dstack: [(n) => np.dstack([s, n])],
  einsum: [(n) => np.einsum("i,->i", v, n), (n) => np.einsum(",i->", n, v)],
  fillDiagonal: [(n) => np.fillDiagonal(m, n)],
  fullLike: [(n) => np.fullLike(v, n as never)],
  gammainc: [(n) => np.gammainc(v, n), (n) => np.gammaincc(n, v)],
  geomspace: [(n) => np.geomspace(s, n, 3), (n) => np.geomspace(n, s, 3)],
  gradient: [(n) => np.gradient(v, { spacing: n })],
  heaviside: [(n) => np.heaviside(v, n)],
  hstack: [(n) => np.hstack([v, n]), (n) => np.hstack([n, v])],
  inner: [(n) => np.inner(v, n), (n) => np.inner(n, v)],
  insert: [(n) => np.insert(v, 1, n)],
  interp: [(n) => np.interp(n, v, v), (n) => np.interp(v, v, v, { left: n, right: n })],
  kron: [(n) => np.kron(v, n), (n) => np.kron(n, v)],
  ldexp: [(n) => np.ldexp(v, np.astype(n, "int32"))],
  linspace: [(n) => np.linspace(s, n, 3), (n) => np.linspace(n, s, 3)],
  logspace: [(n) => np.logspace(s, n, 3), (n) => np.logspace(n, s, 3)],
  logsumexp: [(n) => np.logsumexp(v, null, { b: n })],
  "a list of both": [(n) => np.add(v, [s, n, n])],
  outer: [(n) => np.outer(v, n), (n) => np.outer(n, v)],
  piecewise: [(n) => np.piecewise(v, [some], [n, v]), (n) => np.piecewise(v, [some], [n])],
  polyval: [(n) => np.polyval(v, n)],
  select: [
    (n) => np.select([some], [v], n),
    (n) => np.select([some, some], [n, v]),
    (n) => np.select([some, some], [v, n]),
  ],
  set: [(n) => np.set(v, [0], n)],
  stack: [(n) => np.stack([s, n]), (n) => np.stack([n, s])],
  tensordot: [(n) => np.tensordot(v, n, 0), (n) => np.tensordot(n, v, 0)],
  vdot: [(n) => np.vdot(s, n), (n) => np.vdot(n, s)],
  vstack: [(n) => np.vstack([s, n])],
  where: [(n) => np.where(some, v, n), (n) => np.where(some, n, v)],
  "stats.beta.pdf": [(n) => np.stats.beta.pdf(v, n, n), (n) => np.stats.beta.pdf(n, v, n)],
  "stats.gamma.pdf": [(n) => np.stats.gamma.pdf(v, n)],
  "stats.norm.pdf": [(n) => np.stats.norm.pdf(v, n, n), (n) => np.stats.norm.pdf(n, v)],
  "stats.t.pdf": [(n) => np.stats.t.pdf(v, n)],
};

const leavesOf = (result: unknown): Tensor[] => flattenTree(result as Pytree, "test").leaves as Tensor[];
const dtypesOf = (result: unknown): string[] => leavesOf(result).map(({ dtype }) => dtype);
const N = 0.5;

describe.each(Object.entries(CALLS))("a number in %s beside float32", (_name, calls) => {
  test.each(calls.map((call, i) => [i, call] as const))("call %i leaves it float32", (_i, call) => {
    const eager = call(N);
    expect(new Set(dtypesOf(eager))).toEqual(new Set(["float32"]));
    const within = compile(() => call(N) as Tensor)();
    const given = compile((n: TensorLike) => call(n) as Tensor);
    expect(dtypesOf(within)).toEqual(dtypesOf(eager));
    expect(dtypesOf(given(N))).toEqual(dtypesOf(eager));
    leavesOf(given(N)).forEach((y, i) => {
      expectClose(y, leavesOf(eager)[i]!, "given");
    });
    // A tensor is no number: in its place the same compiled function widens, as the function does.
    expect(dtypesOf(given(tensor(N)))).toEqual(dtypesOf(call(tensor(N))));
  });
});
