import type { Span } from "../../contract.ts";
import { isObject, type JsonObject, listAt, objectAt, stringAt } from "../json-access.ts";
import { sliceCodePoints, spanOfUnits } from "../spans.ts";

/** A text of the API with the spans its attributes mark. */
export interface TextView {
  text: string;
  /** null: the answer carries no attribute list at all. */
  mentions: Span[] | null;
  hashtags: Span[] | null;
}

/** The text of a TextViewModel, which may be nested once (`commentary.text.text`) or be a plain string. */
export function textOf(value: unknown): string | null {
  if (typeof value === "string") return value === "" ? null : value;
  if (!isObject(value)) return null;
  return stringAt(value, "text") ?? (isObject(value.text) ? textOf(value.text) : null);
}

/** The innermost object that carries the text and its attributes. */
function viewOf(value: unknown): JsonObject | null {
  if (!isObject(value)) return null;
  return typeof value.text === "string" ? value : objectAt(value, "text");
}

/** Reads text and spans. Attributes count code points; an answer that counted UTF-16 units is recognised by its hashtags. */
export function readTextView(value: unknown): TextView | null {
  const text = textOf(value);
  if (text === null) return null;
  const view = viewOf(value);
  const lists = view === null ? [] : ["attributesV2", "attributes"].filter((key) => Array.isArray(view[key]));
  if (view === null || lists.length === 0) return { text, mentions: null, hashtags: null };
  const marks = lists.flatMap((key) => listAt(view, key)).flatMap(markOf);
  const cut = marksCountUnits(text, marks) ? unitSpan : pointSpan;
  return { text, mentions: spans(text, marks, "mention", cut), hashtags: spans(text, marks, "hashtag", cut) };
}

interface Mark {
  start: number;
  length: number;
  kind: "mention" | "hashtag";
}

function markOf(attribute: unknown): Mark[] {
  if (!isObject(attribute)) return [];
  const { start, length } = attribute;
  const kind = kindOf(attribute);
  return kind !== null && typeof start === "number" && typeof length === "number" && length > 0
    ? [{ start, length, kind }]
    : [];
}

/** The kind stands in `type`, in the key of a union, or in the names of the references. */
function kindOf(attribute: JsonObject): Mark["kind"] | null {
  const detail =
    objectAt(attribute, "detailData") ??
    objectAt(attribute, "detailDataUnion") ??
    objectAt(attribute, "detail");
  const type = attribute.type;
  const named = [
    ...(typeof type === "string" ? [type] : keysWithValue(isObject(type) ? type : null)),
    ...keysWithValue(detail),
  ];
  const words = (named.length === 0 ? keysWithValue(attribute) : named).join(" ");
  if (/hashtag/i.test(words)) return "hashtag";
  return /profile|company|member|school|organization|fullname|entity|mention/i.test(words) ? "mention" : null;
}

function keysWithValue(value: JsonObject | null): string[] {
  return value === null
    ? []
    : Object.keys(value).filter(
        (key) => value[key] !== null && value[key] !== undefined && !key.startsWith("$"),
      );
}

/** Hashtags begin with "#": when they do so counted in units and not in code points, the answer counts units. */
function marksCountUnits(text: string, marks: readonly Mark[]): boolean {
  const hashtags = marks.filter((mark) => mark.kind === "hashtag");
  const begins = (slice: string | null) => slice !== null && /^[#＃]/.test(slice);
  const points = hashtags.filter((mark) => begins(sliceCodePoints(text, mark.start, mark.length))).length;
  const units = hashtags.filter((mark) => begins(text.slice(mark.start, mark.start + mark.length))).length;
  return units > points;
}

type Cut = (text: string, mark: Mark) => Span | null;

const pointSpan: Cut = (text, mark) => {
  const slice = sliceCodePoints(text, mark.start, mark.length);
  return slice === null ? null : { start: mark.start, length: mark.length, text: slice };
};

const unitSpan: Cut = (text, mark) =>
  mark.start + mark.length > text.length ? null : spanOfUnits(text, mark.start, mark.start + mark.length);

function spans(text: string, marks: readonly Mark[], kind: Mark["kind"], cut: Cut): Span[] {
  const found = marks.filter((mark) => mark.kind === kind).flatMap((mark) => cut(text, mark) ?? []);
  const unique = new Map(found.map((span) => [`${span.start}+${span.length}`, span]));
  return [...unique.values()].sort((a, b) => a.start - b.start);
}
