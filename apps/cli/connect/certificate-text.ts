import type { SyncCertificate } from "@millrace/connect/contract";
import { factsOf } from "../operate/table.ts";
import { bytesText, instantText } from "../operate/units.ts";
import { changeLines } from "./sync-text.ts";

type Stream = SyncCertificate["streams"][number];

const guarantees = { exactly_once: "exactly once", at_least_once: "at least once" } as const;

/** The proof a sync left behind: what was counted where, and the equations that must hold. */
export function certificateLines(proof: SyncCertificate): string[] {
  const facts = factsOf([
    ["certificate", proof.sync_id],
    ["verdict", proof.is_green ? "green: every equation holds" : "not green"],
    ["connection", `${proof.connection_name}: ${proof.source} → ${proof.destination}`],
    ["guarantee", guarantees[proof.guarantee]],
    ["planned", instantText(proof.planned_at)],
    ["started", instantText(proof.started_at)],
    ["ended", instantText(proof.ended_at)],
  ]);
  return [...facts, ...proof.streams.flatMap((stream) => ["", ...streamLines(stream)])];
}

/** The equations alone, for who has just seen the rest. */
export function equationLines({ streams }: SyncCertificate): string[] {
  return streams.flatMap(({ stream, equations }) =>
    equations.map((each) => `${stream}  ${equationText(each)}`),
  );
}

function equationText({ holds, text, left, right }: Stream["equations"][number]): string {
  return `${holds ? "✓" : "✗"} ${text}: ${left} ${holds ? "=" : "≠"} ${right}`;
}

function streamLines(stream: Stream): string[] {
  const counter = stream.is_counted_by_destination ? "by the destination's count" : "by its acknowledgements";
  return [
    `${stream.stream} → ${stream.target} (${stream.mode})`,
    ...stream.equations.map(
      ({ holds, text, left, right }) =>
        `  ${holds ? "✓" : "✗"} ${text}: ${left} ${holds ? "=" : "≠"} ${right}`,
    ),
    ...factsOf([
      ["pages", `${stream.pages} in ${stream.requests} requests, ${bytesText(stream.bytes_read)}`],
      ["pages hash", stream.pages_hash],
      ["keys", stream.keys],
      ["written", bytesText(stream.bytes_written)],
      ["accepted", `${stream.valid_rows}, refused ${stream.error_rows}, ${counter}`],
      ...Object.entries(stream.facts).map(
        ([name, value]) => [name, value === null ? null : String(value)] as const,
      ),
    ]).map((line) => `  ${line}`),
    ...changeLines([stream]).map((line) => `  ${line}`),
  ];
}
