/** A tag, opening or closing or both; attribute values stand in double quotes and hold no `<`. */
const TAG = /<(\/?)([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?)>/y;

/** What a picture may consist of: nothing that runs, loads or links. */
const TAGS = new Set(
  "svg title desc style g path text tspan rect line circle ellipse polygon polyline defs clipPath linearGradient radialGradient stop use".split(
    " ",
  ),
);

/** Whether a text is an SVG document that only draws: well-formed, and without scripts, links and foreign parts. */
export function isHarmlessSvg(svg: string): boolean {
  if (!/^\s*<svg[\s>]/.test(svg)) return false;
  const open: string[] = [];
  let at = svg.indexOf("<");
  while (at < svg.length) {
    TAG.lastIndex = at;
    const [all, closing, name, attributes, empty] = TAG.exec(svg) ?? [];
    if (all === undefined || !TAGS.has(name!) || !attributesDraw(attributes!)) return false;
    if (closing === "/") {
      if (open.pop() !== name) return false;
    } else if (empty === "") open.push(name!);
    const next = svg.indexOf("<", at + all.length);
    const text = svg.slice(at + all.length, next < 0 ? svg.length : next);
    if (name === "style" && closing === "" && /url\(|@import|expression|<|\\/i.test(text)) return false;
    if (open.length === 0 && text.trim() !== "") return false;
    at = next < 0 ? svg.length : next;
  }
  return open.length === 0;
}

function attributesDraw(attributes: string): boolean {
  return [...attributes.matchAll(/([\w:.-]+)="([^"]*)"/g)].every(([, name, value]) => {
    if (/^on/i.test(name!)) return false;
    if (/^(?:xlink:)?href$|^src$/i.test(name!)) return /^#[\w-]+$/.test(value!);
    return !/url\((?!#)|javascript:|@import/i.test(value!);
  });
}
