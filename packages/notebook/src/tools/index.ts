// Scripts as cells

export { type Comparison, type TestOptions, testNotebook } from "../cli/testNotebook.ts";
// Other formats
export { toHtml } from "../export/html.ts";
export { toMarkdown, toNotebookWithOutputs } from "../export/text.ts";
export { fromNotebook, toNotebook } from "../ipynb/convert.ts";
export type { Notebook, NotebookCell } from "../ipynb/types.ts";
export { type Cell, type CellKind, parseScript, type Script } from "../percent/parse.ts";
// Running them
export { ScriptError } from "../run/compile.ts";
export type { Run, RunCell, RunOutput } from "../run/result.ts";
export { type RunOptions, runNotebook } from "../run/run.ts";
