import type { Sync, SyncStream } from "@millrace/connect/contract";
import { factsOf, tableOf, type Column } from "../operate/table.ts";
import { bytesText, durationText, instantText } from "../operate/units.ts";

/** New columns named in a line; --json has them all. */
const shownColumns = 20;

/** "1200 records/s · 83 % of 5 requests/s · 2 min 0 s left": what stands beside the bar. */
export function progressText(now: Sync): string {
  const { records_per_second: speed, budget, seconds_left: left, message } = now;
  const parts = [
    speed === null ? null : `${Math.round(speed)} records/s`,
    budget === null ? null : budgetText(budget),
    left === null || left < 1 ? null : `${durationText(Math.round(left) * 1_000)} left`,
    message,
  ];
  return parts.filter((part) => part !== null).join(" · ");
}

/** How many records there will be, by what the server expects of the time; null while it expects nothing. */
export function recordsExpected({
  records,
  records_per_second: speed,
  seconds_left: left,
}: Sync): number | null {
  return speed === null || left === null ? null : Math.round(records + speed * left);
}

function budgetText({ requests_per_second: limit, used_percent: used }: NonNullable<Sync["budget"]>): string {
  const share = used === null ? "" : `${Math.round(used)} % of `;
  return `${share}${Math.round(limit * 100) / 100} requests/s`;
}

/** A sync as it stands, and its account once it has ended. */
export function syncLines(now: Sync): string[] {
  const facts = factsOf([
    ["sync", now.id],
    ["connection", now.connection_name],
    ["kind", now.kind.replace("_", " ")],
    ...(now.replay_of === null ? [] : [["replay of", now.replay_of] as const]),
    ["status", now.status],
    ["verdict", verdictText(now)],
    ...(now.message === null ? [] : [["message", now.message] as const]),
    ["planned", instantText(now.planned_at)],
    ["started", instantText(now.started_at)],
    ["ended", instantText(now.ended_at)],
    ["took", tookText(now)],
    ["pages", now.pages],
    ["records", `${now.records} read, ${now.delivered} delivered, ${now.bad} bad`],
    ["speed", progressText({ ...now, message: null }) || null],
  ]);
  if (now.streams.length === 0) return facts;
  return [...facts, "", ...tableOf(now.streams, streamColumns), ...changeLines(now.streams)];
}

const streamColumns: Column<SyncStream>[] = [
  { heading: "stream", of: ({ stream }) => stream },
  { heading: "target", of: ({ target }) => target },
  { heading: "mode", of: ({ mode }) => mode },
  { heading: "status", of: ({ status }) => status },
  { heading: "pages", of: ({ pages }) => pages },
  { heading: "records", of: ({ records }) => records },
  { heading: "delivered", of: ({ delivered }) => delivered },
  { heading: "unchanged", of: ({ unchanged }) => unchanged },
  { heading: "bad", of: ({ bad }) => bad },
  { heading: "inserts", of: ({ inserts }) => inserts },
  { heading: "updates", of: ({ updates }) => updates },
  { heading: "gone", of: ({ gone }) => gone },
  { heading: "bytes", of: ({ bytes }) => bytesText(bytes) },
];

interface Changed {
  stream: string;
  changes: SyncStream["changes"];
}

/** What of the schema did not stay as it was: nothing is widened or left out in silence. New columns share a line. */
export function changeLines(streams: readonly Changed[]): string[] {
  return streams.flatMap(({ stream, changes }) => {
    const added = changes.filter(({ change }) => change === "added").map(({ column }) => column);
    const others = changes.filter(({ change }) => change !== "added");
    return [
      ...(added.length === 0 ? [] : [addedText(stream, added)]),
      ...others.map((each) => `${stream}.${each.column}: ${changeText(each)}`),
    ];
  });
}

function addedText(stream: string, columns: readonly string[]): string {
  const more = columns.length - shownColumns;
  const names = columns.slice(0, shownColumns).join(", ");
  return `${stream}: new columns ${names}${more > 0 ? ` and ${more} more` : ""}`;
}

function changeText({ change, from, to, reason, count }: SyncStream["changes"][number]): string {
  const step = from === null && to === null ? "" : ` ${from ?? "–"} → ${to ?? "–"}`;
  return `${change}${step} (${reason}; ${count} ${count === 1 ? "value" : "values"})`;
}

/** The newest syncs. */
export function syncTable(syncs: readonly Sync[]): string[] {
  return tableOf(syncs, [
    { heading: "sync", of: ({ id }) => id },
    { heading: "connection", of: ({ connection_name: name }) => name },
    { heading: "kind", of: ({ kind }) => kind.replace("_", " ") },
    { heading: "status", of: ({ status }) => status },
    { heading: "verdict", of: verdictText },
    { heading: "planned", of: ({ planned_at: planned }) => instantText(planned) },
    { heading: "took", of: tookText },
    { heading: "records", of: ({ records }) => records },
    { heading: "delivered", of: ({ delivered }) => delivered },
    { heading: "bad", of: ({ bad }) => bad },
    { heading: "message", of: ({ message }) => message },
  ]);
}

/** What becomes of a sync that nobody waits for any more. */
export function leftText({ id }: Sync, isOurs: boolean): string {
  return isOurs
    ? `Sync ${id} waits: it goes on when the server is started, or with \`millrace connect status ${id} --watch\`.`
    : `Sync ${id} goes on: \`millrace connect status ${id} --watch\` looks at it again.`;
}

/** What a person should know when a sync did not end green; null when it did. */
export function shortfallText(ended: Sync): string | null {
  const { id, status, is_green: isGreen, message } = ended;
  const reason = message?.replace(/\.$/u, "");
  if (status === "paused")
    return `Sync ${id} is paused: ${reason ?? "somebody paused it"}; \`millrace connect resume ${id}\` goes on with it.`;
  if (status !== "succeeded") return `Sync ${id} is ${status}${reason === undefined ? "" : `: ${reason}`}.`;
  if (isGreen !== false) return null;
  return `Sync ${id} is not green: \`millrace connect certificate ${id}\` shows which equation does not hold.`;
}

function verdictText({ is_green: isGreen }: Sync): string | null {
  if (isGreen === null) return null;
  return isGreen ? "green" : "not green";
}

function tookText({ started_at: started, ended_at: ended }: Sync): string | null {
  return started === null || ended === null ? null : durationText(Date.parse(ended) - Date.parse(started));
}
