import { readFileSync } from "node:fs";
import { join } from "node:path";

type Numbers = readonly number[];

/** What `generate.py` got from scikit-learn. */
export interface Sklearn {
  readonly clusters: readonly {
    readonly name: "moons" | "circles" | "blobs";
    readonly samples: number;
    readonly seed: number;
    readonly options: Readonly<Record<string, unknown>>;
    readonly data: readonly Numbers[];
    readonly target: Numbers;
  }[];
  readonly targets: Readonly<Record<string, Numbers | readonly string[]>>;
  readonly splits: readonly {
    readonly target: string;
    readonly seed: number;
    readonly testSize: number | null;
    readonly trainSize: number | null;
    readonly train: Numbers;
    readonly test: Numbers;
  }[];
  readonly folds: readonly {
    readonly target: string;
    readonly k: number;
    readonly seed: number | null;
    readonly test: readonly Numbers[];
  }[];
  readonly metrics: { readonly A: readonly Numbers[]; readonly B: readonly Numbers[] } & {
    readonly probabilities: readonly Numbers[];
    readonly targets: Numbers;
  } & Readonly<Record<string, unknown>>;
}

export const sklearn: Sklearn = JSON.parse(readFileSync(join(import.meta.dirname, "sklearn.json"), "utf8")) as Sklearn;
