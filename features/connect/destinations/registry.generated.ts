// Written by "npm run generate" from the folders beside it; do not edit.
import { csvDestination } from "./csv/destination.ts";
import { jsonlDestination } from "./jsonl/destination.ts";
import { mongodbDestination } from "./mongodb/destination.ts";
import { parquetDestination } from "./parquet/destination.ts";
import { postgresDestination } from "./postgres/destination.ts";
import { sqliteDestination } from "./sqlite/destination.ts";
import { treasureDataDestination } from "./treasure-data/destination.ts";
import { webhookDestination } from "./webhook/destination.ts";

/** Every destination that ships, by the name of its folder: itself, or the function that makes it. */
export const destinationRegistry = {
  csv: csvDestination,
  jsonl: jsonlDestination,
  mongodb: mongodbDestination,
  parquet: parquetDestination,
  postgres: postgresDestination,
  sqlite: sqliteDestination,
  "treasure-data": treasureDataDestination,
  webhook: webhookDestination,
} as const;
