import type { SyncCertificate } from "../contract.ts";
import type { CommitReport } from "../destinations/destination.ts";
import type { StoredSyncStream } from "../queries/sync-streams.ts";

type CertifiedStream = SyncCertificate["streams"][number];
type Equation = CertifiedStream["equations"][number];

/** What the page log says of a stream. */
export interface PageSum {
  pages: number;
  bytes: number;
  hash: string;
  /** Different keys; null where keys are not followed. */
  keys: number | null;
}

const equal = (text: string, left: number, right: number): Equation => ({
  text,
  left,
  right,
  holds: left === right,
});

/** Of a stream that was not committed: then no equation of its rows holds. */
const nothingReported: CommitReport = {
  validRows: 0,
  errorRows: 0,
  isCountedByDestination: false,
  facts: {},
};

/** The proof of one stream: what was read is what was delivered, left as it was, or put aside, and the destination agrees. */
export function certifyStream(stream: StoredSyncStream, pages: PageSum): CertifiedStream {
  const { tally, batch, changes } = stream.checkpoint;
  const report = stream.report ?? nothingReported;
  const suppressed = stream.mode === "change_feed" ? tally.unchanged : 0;
  const { validRows, errorRows } = report;
  const equations = [
    equal(
      "records = rows from records + unchanged + bad",
      tally.records,
      tally.rows - tally.gone + suppressed + tally.bad,
    ),
    equal("rows delivered = valid rows + error rows at the destination", tally.rows, validRows + errorRows),
    equal("error rows at the destination = 0", errorRows, 0),
  ];
  if (pages.keys !== null && stream.mode === "change_feed")
    equations.push(
      equal(
        "records − bad = inserts + updates + unchanged",
        tally.records - tally.bad,
        tally.inserts + tally.updates + tally.unchanged,
      ),
    );
  return {
    stream: stream.stream,
    target: stream.target,
    mode: stream.mode,
    pages: pages.pages,
    requests: pages.pages,
    records: tally.records,
    keys: pages.keys,
    delivered: tally.rows,
    unchanged: suppressed,
    bad: tally.bad,
    inserts: tally.inserts,
    updates: tally.updates,
    gone: tally.gone,
    bytes_read: pages.bytes,
    bytes_written: tally.bytesWritten,
    valid_rows: validRows,
    error_rows: errorRows,
    is_counted_by_destination: report.isCountedByDestination,
    pages_hash: pages.hash,
    facts: { batches: batch, ...report.facts },
    equations,
    changes,
  };
}

/** Green only when every equation of every stream holds. */
export const isGreen = (streams: readonly CertifiedStream[]): boolean =>
  streams.every(({ equations }) => equations.every(({ holds }) => holds));

/** The first equation that does not hold, in words; null when all do. */
export function brokenEquation(streams: readonly CertifiedStream[]): string | null {
  for (const { stream, equations } of streams)
    for (const { text, left, right, holds } of equations)
      if (!holds) return `In ${stream}, "${text}" does not hold: ${left} against ${right}.`;
  return null;
}
