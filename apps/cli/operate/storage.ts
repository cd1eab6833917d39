import {
  pruneResult,
  runRates,
  storageState,
  type RunRate,
  type StorageState,
} from "@millrace/server/contract";
import { askHouse, type OutputFlags } from "./ask-house.ts";
import { withQuery } from "../shared/with-query.ts";
import { factsOf, tableOf, type Column } from "./table.ts";
import { bytesText, durationText, instantText } from "./units.ts";

/** `operate storage` */
export function showStorage(flags: OutputFlags): Promise<void> {
  return askHouse({ path: "/storage", answer: storageState, lines: storageLines }, flags);
}

/** `operate prune` */
export function prune(flags: OutputFlags): Promise<void> {
  return askHouse(
    {
      path: "/storage/prune",
      answer: pruneResult,
      body: {},
      lines: ({ deleted }) => factsOf(Object.entries(deleted)),
    },
    flags,
  );
}

/** `operate rates` */
export function showRates({ json = false, window }: OutputFlags & { window: string }): Promise<void> {
  const path = withQuery("/operate/rates", { window });
  return askHouse({ path, answer: runRates, lines: rateLines }, { json });
}

const rateColumns: Column<RunRate>[] = [
  { heading: "from", of: (rate) => instantText(rate.at) },
  { heading: "succeeded", of: (rate) => rate.succeeded },
  { heading: "failed", of: (rate) => rate.failed },
  { heading: "cancelled", of: (rate) => rate.cancelled },
  { heading: "p50", of: ({ p50_ms }) => (p50_ms === null ? null : durationText(p50_ms)) },
  { heading: "p95", of: ({ p95_ms }) => (p95_ms === null ? null : durationText(p95_ms)) },
];

/** Slices in which nothing ended are left out: a chart shows them, a list of them hides the others. */
function rateLines({ items }: { items: RunRate[] }): string[] {
  const busy = items.filter((rate) => rate.succeeded + rate.failed + rate.cancelled > 0);
  return busy.length === 0 ? ["Nothing ended in this time."] : tableOf(busy, rateColumns);
}

function storageLines(storage: StorageState): string[] {
  const { retention, last_prune } = storage;
  return [
    ...factsOf([
      ["database", bytesText(storage.database_bytes)],
      ["objects", `${bytesText(storage.objects_bytes)} in ${storage.objects}`],
      ["finished runs are kept", daysText(retention.finished_days)],
      [
        "dead letters are kept",
        retention.dead_letters_days === null ? "for ever" : daysText(retention.dead_letters_days),
      ],
      ["events are kept", daysText(retention.events_days)],
      ["page log is kept", daysText(retention.page_log_days)],
      ["last pruned", last_prune === null ? "never" : instantText(last_prune.at)],
    ]),
    "",
    ...tableOf(storage.tables, [
      { heading: "table", of: (table) => table.name },
      { heading: "rows (estimate)", of: (table) => table.rows },
      { heading: "size", of: (table) => bytesText(table.bytes) },
    ]),
  ];
}

function daysText(days: number): string {
  return days === 1 ? "1 day" : `${days} days`;
}
