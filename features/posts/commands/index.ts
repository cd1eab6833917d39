export { runExtract, type ExtractIo } from "./extract.ts";
export { runClassify, type ClassifyIo, type ClassifyOptions } from "./classify.ts";
export { listImportFiles, type ImportFile } from "./list-import-files.ts";
