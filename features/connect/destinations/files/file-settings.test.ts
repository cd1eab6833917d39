import { expect, test } from "vitest";
import { isOfThisMachine } from "./file-settings.ts";

test.each([
  [{}, true],
  [{ folder: "exports" }, true],
  [{ folder: "s3://bucket" }, true],
  [{ folder: "s3://bucket", access_key_id: "a" }, true],
  [{ folder: "s3://bucket", secret_access_key: "b" }, true],
  [{ folder: "s3://bucket", access_key_id: "a", secret_access_key: "" }, true],
  [{ folder: "/exports", access_key_id: "a", secret_access_key: "b" }, true],
  [{ folder: " s3://bucket", access_key_id: "a", secret_access_key: "b" }, false],
])("a folder, and a bucket without keys of its own, are of this machine: %j", (settings, isLocal) => {
  expect(isOfThisMachine(settings)).toBe(isLocal);
});
