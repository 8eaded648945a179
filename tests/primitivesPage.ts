// Makes docs/primitives.md from the tables of primitives and samples, the comments of the public functions, the golden
// cases and the lists of names in docs/public-names.json. `npm run generate` writes it; a test says when it is stale.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "../.config/workspace.ts";
import type { Primitive } from "../packages/autograd/src/primitive.ts";
import { primitives } from "../packages/autograd/src/primitives/index.ts";
import { ORDERS } from "../packages/autograd/src/testing/agree.ts";
import { samplesOf } from "../packages/autograd/src/testing/samples.ts";
import { FORMULAS, KINKS } from "./formulas.ts";
import { callOf, camelCase, exported } from "./golden/calls.ts";
import { FUNCTIONS } from "./golden/functions.ts";
import { goldenTable } from "./goldenErrors.ts";
import { table } from "./markdown.ts";

const source = join(root, "packages/autograd/src");

/** A public function: under which name, in which group, and what its comment says. */
interface PublicFunction {
  readonly name: string;
  readonly group: string;
  readonly does: string;
  readonly ties: string;
  readonly stages: boolean;
}

/** Text in a cell: a bar would end it. */
const cell = (text: string): string => text.replaceAll("|", "\\|");

/** A formula in a cell. */
const formula = (latex: string): string => `$${latex.replaceAll("\\|", "\\Vert ").replaceAll("|", "\\vert ")}$`;

/** What docs/conventions.md decides, by the name of the function. */
function conventions(): ReadonlyMap<string, readonly string[]> {
  const rows = readFileSync(join(root, "docs/conventions.md"), "utf8").matchAll(
    /^\| `(\w+)\(([^`]*)\)`\s*\|([^|]*)\|([^|]*)\|([^|]*)\|/gm,
  );
  const found = new Map<string, string[]>();
  for (const [, name, , at, by, value] of rows) {
    const text = `by ${by!.trim()} at ${at!.trim()}: ${value!.trim()}`;
    found.set(name!, [...(found.get(name!) ?? []), text]);
  }
  return found;
}

function forwardOf(primitive: Primitive): string {
  if (primitive.constant) return "none";
  const { linear } = samplesOf[primitive.name]!;
  if (linear === "together") return "itself: it is linear";
  if (linear === "each") return "itself in each input";
  return primitive.arity === "n" ? "one rule by hand, the other is its transpose" : "the same partial derivatives";
}

function reverseOf({ constant, reverse, operands }: Primitive): string {
  if (constant) return "none";
  const several = reverse.filter((text) => text !== "").length > 1;
  const rules = reverse.flatMap((text, i) => {
    if (text === "") return [];
    return [several && operands[i] !== undefined ? `${operands[i]}: \`${text}\`` : `\`${text}\``];
  });
  return cell(rules.join("; "));
}

/** What happens where a primitive or function has no derivative: a convention, or what the table says. */
function kinkOf(kinks: ReadonlyMap<string, readonly string[]>, name: string): string {
  const written = kinks.get(name)?.join("; ") ?? KINKS[bare(name)];
  if (written !== undefined) return written;
  return FORMULAS[name] === undefined && primitiveOf(name)?.constant === true
    ? "0 everywhere: no derivative passes"
    : "";
}

function primitiveTable(): string {
  const kinks = conventions();
  const rows = Object.values(primitives).map((primitive) => {
    const { name } = primitive;
    const orders = primitive.constant ? "1: it is 0" : `1 to ${ORDERS}`;
    const kink = kinkOf(kinks, name);
    return [`\`${name}\``, formula(primitive.formula), reverseOf(primitive), forwardOf(primitive), "yes", orders, kink];
  });
  return table(["primitive", "formula", "reverse", "forward", "staged", "orders checked", "at kinks"], rows);
}

/** The comment above an exported name in a file, without its stars. */
function commentOf(file: string, name: string): string {
  const text = readFileSync(file, "utf8");
  const at = text.search(new RegExp(`^export (?:const|function) ${name}\\b`, "m"));
  const end = text.lastIndexOf("*/", at);
  const start = text.lastIndexOf("/**", end);
  return text.slice(start + 3, end).replace(/^\s*\* ?/gm, "");
}

