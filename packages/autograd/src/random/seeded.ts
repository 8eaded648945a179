import seedrandom from "seedrandom";
import type { BitSource } from "./bitSource.ts";

/** Where ARC4 stands: a permutation of 0 … 255 and two places in it. */
export interface Arc4State {
  readonly permutation: readonly number[];
  readonly i: number;
  readonly j: number;
}

/**
 * The bits of `seedrandom` for a text: the stream cipher ARC4. The package is bundled into what is shipped, without
 * Node's cryptography, which it loads for seeds that are drawn by themselves; here every seed is given.
 *
 * @see D. Bau, seedrandom, https://github.com/davidbau/seedrandom
 */
export class SeededBits implements BitSource {
  #random: seedrandom.StatefulPRNG<seedrandom.State.Arc4>;

  constructor(seed: string) {
    this.#random = seedrandom(seed, { state: true as const });
  }

  double(): number {
    return this.#random();
  }

  word(): number {
    return this.#random.int32() >>> 0;
  }

  state(): Arc4State {
    const { S, i, j } = this.#random.state();
    return { permutation: S, i, j };
  }

  restore({ permutation, i, j }: Arc4State): void {
    this.#random = seedrandom("", { state: { S: [...permutation], i, j } });
  }
}
