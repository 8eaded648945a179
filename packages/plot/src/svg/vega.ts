import type { VegaLiteSpec } from "../figures/vegaLite.ts";

/**
 * A Vega-Lite spec as SVG text, without a browser or DOM. Vega is loaded at the first call, and never for text.
 *
 * @see A. Satyanarayan, D. Moritz, K. Wongsuphasawat, J. Heer (2017), Vega-Lite: a grammar of interactive graphics.
 */
export async function renderVegaLite(spec: VegaLiteSpec): Promise<string> {
  const [vega, { compile }] = await Promise.all([import("vega"), import("vega-lite")]);
  const compiled = compile(spec as never, { logger: silent }).spec;
  const refuse = () => Promise.reject(new Error("a chart loads nothing"));
  const loader = { load: refuse, sanitize: refuse, http: refuse, file: refuse, options: {} };
  const view = new vega.View(vega.parse(compiled), { renderer: "none", loader: loader as never, logLevel: vega.Error });
  try {
    await view.runAsync();
    // Vega numbers clips and gradients through; every picture is to count from 0.
    vega.resetSVGDefIds();
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

const silent = (() => {
  const logger = {
    level: () => logger,
    error: () => logger,
    warn: () => logger,
    info: () => logger,
    debug: () => logger,
  };
  return logger as never;
})();
