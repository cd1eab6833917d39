import {
  deadLetterDetail,
  deadLetterKinds,
  deadLetterPage,
  retriedAlike,
  runDetail,
  type DeadLetter,
  type DeadLetterDetail,
  type DeadLetterKind,
  type RetriedAlike,
} from "@millrace/server/contract";
import { askHouse, type OutputFlags } from "./ask-house.ts";
import { withQuery } from "../shared/with-query.ts";
import { moreOf } from "./runs.ts";
import { factsOf, tableOf, type Column } from "./table.ts";
import { instantText } from "./units.ts";

export interface DeadLettersFlags extends OutputFlags {
  kind?: string;
  workflow?: string;
  search?: string;
  limit: number;
  cursor?: string;
}

const none = "No dead letters.";

/** `operate dead-letters` */
export function showDeadLetters({ json = false, ...filter }: DeadLettersFlags): Promise<void> {
  return askHouse(
    {
      path: withQuery("/dead-letters", { ...filter }),
      answer: deadLetterPage,
      lines: ({ items, next_cursor }) =>
        items.length === 0 ? [none] : [...tableOf(items, letterColumns), ...moreOf(next_cursor)],
    },
    { json },
  );
}

/** `operate dead-letters kinds` */
export function showDeadLetterKinds(flags: OutputFlags): Promise<void> {
  const lines = ({ items }: { items: DeadLetterKind[] }): string[] =>
    items.length === 0 ? [none] : tableOf(items, kindColumns);
  return askHouse({ path: "/dead-letters/kinds", answer: deadLetterKinds, lines }, flags);
}

/** `operate dead-letters retry-alike <kind>` */
export function retryAlike(kind: string, flags: OutputFlags): Promise<void> {
  const lines = ({ retried, refused, reason }: RetriedAlike): string[] => [
    `Retried ${retried}.`,
    ...(refused === 0 ? [] : [`${refused} could not be retried and are dead letters still: ${reason ?? ""}`]),
  ];
  return askHouse({ path: "/dead-letters/retry", answer: retriedAlike, body: { kind }, lines }, flags);
}

/** `operate dead-letter <id>` */
export function showDeadLetter(id: string, flags: OutputFlags): Promise<void> {
  return askHouse({ path: letterPath(id), answer: deadLetterDetail, lines: letterLines }, flags);
}

/** `operate dead-letter retry <id>` */
export function retryDeadLetter(id: string, flags: OutputFlags): Promise<void> {
  const lines = ({ run_id, status }: { run_id: string; status: string }): string[] => [
    `${run_id} is ${status}.`,
  ];
  return askHouse({ path: `${letterPath(id)}/retry`, answer: runDetail, body: {}, lines }, flags);
}

/** `operate dead-letter discard <id> --reason <reason>` */
export function discardDeadLetter(id: string, flags: OutputFlags & { reason: string }): Promise<void> {
  const { reason } = flags;
  const lines = (): string[] => [`Discarded ${id}: ${reason}`];
  return askHouse({ path: `${letterPath(id)}/discard`, answer: runDetail, body: { reason }, lines }, flags);
}

function letterPath(id: string): string {
  return `/dead-letters/${encodeURIComponent(id)}`;
}

const letterColumns: Column<DeadLetter>[] = [
  { heading: "run", of: (letter) => letter.run_id },
  { heading: "status", of: (letter) => letter.status },
  { heading: "step", of: (letter) => letter.step },
  { heading: "ended", of: (letter) => instantText(letter.ended_at) },
  { heading: "error", of: (letter) => `${letter.error.name}: ${letter.error.message}` },
];

const kindColumns: Column<DeadLetterKind>[] = [
  { heading: "count", of: (kind) => kind.count },
  { heading: "kind", of: (kind) => kind.kind },
  { heading: "workflow", of: (kind) => kind.workflow },
  { heading: "step", of: (kind) => kind.step },
  { heading: "newest", of: (kind) => instantText(kind.newest_at) },
  { heading: "error", of: (kind) => `${kind.error.name}: ${kind.error.message}` },
];

const historyColumns: Column<DeadLetterDetail["history"][number]>[] = [
  { heading: "step", of: (attempt) => attempt.step },
  { heading: "ended", of: (attempt) => instantText(attempt.ended_at) },
  { heading: "rung", of: (attempt) => attempt.rung },
  { heading: "message", of: (attempt) => attempt.message },
];

function letterLines(letter: DeadLetterDetail): string[] {
  const facts = factsOf([
    ["run", letter.run_id],
    ["workflow", letter.workflow],
    ["status", letter.status],
    ["queue", letter.queue],
    ["step", letter.step],
    ["ended", instantText(letter.ended_at)],
    ["error", `${letter.error.name} (${letter.error.rung}): ${letter.error.message}`],
    ["kind", letter.kind],
    ["payload", JSON.stringify(letter.payload)],
  ]);
  return letter.history.length === 0 ? facts : [...facts, "", ...tableOf(letter.history, historyColumns)];
}
