import { messageOf } from "@millrace/platform/errors";
import { UnreadablePage } from "../../connectors/unreadable-page.ts";
import { isRecord, type RecordValue, type Value } from "../../values/value.ts";
import { parseJson } from "../../values/parse-json.ts";
import type { StreamDefinition } from "./definition.ts";
import { valuesAt } from "./json-path.ts";

/** An answer that was read. */
export interface DecodedAnswer {
  body: Value;
  records: readonly RecordValue[];
}

/** Reads an answer. No bytes are no records (204, or a status that is ignored). Throws `UnreadablePage`. */
export function decodeAnswer(
  body: Uint8Array,
  stream: Pick<StreamDefinition, "records" | "records_may_be_missing">,
): DecodedAnswer {
  const value = readBody(body);
  return { body: value, records: body.byteLength === 0 ? [] : recordsIn(value, stream, body) };
}

/** The JSON of an answer; null for one without bytes. Throws `UnreadablePage` for what is no JSON. */
export function readBody(body: Uint8Array): Value {
  if (body.byteLength === 0) return null;
  const text = textOf(body);
  if (/^\s*</u.test(text)) throw new UnreadablePage("it is HTML or XML, not JSON", body);
  try {
    return parseJson(text);
  } catch (cause) {
    const reason = messageOf(cause);
    const what = /end of JSON|unterminated/iu.test(reason)
      ? "it is JSON that ends too early"
      : "it is no JSON";
    throw new UnreadablePage(what, body, { cause });
  }
}

function textOf(body: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch (cause) {
    throw new UnreadablePage("it is not UTF-8", body, { cause });
  }
}

function recordsIn(
  value: Value,
  {
    records: path,
    records_may_be_missing: mayBeMissing,
  }: Pick<StreamDefinition, "records" | "records_may_be_missing">,
  body: Uint8Array,
): RecordValue[] {
  const found = valuesAt(value, path);
  // `edges[].node` of no edges finds nothing either, and there the list is there.
  if (found.length === 0 && !mayBeMissing && !hasList(value, path))
    throw new UnreadablePage(
      `it has nothing at ${path}; check records, or say records_may_be_missing: true`,
      body,
    );
  return found
    .flatMap((each) => (Array.isArray(each) ? (each as readonly Value[]) : each === null ? [] : [each]))
    .map((each) => {
      if (isRecord(each)) return each;
      throw new UnreadablePage(`what it has at ${path === "" ? "its root" : path} are no objects`, body);
    });
}

/** Whether what stands before the first `[]` of a path is a list. */
function hasList(value: Value, path: string): boolean {
  const before = path.indexOf("[]");
  return before !== -1 && Array.isArray(valuesAt(value, path.slice(0, before))[0]);
}
