import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readTolerantJson } from "./tolerant-json.ts";

describe("tolerant JSON", () => {
  test("valid JSON is read as it is", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(readTolerantJson(text)).toEqual({ ok: true, value: JSON.parse(text), mended: false });
      }),
    );
  });

  test("raw line feeds and tabs inside strings, and commas before a bracket, are mended without changing the values", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 20 }), { maxLength: 5 }), (lines) => {
        fc.pre(!lines.some((line) => line.includes("\\")));
        const body = JSON.stringify({ lines: lines.map((line) => `${line}\n\t`) })
          .replaceAll("\\n", "\n")
          .replaceAll("\\t", "\t")
          .replace(/\]\}$/, ",],}");
        const reading = readTolerantJson(body);
        expect(reading.ok && reading.value).toEqual({ lines: lines.map((line) => `${line}\n\t`) });
      }),
      { examples: [[["a, ]"]]] },
    );
  });

  test.each([
    ["&quot;-escaped", "{&quot;a&quot;:&quot;x &amp; y&quot;}", { a: "x & y" }],
    ["in a comment", '<!--{"a":1}-->', { a: 1 }],
    ["in CDATA", '//<![CDATA[\n{"a":1}\n//]]>', { a: 1 }],
    ["with a BOM and NULs", '\uFEFF{"a":"b\0"}', { a: "b" }],
    ["behind an anti-hijacking prefix", ')]}\',\n{"a":1}', { a: 1 }],
    ["with bad escapes", '{"a":"it\\\'s 100\\%"}', { a: "it's 100\\%" }],
  ])("JSON %s is read", (_how, text, value) => {
    const reading = readTolerantJson(text);
    expect(reading.ok && reading.value).toEqual(value);
  });

  test("anything else is an error, never an exception", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(typeof readTolerantJson(text).ok).toBe("boolean");
      }),
    );
    expect(readTolerantJson('{"a":').ok).toBe(false);
  });
});
