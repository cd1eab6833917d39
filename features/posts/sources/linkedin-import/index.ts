export { expandDocuments, type ImportInput } from "./expand-documents.ts";
export { linkedInImportSource } from "./linkedin-import-source.ts";
export type { Refusal } from "./refusal.ts";
