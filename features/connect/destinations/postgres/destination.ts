import { defineDestination, placeOfAddress, type DeliveryJob } from "../destination.ts";
import type { ConnectorContext } from "../../connectors/context.ts";
import { Bookkeeping } from "./bookkeeping.ts";
import { checkPostgres } from "./check.ts";
import { PostgresDelivery } from "./delivery.ts";
import { columnName, refusals, targetName } from "./identifiers.ts";
import { openPool } from "./open-pool.ts";
import { postgresSettings, type PostgresSettings } from "./settings.ts";
import { inTransactionOf, lockName } from "./transaction.ts";

/** Tables of a Postgres database. */
export const postgresDestination = defineDestination({
  id: "postgres",
  title: { en: "PostgreSQL", fr: "PostgreSQL" },
  about: {
    en: "Tables with typed columns, filled by COPY. Postgres 12 or later, hosted ones included.",
    fr: "Des tables aux colonnes typées, remplies par COPY. Postgres 12 ou plus récent, hébergé compris.",
  },
  settings: postgresSettings,
  guarantee: "exactly_once",
  guaranteeNote: {
    en: "Each batch and the note that it was delivered are one transaction, so a batch is there once or not at all.",
    fr: "Chaque lot et la note de sa livraison forment une seule transaction : un lot est là une fois, ou pas du tout.",
  },
  secretPlace: ({ url }) => placeOfAddress(url),
  modes: ["append", "overwrite", "merge"],
  isOrdered: true,
  isFinalAtWrite: (_settings, mode) => mode !== "overwrite",
  // One COPY each: long enough to be quick over a slow line, small enough for eight of them to fit in memory.
  batch: { rows: 10_000, bytes: 8_000_000 },
  columnName,
  targetName,
  refusals,
  check: checkPostgres,
  open: openDelivery,
});

async function openDelivery(
  settings: PostgresSettings,
  job: DeliveryJob,
  context: ConnectorContext,
): Promise<PostgresDelivery> {
  const pool = openPool(settings, context);
  const book = new Bookkeeping(settings.schema, job);
  try {
    await inTransactionOf(pool, context.signal, async (client) => {
      await lockName(client, `${settings.schema} bookkeeping`);
      await book.prepare(client);
    });
  } catch (error) {
    await pool.end();
    throw error;
  }
  return new PostgresDelivery({ pool, schema: settings.schema, job, book });
}
