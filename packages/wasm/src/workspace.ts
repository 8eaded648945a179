import { type WasmMemory, webAssembly } from "./webassembly.ts";

const PAGE = 65536;
/**
 * Pages at the start: 8 MiB, of which the system gives only what is touched. Room from the start matters beyond the
 * workspace: a memory that grows detaches its old buffer, and once any buffer was detached V8 checks for it at every
 * access to every typed array in the program (a loop of sums took 150 ns before and 220 ns after).
 */
const INITIAL = 128;
/** Addresses have 32 bits. */
const MAXIMUM = 65536;

/** The memory as arrays of each type. They are valid until the memory grows: ask again for every call. @public */
export interface Views {
  readonly float64: Float64Array;
  readonly float32: Float32Array;
  readonly int32: Int32Array;
  readonly uint8: Uint8Array;
}

/**
 * The one memory in which kernels compute. It owns nothing: operands are copied in, results out, and whatever lies
 * there may be overwritten by the next call.
 * @public
 */
export class Workspace {
  readonly memory: WasmMemory;
  private current: Views;

  constructor() {
    this.memory = new (webAssembly()!.Memory)({ initial: INITIAL, maximum: MAXIMUM });
    this.current = viewsOf(this.memory.buffer);
  }

  /**
   * Makes sure that there are `bytes` bytes, growing at least by half where there are not.
   *
   * @returns the views, or null where the runtime cannot give that much.
   */
  reserve(bytes: number): Views | null {
    // Views of a memory that has grown, whoever made it grow, have no length.
    if (bytes <= this.current.uint8.length) return this.current;
    const missing = bytes - this.memory.buffer.byteLength;
    if (missing > 0 && !this.grow(Math.ceil(missing / PAGE))) return null;
    this.current = viewsOf(this.memory.buffer);
    return this.current;
  }

  private grow(pages: number): boolean {
    const present = this.memory.buffer.byteLength / PAGE;
    if (present + pages > MAXIMUM) return false;
    const generous = Math.min(Math.max(pages, present >> 1), MAXIMUM - present);
    return this.tryToGrow(generous) || this.tryToGrow(pages);
  }

  private tryToGrow(pages: number): boolean {
    try {
      this.memory.grow(pages);
      return true;
    } catch {
      return false;
    }
  }
}

function viewsOf(buffer: ArrayBuffer): Views {
  return {
    float64: new Float64Array(buffer),
    float32: new Float32Array(buffer),
    int32: new Int32Array(buffer),
    uint8: new Uint8Array(buffer),
  };
}

let shared: Workspace | null = null;

/** The workspace that all kernels share; it is made when it is first asked for. @public */
export function workspace(): Workspace {
  shared ??= new Workspace();
  return shared;
}

/** The next multiple of 16 bytes, the size of a vector. */
export function aligned(bytes: number): number {
  return bytes + (-bytes & 15);
}
