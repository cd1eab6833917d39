import { resolve } from "node:path";
import { expect, test } from "vitest";
import { absolutePaths } from "./absolute-paths.ts";

test("places count from the working folder; addresses, references and paths of an API stay as they are", () => {
  const written = (destination: object) => ({
    name: "nightly",
    source: { type: "http", path: "customers" },
    destination: { type: "jsonl", ...destination },
  });
  const destinationOf = (destination: object) => absolutePaths(written(destination), "/work").destination;
  expect(absolutePaths(written({}), "/work").source).toEqual({ type: "http", path: "customers" });
  expect(destinationOf({ folder: "out" })).toEqual({ type: "jsonl", folder: resolve("/work", "out") });
  for (const folder of ["/srv/out", "s3://bucket/prefix", "env:FOLDER", ""])
    expect(destinationOf({ folder })).toEqual({ type: "jsonl", folder });
});
