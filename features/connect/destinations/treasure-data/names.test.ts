import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeSettings } from "../../connectors/settings.ts";
import type { Column } from "../../records/column.ts";
import {
  batchOfPart,
  columnName,
  isTableName,
  partName,
  sessionName,
  targetName,
  uniqueId,
} from "./names.ts";
import { refusals } from "./refusals.ts";
import { treasureDataSettings } from "./settings.ts";

const job = { syncId: "019a-2026-11-29", stream: "customers", target: "customers" };
const columnsOf = (names: readonly string[]): Column[] => names.map((name) => ({ name, type: "text" }));

describe("names", () => {
  test.each([
    ["creditBalance", "creditbalance"],
    ["Prénom", "prenom"],
    ["e-mail address", "e_mail_address"],
    ["2fa", "_2fa"],
    ["_run", "_run"],
    ["", "_"],
    ["名", "_"],
  ])("the field %s is the column %s", (field, column) => {
    expect(columnName(field)).toBe(column);
  });

  test("any field and any stream get a name Treasure Data takes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 400 }), (text) => {
        expect(columnName(text)).toMatch(/^[a-z_][a-z0-9_]*$/u);
        expect(isTableName(targetName(text))).toBe(true);
        expect(sessionName({ ...job, stream: text })).toMatch(/^millrace_[a-z0-9_]{12,130}$/u);
      }),
    );
  });

  test("a short stream is padded", () => {
    expect(targetName("ab")).toBe("ab_");
  });

  test("a session has the same name for the same delivery, and another one for any other", () => {
    expect(sessionName({ ...job })).toBe(sessionName(job));
    const others = [
      { ...job, syncId: "019a-2026-11-30" },
      { ...job, stream: "customers!" },
      { ...job, stream: "x".repeat(300) },
      { ...job, stream: `${"x".repeat(300)}y` },
      { ...job, target: "customers_2" },
    ];
    expect(new Set([job, ...others].map(sessionName)).size).toBe(6);
  });

  test("a part says which batch it holds; a foreign part none", () => {
    fc.assert(fc.property(fc.integer({ min: 1 }), (batch) => batchOfPart(partName(batch)) === batch));
    expect([batchOfPart("part_"), batchOfPart("upload.msgpack"), batchOfPart("xpart_000001")]).toEqual([
      null,
      null,
      null,
    ]);
  });

  test("a batch has one identifier, and no other batch has it", () => {
    expect(uniqueId(job, 1)).toBe(uniqueId({ ...job }, 1));
    expect(uniqueId(job, 1)).not.toBe(uniqueId(job, 2));
    expect(uniqueId(job, 1)).toMatch(/^[0-9a-f]{32}$/u);
  });
});

describe("refusals", () => {
  const bulk = { method: "bulk", time_field: undefined } as const;

  test("a table that fits is not refused", () => {
    const columns = columnsOf(["email", "_run", "_fetched_at"]);
    expect(refusals({ target: "customers", columns }, bulk)).toEqual([]);
  });

  test.each([
    ["ab", "ab"],
    ["Customers", "Customers"],
    ["x".repeat(256), "xxx"],
  ])("the target %s is refused by name", (target, named) => {
    expect(refusals({ target, columns: [] }, bulk)).toEqual([expect.stringContaining(named)]);
  });

  test.each(["v", "time", "Email", "1st", "x".repeat(129)])("the column %s is refused by name", (name) => {
    const [refusal, ...more] = refusals({ target: "customers", columns: columnsOf([name]) }, bulk);
    expect(more).toEqual([]);
    expect(refusal).toContain(name.slice(0, 60));
  });

  test("the column time is held when it is the time field", () => {
    const columns = columnsOf(["time"]);
    expect(refusals({ target: "customers", columns }, { ...bulk, time_field: "time" })).toEqual([]);
  });

  test("a time field the records do not have is refused, so that no misspelling passes as the fetch time", () => {
    const refused = refusals(
      { target: "customers", columns: columnsOf(["email"]) },
      { ...bulk, time_field: "seen" },
    );
    expect(refused).toEqual([expect.stringContaining('"seen"')]);
  });

  test.each([
    ["import_with_id", 511, 512],
    ["bulk", 4095, 4096],
  ] as const)(
    "%s takes %d columns beside time, and refuses %d with the first that has no room",
    (method, most, tooMany) => {
      const columns = columnsOf(Array.from({ length: tooMany }, (_, index) => `column_${index}`));
      const settings = { method, time_field: undefined };
      expect(refusals({ target: "customers", columns: columns.slice(0, most) }, settings)).toEqual([]);
      expect(refusals({ target: "customers", columns }, settings)).toEqual([
        expect.stringContaining(`column_${tooMany - 1}`),
      ]);
    },
  );
});

describe("settings", () => {
  test("are described for the form, the key sealed", () => {
    const described = describeSettings(treasureDataSettings);
    expect(described.filter(({ isRequired }) => isRequired).map(({ name }) => name)).toEqual([
      "api_key",
      "database",
    ]);
    expect(described.filter(({ secret }) => secret === true).map(({ name }) => name)).toEqual(["api_key"]);
    expect(described.find(({ name }) => name === "api_url")?.schema["default"]).toBe(
      "https://api.treasuredata.com",
    );
  });

  test("parse to the same when they are parsed again", () => {
    const given = {
      api_key: "1/a",
      database: "crm",
      time_field: "Last Seen",
      api_url: "https://api.eu01.treasuredata.com/",
    };
    const parsed = treasureDataSettings.parse(given);
    expect(parsed).toMatchObject({
      method: "bulk",
      time_field: "last_seen",
      api_url: "https://api.eu01.treasuredata.com",
      import_url: "https://api-import.treasuredata.com",
    });
    expect(treasureDataSettings.parse(structuredClone(parsed))).toEqual(parsed);
  });

  test.each([
    { database: "CRM" },
    { database: "ab" },
    { api_key: " " },
    { api_url: "ftp://x" },
    { method: "psql" },
  ])("%j is refused", (wrong) => {
    expect(treasureDataSettings.safeParse({ api_key: "1/a", database: "crm", ...wrong }).success).toBe(false);
  });
});
