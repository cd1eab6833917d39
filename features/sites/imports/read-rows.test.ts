import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeText } from "../tables/decode-text.ts";
import { readRecord, type Place } from "../tables/read-record.ts";
import { whatIsNoText } from "../tables/what-is-no-text.ts";
import { readRows, type WebsiteRow } from "./read-rows.ts";
import { tableShapeOf } from "./table-shape.ts";

const rowsOf = (text: string): WebsiteRow[] => {
  const shape = tableShapeOf(text);
  return readRows(text, shape, shape.first, 1_000).rows;
};
const domainsOf = (text: string) => rowsOf(text).map(({ domain }) => domain);

test.each([
  ["names of columns in any order and case", "TAGS;nom;SITE\nx;A;a.com\n;;b.fr", ["a.com", "b.fr"]],
  ["Excel's separator line, and empty lines before the names", "sep=;\n\nurl;nom\na.com;A", ["a.com"]],
  ["a tab between cells, no names of columns", "A\ta.com\nB\tb.com", ["a.com", "b.com"]],
  [
    "no names of columns, the domain in the second",
    "Shop A,a.com\nShop B,b.com\nShop C,localhost",
    ["a.com", "b.com", null],
  ],
  ["one domain a line, with old Mac's line ends", "a.com\rb.com\r", ["a.com", "b.com"]],
  ["a pasted list", "- a.com, b.com;https://c.com/x\n\n• <d.com>", ["a.com", "b.com", "c.com", "d.com"]],
  ["a JSON array of addresses", '["https://a.com", "https://b.com"]', ["a.com", "b.com"]],
  [
    "an unknown name of a column beside known ones",
    "Boutique,Contact,Étiquettes\nA,a.com,x\nB,b.com,",
    ["a.com", "b.com"],
  ],
])("a file with %s is read", (_what, text, domains) => {
  expect(domainsOf(text)).toEqual(domains);
});

test("a stray quote costs its own line, not the rest of the file", () => {
  const rows = rowsOf('domain,name\n"a.com,A\nb.com,B\n"c.com","C"\n"d.com" x,D\ne.com,5" screen\n');
  expect(rows.map(({ line, domain, name }) => [line, domain, name])).toEqual([
    [2, null, null],
    [3, "b.com", "B"],
    [4, "c.com", "C"],
    [5, null, null],
    [6, "e.com", '5" screen'],
  ]);
});

test("each encoding is told by the bytes", () => {
  const text = "domaine;nom\ncafé.fr;Thé\n";
  const wide = Buffer.from(text, "utf16le");
  const encoded = {
    utf8: Buffer.from(text),
    "utf8 with a mark": Buffer.from(`\ufeff${text}`),
    "windows-1252": Buffer.from(text, "latin1"),
    "utf16le with a mark": Buffer.concat([Buffer.from([0xff, 0xfe]), wide]),
    utf16le: wide,
    "utf16be with a mark": Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(wide).swap16()]),
  };
  for (const [encoding, bytes] of Object.entries(encoded)) {
    expect(decodeText(bytes), encoding).toBe(text);
    expect(whatIsNoText(bytes), encoding).toBeNull();
  }
});

test("rows written by another program are read as they were, wherever the reading goes on", () => {
  const cell = fc.oneof(fc.string(), fc.constantFrom('"', '""', "a\nb", "a\r\nb", ",", " x ", "é"));
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(
      table,
      fc.constantFrom(",", ";", "\t"),
      fc.constantFrom("\n", "\r\n"),
      (rows, delimiter, lineEnd) => {
        const text = stringify(rows, { delimiter, record_delimiter: lineEnd, quoted: true });
        const read: string[][] = [];
        for (let place: Place = { offset: 0, line: 1 }; ;) {
          const record = readRecord(text, place, delimiter);
          if (record === null) break;
          expect(record.problem).toBeNull();
          read.push(record.cells);
          place = record.next;
        }
        expect(read).toEqual(rows);
      },
    ),
    { numRuns: 200 },
  );
});

test("no text is lost, whatever it is: reading in small batches gives the rows that reading at once gives", () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom('"a.com', "a.com,A", '"b.com","B\nC"', "", ",,", "domain,name"),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), fc.integer({ min: 1, max: 4 }), (lines, size) => {
      const text = lines.join("\n");
      const shape = tableShapeOf(text);
      const batches: WebsiteRow[] = [];
      for (let place: Place | null = shape.first; place !== null;) {
        const read = readRows(text, shape, place, size);
        batches.push(...read.rows);
        place = read.next;
      }
      expect(batches).toEqual(rowsOf(text));
      expect(batches.every((row) => (row.domain === null) === (row.problem !== null))).toBe(true);
    }),
    { numRuns: 200 },
  );
});
