import type { Database } from "@millrace/platform/db";
import { readChanges, type ChangedRows, type RecordStream } from "@millrace/platform/streams";
import { postRecord, type PostRecord } from "../contract.ts";
import { recordColumns } from "../queries/post-columns.ts";

const posts: ChangedRows = {
  from: "posts.post",
  columns: recordColumns,
  changedXid: "changed_xid",
  key: "id",
  keyType: "uuid",
};

/** What Posts offers to the other rooms. A post deleted for good sends no record; one in the trash says so. */
export function postStreams({ pool }: Pick<Database, "pool">) {
  return [
    {
      name: "posts",
      about:
        "Every collected post with its author, counts and verdict; one comes again whenever it or its marks change.",
      schema: postRecord,
      primaryKey: ["id"],
      readSince: (cursor, limit) => readChanges<PostRecord>(pool, posts, cursor, limit),
    } satisfies RecordStream<PostRecord>,
  ] as const;
}
