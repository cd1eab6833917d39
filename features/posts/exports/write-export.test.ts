import { PassThrough, Writable } from "node:stream";
import { exportFileName, safeCell, writeExport, type ExportFormat } from "@millrace/platform/exports";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { parquetMetadata, parquetReadObjects, type SchemaElement } from "hyparquet";
import { describe, expect, it } from "vitest";
import { fromBuffer, type Entry, type ZipFile } from "yauzl";
import type { PostDetail } from "../contract.ts";
import { postsTable } from "./posts-table.ts";

const { columns } = postsTable;
const base: PostDetail = {
  id: "01999999-0000-7000-8000-000000000001",
  urn: "urn:li:activity:7300000000000000001",
  permalink: "https://www.linkedin.com/feed/update/urn:li:activity:7300000000000000001/",
  author: { name: "Étude Martin", kind: "company", profile_url: null, headline: null },
  text: "Nous recrutons un juriste 🎉",
  published_at: "2026-11-20T10:11:12.345Z",
  collected_at: "2026-11-21T00:00:00.000Z",
  language: "fr",
  reactions: 12,
  comments: null,
  reposts: 0,
  hashtags: [{ start: 0, length: 4, text: "#cdi" }],
  mentions: [],
  source: "linkedin-demo",
  is_promoted: null,
  is_repost: false,
  verdict: "kept",
  category: "relevant",
  score: 0.75,
  favourite: false,
  trashed: false,
  is_demo: true,
  reshared: null,
  media: [],
  edited: false,
  classification: { verdict: "kept", category: "relevant", score: 0.75, terms: [] },
  rules: "legal-fr",
  evidence: {},
  trust: {},
  unknown: {},
  snapshot_hash: null,
  source_file: "page.html",
  collection_id: null,
  near_duplicates: [],
};
const nasty = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .array(
      fc.constantFrom(
        "=",
        "+",
        "-",
        "@",
        "\t",
        "\r",
        "\n",
        '"',
        ",",
        ";",
        "\u0000",
        "\ud800",
        "\udc00",
        "é",
        "🎉",
        "<",
        "&",
        "]]>",
        "1",
        " ",
        "'",
        "＝",
        "\ufeff",
        "\u2028",
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join("")),
);

async function* each(posts: readonly PostDetail[]): AsyncGenerator<PostDetail> {
  yield* posts;
}

async function exported(format: ExportFormat, posts: readonly PostDetail[], options = {}): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  const sink = new WritableStream<Uint8Array>({ write: (chunk) => void parts.push(chunk) });
  expect(await writeExport(format, postsTable, each(posts), sink, options)).toEqual({ rows: posts.length });
  return Buffer.concat(parts);
}

describe("CSV", () => {
  const read = (bytes: Buffer): Record<string, string>[] =>
    parse(bytes, { columns: true, bom: true, record_delimiter: "\r\n" });

  it("gives any text back as it was, but for what a spreadsheet would run or could not hold", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(nasty, { minLength: 1, maxLength: 5 }), async (texts) => {
        const rows = read(
          await exported(
            "csv",
            texts.map((text) => ({ ...base, text })),
          ),
        );
        expect(rows.map((row) => row["text"])).toEqual(texts.map(safeCell));
        for (const row of rows) expect(row["text"]).not.toMatch(/^[=@＝＋－＠\t\r\n]/u);
      }),
      { numRuns: 200 },
    );
  });

  it("leaves numbers alone and marks formulas", () => {
    expect(["-12.5", "+33612345678", "1e5", "-3"].map(safeCell)).toEqual([
      "-12.5",
      "+33612345678",
      "1e5",
      "-3",
    ]);
    expect(
      ['=HYPERLINK("x")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1"].map(
        (text) => safeCell(text)[0],
      ),
    ).toEqual(Array(6).fill("'"));
  });

  it("begins with a byte order mark unless told otherwise, ends lines with CRLF, and leaves unknown values empty", async () => {
    const bytes = await exported("csv", [base]);
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(bytes.toString("utf8").endsWith("\r\n")).toBe(true);
    const [row] = read(bytes);
    expect(row).toMatchObject({
      reactions: "12",
      comments: "",
      reposts: "0",
      is_promoted: "",
      hashtags: '["#cdi"]',
    });
    expect((await exported("csv", [], { bom: false })).toString("utf8")).toBe(
      `${columns.map((column) => column.name).join(",")}\r\n`,
    );
  });

  it("quotes a text that holds nothing special but a line feed or a carriage return", async () => {
    for (const text of ["first line\nsecond line", "first line\rsecond line"]) {
      expect((await exported("csv", [{ ...base, text }])).toString("utf8")).toContain(`"${text}"`);
    }
  });

  it("writes many posts in several chunks with one header", async () => {
    const rows = read(
      await exported(
        "csv",
        Array.from({ length: 1001 }, (_, index) => ({ ...base, reactions: index })),
      ),
    );
    expect(rows.map((row) => Number(row["reactions"]))).toEqual(
      Array.from({ length: 1001 }, (_, index) => index),
    );
  });
});

