// A program's way to notebooks: scripts as cells, runs of them, and what can be made of a run. For Node only.
export { type Comparison, findNotebooks, type TestOptions, testNotebook } from "../cli/testNotebook.ts";
export { toHtml } from "../export/html.ts";
export { toMarkdown, toNotebookWithOutputs } from "../export/text.ts";
export { fromNotebook, toNotebook } from "../ipynb/convert.ts";
export type { Notebook, NotebookCell } from "../ipynb/types.ts";
export { type Cell, type CellKind, parseScript, type Script } from "../percent/parse.ts";
export { ScriptError } from "../run/compile.ts";
export type { Run, RunCell, RunOutput } from "../run/result.ts";
export { type RunOptions, runNotebook } from "../run/run.ts";
