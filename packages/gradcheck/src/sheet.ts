import type { Graph } from "./graph.ts";

/** Numbers in the shape of a value; null for zeros. */
export type Numbers = Float64Array | null;

/** Room for the numbers of all places of a tape, used again and again: new arrays for each walk cost more than the walk. */
export class Sheet {
  readonly numbers: Float64Array;
  private readonly offsets: Int32Array;
  private readonly filled: Uint8Array;
  /** The places where there are numbers, in the order in which these came. */
  private readonly opened: Int32Array;
  private count = 0;

  constructor({ values, places }: Graph) {
    this.offsets = new Int32Array(places + 1);
    for (let place = 0; place < places; place++)
      this.offsets[place + 1] = this.offsets[place]! + (values[place]?.size ?? 0);
    this.numbers = new Float64Array(this.offsets[places]!);
    this.filled = new Uint8Array(places);
    this.opened = new Int32Array(places);
  }

  /** Whether there are numbers at a place. */
  has(place: number): boolean {
    return this.filled[place] === 1;
  }

  /** Where the numbers of a place begin. */
  at(place: number): number {
    return this.offsets[place]!;
  }

  /** The same, for something to be added there. */
  open(place: number): number {
    if (this.filled[place] === 0) {
      this.filled[place] = 1;
      this.opened[this.count++] = place;
    }
    return this.offsets[place]!;
  }

  /** A copy of what lies at a place. */
  get(place: number): Numbers {
    return this.has(place) ? this.numbers.slice(this.offsets[place]!, this.offsets[place + 1]!) : null;
  }

  add(place: number, d: Float64Array): void {
    if (place < 0) return;
    const to = this.open(place);
    const { numbers } = this;
    for (let j = 0; j < d.length; j++) numbers[to + j]! += d[j]!;
  }

  subtract(place: number, d: Float64Array): void {
    const to = this.open(place);
    const { numbers } = this;
    for (let j = 0; j < d.length; j++) numbers[to + j]! -= d[j]!;
  }

  clean(): void {
    for (let i = 0; i < this.count; i++) {
      const place = this.opened[i]!;
      this.filled[place] = 0;
      this.numbers.fill(0, this.offsets[place]!, this.offsets[place + 1]!);
    }
    this.count = 0;
  }
}
