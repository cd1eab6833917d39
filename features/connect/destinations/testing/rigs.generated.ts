// Written by "npm run generate" from the folders beside it; do not edit.
import { openCsvRig } from "../csv/test-rig.ts";
import { openJsonlRig } from "../jsonl/test-rig.ts";
import { openMongodbRig } from "../mongodb/test-rig.ts";
import { openParquetRig } from "../parquet/test-rig.ts";
import { openPostgresRig } from "../postgres/test-rig.ts";
import { openSqliteRig } from "../sqlite/test-rig.ts";
import { openTreasureDataRig } from "../treasure-data/test-rig.ts";
import { openWebhookRig } from "../webhook/test-rig.ts";

/** What opens the rig of every destination, by the name of its folder: the contract tests go through them. */
export const destinationRigs = {
  csv: openCsvRig,
  jsonl: openJsonlRig,
  mongodb: openMongodbRig,
  parquet: openParquetRig,
  postgres: openPostgresRig,
  sqlite: openSqliteRig,
  "treasure-data": openTreasureDataRig,
  webhook: openWebhookRig,
} as const;
