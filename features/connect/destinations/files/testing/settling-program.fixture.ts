// A program that delivers a stream whose sender forgets, and is meant to be killed: it writes batch after batch, settles every
// second one and says so. Arguments: the folder, the id of the run.
import { jsonlFormat } from "../../jsonl/jsonl-format.ts";
import { numberedBatches } from "../../testing/sample-batches.ts";
import { FolderHome } from "../folder-home.ts";
import { openFileDelivery } from "./deliver-file.ts";

const [folder = "", syncId = ""] = process.argv.slice(2);
const delivery = await openFileDelivery({ home: new FolderHome(folder), format: jsonlFormat, syncId });
for (const batch of numberedBatches(1_000, 2, syncId)) {
  await delivery.write(batch);
  process.stdout.write(`written ${batch.number}\n`);
  if (batch.number % 2 === 1) continue;
  await delivery.settle();
  process.stdout.write(`settled ${batch.number}\n`);
}
