import { execFile } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseScript } from "../percent/parse.ts";
import type { Run, RunOutput } from "../run/result.ts";
import { runNotebook } from "../run/run.ts";
import { IMPORT, makeFolder } from "../testing/folder.ts";
import { hostile } from "../testing/hostile.ts";
import { escapeHtml } from "./escape.ts";
import { seedsIn } from "./facts.ts";
import { toHtml } from "./html.ts";
import { isSafeLink, loadMarkdown, type MarkdownToHtml } from "./markdownToHtml.ts";
import { mathAt } from "./math.ts";
import { isHarmlessSvg } from "./svg.ts";
import { toMarkdown, toNotebookWithOutputs } from "./text.ts";

const folder = makeFolder();
afterAll(folder.remove);

/** A run that did not happen, with these outputs in its first cell of code. */
function runOf(script: string, outputs: readonly RunOutput[], file = join(folder.path, "made.ts")): Run {
  const { cells } = parseScript(script);
  const first = cells.findIndex(({ kind }) => kind === "code");
  return {
    file,
    text: script,
    cells: cells.map((cell, i) => ({ cell, outputs: i === first ? outputs : [], seconds: 0.01 })),
    checks: outputs.flatMap((output) => (output.kind === "check" ? [output.check] : [])),
    exercises: outputs.flatMap((output) => (output.kind === "exercise" ? [output.exercise] : [])),
    error: null,
    seconds: 1,
    exitCode: 0,
    stdout: "",
    stderr: "",
    timedOut: false,
    stopped: null,
  };
}

