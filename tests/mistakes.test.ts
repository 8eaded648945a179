import { WengertError } from "@wengert/autograd";
import * as compile from "@wengert/compile";
import * as data from "@wengert/data";
import * as gradcheck from "@wengert/gradcheck";
import * as nn from "@wengert/nn";
import * as optim from "@wengert/optim";
import * as plot from "@wengert/plot";
import { describe, expect, test } from "vitest";

// Every public function with arguments of a kind that it does not take: whatever it answers, it answers by itself.

const OTHERS: readonly unknown[] = [undefined, null, [[1, 2]], 3, "x", {}, [], () => 1];

/** Errors that are classes, to be made with `new`. */
const isClass = (f: unknown): boolean => typeof f === "function" && /^class/.test(String(f));

const packages = { compile, data, gradcheck, nn, optim, plot };

describe.each(Object.entries(packages))("%s", (_package, functions) => {
  const named = Object.entries(functions).filter(([, f]) => typeof f === "function" && !isClass(f));
  test.each(named)("%s says what is wrong, or takes it", async (_name, f) => {
    for (const other of OTHERS) {
      for (const args of [[other], [other, other]]) {
        try {
          await (f as unknown as (...args: unknown[]) => unknown)(...args);
        } catch (error) {
          expect(error).toBeInstanceOf(WengertError);
        }
      }
    }
  });
});
