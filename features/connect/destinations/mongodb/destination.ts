import type { ConnectorContext } from "../../connectors/context.ts";
import { defineDestination, placeOfAddress, type DeliveryJob } from "../destination.ts";
import { checkMongodb } from "./check.ts";
import { MongodbDelivery } from "./delivery.ts";
import { columnName, refusals, targetName } from "./names.ts";
import { openClient } from "./open-client.ts";
import { mongodbSettings, type MongodbSettings } from "./settings.ts";

/** Collections of a MongoDB database. */
export const mongodbDestination = defineDestination({
  id: "mongodb",
  title: { en: "MongoDB", fr: "MongoDB" },
  about: {
    en: "Collections of documents. MongoDB 4.4 or later, Atlas included.",
    fr: "Des collections de documents. MongoDB 4.4 ou plus récent, Atlas compris.",
  },
  settings: mongodbSettings,
  guarantee: "exactly_once",
  guaranteeNote: {
    en: "Every document has an _id of its own, its primary key or its place in the sync, so writing it again changes nothing. A batch under way may be seen in part.",
    fr: "Chaque document a son propre _id, sa clé primaire ou sa place dans la synchronisation : l'écrire à nouveau ne change rien. Un lot en cours peut se voir en partie.",
  },
  secretPlace: ({ url }) => placeOfAddress(url),
  modes: ["append", "overwrite", "merge"],
  isOrdered: true,
  isFinalAtWrite: (_settings, mode) => mode !== "overwrite",
  batch: { rows: 5_000, bytes: 8_000_000 },
  columnName,
  targetName,
  refusals,
  check: checkMongodb,
  open: openDelivery,
});

async function openDelivery(
  settings: MongodbSettings,
  job: DeliveryJob,
  context: ConnectorContext,
): Promise<MongodbDelivery> {
  const client = await openClient(settings, context);
  const delivery = new MongodbDelivery({
    client,
    database: settings.database,
    job,
    now: () => context.now(),
  });
  try {
    await delivery.prepare();
    return delivery;
  } catch (error) {
    await client.close();
    throw error;
  }
}
