// The parts of nbformat 4.5 that are written and read. See https://nbformat.readthedocs.io/en/latest/format_description.html

type Text = string | readonly string[];
type Data = Readonly<Record<string, unknown>>;

export type NotebookOutput =
  | { readonly output_type: "stream"; readonly name: "stdout" | "stderr"; readonly text: Text }
  | { readonly output_type: "display_data"; readonly data: Data; readonly metadata: Data }
  | {
      readonly output_type: "error";
      readonly ename: string;
      readonly evalue: string;
      readonly traceback: readonly string[];
    };

/** A cell of a notebook. @public */
export interface NotebookCell {
  readonly cell_type: "code" | "markdown" | "raw";
  readonly id: string;
  readonly metadata: Data;
  readonly source: Text;
  readonly execution_count?: number | null;
  readonly outputs?: readonly NotebookOutput[];
}

/** A Jupyter notebook, nbformat 4.5. @public */
export interface Notebook {
  readonly nbformat: 4;
  readonly nbformat_minor: number;
  readonly metadata: Data;
  readonly cells: readonly NotebookCell[];
}
