import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTemporaryFolder, type TemporaryFolder } from "@millrace/platform/testing";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Decimal, type Value } from "../../values/value.ts";
import type { Batch } from "../destination.ts";
import { FolderHome } from "../files/folder-home.ts";
import { deliverFile } from "../files/testing/deliver-file.ts";
import type { Column } from "../../records/column.ts";
import { csvFormat, type CsvOptions } from "./csv-format.ts";
import { csvRecords, lengthened } from "./csv-records.ts";
import { csvDestination } from "./destination.ts";

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await createTemporaryFolder("millrace-csv-");
});
afterEach(() => folder[Symbol.asyncDispose]());

const path = (): string => join(folder.path, "people.csv");
let syncs = 0;
/** Appends rows and resolves with the whole file. */
async function appended(
  columns: readonly Column[],
  rows: readonly Value[][],
  options: Partial<CsvOptions> = {},
): Promise<string> {
  const format = csvFormat({ delimiter: ",", bom: false, ...options });
  const batch: Batch = { number: 1, columns, rows };
  const home = new FolderHome(folder.path);
  await deliverFile({ home, format, target: "people", syncId: `sync-${(syncs += 1)}` }, [batch]);
  return readFile(path(), "utf8");
}
const text = (name: string): Column => ({ name, type: "text" });

test("values are written as RFC 4180 has them, numbers with every digit, JSON as its text, null as nothing", async () => {
  const columns: Column[] = [
    { name: "id", type: "integer" },
    { name: "price", type: "decimal" },
    { name: "member", type: "boolean" },
    text("note, long"),
    { name: "detail", type: "json" },
  ];
  const file = await appended(columns, [
    [9_223_372_036_854_775_807n, new Decimal("100.50"), true, 'a "b",\nc', { big: 9_007_199_254_740_993n }],
    [null, new Decimal("1e400"), false, "", "text"],
    [-1, 0.1, null, "=1+1", null],
  ]);
  expect(file).toBe(
    [
      'id,price,member,"note, long",detail',
      '9223372036854775807,100.50,true,"a ""b"",\nc","{""big"":9007199254740993}"',
      ',1e400,false,"","""text"""',
      "-1,0.1,,'=1+1,",
      "",
    ].join("\r\n"),
  );
});

test("a name that would run as a formula is made safe once, and two that become one are refused", () => {
  const name = csvDestination.columnName("=cmd()");
  expect(name).toBe("'=cmd()");
  expect(csvDestination.columnName(name)).toBe(name);
  const columns = [text("a"), text("a\u0001")];
  const settings = csvDestination.settings.parse({ folder: "x" });
  expect(csvDestination.refusals({ target: "people", columns }, settings).join()).toContain("same name");
});

test("columns that come later are empty in older rows, whose fields stay as they were", async () => {
  await appended(
    [text("name"), text("note")],
    [
      ["Ada", 'two\r\nlines, "quoted"'],
      [null, null],
    ],
  );
  expect(await appended([text("city"), text("name")], [["Lyon", "Bea"]])).toBe(
    'name,note,city\r\nAda,"two\r\nlines, ""quoted""",\r\n,,\r\nBea,,Lyon\r\n',
  );
});

test("rows are added to a file as a person left it: its last line unended, or only its header", async () => {
  await appended([text("name")], [["Ada"]]);
  await writeFile(path(), "name\r\nEve");
  expect(await appended([text("name")], [["Bea"]])).toBe("name\r\nEve\r\nBea\r\n");
  await writeFile(path(), "name\r\nEve");
  expect(await appended([text("name"), text("city")], [["Bea", "Rome"]])).toBe(
    "name,city\r\nEve,\r\nBea,Rome\r\n",
  );
  await writeFile(path(), "name");
  expect(await appended([text("name")], [["Bea"]])).toBe("name\r\nBea\r\n");
  await writeFile(path(), "");
  expect(await appended([text("name")], [["Bea"]])).toBe("name\r\nBea\r\n");
});

test("a byte order mark stays where it is, and is written only at the beginning", async () => {
  expect(await appended([text("a")], [["x"]], { bom: true })).toBe("\ufeffa\r\nx\r\n");
  expect(await appended([text("a")], [["y"]])).toBe("\ufeffa\r\nx\r\ny\r\n");
  expect(await appended([text("b")], [["z"]])).toBe("\ufeffa,b\r\nx,\r\ny,\r\n,z\r\n");
});

test("a row of one column that is null is a line all the same", async () => {
  expect(await appended([text("a")], [[null], ["x"]])).toBe('a\r\n""\r\nx\r\n');
});

test("a header that names a column twice is no header of ours", async () => {
  await appended([text("a")], [["x"]]);
  await writeFile(path(), "a,a\r\n1,2\r\n");
  await expect(appended([text("a")], [["y"]])).rejects.toThrow("names the column a twice");
  expect(await readFile(path(), "utf8")).toBe("a,a\r\n1,2\r\n");
});

test.each([";", "|", "\t"] as const)("the delimiter may be %j", async (delimiter) => {
  const file = await appended([text("a"), text("b")], [["x", `y${delimiter}z`]], { delimiter });
  expect(file).toBe(`a${delimiter}b\r\nx${delimiter}"y${delimiter}z"\r\n`);
  expect([...csvRecords(file, delimiter)][1]?.fields).toEqual(["x", `y${delimiter}z`]);
});

const anyText = fc
  .array(fc.constantFrom("a", '"', ",", "\r\n", "\n", " ", "é", "'"))
  .map((parts) => parts.join(""));

test("whatever is quoted comes back, and a wider header changes nothing else, however the bytes are cut", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(anyText, anyText), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 9 }),
      async (rows, size) => {
        const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;
        const file = [["a", "b"], ...rows].map((row) => row.map(quoted).join(",") + "\r\n").join("");
        expect([...csvRecords(file, ",")].slice(1).map(({ fields }) => fields)).toEqual(rows);
        const bytes = Buffer.from(file);
        async function* cut(): AsyncGenerator<Uint8Array> {
          for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
        }
        const parts: Uint8Array[] = [];
        for await (const part of lengthened(cut(), Buffer.from(",,"), Buffer.from("\r\n"))) parts.push(part);
        const wider = [...csvRecords(Buffer.concat(parts).toString(), ",")].map(({ fields }) => fields);
        expect(wider).toEqual(rows.map((row) => [...row, null, null]));
      },
    ),
  );
});
