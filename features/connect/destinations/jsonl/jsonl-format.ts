import { copied, textChunks } from "../files/text-chunks.ts";
import type { Assembly, FileFormat } from "../files/file-format.ts";
import { writeJson } from "../../values/write-json.ts";

/**
 * JSON Lines: an object per row with every column of the delivery, null where the row has nothing. Numbers as they came, however
 * long; values of json columns as what they are. Lines of an older file stay as they were.
 */
export const jsonlFormat: FileFormat = {
  extension: "jsonl",
  contentType: "application/x-ndjson; charset=utf-8",
  layout: {},
  holds: null,
  refusals: () => [],
  columnsOf: () => Promise.resolve([]),
  async *chunks({ old, columns, batches }: Assembly) {
    if (old !== null) yield* copied(old.path, "\n");
    const labels = columns.map(({ name }, at) => `${at === 0 ? "{" : ","}${JSON.stringify(name)}:`);
    yield* textChunks(batches, columns, (row) => {
      let line = "";
      for (let at = 0; at < labels.length; at += 1) line += (labels[at] ?? "") + writeJson(row[at] ?? null);
      return `${line}}\n`;
    });
  },
};
