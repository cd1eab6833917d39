import { NeedsAttention } from "@millrace/platform/errors";
import { defineDestination } from "../destination.ts";
import { checkSqlite, pathRefusal } from "./check.ts";
import { SqliteDelivery } from "./delivery.ts";
import { columnName, refusals, targetName } from "./identifiers.ts";
import { sqliteSettings } from "./settings.ts";

/** Tables of a SQLite file on this machine. */
export const sqliteDestination = defineDestination({
  id: "sqlite",
  isLocal: () => true,
  title: { en: "SQLite", fr: "SQLite" },
  about: {
    en: "Tables of one file on this machine, to be read by anything that reads SQLite.",
    fr: "Les tables d'un fichier de cette machine, lisible par tout ce qui lit SQLite.",
  },
  settings: sqliteSettings,
  guarantee: "exactly_once",
  guaranteeNote: {
    en: "Each batch and the note that it was delivered are one transaction, so a batch is there once or not at all.",
    fr: "Chaque lot et la note de sa livraison forment une seule transaction : un lot est là une fois, ou pas du tout.",
  },
  modes: ["append", "overwrite", "merge"],
  isOrdered: true,
  isFinalAtWrite: (_settings, mode) => mode !== "overwrite",
  // One transaction each, so that other programs never wait long for theirs.
  batch: { rows: 5_000, bytes: 4_000_000 },
  columnName,
  targetName,
  refusals,
  check: checkSqlite,
  open: async ({ path }, job) => {
    const refusal = pathRefusal(path);
    if (refusal !== null) throw new NeedsAttention(refusal, { facts: { setting: "path" } });
    return await SqliteDelivery.open(path, job);
  },
});
