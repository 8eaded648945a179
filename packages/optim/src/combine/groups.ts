import {
  ArgumentError,
  flattenTree,
  flattenTreeLike,
  type Gradient,
  leafPaths,
  type Pytree,
  showValue,
  unflattenTree,
} from "@wengert/autograd";
import { badOption, checkKnown, checkOptimizer, checkState } from "../check.ts";
import type { Context, Optimizer } from "../optimizer.ts";

/**
 * Which parameters: a path, for itself and everything below it (`"layers[0]"`, `"layers[0].W"`; `""` is all), a regular
 * expression that is looked for in the path, or a function of the path. Paths are written as in JavaScript, with the dot
 * in front: `.layers[0].W`.
 * @public
 */
export type PathPattern = string | RegExp | ((path: string) => boolean);

/** An optimizer and the parameters that are its. @public */
export interface ParameterGroup {
  readonly paths: PathPattern | readonly PathPattern[];
  readonly optimizer: Optimizer;
}

/** Holds parameters where they are: for groups. @example frozen().init({ W: tensor(1) }) // null @public */
export function frozen(): Optimizer<null> {
  return { name: "frozen", init: () => null, update: (params) => [params as never, null] };
}

/**
 * Different optimizers, or rates, for different parameters. Each parameter goes to the first group that names it, all
 * others to `rest`.
 *
 * **Shapes:** the parameters' own. State: a list, one entry for each group and the rest's, each as if the group's
 * parameters, in a list, were all there are.
 *
 * @throws ArgumentError when a parameter is in no group and there is no `rest`, or a group is empty.
 * @example
 * const optimizer = parameterGroups([{ paths: "b", optimizer: frozen() }], sgd({ learningRate: 0.1 }));
 * const params = { W: tensor([1, 2]), b: tensor([3]) };
 * optimizer.update(params, { W: tensor([10, 10]), b: tensor([10]) }, optimizer.init(params))[0]
 * // { W: [0. 1.], b: [3.] }
 * @public
 */
export function parameterGroups(groups: readonly ParameterGroup[], rest?: Optimizer): Optimizer<readonly Pytree[]> {
  if (!Array.isArray(groups)) {
    const hint = '[{ paths: "W", optimizer: adam() }], and an optimizer for the rest as the second argument';
    throw badOption("parameterGroups", "groups come in a list", groups, hint);
  }
  for (const group of groups as readonly ParameterGroup[]) {
    checkKnown("parameterGroups", group, ["paths", "optimizer"]);
    checkOptimizer("parameterGroups", group.optimizer);
  }
  if (rest !== undefined) checkOptimizer("parameterGroups", rest);
  const optimizers = groups.map(({ optimizer }) => optimizer);
  if (rest !== undefined) optimizers.push(rest);
  const patterns = groups.map(({ paths }) => (Array.isArray(paths) ? paths : [paths]) as readonly PathPattern[]);

  /** The places of the leaves that belong to each group. */
  const divide = (paths: readonly string[]): readonly (readonly number[])[] => {
    const places: number[][] = optimizers.map(() => []);
    paths.forEach((path, i) => {
      const group = patterns.findIndex((list) => list.some((pattern) => matches(pattern, path)));
      if (group < 0 && rest === undefined) throw inNoGroup(path, patterns);
      places[group < 0 ? groups.length : group]!.push(i);
    });
    return places;
  };

  return {
    name: "parameterGroups",
    init(params) {
      const { leaves, structure } = flattenTree(params, "parameterGroups");
      const paths = leafPaths(structure);
      const places = divide(paths);
      const empty = places.findIndex((list, k) => list.length === 0 && k < groups.length);
      if (empty >= 0) throw emptyGroup(patterns[empty]!, paths);
      return optimizers.map((optimizer, k) => optimizer.init(places[k]!.map((i) => leaves[i])));
    },
    update<P>(params: P, gradients: Gradient<P>, state: readonly Pytree[], context?: Context<P>) {
      checkState("parameterGroups", state);
      const { leaves, structure } = flattenTree(params, "parameterGroups");
      const gs = flattenTreeLike("parameterGroups", gradients, structure, "the gradient");
      const places = divide(leafPaths(structure));
      const next: unknown[] = new Array(leaves.length);
      const after = optimizers.map((optimizer, k) => {
        const own = places[k]!;
        const within = { value: context?.value };
        const [moved, kept] = optimizer.update(
          own.map((i) => leaves[i]!),
          own.map((i) => gs[i]!) as never,
          state[k],
          within,
        );
        own.forEach((i, n) => {
          next[i] = (moved as readonly unknown[])[n];
        });
        return kept;
      });
      return [unflattenTree(structure, next) as Gradient<P>, after];
    },
  };
}

function matches(pattern: PathPattern, path: string): boolean {
  if (typeof pattern === "function") return pattern(path);
  if (pattern instanceof RegExp) return path.search(pattern) >= 0;
  const start = pattern === "" || /^[.[]/.test(pattern) ? pattern : `.${pattern}`;
  return path.startsWith(start) && /^($|[.[])/.test(path.slice(start.length));
}

function showPattern(pattern: PathPattern): string {
  return pattern instanceof RegExp ? String(pattern) : showValue(pattern);
}

function inNoGroup(path: string, patterns: readonly (readonly PathPattern[])[]): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "parameterGroups",
    problem: `the parameter at ${path} is in no group, and there is no optimizer for the rest`,
    got: `the groups ${patterns.map((list) => list.map(showPattern).join(", ")).join("; ")}`,
    hint: "pass an optimizer for the rest as the second argument; frozen() holds parameters where they are",
  });
}

function emptyGroup(patterns: readonly PathPattern[], paths: readonly string[]): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "parameterGroups",
    problem: `no parameter is left for the group ${patterns.map(showPattern).join(", ")}`,
    got: `the parameters ${paths.join(", ")}`,
    hint: "write paths as they stand there; of several groups the first that names a parameter has it",
  });
}
