/** A tag, opening or closing or both; attribute values stand in double quotes and hold no `<`. */
const TAG = /<(\/?)([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?)>/y;
const TEXT = /[^<]*/y;

/** What is inside a document: its tags in order, and the texts between them. */
interface Parsed {
  readonly tags: readonly { readonly name: string; readonly attributes: string }[];
  readonly texts: readonly { readonly inside: string; readonly text: string }[];
}

/** Reads a document strictly; throws at the first place that is not well-formed. */
function parse(xml: string): Parsed {
  const [tags, texts, open]: [Parsed["tags"][number][], Parsed["texts"][number][], string[]] = [[], [], []];
  let at = 0;
  while (at < xml.length) {
    TEXT.lastIndex = at;
    const text = TEXT.exec(xml)![0];
    if (/&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)/.test(text)) throw new Error(`a bare & in ${text.slice(0, 80)}`);
    if (text.trim() !== "") texts.push({ inside: open.at(-1) ?? "", text });
    at += text.length;
    if (at === xml.length) break;
    TAG.lastIndex = at;
    const found = TAG.exec(xml);
    if (found === null) throw new Error(`no tag at ${xml.slice(at, at + 120)}`);
    const [all, closing, name, attributes, empty] = found;
    if (closing === "/") {
      if (open.pop() !== name) throw new Error(`</${name}> closes nothing`);
    } else {
      tags.push({ name: name!, attributes: attributes! });
      if (empty === "") open.push(name!);
    }
    at += all.length;
  }
  if (open.length > 0) throw new Error(`<${open.at(-1)}> is not closed`);
  return { tags, texts };
}

/** What a picture may consist of: nothing that runs, loads or links. */
const TAGS = new Set(
  "svg title style g path text tspan rect line circle ellipse polygon defs clipPath linearGradient stop".split(" "),
);

/** Throws unless the document is well-formed and holds only what draws. */
export function checkXml(xml: string): void {
  for (const { name, attributes } of parse(xml).tags) {
    if (!TAGS.has(name)) throw new Error(`<${name}> does not belong into a picture`);
    for (const [all, key, value] of attributes.matchAll(/([\w:.-]+)="([^"]*)"/g)) {
      const foreign = /^(on|(xlink:)?href$|src$)/i.test(key!) || /url\((?!#)|javascript:|@import/i.test(value!);
      if (foreign) throw new Error(`${all} does not belong into <${name}>`);
    }
  }
}

/** The texts of a document, unescaped. */
export function textsOf(xml: string): string[] {
  return parse(xml)
    .texts.filter(({ inside }) => inside !== "style")
    .map(({ text }) =>
      text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&"),
    );
}
