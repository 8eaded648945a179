import { addMath, loadTypesetter } from "./math.ts";

/** Turns the text of a cell into markup. */
export type MarkdownToHtml = (text: string) => string;

/** Addresses that a link may have: web pages, mail, and places in the neighbourhood. */
export function isSafeLink(address: string): boolean {
  // Browsers skip white space and control characters inside of a scheme.
  const plain = address.replaceAll(/[\s\p{Cc}]/gu, "");
  return /^(?:https?:|mailto:)/i.test(plain) || !/^[^/?#]*:/.test(plain);
}

let loaded: Promise<MarkdownToHtml> | undefined;

/** Markdown with formulas. HTML in it stays text, links lead to web pages only, and pictures are not loaded. */
export function loadMarkdown(): Promise<MarkdownToHtml> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<MarkdownToHtml> {
  const [{ default: MarkdownIt }, typeset] = await Promise.all([import("markdown-it"), loadTypesetter()]);
  const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });
  markdown.validateLink = isSafeLink;
  addMath(markdown, typeset);
  const { rules } = markdown.renderer;
  // A page that is one file shows no pictures of others: their place is named instead.
  rules.image = (tokens, i) => {
    const { escapeHtml } = markdown.utils;
    return `<span class="picture-of">[${escapeHtml(tokens[i]!.content)}: ${escapeHtml(String(tokens[i]!.attrGet("src") ?? ""))}]</span>`;
  };
  rules.table_open = () => '<div class="wide"><table>\n';
  rules.table_close = () => "</table></div>\n";
  return (text) => markdown.render(text);
}
