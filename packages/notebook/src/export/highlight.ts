/** Turns code into markup. */
export type Highlight = (code: string) => string;

let loaded: Promise<Highlight> | undefined;

/** TypeScript in colours, those for light and for dark pages side by side. */
export function loadHighlighter(): Promise<Highlight> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Highlight> {
  const [{ createHighlighterCore }, { createOnigurumaEngine }, language, light, dark] = await Promise.all([
    import("shiki/core"),
    import("shiki/engine/oniguruma"),
    import("shiki/langs/typescript.mjs"),
    import("shiki/themes/github-light-default.mjs"),
    import("shiki/themes/github-dark-default.mjs"),
  ]);
  const highlighter = await createHighlighterCore({
    langs: [language.default],
    themes: [light.default, dark.default],
    engine: await createOnigurumaEngine(import("shiki/wasm")),
  });
  return (code) =>
    highlighter.codeToHtml(code, {
      lang: "typescript",
      themes: { light: "github-light-default", dark: "github-dark-default" },
      defaultColor: false,
    });
}
