import { expect, test } from "vitest";
import { parseJson } from "../../values/parse-json.ts";
import type { Value } from "../../values/value.ts";
import { definition, type Incremental } from "./definition.ts";
import { askedFrom, largestOf, readState, writeState, type CursorValue } from "./incremental.ts";
import { valuesAt } from "./json-path.ts";
import { nextLink } from "./link-header.ts";
import { fillValue } from "./template.ts";

test.each([
  [undefined, null],
  ["", null],
  ['<https://a.example/2>; rel="next"', "https://a.example/2"],
  ["</2>; rel=next", "/2"],
  ['</1>; rel="prev", </3,4>; title="a; rel=next, b"; REL="last Next"', "/3,4"],
  ['</1>; rel="prev first"', null],
  ['</2>; title="rel=next"', null],
])("the link header %s leads to %s", (header, target) => {
  expect(nextLink(header)).toBe(target);
});

test.each([
  ["", [{ a: { "b.c": 1 }, d: [{ e: 1 }, { e: 2 }, {}] }]],
  ["$", [{ a: { "b.c": 1 }, d: [{ e: 1 }, { e: 2 }, {}] }]],
  ["$.a", [{ "b.c": 1 }]],
  ['a["b.c"]', [1]],
  ["d[].e", [1, 2]],
  ["d[-2].e", [2]],
  ["d[7]", []],
  ["a.toString", []],
  ["a[]", []],
])("the path %s finds %j", (path, found) => {
  expect(valuesAt({ a: { "b.c": 1 }, d: [{ e: 1 }, { e: 2 }, {}] }, path)).toEqual(found);
});

test("a template that is one variable keeps its type, and what has no value is left out", () => {
  const values = {
    secrets: { token: "s" },
    config: { size: 5 },
    state: { cursor: null },
    page: { cursor: "c", number: null, offset: null },
  };
  const body = {
    size: "{{ config.size }}",
    text: "{{ page.cursor }}/{{config.size}}",
    since: "{{ state.cursor }}",
    list: ["{{ state.cursor }}", "x"],
    plain: 1,
  };
  expect(fillValue(body, values)).toEqual({ size: 5, text: "c/5", list: ["x"], plain: 1 });
});

function incremental(settings: Partial<Incremental>): Incremental {
  const stream = { name: "a", path: "/", incremental: { field: "at", param: "since", ...settings } };
  const found = definition.parse({ base_url: "https://a.example", streams: [stream] }).streams[0]
    ?.incremental;
  if (found === undefined) throw new Error("no incremental");
  return found;
}

test.each<[Incremental["format"], Value[], Value, string]>([
  [
    "iso",
    ["2026-01-01T10:00:00+02:00", "2026-01-01T08:30:00Z", null],
    "2026-01-01T08:30:00Z",
    "2026-01-01T08:29:00Z",
  ],
  [
    "iso",
    ["2026-01-01 08:30:00.000001", "2026-01-01 08:30:00.000002"],
    "2026-01-01 08:30:00.000002",
    "2026-01-01T08:29:00.000Z",
  ],
  ["date", ["2026-01-02", "2026-01-01"], "2026-01-02", "2026-01-01"],
  ["unix", [1_767_225_600, "1767225601"], "1767225601", "1767225541"],
  ["unix_ms", [1_767_225_600_000], 1_767_225_600_000, "1767225540000"],
])(
  "among %s cursors %j the largest is %j, and with a minute's look-back %s is asked for",
  (format, values, largest, asked) => {
    const settings = incremental({ format, lookback_seconds: 60 });
    const found = largestOf(
      values.map((at) => ({ at })),
      null,
      settings,
    );
    expect(found).toBe(largest);
    expect(askedFrom(found, settings)).toBe(asked);
  },
);

test("large numbers are compared and kept whole", () => {
  const settings = incremental({ format: "number" });
  const values = parseJson("[9007199254740993, 9007199254740992, 7]") as readonly Value[];
  const found = largestOf(
    values.map((at) => ({ at })),
    null,
    settings,
  ) as CursorValue;
  expect(writeState(found)).toBe("9007199254740993");
  expect(askedFrom(readState(writeState(found), settings), settings)).toBe("9007199254740993");
  expect(askedFrom(null, settings)).toBeNull();
});

test("a state of another format is refused, and says what to do", () => {
  expect(() => readState('"yesterday"', incremental({}))).toThrow(/Read this stream in full once/u);
});
