/**
 * A graph in the DOT language as SVG text. Graphviz, compiled to WebAssembly, is loaded at the first call.
 *
 * @see E. Gansner, E. Koutsofios, S. North, K.-P. Vo (1993), A technique for drawing directed graphs.
 */
export async function renderDot(dot: string): Promise<string> {
  const { instance } = await import("@viz-js/viz");
  const viz = await instance();
  const svg = viz.renderString(dot, { format: "svg", engine: "dot" });
  // Names of nodes in titles are ours, and comments are noise; the font is set once for all texts.
  return svg
    .slice(svg.indexOf("<svg"))
    .replace(/<!--[\s\S]*?-->\n?/g, "")
    .replace(/<title>[^<]*<\/title>\n?/g, "")
    .replaceAll(/ font-family="[^"]*"/g, ' font-family="Helvetica, Arial, DejaVu Sans, sans-serif"')
    .replaceAll(/ id="(?:graph|node|edge)\d+"/g, "");
}
