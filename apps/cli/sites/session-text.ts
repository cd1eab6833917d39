import type { Selection, Session, WorkerActivity } from "@millrace/sites/contract";
import { factsOf, tableOf } from "../operate/table.ts";
import { durationText, instantText } from "../operate/units.ts";

/** "40/min · 2 min left": what stands beside the bar. */
export function rateText(session: Session): string {
  const parts = [
    session.per_minute === null ? null : `${session.per_minute}/min`,
    session.seconds_left === null || session.seconds_left === 0
      ? null
      : `${durationText(session.seconds_left * 1_000)} left`,
  ];
  return parts.filter((part) => part !== null).join(" · ");
}

/** "worker 1  page  shop.fr  3 s  12 done", one per worker. */
export function workerLines(activity: readonly WorkerActivity[], nowMs: number): string[] {
  const workers = [...activity].sort((a, b) => a.worker - b.worker);
  return tableOf(workers, [
    { heading: "worker", of: ({ worker }) => worker },
    { heading: "state", of: ({ state }) => state },
    { heading: "doing", of: ({ doing }) => doing },
    { heading: "website", of: ({ domain }) => domain },
    { heading: "since", of: ({ since }) => durationText(Math.max(0, nowMs - Date.parse(since))) },
    { heading: "done", of: ({ done }) => done },
  ]);
}

/** A session as it stands, and its report once it has ended. */
export function sessionLines(session: Session): string[] {
  const { by_outcome: outcome, api, dom } = session;
  const facts = factsOf([
    ["session", session.id],
    ["status", session.status],
    ...(session.message === null ? [] : [["message", session.message] as const]),
    ["workspace", session.workspace],
    ["selection", selectionText(session.selection)],
    ["provider", session.provider],
    ["workers", session.workers],
    ["started", instantText(session.started_at)],
    ["ended", instantText(session.ended_at)],
    [
      "done",
      `${session.done} of ${session.total}${session.fresh > 0 ? `, ${session.fresh} skipped as fresh` : ""}`,
    ],
    [
      "outcome",
      `completed ${outcome.completed}, partial ${outcome.partial}, failed ${outcome.failed}, na ${outcome.na}`,
    ],
    ["rate", rateText(session) === "" ? null : rateText(session)],
    ["API answered", tallyText(api)],
    ["pages read", tallyText(dom)],
    ["metrics", shareText(session.obtained, session.expected)],
  ]);
  const missing = tableOf(session.missing, [
    { heading: "missing metric", of: ({ metric }) => metric },
    { heading: "reason", of: ({ reason }) => reason },
    { heading: "websites", of: ({ count }) => count },
  ]);
  const faults = session.extractor_faults.map(
    ({ metric, strategy, count }) =>
      `The page has changed: ${metric} ${strategy === null ? "was found nowhere" : `was found by its ${strategy} instead`} on ${count} websites.`,
  );
  return [...facts, ...(session.missing.length > 0 ? ["", ...missing] : []), ...faults];
}

/** What becomes of a session that nobody waits for any more. */
export function leftText(id: string, isOurs: boolean): string {
  return isOurs
    ? `Session ${id} waits: it goes on when the server is started, or with \`millrace sites session ${id} --watch\`.`
    : `Session ${id} goes on: \`millrace sites session ${id} --watch\` looks at it again.`;
}

export function selectionText({ status, tags, website_ids: ids, older_than_hours: age }: Selection): string {
  const parts = [
    ...(ids === undefined ? [] : [`${ids.length} chosen`]),
    ...(status === undefined || status.length === 0 ? [] : [status.join(", ")]),
    ...(tags === undefined || tags.length === 0 ? [] : [`tagged ${tags.join(", ")}`]),
    ...(age === undefined ? [] : [`older than ${durationText(age * 3_600_000)}`]),
  ];
  return parts.length === 0 ? "all" : parts.join(" · ");
}

function tallyText(tally: Session["api"]): string {
  const mirrors = Object.entries(tally.by_mirror).map(([mirror, count]) => `${mirror} ${count}`);
  const parts = [shareText(tally.answered, tally.asked), ...mirrors];
  if (tally.retries > 0) parts.push(`${tally.retries} repeated`);
  return parts.join(", ");
}

/** Rounded down: 100 % means all. */
function shareText(part: number, whole: number): string {
  return whole === 0 ? "none asked" : `${part} of ${whole} (${Math.floor((part / whole) * 1_000) / 10} %)`;
}
