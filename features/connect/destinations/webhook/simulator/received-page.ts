import { escapeHtml, type Numbered } from "@millrace/platform/simulation";
import type { ReceivedRequest } from "./receiver.ts";

/** What came, newest first. */
export function receivedPage(
  requests: readonly Numbered<ReceivedRequest>[],
  { secret, duplicates }: { secret: string; duplicates: number },
): string {
  const items = requests
    .toReversed()
    .map(
      ({ at, key, status, isDuplicate, body }) =>
        `<li><b>${escapeHtml(key ?? "no key")}</b> ${escapeHtml(at)} · ${status ?? "cut"}${
          isDuplicate ? " · again" : ""
        }<pre>${escapeHtml(body)}</pre></li>`,
    );
  return `<!doctype html><meta charset="utf-8"><title>Received records</title><h1>Received records</h1>
<p>Post records to <code>/records</code> of this address, signed with <code>${escapeHtml(secret)}</code>.
${duplicates} came more than once.</p><ol reversed>${items.join("")}</ol>`;
}
