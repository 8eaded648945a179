// How large a program becomes for a browser: bundled with the packages as they are shipped, minified, gzipped.
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/** What a package loads when it is first needed, and only if the user has installed it. */
const LAZY = ["vega", "vega-lite", "@viz-js/viz", "@resvg/resvg-js"];

export interface Program {
  readonly text: string;
  readonly gzipBytes: number;
}

/** Bundles a program whose packages lie in `folder`/node_modules, where `installBundles` put them; minified unless said. */
export async function bundleProgram(source: string, folder: string, { minify = true } = {}): Promise<Program> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: folder, sourcefile: join(folder, "program.ts"), loader: "ts" },
    bundle: true,
    minify,
    write: false,
    external: LAZY,
    format: "esm",
    platform: "browser",
    charset: "utf8",
  });
  const { contents, text } = outputFiles[0]!;
  return { text, gzipBytes: gzipSync(contents, { level: 9 }).length };
}
