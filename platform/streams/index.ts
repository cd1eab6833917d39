export type { RecordStream, StreamPage } from "./record-stream.ts";
export { readChanges, type ChangedRows } from "./read-changes.ts";
