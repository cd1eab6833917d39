import type { SyncDiff } from "../contract.ts";
import { listSyncStreams, type StoredSyncStream } from "../queries/sync-streams.ts";
import { isRecord, type RecordValue, type Value } from "../values/value.ts";
import { shownJson } from "../values/shown-json.ts";
import type { DiffSample } from "./checkpoint.ts";
import { recordAt, type Tracing } from "./trace-row.ts";

type Sample = SyncDiff["streams"][number]["samples"][number];

/** A diff with its samples, read out of the page log: what was before may be pruned by now, and is null then. */
export async function readDiff(tracing: Tracing, syncId: string, diff: SyncDiff): Promise<SyncDiff> {
  const streams = await listSyncStreams(tracing.db, [syncId]);
  const filled = await Promise.all(
    diff.streams.map(async (described) => {
      const stream = streams.find((each) => each.stream === described.stream);
      return stream === undefined ? described : { ...described, samples: await samplesOf(tracing, stream) };
    }),
  );
  return { ...diff, streams: filled };
}

async function samplesOf(tracing: Tracing, stream: StoredSyncStream): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const sample of stream.checkpoint.samples)
    samples.push(await sampleOf(tracing, stream.syncId, sample));
  return samples;
}

/** Of a change, the fields that differ; of the others, the whole record. */
async function sampleOf(tracing: Tracing, syncId: string, sample: DiffSample): Promise<Sample> {
  const { op, key, changed, before, after } = sample;
  const old = before === null ? null : await recordAt(tracing, before);
  const now = after === null ? null : await recordAt(tracing, { syncId, ...after });
  const shown = (value: Value) =>
    isRecord(value) ? plain(op === "change" ? pick(value, changed) : value) : null;
  return { op, key, before: shown(old), after: shown(now) };
}

const pick = (record: RecordValue, fields: readonly string[]): RecordValue =>
  Object.fromEntries(fields.map((field) => [field, record[field] ?? null]));

const plain = (record: RecordValue): Record<string, unknown> => shownJson(record) as Record<string, unknown>;
