// Constants that are computed when a module is loaded, so written that bundlers drop those that a program does not use.

/** A constant at the top level of a bundle whose value holds no text, function or statement. */
const CONSTANT = /^var (\w+) = ([\w\s.,:()[\]{}+*/<-]+);$/gm;
/** What may call something: it may have effects, unless it is a function of Math. */
const CALL = /(?<!\bMath\.)\b\w+\(|[)\]]\(/;
/** What esbuild keeps though nothing reads it: arithmetic, which might meet objects, and members, which might be getters. */
const COMPUTED = /[*/+<]|- |-\(|\b(?:Math|Number)\./;

/**
 * Puts the values of constants such as `2 ** 20`, `{ largest: Number.MAX_VALUE }` and `0.5 * Math.log(2 * Math.PI)`
 * behind calls that are marked as free of effects: esbuild drops a number that nobody uses, but not a product.
 */
export function droppableConstants(bundled: string): string {
  return bundled.replace(CONSTANT, (whole, name: string, value: string) =>
    COMPUTED.test(value) && !CALL.test(value) ? `var ${name} = /* @__PURE__ */ (() => (${value}))();` : whole,
  );
}
