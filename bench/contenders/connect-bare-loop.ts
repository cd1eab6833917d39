import { randomUUID } from "node:crypto";
import { fetchPages, measure, packPages, readJob, warmUp } from "./connect-job.ts";

/**
 * What a script would do: fetches each page, parses, packs and gzips it, and uploads parts into one bulk-import session.
 * Keeps nothing: what it had done is lost when it is killed.
 */
const job = readJob();
const session = `bare_${randomUUID().replaceAll("-", "_")}`;
const table = `/${job.database}/${session}`;

await call("POST", `/v3/table/create${table}/log`);
await call("POST", `/v3/bulk_import/create/${session}${table}`);
const upload = (part: Uint8Array<ArrayBuffer>, number: number): Promise<void> =>
  call("PUT", `/v3/bulk_import/upload_part/${session}/part_${number}`, part);
await warmUp(job);
await measure(async () => {
  const packed = await packPages(fetchPages(job), upload);
  await call("POST", `/v3/bulk_import/freeze/${session}`);
  await call("POST", `/v3/bulk_import/perform/${session}`);
  await call("POST", `/v3/bulk_import/commit/${session}`);
  return packed;
});

async function call(method: "POST" | "PUT", path: string, body?: Uint8Array<ArrayBuffer>): Promise<void> {
  const answer = await fetch(`${job.treasureData}${path}`, {
    method,
    headers: { authorization: `TD1 ${job.treasureDataKey}`, "content-type": "application/octet-stream" },
    ...(body === undefined ? {} : { body }),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  await answer.arrayBuffer();
}
