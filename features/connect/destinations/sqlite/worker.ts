import { parentPort, workerData } from "node:worker_threads";
import { ladderFault } from "./faults.ts";
import { SqliteStore, type PlainBatch, type StoreJob } from "./store.ts";

/** SQLite in a thread of its own: a large table is rewritten or a disk waited for without holding up everybody else. */
export type StoreCall =
  | { call: "held" }
  | { call: "write"; batch: PlainBatch }
  | { call: "commit"; total: { batches: number; rows: number } }
  | { call: "discard" };

/** Answers in the order of the calls; the first is about opening. */
export type StoreAnswer =
  | { isOk: true; result: unknown }
  | { isOk: false; rung: string; message: string; facts: Record<string, string | number | boolean | null> };

export interface StoreData {
  path: string;
  job: StoreJob;
}

const { path, job } = workerData as StoreData;
const port = parentPort;
let store: SqliteStore | null = null;

answer(() => {
  store = new SqliteStore(path, job);
});
port?.on("message", (message: StoreCall | "close") => {
  if (message !== "close") return answer(() => make(message));
  store?.[Symbol.dispose]();
  port.close();
});

function make(message: StoreCall): unknown {
  if (store === null) throw new Error("the file is not open");
  switch (message.call) {
    case "held":
      return store.held();
    case "write":
      return store.write(message.batch);
    case "commit":
      return store.commit(message.total);
    case "discard":
      return store.discard();
  }
}

function answer(work: () => unknown): void {
  port?.postMessage(outcomeOf(work));
}

function outcomeOf(work: () => unknown): StoreAnswer {
  try {
    return { isOk: true, result: work() };
  } catch (error) {
    const { rung, message, facts } = ladderFault(error);
    return { isOk: false, rung, message, facts: { ...facts } };
  }
}
