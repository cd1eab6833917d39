import { calculateObjectSize, Int32, Long, type Document } from "bson";
import type { Collections } from "./collections.ts";

/** 101 documents in the first answer, as MongoDB has it. */
const findDefaults = { filter: {} as Document, limit: 0, batchSize: 101, singleBatch: false };

/** Reads that were not answered to their end. */
export class Cursors {
  /** What a find has not given yet, by cursor. */
  readonly rest = new Map<string, Document[]>();
  #last = 0;

  /** An id that no cursor had. */
  next(): number {
    this.#last += 1;
    return this.#last;
  }
}

/** What a command may see of the server. */
export interface CommandContext {
  collections: Collections;
  cursors: Cursors;
  /** Applies only the first half of the documents of an insert or update: a connection that is cut in between. */
  isHalf: boolean;
  now(): number;
}

type Command = (command: Document, context: CommandContext) => Document;

/** Answers one command as a MongoDB 7 that stands alone would. */
export function answerCommand(command: Document, context: CommandContext): Document {
  const [name = ""] = Object.keys(command);
  const run = commands[name];
  if (run === undefined) return failure(59, "CommandNotFound", `no such command: '${name}'`);
  return run(command, context);
}

export const failure = (code: number, codeName: string, errmsg: string): Document => ({
  ok: 0,
  code,
  codeName,
  errmsg,
});

const namespaceOf = (command: Document): string => {
  const [name] = Object.values(command) as unknown[];
  return `${String(command.$db)}.${String(name)}`;
};

const hello: Command = (_command, context) => ({
  helloOk: true,
  isWritablePrimary: true,
  ismaster: true,
  maxBsonObjectSize: 16_777_216,
  maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000,
  localTime: new Date(context.now()),
  logicalSessionTimeoutMinutes: 30,
  connectionId: 1,
  minWireVersion: 0,
  maxWireVersion: 21,
  readOnly: false,
  ok: 1,
});

const fine: Command = () => ({ ok: 1 });

const insert: Command = (command, { collections, isHalf }) => {
  const collection = collections.getOrMake(namespaceOf(command));
  const documents = someOf(command.documents as Document[], isHalf);
  const writeErrors: Document[] = [];
  let n = 0;
  for (const [index, document] of documents.entries()) {
    if (collection.insert(document)) {
      n += 1;
      continue;
    }
    writeErrors.push({
      index,
      code: 11_000,
      errmsg: `E11000 duplicate key error collection: ${namespaceOf(command)} index: _id_`,
    });
    if (command.ordered !== false) break;
  }
  return { n, ok: 1, ...(writeErrors.length === 0 ? {} : { writeErrors }) };
};

const update: Command = (command, { collections, isHalf }) => {
  const collection = collections.getOrMake(namespaceOf(command));
  const upserted: Document[] = [];
  let n = 0;
  for (const [index, { q, u, upsert }] of someOf(command.updates as Document[], isHalf).entries()) {
    const [filter, replacement] = [q as Document, u as Document];
    const [found] = collection.find(filter);
    n += 1;
    if (found !== undefined) collection.replace(found, replacement);
    else if (upsert === true) {
      const id = (replacement._id ?? filter._id) as unknown;
      collection.insert({ _id: id, ...replacement });
      upserted.push({ index, _id: id });
    } else n -= 1;
  }
  return { n, nModified: n - upserted.length, ok: 1, ...(upserted.length === 0 ? {} : { upserted }) };
};

const remove: Command = (command, { collections }) => {
  const collection = collections.get(namespaceOf(command));
  let n = 0;
  for (const { q, limit } of command.deletes as Document[]) {
    const found = collection?.find(q as Document) ?? [];
    for (const document of Number(limit) === 1 ? found.slice(0, 1) : found) {
      collection?.remove(document);
      n += 1;
    }
  }
  return { n, ok: 1 };
};

/** What an answer may hold: 16 MB of documents, less its own frame. */
const mostBatchBytes = 16_777_216 - 16_384;

