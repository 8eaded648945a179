// Formulas in Markdown: $…$ within a line, $$…$$ as a block or in the middle of a paragraph.
import type { MarkdownIt } from "markdown-it";
import { escapeHtml } from "./escape.ts";

/** Turns TeX into markup. */
export type Typeset = (tex: string, display: boolean) => string;

/** KaTeX, as MathML: no fonts and no style sheet are needed. A formula that it cannot read stays as it was written. */
export async function loadTypesetter(): Promise<Typeset> {
  const { default: katex } = await import("katex");
  return (tex, display) => {
    try {
      return katex.renderToString(tex, {
        output: "mathml",
        displayMode: display,
        throwOnError: true,
        strict: "ignore",
        trust: false,
        maxExpand: 500,
        maxSize: 20,
      });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const dollars = display ? "$$" : "$";
      return `<code class="bad-math" title="${escapeHtml(reason)}">${escapeHtml(dollars + tex + dollars)}</code>`;
    }
  };
}

/** Teaches a Markdown reader the dollar signs. */
export function addMath(markdown: MarkdownIt, typeset: Typeset): void {
  markdown.inline.ruler.before("escape", "math", (state, silent) => {
    const { src, pos } = state;
    if (src[pos] !== "$") return false;
    const found = mathAt(src, pos);
    if (found === null) return false;
    if (!silent) {
      const token = state.push("math", "", 0);
      token.content = found.tex;
      token.meta = { display: found.display };
    }
    state.pos = found.end;
    return true;
  });
  markdown.renderer.rules.math = (tokens, i) => {
    const { content, meta } = tokens[i]!;
    return typeset(content, (meta as { readonly display: boolean }).display);
  };
}

/** The formula that begins at a dollar sign. */
export function mathAt(
  src: string,
  pos: number,
): { readonly tex: string; readonly display: boolean; readonly end: number } | null {
  const display = src.startsWith("$$", pos);
  const sign = display ? "$$" : "$";
  const start = pos + sign.length;
  // "$ 5" and "5 $" are money.
  if (!display && /\s/.test(src[start] ?? " ")) return null;
  for (let at = start; at < src.length; at++) {
    // A code span is no part of a formula.
    if (src[at] === "`") return null;
    if (src[at] === "\\") at++;
    else if (src.startsWith(sign, at) && at > start) {
      if (!display && (/\s/.test(src[at - 1]!) || /\d/.test(src[at + 1] ?? ""))) return null;
      return { tex: src.slice(start, at), display, end: at + sign.length };
    }
  }
  return null;
}
