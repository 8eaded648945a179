/** The largest block for which the C library of Linux learns, but for what the array adds to it. */
const BYTES = 32 * 1024 * 1024 - 64 * 1024;

let isDone = false;

/**
 * Keeps the memory of freed arrays in the process. The C library of Linux gives it back to the system as soon as 128 KB
 * are free at the end of its heap, so that every new array is paid for page by page: an array of 800 KB costs 200 faults,
 * more than an operation on its numbers. The library learns from what is freed: after a block of 32 MB it keeps up to
 * twice as much. The block is never touched, so it takes no memory; the next collection frees it. Elsewhere nothing
 * changes.
 *
 * @see mallopt(3), M_MMAP_THRESHOLD: the threshold is adjusted to the largest block freed, up to 32 MB, and the one for
 * trimming to twice that.
 * @public
 */
export function keepFreedMemory(): void {
  if (isDone) return;
  isDone = true;
  const { process } = globalThis as { readonly process?: { readonly platform?: string } };
  if (process?.platform === "linux") new ArrayBuffer(BYTES);
}