/** The functions that a module of exports lists, with the groups that its comments name. */
function listed(file: string, prefix: string, within?: string): PublicFunction[] {
  let group = within ?? "";
  const found: PublicFunction[] = [];
  const statements = readFileSync(file, "utf8").matchAll(
    /^\/\/ (.*)$|^export \* as (\w+) from "([^"]+)";|^export (type )?\{([^}]*)\} from "([^"]+)";|^export (?:const|function) (\w+)/gm,
  );
  for (const [, title, namespace, inner, isType, names, path, own] of statements) {
    if (title !== undefined && within === undefined) group = title;
    else if (namespace !== undefined) {
      const deeper = `${prefix}${namespace}.`;
      found.push(...listed(join(dirname(file), inner!), deeper, `\`${deeper.slice(0, -1)}\``));
    } else if (names !== undefined && isType === undefined) {
      for (const entry of names.split(",").map((part) => part.trim())) {
        if (entry === "" || entry.startsWith("type ")) continue;
        const [local, alias] = entry.split(" as ");
        found.push(...described(join(dirname(file), path!), local!, prefix + (alias ?? local!), group));
      }
    } else if (own !== undefined) found.push(...described(file, own, prefix + own, group));
  }
  return found.filter(({ name }, i) => found.findIndex((other) => other.name === name) === i);
}

function described(file: string, local: string, name: string, group: string): PublicFunction[] {
  if (exported(name) === undefined || /^class\b/.test(String(exported(name)))) return [];
  const comment = commentOf(file, local);
  const prose = comment.trim().split("\n\n")[0]!.replaceAll("\n", " ");
  const sentence = /^.*?\.(?= [A-Z]|$)/.exec(prose)?.[0] ?? prose;
  const ties = /Derivatives? (?:at|where|by)[^.]*\./.exec(comment.replaceAll("\n", " "))?.[0] ?? "";
  return [{ name, group, does: cell(sentence), ties: cell(ties), stages: !/TraceError/.test(comment) }];
}

