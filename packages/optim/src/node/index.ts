// Checkpoints in files; for Node only
export { loadCheckpoint, saveCheckpoint } from "./files.ts";
