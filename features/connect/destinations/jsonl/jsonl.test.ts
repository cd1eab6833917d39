import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createTemporaryFolder } from "@millrace/platform/testing";
import { expect, test } from "vitest";
import { Decimal, type Value } from "../../values/value.ts";
import type { Column } from "../../records/column.ts";
import { FolderHome } from "../files/folder-home.ts";
import { deliverFile } from "../files/testing/deliver-file.ts";
import { jsonlFormat } from "./jsonl-format.ts";

test("a line has every column in order, numbers with every digit and JSON as it is; older lines stay as they were", async () => {
  await using folder = await createTemporaryFolder("millrace-jsonl-");
  const deliver = async (syncId: string, columns: Column[], rows: Value[][]): Promise<string> => {
    const home = new FolderHome(folder.path);
    await deliverFile({ home, format: jsonlFormat, target: "people", syncId }, [
      { number: 1, columns, rows },
    ]);
    return readFile(join(folder.path, "people.jsonl"), "utf8");
  };
  const id: Column = { name: "10", type: "integer" };
  const first = await deliver(
    "sync-1",
    [
      { name: 'a "b"', type: "text" },
      id,
      { name: "price", type: "decimal" },
      { name: "detail", type: "json" },
    ],
    [
      [
        "x\n",
        9_007_199_254_740_993n,
        new Decimal("100.50"),
        { list: [1, new Decimal("0.12345678901234567891")] },
      ],
      [null, null, null, null],
    ],
  );
  expect(first).toBe(
    String.raw`{"a \"b\"":"x\n","10":9007199254740993,"price":100.50,"detail":{"list":[1,0.12345678901234567891]}}` +
      '\n{"a \\"b\\"":null,"10":null,"price":null,"detail":null}\n',
  );
  expect(await deliver("sync-2", [{ ...id, type: "text" }], [["many"]])).toBe(`${first}{"10":"many"}\n`);
});
