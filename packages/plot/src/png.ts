import { badArgument } from "./refuse.ts";

/** Twice the resolution: sharp on today's screens and on paper. */
const ZOOM = 2;

/** An SVG document as a PNG file. */
export async function renderPng(op: string, svg: string): Promise<Uint8Array> {
  const { Resvg } = await import("@resvg/resvg-js").catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message.split("\n")[0]! : String(cause);
    throw badArgument(
      op,
      "PNG needs the package @resvg/resvg-js",
      reason,
      "npm install @resvg/resvg-js, or write toSvg() to a file",
    );
  });
  const font = { loadSystemFonts: true, defaultFontFamily: "DejaVu Sans" };
  return new Resvg(svg, { fitTo: { mode: "zoom", value: ZOOM }, font }).render().asPng();
}