/** How many documents make the next answer: no more than were asked for, at least one, and no more than fit. */
function batchLength(documents: readonly Document[], most: number): number {
  let bytes = 0;
  for (let at = 0; at < Math.min(most, documents.length); at += 1) {
    bytes += calculateObjectSize(documents[at] as Document);
    if (at > 0 && bytes > mostBatchBytes) return at;
  }
  return Math.min(most, documents.length);
}

const find: Command = (command, { collections, cursors }) => {
  const { filter, limit, batchSize, singleBatch } = { ...findDefaults, ...command };
  const all = collections.get(namespaceOf(command))?.find(filter) ?? [];
  const wanted = Number(limit) === 0 ? all : all.slice(0, Math.abs(Number(limit)));
  const size = batchLength(wanted, Number(batchSize));
  const id = wanted.length > size && !singleBatch ? cursors.next() : 0;
  if (id !== 0) cursors.rest.set(String(id), wanted.slice(size));
  const cursor = { firstBatch: wanted.slice(0, size), id: Long.fromNumber(id), ns: namespaceOf(command) };
  return { cursor, ok: 1 };
};

const getMore: Command = (command, { cursors }) => {
  const id = String(command.getMore);
  const rest = cursors.rest.get(id);
  if (rest === undefined) return failure(43, "CursorNotFound", `cursor id ${id} not found`);
  const size = batchLength(rest, Number(command.batchSize ?? rest.length));
  const left = rest.slice(size);
  if (left.length > 0) cursors.rest.set(id, left);
  else cursors.rest.delete(id);
  const next = Long.fromString(left.length > 0 ? id : "0");
  const ns = `${String(command.$db)}.${String(command.collection)}`;
  return { cursor: { nextBatch: rest.slice(0, size), id: next, ns }, ok: 1 };
};

/** What `countDocuments` asks: a match and a count. */
const aggregate: Command = (command, { collections }) => {
  const [first] = command.pipeline as Document[];
  const filter = (first?.$match ?? {}) as Document;
  const count = collections.get(namespaceOf(command))?.find(filter).length ?? 0;
  const batch = count === 0 ? [] : [{ _id: new Int32(1), n: new Int32(count) }];
  return { cursor: { firstBatch: batch, id: Long.ZERO, ns: namespaceOf(command) }, ok: 1 };
};

const listCollections: Command = (command, { collections }) => {
  const database = String(command.$db);
  const wanted = ((command.filter ?? {}) as Document).name as unknown;
  const names = collections.namesIn(database).filter((name) => wanted === undefined || name === wanted);
  const batch = names.map((name) => ({ name, type: "collection" }));
  return { cursor: { firstBatch: batch, id: Long.ZERO, ns: `${database}.$cmd.listCollections` }, ok: 1 };
};

const create: Command = (command, { collections }) => {
  const namespace = namespaceOf(command);
  if (collections.get(namespace) !== null)
    return failure(48, "NamespaceExists", `Collection ${namespace} already exists.`);
  collections.getOrMake(namespace);
  return { ok: 1 };
};

const renameCollection: Command = (command, { collections }) => {
  const [from, to] = [String(command.renameCollection), String(command.to)];
  if (collections.get(from) === null)
    return failure(26, "NamespaceNotFound", `Source collection ${from} does not exist`);
  if (collections.get(to) !== null && command.dropTarget !== true)
    return failure(48, "NamespaceExists", "target namespace exists");
  collections.rename(from, to);
  return { ok: 1 };
};

const drop: Command = (command, { collections }) =>
  collections.drop(namespaceOf(command)) ? { ok: 1 } : failure(26, "NamespaceNotFound", "ns not found");

const commands: Readonly<Record<string, Command>> = {
  hello,
  ismaster: hello,
  isMaster: hello,
  ping: fine,
  endSessions: fine,
  killCursors: fine,
  insert,
  update,
  delete: remove,
  find,
  getMore,
  aggregate,
  listCollections,
  create,
  renameCollection,
  drop,
};

const someOf = (documents: Document[], isHalf: boolean): Document[] =>
  isHalf ? documents.slice(0, Math.ceil(documents.length / 2)) : documents;
