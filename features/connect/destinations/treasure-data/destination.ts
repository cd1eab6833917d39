import { NeedsAttention } from "@millrace/platform/errors";
import { defineDestination, type WriteMode } from "../destination.ts";
import { createTreasureDataApi } from "./api.ts";
import { BulkDelivery } from "./bulk-delivery.ts";
import { createSender } from "./call.ts";
import { checkTreasureData } from "./check.ts";
import { ImportDelivery } from "./import-delivery.ts";
import { columnName, targetName } from "./names.ts";
import { refusals } from "./refusals.ts";
import { treasureDataSettings, type TreasureDataSettings } from "./settings.ts";

/** Treasure Data, by sessions of bulk import or by streaming imports. */
export const treasureDataDestination = defineDestination({
  id: "treasure-data",
  title: { en: "Treasure Data", fr: "Treasure Data" },
  about: {
    en: "Tables of a Treasure Data database. Nested values and decimals that no double holds exactly are text.",
    fr: "Les tables d’une base Treasure Data. Les valeurs imbriquées et les décimaux qu’aucun double ne tient exactement sont du texte.",
  },
  settings: treasureDataSettings,
  guarantee: "exactly_once",
  guaranteeNote: {
    en: "With the method bulk: session and parts have names that a sync gives again after a crash, and Treasure Data is asked what it holds before anything is sent. With import_with_id: exactly once while Treasure Data remembers the identifiers of what it received (about an hour); a batch whose acknowledgement was lost and that is sent again later may be there twice.",
    fr: "Avec la méthode bulk : la session et ses parties portent des noms qu’une synchronisation redonne après un arrêt brutal, et Treasure Data dit ce qu’il a avant tout envoi. Avec import_with_id : exactement une fois tant que Treasure Data se souvient des identifiants reçus (environ une heure) ; un lot dont l’accusé s’est perdu et qui est renvoyé plus tard peut s’y trouver deux fois.",
  },
  modes: ["append", "overwrite"],
  isOrdered: false,
  isFinalAtWrite: (settings, mode) => !isBulk(settings, mode),
  // A part of about a megabyte when compressed; several are in memory at once. The vendor's own streaming client sends at most
  // 8,096 records.
  batch: { rows: 8_000, bytes: 8_000_000 },
  columnName,
  targetName,
  refusals,
  check: (settings, context) => {
    const api = createTreasureDataApi(createSender(settings, context));
    return checkTreasureData(api, settings, context.signal);
  },
  open: async (settings, job, context) => {
    if (job.mode === "merge")
      throw new NeedsAttention("Treasure Data merges no rows. Choose append, overwrite or change feed.");
    const api = createTreasureDataApi(createSender(settings, context));
    const parts = { api, settings, job, context };
    return isBulk(settings, job.mode) ? new BulkDelivery(parts) : ImportDelivery.open(parts);
  },
});

/** What replaces a whole table is seen at its end in any case, and a streaming import has none. */
function isBulk({ method }: TreasureDataSettings, mode: WriteMode): boolean {
  return method === "bulk" || mode === "overwrite";
}
