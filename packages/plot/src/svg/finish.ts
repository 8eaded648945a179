import { swaps, type ThemeName } from "../look.ts";

/** A text inside of XML. */
export function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** A tag with its attributes, whose values may hold a `>`. */
const TAG = /<[a-zA-Z][^\s/>]*(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*\/?>/g;
const GEOMETRY = /\b(d|transform|points|[xy][12]?|[rc][xy]?|width|height|font-size)="([^"]*)"/g;
/** The picture is described as a whole: what its parts would say is not heard inside of an image. */
const SPOKEN = /\s(?:aria-[\w-]+|role|class|pointer-events)="[^"]*"/g;
const DECIMALS = /-?\d+\.\d{3,}(?:e[-+]?\d+)?|-?\d(?:\.\d+)?e-\d+/g;

/**
 * Readies an SVG document for files and pages: coordinates to a hundredth of a pixel, which is small and the same on
 * every machine; neighbouring rectangles without seams; names for clips and gradients that no other picture on a page has; a title for screen readers; and
 * for the theme "auto" the dark colours beside the light ones.
 */
export function finish(svg: string, title: string, theme: ThemeName): string {
  const rounded = svg.replace(TAG, (tag) =>
    tag
      .replace(/\sclass="mark-rect role-mark[^"]*"/, ' shape-rendering="crispEdges"')
      .replace(SPOKEN, "")
      .replace(GEOMETRY, (_, name: string, value: string) => `${name}="${value.replace(DECIMALS, hundredths)}"`),
  );
  const named = withOwnNames(rounded);
  const start = named.indexOf("<svg");
  const end = named.indexOf(">", start);
  // Width and height stay as the natural size; what is shown smaller keeps its shape.
  const open = `${named.slice(start, end)} role="img">`;
  return `${open}<title>${escapeXml(title)}</title>${theme === "auto" ? darkStyle(named) : ""}${named.slice(end + 1).trim()}\n`;
}

const hundredths = (number: string): string => String(Math.round(100 * Number(number)) / 100);

/** Ids are given a prefix made from the picture itself. */
function withOwnNames(svg: string): string {
  const ids = [...svg.matchAll(/<[^>]*\bid="([^"]*)"/g)].map(([, id]) => id!);
  if (ids.length === 0) return svg;
  const prefix = `w${hash(svg)}-`;
  return svg.replace(TAG, (tag) =>
    tag
      .replace(/\bid="([^"]*)"/, (_, id: string) => `id="${prefix}${id}"`)
      .replace(/url\(#([^)]*)\)/g, (_, id: string) => `url(#${prefix}${id})`)
      .replace(/\b(xlink:href|href)="#([^"]*)"/g, (_, name: string, id: string) => `${name}="#${prefix}${id}"`),
  );
}

/** FNV-1a, in base 36. @see G. Fowler, L. Noll, K.-P. Vo, http://www.isthe.com/chongo/tech/comp/fnv/ */
function hash(text: string): string {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return (h >>> 0).toString(36);
}

/** Where the light theme's colours stand in attributes, a style sheet replaces them; styles win over attributes. */
function darkStyle(svg: string): string {
  const rules = swaps.flatMap(([light, dark]) =>
    ["fill", "stroke"].flatMap((property) => {
      return svg.includes(`${property}="${light}"`) ? [`[${property}="${light}"]{${property}:${dark}}`] : [];
    }),
  );
  return `<style>@media (prefers-color-scheme:dark){${rules.join("")}}</style>`;
}
