import { messageOf } from "@millrace/platform/errors";
import { UnreadablePage } from "../../connectors/unreadable-page.ts";
import { parseJson } from "../../values/parse-json.ts";
import { isRecord, type RecordValue, type Value } from "../../values/value.ts";

/** The bytes as JSON, no number losing anything. Throws `UnreadablePage` for anything else. */
export function readJson(body: Uint8Array): Value {
  try {
    return parseJson(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch (cause) {
    throw new UnreadablePage(`This is no JSON: ${messageOf(cause)}`, body, { cause });
  }
}

/**
 * The records of an answer: the list under `name`, or the answer itself where it is a list. Throws `UnreadablePage` when there
 * is none, or when it holds something else than objects.
 */
export function recordsIn(answer: Value, name: string, body: Uint8Array): readonly RecordValue[] {
  const list = isRecord(answer) ? answer[name] : answer;
  if (!isList(list)) throw new UnreadablePage(`This JSON has no list of ${name}`, body);
  const stranger = list.findIndex((entry) => !isRecord(entry));
  if (stranger >= 0) throw new UnreadablePage(`Entry ${stranger} of ${name} is no object`, body);
  return list as readonly RecordValue[];
}

function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** The cursor of the next page at `place`, `next_page_info` in it; null: this was the last. */
export function nextCursorIn(answer: Value, place: "metadata" | "pagination"): string | null {
  const about = isRecord(answer) ? answer[place] : undefined;
  const cursor = isRecord(about) ? about["next_page_info"] : undefined;
  return typeof cursor === "string" && cursor !== "" ? cursor : null;
}
