import type { SyncDiff } from "@millrace/connect/contract";

type Stream = SyncDiff["streams"][number];
type Sample = Stream["samples"][number];
type Fields = NonNullable<Sample["before"]>;

/** Longest text of one value; the whole of it is in --json. */
const widestValue = 80;
const signs = { add: "+", change: "~", remove: "-" } as const;

/** What a sync would do, per stream, with the first records of each kind. */
export function diffLines({ streams }: SyncDiff): string[] {
  if (streams.length === 0) return ["No stream: nothing would be delivered."];
  return streams.flatMap((stream, index) => [...(index === 0 ? [] : [""]), ...streamLines(stream)]);
}

function streamLines(stream: Stream): string[] {
  const { adds, changes, removes, unchanged, bad } = stream;
  const fields = stream.changed_fields.map(({ field, count }) => `${field} ${count}`);
  return [
    `${stream.stream} → ${stream.target} (${stream.mode}): ${stream.records} records`,
    `  would add ${adds}, change ${changes}, remove ${removes}; ${unchanged} unchanged, ${bad} bad`,
    ...(fields.length === 0 ? [] : [`  changed fields: ${fields.join(", ")}`]),
    ...stream.samples.flatMap(sampleLines),
    ...notShownLines(stream),
  ];
}

/** Only the first of each kind are kept: how many more there are. */
function notShownLines({ adds, changes, removes, samples }: Stream): string[] {
  const more = (op: Sample["op"], count: number) => count - samples.filter((each) => each.op === op).length;
  const parts = [
    `${more("add", adds)} to add`,
    `${more("change", changes)} to change`,
    `${more("remove", removes)} to remove`,
  ].filter((part) => !part.startsWith("0 "));
  return parts.length === 0 || samples.length === 0 ? [] : [`  … and ${parts.join(", ")}, not listed`];
}

function sampleLines({ op, key, before, after }: Sample): string[] {
  const shown = op === "remove" ? before : after;
  const lines =
    op === "change"
      ? changedLines(before, after)
      : Object.entries(shown ?? {}).map(([name, value]) => `${name}: ${valueText(value)}`);
  return [`  ${signs[op]} ${key}`, ...lines.map((line) => `      ${line}`)];
}

/** Only what differs; where it is not known what was there, what will be. */
function changedLines(before: Fields | null, after: Fields | null): string[] {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return names.flatMap((name) => {
    const [old, now] = [valueText(before?.[name]), valueText(after?.[name])];
    if (before === null) return [`${name}: ? → ${now}`];
    return old === now ? [] : [`${name}: ${old} → ${now}`];
  });
}

function valueText(value: unknown): string {
  const text = value === undefined ? "–" : JSON.stringify(value);
  return text.length > widestValue ? `${text.slice(0, widestValue - 1)}…` : text;
}
