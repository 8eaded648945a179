import type { BitSource } from "./bitSource.ts";

/** Standard normal numbers, one by one. */
export interface Normals {
  next(): number;
  /** The polar method makes two numbers at a time: the one that waits, or null. It is part of a stream's state. */
  waiting: number | null;
}

/**
 * Standard normal numbers by the polar method, in the order in which NumPy's legacy stream gives them: for a point
 * (x₁, x₂) of the unit disc with r² = x₁² + x₂² and f = √(−2 ln r² / r²), first f x₂, then f x₁.
 *
 * @see G. Marsaglia and T. A. Bray (1964), A convenient method for generating normal variables.
 */
export function polarNormals(bits: BitSource): Normals {
  const normals: Normals = {
    waiting: null,
    next() {
      if (normals.waiting !== null) {
        const z = normals.waiting;
        normals.waiting = null;
        return z;
      }
      let x1: number;
      let x2: number;
      let r2: number;
      do {
        x1 = 2 * bits.double() - 1;
        x2 = 2 * bits.double() - 1;
        r2 = x1 * x1 + x2 * x2;
      } while (r2 >= 1 || r2 === 0);
      const f = Math.sqrt((-2 * Math.log(r2)) / r2);
      normals.waiting = f * x1;
      return f * x2;
    },
  };
  return normals;
}
