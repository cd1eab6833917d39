import { randomUUID } from "node:crypto";
import { systemClock } from "@millrace/platform/clock";
import { Decimal128, Double, Int32, Long, MongoClient, type Document } from "mongodb";
import type { ColumnType } from "../../records/column.ts";
import { Decimal, type Value } from "../../values/value.ts";
import { mapTexts } from "../testing/map-texts.ts";
import type { DestinationRig } from "../testing/rig.ts";
import { mongodbDestination } from "./destination.ts";
import { startMongoSimulator } from "./simulator.ts";

/** Address of a real MongoDB to test against, without a database: one is made and dropped. Default: the simulator. */
const urlVariable = "MILLRACE_TEST_MONGODB_URL";

export async function openMongodbRig(): Promise<DestinationRig> {
  await using opened = new AsyncDisposableStack();
  const simulator = opened.use(await startMongoSimulator({ clock: systemClock }));
  const url = process.env[urlVariable] ?? simulator.url;
  const database = `millrace_test_${randomUUID().slice(0, 8)}`;
  const client = await new MongoClient(url, { promoteValues: false }).connect();
  opened.defer(() => client.close());
  if (url !== simulator.url) opened.defer(async () => void (await client.db(database).dropDatabase()));
  const kept = opened.move();
  const withCredentials = simulator.url.replace("://", "://nobody:no-such-secret@");
  return {
    name: "mongodb",
    destination: mongodbDestination,
    settings: { url, database },
    read: async (target) => {
      const documents = await client.db(database).collection(target).find().toArray();
      return documents.map((document) => plainDocument({ ...document, _id: null }));
    },
    seen,
    showsPartsOfBatches: true,
    wrong: [
      { what: "credentials that are refused", settings: { url: withCredentials, database }, setting: "url" },
      { what: "an address that is none", settings: { url: "mongo.example.com", database }, setting: "url" },
      {
        what: "a server that is not there",
        settings: { url: "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=300", database },
        setting: "url",
      },
    ],
    unholdable: [
      { what: "MongoDB's own key", columns: [{ name: "_id", type: "text" }], named: "_id" },
      { what: "a name of its language", columns: [{ name: "$set", type: "text" }], named: "$set" },
      { what: "a path", columns: [{ name: "address.city", type: "text" }], named: "address.city" },
      { what: "a target of MongoDB's own", target: "system.users", named: "system.users" },
      { what: "a target of Millrace's own", target: "_millrace_batch", named: "_millrace_batch" },
      { what: "a target that is too long", target: "t".repeat(191), named: "t".repeat(60) },
    ],
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

const plainDocument = (document: Document): Record<string, Value> =>
  Object.fromEntries(Object.entries(document).map(([name, value]) => [name, plain(value)]));

function plain(value: unknown): Value {
  if (value instanceof Int32 || value instanceof Double) return value.value;
  if (value instanceof Long) return value.toBigInt();
  if (value instanceof Decimal128) return new Decimal(value.toString());
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((each) => plain(each));
  return typeof value === "object" && value !== null ? plainDocument(value) : (value as Value);
}

/** Instants to the millisecond; half of a surrogate pair is U+FFFD, and so is what ends a name. */
function seen(value: Value, type: ColumnType): Value {
  const isInstant = type === "timestamp" && typeof value === "string" && /(?:Z|[+-]\d\d:\d\d)$/u.test(value);
  if (isInstant) return new Date(value).toISOString();
  if (type === "number" || type === "integer") return value;
  return mapTexts(value, (text) => text.toWellFormed());
}
