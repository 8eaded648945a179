/** placeholder */
export interface Primitive {
  readonly name: string;
}