/** All that a script can put out, with one text everywhere. */
function everything(text: string): RunOutput[] {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>${escapeHtml(text)}</text></svg>`;
  const check = { name: text, ok: false, detail: text, at: `${text}:1:1` };
  return [
    { kind: "stream", stream: "stdout", text },
    { kind: "stream", stream: "stderr", text },
    { kind: "section", text },
    { kind: "check", check, quiet: false },
    { kind: "exercise", exercise: { name: text, state: "failed", points: 0, of: 1, message: text, checks: [check] } },
    { kind: "value", text, view: { type: "text" } },
    { kind: "value", text, view: { type: "table", columns: [text, "b"], rows: [[text, text]] } },
    { kind: "value", text, view: { type: "report", ok: false } },
    { kind: "value", text, view: { type: "picture", title: text }, svg },
    { kind: "value", text, view: { type: "picture", title: text }, svg: `<svg>${text}</svg>` },
    { kind: "value", text, view: { type: "picture", title: text }, noPicture: text },
    { kind: "error", text },
  ];
}

/** The tags and attributes that a page of ours consists of. */
const OURS =
  /^(?:!doctype|html|head|meta|title|style|body|main|section|div|span|pre|code|p|strong|em|ul|ol|li|a|h[1-6]|table|thead|tbody|tr|th|td|figure|img|footer|dl|dt|dd|br|hr|blockquote|math|semantics|mrow|mi|mo|mn|msup|msub|mfrac|annotation|mtext|mspace|mstyle)$/;

function foreignTags(html: string): string[] {
  const page = html.replace(/<style>[\s\S]*?<\/style>/, "<style></style>");
  return [...page.matchAll(/<\/?([^\s>/]+)((?:[^>"]|"[^"]*")*)>/g)].flatMap(([all, name, attributes]) => {
    const quoted = attributes!.replaceAll(/"[^"]*"/g, '""');
    return OURS.test(name!) && !/\son\w+\s*=|javascript:/i.test(quoted) ? [] : [all];
  });
}

describe("whatever a notebook holds stays text in", () => {
  test.each(hostile)("a page: %j", async (text) => {
    const script = `// %% [markdown]\n// # ${text}\n// ${text} [a](javascript:alert(1)) ![b](x:y) $${text}$\n\n// %% ${text}\n"${text}";\n`;
    const html = await toHtml(runOf(script, everything(text), join(folder.path, text.replaceAll("/", "_"))));
    expect(foreignTags(html)).toEqual([]);
    expect(html).not.toMatch(/href="(?!#|https?:)/);
    expect([...html].filter((c) => c !== "\n" && c !== "\t" && /\p{Cc}|\p{Cs}|\u202e/u.test(c))).toEqual([]);
  });

  test("a page: any text at all", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 40 }), async (text) => {
        expect(foreignTags(await toHtml(runOf(`// %%\n${JSON.stringify(text)};\n`, everything(text))))).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });

  test.each(hostile)("a Markdown page, inside of fences, and a notebook: %j", (text) => {
    const run = runOf("// %%\n1;\n", everything(text));
    const fenced = toMarkdown(run).replaceAll(/^(`{3,})\w+\n[\s\S]*?\n\1$/gm, "");
    expect(fenced.trim()).toBe("");
    const { cells } = toNotebookWithOutputs(run);
    expect(
      cells[0]!.outputs!.every((output) => output.output_type !== "display_data" || !("text/html" in output.data)),
    ).toBe(true);
  });
});

describe("a page", () => {
  test("says what failed before anything else, with links to the cells", async () => {
    const file = folder.write(
      "fails.ts",
      "// %% [markdown]",
      "// # Title",
      "// %%",
      IMPORT,
      "check('a < b', false);",
      "exercise('1', {}, ({ check }) => check('x', false));",
    );
    const html = await toHtml(await runNotebook(file));
    const summary = /<main>\s*<div class="summary bad">[\s\S]*?<\/div>\n/.exec(html)![0];
    expect(summary).toContain('FAILED</span>a &lt; b <a href="#cell-1">cell 1, line 5</a>');
    expect(summary).toContain("FAILED</span>exercise 1");
    expect(summary).toContain("0 of 1 checks hold");
    expect(html).toContain("<title>Title</title>");
    expect(html).toContain('id="cell-1"');
  });

  test("says on top that a script was stopped, and is short whatever it printed", async () => {
    const text = "line\n".repeat(1e6);
    const outputs: RunOutput[] = [{ kind: "stream", stream: "stdout", text }];
    const html = await toHtml({ ...runOf("// %%\n1;\n", outputs), exitCode: 1, stopped: "stopped after 2 s" });
    expect(html).toMatch(
      /<div class="summary bad"><strong>Stopped<\/strong><ul><li>.*The script was stopped after 2 s/,
    );
    expect(html).toMatch(/\d+ lines left out/);
    expect(html.length).toBeLessThan(200_000);
  });

  test("wraps sentences, keeps columns, and lets a picture shrink only as far as it can be read", async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"></svg>';
    const shown = (text: string): RunOutput => ({ kind: "value", text, view: { type: "text" } });
    const html = await toHtml(
      runOf("// %%\n1;\n", [
        shown("A sentence."),
        shown("[1. 2.]"),
        shown("a  1"),
        { kind: "value", text: "t", view: { type: "picture", title: "" }, svg },
        { kind: "error", text: "Error: long\n  2 | f();\n    | ^\n    at a.ts:2:1" },
      ]),
    );
    expect(html).toContain('<pre class="sentences">A sentence.</pre>');
    expect(html).toContain("<pre>[1. 2.]</pre>");
    expect(html).toContain("<pre>a  1</pre>");
    expect(html).toContain('width="200" height="100" style="min-width:130px"');
    expect(html).toContain('<span class="message">Error: long</span>\n  2 | f();');
  });

  test("leaves out the headings of the terminal that its text has, and nothing else", async () => {
    const html = await toHtml(
      runOf("// %% [markdown]\n// ## Here\n\n// %%\n1;\n", [
        { kind: "section", text: "Here" },
        { kind: "section", text: "There" },
      ]),
    );
    expect(html).not.toContain("<strong>Here");
    expect(html).toContain("<strong>There</strong>");
  });

  test("names seeds and versions", async () => {
    const file = folder.write(
      "facts.ts",
      "// %%",
      'import { random } from "@wengert/autograd";',
      "random.RandomState(42).rand(2);",
      "import { zeros } from '@wengert/autograd';",
      'random.generator("a");',
      "// random.key(9)",
    );
    const html = await toHtml(await runNotebook(file));
    expect(html).toMatch(/<dt>seeds<\/dt><dd>RandomState\(42\), generator\(&quot;a&quot;\)<\/dd>/);
    expect(html).toMatch(/<dd>Node \d+\.\d+\.\d+, @wengert\/autograd 0\.1\.0<\/dd>/);
    expect(seedsIn("generator('a')")).toEqual(["generator('a')"]);
    expect(seedsIn("RandomState(seed); key([1, 2]); key(7); key(7)")).toEqual(["key([1, 2])", "key(7)"]);
  });

  test("needs nothing else: no script, and no address but in links", async () => {
    const html = await toHtml(runOf("// %% [markdown]\n// [a](https://example.org) $x$\n", []));
    expect(html).not.toContain("<script");
    expect(
      html.replaceAll(/href="https:\/\/example\.org"|"http:\/\/www\.w3\.org\/1998\/Math\/MathML"/g, ""),
    ).not.toMatch(/https?:/);
    expect(html).toContain("default-src 'none'");
  });
});

describe("Markdown", () => {
  let markdown: MarkdownToHtml;
  beforeAll(async () => {
    markdown = await loadMarkdown();
  });

  test("has formulas as MathML, and keeps those that are none", () => {
    expect(markdown("$x^2$ and $$\n\\frac12\n$$")).toMatch(/<math[\s\S]*<msup>[\s\S]*display="block"[\s\S]*<mfrac>/);
    expect(markdown("$\\nope{$")).toMatch(/<code class="bad-math" title="[^"]*">\$\\nope\{\$<\/code>/);
    expect(markdown("It costs 5$ or $6, `$x$`, \\$y$")).not.toMatch(/<math/);
    expect(markdown("$\\href{javascript:alert(1)}{x}$")).not.toMatch(/href="|<a /);
    expect(markdown("$\\htmlStyle{color:red}{x}$ $\\includegraphics{x.png}$")).not.toMatch(/style="color|<img/);
  });

  test.each([
    ["$x$", 0, "x", false, 3],
    ["$$x$$", 0, "x", true, 5],
    ["$a\\$b$", 0, "a\\$b", false, 6],
  ] as const)("finds the formula in %j", (src, pos, tex, display, end) => {
    expect(mathAt(src, pos)).toEqual({ tex, display, end });
  });

  test.each(["$ x$", "$x $", "$x$5", "$", "$$", "$x", "$$x$"])("finds none in %j", (src) => {
    expect(mathAt(src, 0)).toBeNull();
  });

  test("a formula that would take for ever does not", () => {
    expect(markdown(`$${"\\def\\a{\\a\\a}\\a"}$`)).toMatch(/bad-math/);
  });

  test.each([
    ["https://example.org", true],
    ["mailto:a@example.org", true],
    ["other.html#x", true],
    ["#x", true],
    ["?a:b", true],
    ["javascript:alert(1)", false],
    ["JaVaScRiPt:alert(1)", false],
    ["java\nscript:alert(1)", false],
    [" \u0001javascript:alert(1)", false],
    ["data:text/html,x", false],
    ["vbscript:x", false],
    ["file:///etc/passwd", false],
    ["blob:x", false],
  ])("a link to %j: %s", (address, safe) => {
    expect(isSafeLink(address)).toBe(safe);
  });
});

describe("a picture", () => {
  const svg = (inside: string, attributes = ""): string =>
    `<svg xmlns="http://www.w3.org/2000/svg"${attributes}>${inside}</svg>`;
  test.each([
    [svg('<path d="M0 0"/><text>a &lt; b</text>')],
    [svg("<style>@media (prefers-color-scheme:dark){[fill]{fill:red}}</style>")],
    [svg('<defs><clipPath id="a"><rect/></clipPath></defs><g clip-path="url(#a)"/><use xlink:href="#a"/>')],
  ])("that draws is harmless: %s", (text) => {
    expect(isHarmlessSvg(text)).toBe(true);
  });

  test.each([
    ["<img src=x>"],
    [svg("<script>1</script>")],
    [svg("<foreignObject/>")],
    [svg('<image href="https://example.org/x.png"/>')],
    [svg('<a href="https://example.org"/>')],
    [svg('<use href="https://example.org/x.svg#a"/>')],
    [svg("<g/>", ' onload="alert(1)"')],
    [svg('<g style="fill:url(https://example.org)"/>')],
    [svg("<style>@import 'https://example.org'</style>")],
    [svg("<style>a{background:url(//example.org)}</style>")],
    [svg('<animate attributeName="href"/>')],
    [svg("<g>")],
    [`${svg("")}<script>1</script>`],
    [svg("<!-- x -->")],
    [svg("<g/").slice(0, -6)],
    [""],
  ])("that does more is not: %s", (text) => {
    expect(isHarmlessSvg(text)).toBe(false);
  });
});

/** A browser, where there is one. */
const chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) =>
  existsSync(path),
);

test.runIf(chromium !== undefined)("a browser runs nothing in a page full of traps", async () => {
  const traps = hostile.filter((text) => !text.includes("\0"));
  const script = `// %% [markdown]\n${traps.map((text) => `// ${text}`).join("\n")}\n\n// %%\n1;\n`;
  const html = await toHtml(runOf(script, traps.flatMap(everything)));
  const file = join(folder.path, "traps.html");
  // Without the policy, which would hide what the escaping lets through; the title shows whether anything ran.
  writeFileSync(
    file,
    html
      .replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, "")
      .replace(
        "</main>",
        "</main><script>addEventListener('load',()=>setTimeout(()=>{document.title=`${globalThis.hacked===true} ${document.querySelectorAll('script,iframe,[onerror],[onload],[onmouseover]').length} ${document.images.length}`},200))</script>",
      ),
  );
  const { stdout } = await promisify(execFile)(
    chromium!,
    [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--virtual-time-budget=2000",
      `--user-data-dir=${join(folder.path, "profile")}`,
      "--dump-dom",
      pathToFileURL(file).href,
    ],
    { maxBuffer: 2 ** 26 },
  );
  const [, title] = /<title>([^<]*)<\/title>/.exec(stdout)!;
  expect(title).toBe(`false 1 ${html.match(/<img alt=/g)!.length}`);
  expect(readdirSync(folder.path)).not.toContain("hacked");
});
