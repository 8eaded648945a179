/** A value that is computed when it is first asked for. */
export function once<T>(make: () => T): () => T {
  let found: { readonly value: T } | undefined;
  return () => {
    found ??= { value: make() };
    return found.value;
  };
}
