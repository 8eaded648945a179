import type { Mutant } from "../mutant.ts";
import { sampleChanges } from "./masks.ts";

/** A parameter that learns from one sample. */
export const sampleMutants: readonly Mutant[] = [
  {
    name: "a parameter from one sample",
    code: "one-sample",
    does: "takes one sample for all",
    on: "sample",
    throughout: true,
    vary: (context) => {
      const { batch, graph } = context;
      if (batch === null || batch.size < 2) return [];
      return graph.leaves.flatMap(({ path, place }) =>
        [0, batch.size - 1].flatMap((sample) => {
          const changes = sampleChanges(context, sample, 1, place);
          if (changes.size === 0) return [];
          return [
            {
              key: sample === 0 ? "first" : "last",
              axis: batch.axis,
              what: () => `the gradient of ${path} comes from the ${sample === 0 ? "first" : "last"} sample alone`,
              changes,
            },
          ];
        }),
      );
    },
    fix: "add up the gradients of all samples of the batch",
  },
];
