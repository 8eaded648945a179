import type { LibraryFunction, Parameter } from "./signature.ts";

/** The operators of two operands. */
export type Operator = "+" | "-" | "*" | "/" | "@" | "**" | "<" | "<=" | ">" | ">=" | "==" | "!=";

/** What every node of the tree of a formula has. */
interface Place {
  /** Where in the formula errors about this node point. */
  readonly place: number;
  /** The length of the longest path down to a leaf; it bounds the recursion of the evaluation. */
  readonly height: number;
}

/** A formula as a tree. */
export type Node =
  | (Place & { readonly kind: "constant"; readonly value: number | boolean | string | null })
  | (Place & { readonly kind: "slot"; readonly slot: number })
  | (Place & { readonly kind: "function"; readonly f: LibraryFunction })
  | (Place & { readonly kind: "sign"; readonly negative: boolean; readonly operand: Node })
  | (Place & { readonly kind: "binary"; readonly operator: Operator; readonly left: Node; readonly right: Node })
  | (Place & { readonly kind: "list"; readonly items: readonly Node[]; readonly tuple: boolean })
  | (Place & { readonly kind: "library"; readonly f: LibraryFunction; readonly bound: Bound })
  | (Place & { readonly kind: "call"; readonly callee: Node; readonly args: readonly Node[] })
  | (Place & { readonly kind: "attribute"; readonly of: Node; readonly name: Attribute })
  | (Place & { readonly kind: "index"; readonly of: Node; readonly parts: readonly IndexPart[] });

/** What can be read of a tensor with a dot. */
export type Attribute = "T" | "shape" | "size" | "ndim" | "dtype";

/** The arguments of a library function in the order of its parameters; null where one is left out. */
export interface Bound {
  readonly positional: readonly (Node | null)[];
  readonly options: readonly (readonly [name: Parameter, value: Node])[];
}

/** One part of what stands in square brackets. */
export type IndexPart =
  | { readonly kind: "ellipsis" }
  | { readonly kind: "slice"; readonly bounds: readonly (Node | null)[] }
  | { readonly kind: "value"; readonly value: Node };
