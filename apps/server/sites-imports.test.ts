import { until } from "@millrace/platform/testing";
import type { ImportRow, WebsiteImport } from "@millrace/sites/contract";
import { afterAll, expect, test } from "vitest";
import { json, openTestHouse } from "./testing/test-house.ts";

const house = await openTestHouse({ site: { posts: 1 } });
afterAll(() => house[Symbol.asyncDispose]());

interface Problem {
  code: string;
  detail: string;
  field?: string;
}

const fileOf = (
  content: string | Uint8Array<ArrayBuffer>,
  fields: Record<string, string> = {},
): RequestInit => {
  const form = new FormData();
  form.append("file", new File([content], "shops.csv"));
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return { method: "POST", body: form };
};

async function run(init: RequestInit): Promise<WebsiteImport> {
  const { status, headers, body } = await house.call<WebsiteImport>("/scraping/imports", init);
  expect(status, JSON.stringify(body)).toBe(202);
  const address = headers.get("location")?.replace("/api/v1", "") ?? "";
  return until("the import has ended", async () => {
    const now = await house.call<WebsiteImport>(address);
    return now.body.status === "succeeded" ? now.body : null;
  });
}

const rowsOf = async ({ id }: WebsiteImport): Promise<ImportRow[]> =>
  (await house.call<{ items: ImportRow[] }>(`/scraping/imports/${encodeURIComponent(id)}/rows?limit=200`))
    .body.items;

test("a file is read whatever its columns are called; each row says what became of it", async () => {
  const ended = await run(
    fileOf(
      '\ufeffNom;Site Web;Étiquettes\r\nChez Ana;https://www.ana.example/fr;mode, Lyon\r\n;ana.example;\r\nB;localhost;\r\n\r\n"C;c.example;\r\nD;d.example;x\r\n',
      { tags: "été" },
    ),
  );
  expect(ended).toMatchObject({ rows: 6, of: 6, file_name: "shops.csv", workspace: "production" });
  expect(ended.by_outcome).toEqual({ added: 2, updated: 0, unchanged: 0, repeated: 1, refused: 3 });
  expect(await rowsOf(ended)).toMatchObject([
    { line: 2, outcome: "added", domain: "ana.example", message: null },
    { line: 3, outcome: "repeated", message: "ana.example is already in line 2 of this file." },
    { line: 4, outcome: "refused" },
    { line: 5, outcome: "refused", message: "The row is empty." },
    { line: 6, outcome: "refused" },
    { line: 7, outcome: "added", domain: "d.example" },
  ]);
});

test("pasted text is a list; what is there already is told apart", async () => {
  const text = "ana.example, https://b.example/x c.example\n\nb.example";
  const ended = await run(json({ text }));
  expect(ended.by_outcome).toEqual({ added: 2, updated: 0, unchanged: 1, repeated: 1, refused: 0 });
  const again = await run(json({ text, tags: ["again"] }));
  expect(again.by_outcome).toEqual({ added: 0, updated: 3, unchanged: 0, repeated: 1, refused: 0 });
});

test.each([
  ["a picture", new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1]), "a PNG picture"],
  ["an archive", "PK\u0003\u0004rest", "a ZIP archive"],
  ["nothing", "", "empty"],
])("a file that is %s is refused", async (_what, content, said) => {
  const { status, body } = await house.call<Problem>("/scraping/imports", fileOf(content));
  expect([status, body.code, body.field]).toEqual([422, "not_text", "form.file"]);
  expect(body.detail).toContain(said);
});
