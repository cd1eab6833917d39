import { Encoder } from "@msgpack/msgpack";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

/** What every contender of Connect is given. */
export interface ConnectJob {
  /** Of the customers, `per_page` in it. */
  firstPage: string;
  headers: Record<string, string>;
  /** Of Treasure Data. */
  treasureData: string;
  treasureDataKey: string;
  database: string;
}

export interface ConnectSample {
  records: number;
  /** Bytes of the pages, and of what was sent or would have been. */
  bytesIn: number;
  bytesOut: number;
  seconds: number;
  /** Processor seconds of the contender's process, user and system. */
  coreSeconds: number;
}

/** Records of a part: as many as the product puts into one. */
const recordsPerPart = 8_000;
/** The product's default. */
const sendsAtOnce = 4;
/** Treasure Data wants one in every record. */
const timeOfRecords = 1_764_547_200;
const warmUpBytes = 20_000_000;
const compress = promisify(gzip);

/** The job, from the environment the bench sets. */
export function readJob(): ConnectJob {
  return JSON.parse(process.env["BENCH_JOB"] ?? "") as ConnectJob;
}

/** The pages of the customers one after the other, as their bytes. */
export async function* fetchPages({ firstPage, headers }: ConnectJob): AsyncGenerator<Buffer> {
  const url = new URL(firstPage);
  for (;;) {
    const answer = await fetch(url, { headers });
    if (!answer.ok) throw new Error(`${url.href} answered ${answer.status}: ${await answer.text()}`);
    const body = Buffer.from(await answer.arrayBuffer());
    // The cursor stands at the end of a page, so a loop that keeps pages for later need not read them through now.
    const cursor = /"next_page_info":"([^"]+)"\}\}$/u.exec(body.subarray(-300).toString())?.[1];
    yield body;
    if (cursor === undefined) return;
    url.searchParams.set("page_info", cursor);
  }
}

/**
 * The bare loop: JSON.parse, MessagePack record by record, gzip (level 1) in parts, and `send` for each part, so many at
 * once as the product sends. No schema, no checks, no hashes, no log of what was read: what a script would do.
 */
export async function packPages(
  pages: AsyncIterable<Buffer> | Iterable<Buffer>,
  send: (part: Uint8Array<ArrayBuffer>, number: number) => Promise<void>,
): Promise<Pick<ConnectSample, "records" | "bytesIn" | "bytesOut">> {
  const encoder = new Encoder();
  const sent = { records: 0, bytesIn: 0, bytesOut: 0, parts: 0 };
  const sending = new Set<Promise<void>>();
  let records: Uint8Array[] = [];
  const cut = async (): Promise<void> => {
    sent.parts += 1;
    const number = sent.parts;
    const raw = Buffer.concat(records);
    records = [];
    const place = (async () => {
      const part = await compress(raw, { level: 1 });
      sent.bytesOut += part.byteLength;
      await send(part, number);
    })();
    sending.add(place);
    // One that failed stays among them: whoever waits for them all is told.
    void place.then(
      () => sending.delete(place),
      () => undefined,
    );
    if (sending.size >= sendsAtOnce) await Promise.race(sending);
  };
  for await (const body of pages) {
    sent.bytesIn += body.byteLength;
    const { customers } = JSON.parse(body.toString()) as { customers: Record<string, unknown>[] };
    for (const customer of customers) {
      customer["time"] = timeOfRecords;
      records.push(encoder.encode(customer));
      sent.records += 1;
      if (records.length >= recordsPerPart) await cut();
    }
  }
  if (records.length > 0) await cut();
  await Promise.all(sending);
  return sent;
}

/** The same with the first pages, unmeasured, so that its code is compiled as the product's is. */
export async function warmUp(job: ConnectJob): Promise<void> {
  const pages: Buffer[] = [];
  let bytes = 0;
  for await (const body of fetchPages(job)) {
    pages.push(body);
    bytes += body.byteLength;
    if (bytes >= warmUpBytes) break;
  }
  await packPages(pages, throwAway);
}

export const throwAway = (): Promise<void> => Promise.resolve();

/** Runs `work` and prints the sample. */
export async function measure(
  work: () => Promise<Pick<ConnectSample, "records" | "bytesIn" | "bytesOut">>,
): Promise<void> {
  const startedMs = performance.now();
  const before = process.cpuUsage();
  const { records, bytesIn, bytesOut } = await work();
  const { user, system } = process.cpuUsage(before);
  const sample: ConnectSample = {
    records,
    bytesIn,
    bytesOut,
    seconds: (performance.now() - startedMs) / 1_000,
    coreSeconds: (user + system) / 1_000_000,
  };
  console.log(JSON.stringify(sample));
}
