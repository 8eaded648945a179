import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// Tests read the TypeScript sources of the packages, so they never need a build.
const conditions = ["@wengert/source"];

export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "tests/**/*.test.ts"],
    typecheck: { include: ["packages/*/src/**/*.test-d.ts"], tsconfig: "tests/tsconfig.json" },
    setupFiles: [fileURLToPath(new URL("vitest.setup.ts", import.meta.url))],
    execArgv: ["--expose-gc"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
