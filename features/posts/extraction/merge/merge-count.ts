import type { Candidate, Count } from "../candidate.ts";
import { absent, decided, type Statement, statements, type Verdict } from "./verdict.ts";

export type CountField = "reactions" | "comments" | "reposts";

/**
 * An exact count, or none. API and DOM show what LinkedIn counts now. JSON-LD lags and often says 0 where the page
 * shows more, so a 0 there counts only beside whole markup that shows nothing else, while another contradiction leaves
 * the field unknown. A shortened number ("1.2K") is never a value; an exact number of another source that fits into it
 * is.
 */
export function mergeCount(candidates: readonly Candidate[], field: CountField): Verdict<number> {
  const items = statements(candidates, (candidate) => candidate[field]);
  const exact = items.filter((item) => item.value.exact);
  const shortened = items.filter((item) => !item.value.exact);
  const showsWhole = candidates.some((candidate) => candidate.source === "dom" && candidate.isCut !== true);
  const believed = exact.filter((item) => !isStaleZero(item, items, showsWhole));
  const chosen =
    believed.find((item) => item.source === "embedded-json") ??
    believed.find((item) => item.source === "dom") ??
    believed[0];
  if (chosen === undefined) return absent(reasonOf(candidates, field, shortened));
  const against = believed.filter((item) => item.value.low !== chosen.value.low);
  const outside = shortened.filter(
    (item) => chosen.value.low < item.value.low || chosen.value.low > item.value.high,
  );
  if (against.length > 0 || outside.length > 0) return absent(conflict([chosen, ...against, ...outside]));
  const agreeing = items.filter(
    (item) => item.value.low <= chosen.value.low && item.value.high >= chosen.value.low,
  );
  return decided(
    chosen.value.low,
    chosen,
    agreeing,
    items.filter((item) => !agreeing.includes(item)),
  );
}

function isStaleZero(
  item: Statement<Count>,
  items: readonly Statement<Count>[],
  showsWhole: boolean,
): boolean {
  if (item.source !== "json-ld" || item.value.low !== 0) return false;
  return !showsWhole || items.some((other) => other.source !== "json-ld" && other.value.low > 0);
}

function reasonOf(
  candidates: readonly Candidate[],
  field: CountField,
  shortened: readonly Statement<Count>[],
): string {
  const first = shortened[0];
  if (first !== undefined) return `approximate:${first.raw.slice(0, 60)}`;
  return (
    candidates.map((candidate) => candidate.reasons[field]).find((reason) => reason !== undefined) ??
    "not_on_page"
  );
}

function conflict(items: readonly Statement<Count>[]): string {
  return `conflict:${items.map((item) => `${item.source}=${item.raw.slice(0, 40)}`).join("|")}`;
}