describe("JSONL", () => {
  it("gives whole posts back exactly", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(nasty, { maxLength: 5 }), async (texts) => {
        const posts = texts.map((text) => ({ ...base, text }));
        const lines = (await exported("jsonl", posts))
          .toString("utf8")
          .split("\n")
          .filter((line) => line !== "");
        expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(posts);
      }),
      { numRuns: 100 },
    );
  });
});

describe("Parquet", () => {
  const toArrayBuffer = (bytes: Buffer): ArrayBuffer => new Uint8Array(bytes).buffer;
  const read = (bytes: Buffer): Promise<Record<string, unknown>[]> =>
    parquetReadObjects({ file: toArrayBuffer(bytes) });

  it("gives typed values back", async () => {
    const [row] = await read(await exported("parquet", [base]));
    expect(row).toMatchObject({
      text: base.text,
      reactions: 12n,
      comments: null,
      reposts: 0n,
      score: 0.75,
      is_demo: true,
      is_promoted: null,
      published_at: new Date("2026-11-20T10:11:12.345Z"),
      hashtags: ["#cdi"],
    });
  });

  it("gives any well-formed text back exactly", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(nasty, { minLength: 1, maxLength: 5 }), async (texts) => {
        const rows = await read(
          await exported(
            "parquet",
            texts.map((text) => ({ ...base, text })),
          ),
        );
        // The reader's TextDecoder swallows a byte order mark at the start of a value; the file holds it.
        expect(rows.map((row) => row["text"])).toEqual(
          texts.map((text) => text.toWellFormed().replace(/^\ufeff/u, "")),
        );
      }),
      { numRuns: 100 },
    );
  });

  it("splits many posts into row groups and is readable when empty", async () => {
    const bytes = await exported(
      "parquet",
      Array.from({ length: 4_500 }, (_, index) => ({ ...base, reactions: index })),
    );
    expect(parquetMetadata(toArrayBuffer(bytes)).row_groups.map((group) => group.num_rows)).toEqual([
      2_000n,
      2_000n,
      500n,
    ]);
    expect((await read(bytes)).map((row) => Number(row["reactions"]))).toEqual(
      Array.from({ length: 4_500 }, (_, index) => index),
    );
    const empty = await exported("parquet", []);
    expect(await read(empty)).toEqual([]);
    expect(
      parquetMetadata(toArrayBuffer(empty))
        .schema.slice(1)
        .map((element: SchemaElement) => element.name),
    ).toEqual(columns.map((column) => column.name));
  });
});

describe("XLSX", () => {
  it("holds the text of each cell, safe from formulas", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(nasty, { minLength: 1, maxLength: 4 }), async (texts) => {
        const sheet = await readSheet(
          await exported(
            "xlsx",
            texts.map((text) => ({ ...base, text })),
          ),
        );
        const at = columns.findIndex((column) => column.name === "text");
        // XML parsers turn CR into LF, and the writer drops characters XML discourages.
        const plain = (text: string): string =>
          text
            .replace(/[\u007f-\u0084\u0086-\u009f\ufffd]|\p{Noncharacter_Code_Point}/gu, "")
            .replace(/\r\n?/gu, "\n");
        expect(sheet.rows.slice(1).map((row) => plain(row[at] ?? ""))).toEqual(
          texts.map((text) => plain(safeCell(text))).map((text) => (text in {} ? `${text} ` : text)),
        );
        expect(sheet.xml).not.toContain("<f>");
      }),
      { numRuns: 60 },
    );
  });

  it("keeps a text that is called like a property of every object", async () => {
    const sheet = await readSheet(await exported("xlsx", [{ ...base, text: "valueOf" }]));
    expect(sheet.rows[1]?.[columns.findIndex((column) => column.name === "text")]).toBe("valueOf ");
  });

  it("keeps the spaces of a text whose other characters no sheet can hold", async () => {
    const sheet = await readSheet(await exported("xlsx", [{ ...base, text: "\u{10fffe} " }]));
    expect(sheet.rows[1]?.[columns.findIndex((column) => column.name === "text")]).toBe(" ");
  });

  it("cuts a text Excel could not hold", async () => {
    const sheet = await readSheet(await exported("xlsx", [{ ...base, text: "é".repeat(40_000) }]));
    expect(sheet.rows[1]?.[columns.findIndex((column) => column.name === "text")]).toHaveLength(32_767);
  });
});