/** In how many golden cases each function of ours is called. */
function goldenCounts(): ReadonlyMap<string, readonly [number, number]> {
  const counts = new Map<string, [number, number]>();
  for (const [file, place] of [
    ["ops.json", 0],
    ["numpy.json", 1],
  ] as const) {
    const { cases } = JSON.parse(readFileSync(join(root, "tests/golden/data", file), "utf8")) as {
      cases: readonly { readonly exprs: unknown }[];
    };
    for (const { exprs } of cases) {
      const names = new Set([...JSON.stringify(exprs).matchAll(/"op":"([^"]+)"/g)].map(([, name]) => name!));
      for (const ours of new Set([...names].flatMap(nameOf))) {
        const count = counts.get(ours) ?? [0, 0];
        count[place]++;
        counts.set(ours, count);
      }
    }
  }
  return counts;
}

/** Our names for one of Python's. */
function nameOf(python: string): readonly string[] {
  const line = FUNCTIONS[python];
  if (line === undefined) return [];
  return typeof line === "string" ? [line.slice(0, line.indexOf("("))] : line.needs;
}

/** Groups of the public list that hold no functions of numbers. */
const NOT_NUMERIC = new Set(["Tensors", "Errors", "Text", "Programs", "Arrays and records of tensors"]);

const bare = (name: string): string => name.slice(name.lastIndexOf(".") + 1);

const primitiveOf = (name: string): Primitive | undefined =>
  (primitives as Readonly<Record<string, Primitive>>)[bare(name)];

/** What a function gives, as a formula: that of its primitive, or the one in the table. */
function formulaOf(name: string): string {
  const own = FORMULAS[name];
  if (own !== undefined) return cell(own);
  const primitive = primitiveOf(name);
  if (primitive === undefined) throw new Error(`${name} has no formula: write one in tests/formulas.ts`);
  return formula(primitive.formula);
}

/** All tests of the core, by the names of their files. */
const tests: readonly (readonly [file: string, text: string])[] = readdirSync(source, {
  recursive: true,
  encoding: "utf8",
})
  .filter((file) => file.endsWith(".test.ts"))
  .sort()
  .map((file) => [file.replaceAll("\\", "/"), readFileSync(join(source, file), "utf8")]);

/** The test that calls a function most often. */
function testOf(name: string): string {
  const calls = new RegExp(`\\b${bare(name)}(?:<[^>]*>)?\\(`, "g");
  const [file, most] = tests.reduce<readonly [string, number]>(
    (best, [file, text]) => {
      const count = text.match(calls)?.length ?? 0;
      return count > best[1] ? [file, count] : best;
    },
    ["", 0],
  );
  return most === 0 ? "its example" : `\`${file}\``;
}

function functionTables(): string {
  const counts = goldenCounts();
  const kinks = conventions();
  const all = listed(join(source, "index.ts"), "").filter(({ group }) => !NOT_NUMERIC.has(group));
  const groups = [...new Set(all.map(({ group }) => group))];
  return groups
    .map((group) => {
      const rows = all
        .filter((each) => each.group === group)
        .map(({ name, does, ties, stages }) => {
          const [derived, valued] = counts.get(name) ?? [0, 0];
          const checked = [derived > 0 && `${derived} to order 2`, valued > 0 && `${valued} to order 1`].filter(
            Boolean,
          );
          const primitive = FORMULAS[name] === undefined ? primitiveOf(name) : undefined;
          if (primitive?.constant === false) checked.push(`the primitive, to order ${ORDERS}`);
          if (checked.length === 0) checked.push(testOf(name));
          return [
            `\`${name}\``,
            formulaOf(name),
            does,
            stages ? "yes" : "no",
            checked.join(", "),
            ties === "" ? kinkOf(kinks, name) : ties,
          ];
        });
      const head = ["function", "formula", "what it gives", "staged", "checked", "at kinks"];
      return `### ${group}\n\n${table(head, rows)}`;
    })
    .join("\n\n");
}

/** Other names of what is there, where neither the golden cases nor camelCase lead to it. */
const ALIASES: Readonly<Record<string, string>> = {
  acos: "arccos",
  acosh: "arccosh",
  array: "tensor",
  asanyarray: "tensor",
  asarray: "tensor",
  asin: "arcsin",
  asinh: "arcsinh",
  atan: "arctan",
  atan2: "arctan2",
  atanh: "arctanh",
  concat: "concatenate",
  copy: "tensor",
  cumulative_prod: "cumprod",
  cumulative_sum: "cumsum",
  empty: "zeros",
  empty_like: "zerosLike",
  diag_indices_from: "diagIndices",
  float_power: "pow",
  permute_dims: "transpose",
  positive: "real",
  pow: "pow",
  put: "set",
  put_along_axis: "set",
  putmask: "set",
  place: "set",
  row_stack: "vstack",
  tril_indices_from: "trilIndices",
  triu_indices_from: "triuIndices",
  unique_counts: "unique",
  unique_inverse: "unique",
  unique_values: "unique",
  ix_: "at",
  "linalg.cross": "cross",
  "linalg.diagonal": "diagonal",
  "linalg.matmul": "matmul",
  "linalg.matrix_norm": "linalg.norm",
  "linalg.matrix_transpose": "matrixTranspose",
  "linalg.outer": "outer",
  "linalg.tensordot": "tensordot",
  "linalg.trace": "trace",
  "linalg.vecdot": "vecdot",
  "linalg.vector_norm": "linalg.norm",
};

/** What is not about numbers in tensors: files, text, dates, memory, and settings of Python's own. */
const OTHER_WORLDS = new Set(
  (
    "array2string asarray_chkfinite ascontiguousarray asfortranarray asmatrix base_repr binary_repr bmat busday_count " +
    "busday_offset can_cast common_type copyto datetime_as_string datetime_data format_float_positional " +
    "format_float_scientific from_dlpack frombuffer fromfile fromiter frompyfunc fromregex fromstring genfromtxt " +
    "get_include get_printoptions getbufsize geterr geterrcall info is_busday iscomplex iscomplexobj isdtype isfortran " +
    "isnat isreal isrealobj isscalar issubdtype iterable load loadtxt may_share_memory min_scalar_type mintypecode ndim " +
    "nested_iters packbits printoptions promote_types require result_type save savetxt savez savez_compressed " +
    "set_printoptions setbufsize seterr seterrcall shape shares_memory show_config show_runtime size sort_complex " +
    "typename unpackbits array_repr array_str"
  ).split(" "),
);

/** Whether there is something of ours for a name such as `expand_dims` or `linalg.solve`. */
function isCovered(name: string): boolean {
  const own = ALIASES[name] ?? name.split(".").map(camelCase).join(".");
  return callOf(`numpy.${name}`) !== undefined || exported(own) !== undefined;
}

interface Names {
  readonly source: string;
  readonly version: string;
  readonly names: string;
  readonly linalg: string;
}

/** How much of a library's public list is there, and what is not. */
export function coverage(library: "numpy" | "jax.numpy"): {
  readonly missing: readonly string[];
  readonly text: string;
} {
  const lists = JSON.parse(readFileSync(join(root, "docs/public-names.json"), "utf8")) as Readonly<
    Record<string, Names>
  >;
  const { names, linalg, version, source: from } = lists[library]!;
  const all = [...names.split(" "), ...linalg.split(" ").map((name) => `linalg.${name}`)];
  const numeric = all.filter((name) => !OTHER_WORLDS.has(name));
  const missing = numeric.filter((name) => !isCovered(name));
  const covered = numeric.length - missing.length;
  const share = Math.round((100 * covered) / numeric.length);
  const text = [
    `**${library} ${version}** (${from}): ${all.length} functions, of which ${all.length - numeric.length} are about files, text,`,
    `dtypes, memory and settings. Of the other ${numeric.length}, **${covered} are there (${share} %)**. Missing:`,
    `${missing.map((name) => `\`${name}\``).join(" ")}`,
  ].join("\n");
  return { missing, text };
}

/** The whole text of docs/primitives.md. */
export function page(): string {
  return `# Primitives and functions

_Written by \`npm run generate\`; the test \`tests/primitivesPage.test.ts\` fails when it is stale._

A **primitive** is what the tape knows: it has a kernel and a derivative. Every other function is made of primitives, and so
is every derivative, which is why derivatives of any order exist.

## Primitives

In the rules \`g\` is the incoming cotangent, \`y\` the value. Each rule is tried on shapes of rank 0 to 3, size 0 and strided
views, in float64 and float32: reverse and forward mode against each other and against central differences, to the order
in the table; every program gives what the eager run gives, to the last bit. What happens where a derivative does not
exist is decided in [conventions.md](conventions.md).

${primitiveTable()}

## Functions

Golden cases are calls compared with NumPy and SciPy: values and first and second derivatives where HIPS autograd has
them ("to order 2"), values and differences elsewhere ("to order 1"); of functions without any stands the test in
\`packages/autograd/src\` that calls them most. In formulas y is the result, indices count from 0, and [condition] is 1 where
it holds, else 0. Functions that are not staged have a result whose shape depends on values. \`linalg\`, \`random\` and \`stats\` are
namespaces.

${functionTables()}

## Golden cases

Calls and small programs whose values, gradients and second gradients NumPy, SciPy and HIPS autograd computed. The error of an
entry is |ours − golden| / max(1, largest |golden|), the worst of each group rounded up to one digit; the SIMD kernels are off.
Cases are skipped for want of complex numbers (transforms of Fourier, \`complex\`).

${goldenTable()}

## Coverage

Names are NumPy's in camel case. What is there under another name (\`np.subtract\` is \`sub\`, \`np.asarray\` is \`tensor\`) counts; the
lists are in [public-names.json](public-names.json).

${coverage("numpy").text}

${coverage("jax.numpy").text}
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(join(root, "docs/primitives.md"), page());
