export { fftfreq, rfftfreq } from "./frequencies.ts";
export { fftshift, ifftshift } from "./shift.ts";
