// Files of tensors; for Node only
export { writeFileAtomic } from "./files.ts";
export {
  readCsv,
  readIdx,
  readNpy,
  readNpz,
  readSafetensors,
  writeIdx,
  writeNpy,
  writeNpz,
  writeSafetensors,
} from "./tensorFiles.ts";