describe("sinks", () => {
  it("waits for a slow Node stream and closes it", async () => {
    const sink = new PassThrough({ highWaterMark: 16 });
    const received: Uint8Array[] = [];
    sink.on("data", (chunk: Uint8Array) => received.push(chunk));
    await writeExport("jsonl", postsTable, each(Array.from({ length: 500 }, () => base)), sink);
    expect(Buffer.concat(received).toString("utf8").trim().split("\n")).toHaveLength(500);
    expect(sink.writableFinished).toBe(true);
  });

  it("fails when the sink fails, and when the posts fail", async () => {
    const broken = new Writable({ write: (_chunk, _encoding, done) => done(new Error("disk full")) });
    await expect(writeExport("csv", postsTable, each([base]), broken)).rejects.toThrow("disk full");
    async function* failing(): AsyncGenerator<PostDetail> {
      yield base;
      throw new Error("database gone");
    }
    const sink = new PassThrough();
    await expect(writeExport("csv", postsTable, failing(), sink)).rejects.toThrow("database gone");
    expect(sink.destroyed).toBe(true);
  });

  it("names files safely whatever the label", () => {
    const now = new Date("2026-11-21T10:00:00Z");
    expect(exportFileName("csv", "posts", '../../Juristes à Paris\r\n"x"', now)).toBe(
      "millrace-posts-juristes-a-paris-x-2026-11-21.csv",
    );
    expect(exportFileName("xlsx", "posts", "…", now)).toBe("millrace-posts-2026-11-21.xlsx");
  });
});

/** Reads the first sheet of a workbook: shared strings, then cells by reference. */
async function readSheet(bytes: Buffer): Promise<{ xml: string; rows: string[][] }> {
  const files = await unzip(bytes);
  const shared = [...(files.get("xl/sharedStrings.xml") ?? "").matchAll(/<si>([\s\S]*?)<\/si>/gu)].map(
    (item) => unescape(/<t[^>]*>([\s\S]*?)<\/t>/u.exec(item[1] ?? "")?.[1] ?? ""),
  );
  const xml = files.get("xl/worksheets/sheet1.xml") ?? "";
  const rows = [...xml.matchAll(/<row [^>]*>([\s\S]*?)<\/row>/gu)].map((row) =>
    readCells(row[1] ?? "", shared),
  );
  return { xml, rows };
}

function readCells(row: string, shared: readonly string[]): string[] {
  const cells: string[] = [];
  for (const [, letters = "", attributes = "", body = ""] of row.matchAll(
    /<c r="([A-Z]+)\d+"([^>]*)>([\s\S]*?)<\/c>/gu,
  )) {
    const column = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
    const value = /<v>([\s\S]*?)<\/v>/u.exec(body)?.[1] ?? "";
    cells[column] = attributes.includes('t="s"') ? (shared[Number(value)] ?? "") : value;
  }
  return cells;
}

const ENTITIES: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  "#39": "'",
  "#x27": "'",
};
const unescape = (text: string): string =>
  text.replace(/&([^;]+);/gu, (whole, name: string) => ENTITIES[name] ?? whole);

function unzip(bytes: Buffer): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  return new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true }, (error, zip) => {
      if (error) return reject(error);
      zip.on(
        "entry",
        (entry: Entry) =>
          void readEntry(zip, entry).then((text) => {
            files.set(entry.fileName, text);
            zip.readEntry();
          }, reject),
      );
      zip.on("end", () => resolve(files));
      zip.readEntry();
    });
  });
}

function readEntry(zip: ZipFile, entry: Entry): Promise<string> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) return reject(error);
      const parts: Uint8Array[] = [];
      stream.on("data", (part: Uint8Array) => parts.push(part));
      stream.on("end", () => resolve(Buffer.concat(parts).toString("utf8")));
      stream.on("error", reject);
    });
  });
}
