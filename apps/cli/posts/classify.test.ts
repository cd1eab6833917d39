import { afterAll, beforeAll, expect, test } from "vitest";
import { classification } from "@millrace/posts/contract";
import { createTemporaryFolder, type TemporaryFolder } from "@millrace/platform/testing";
import { expectRefusal, runMillrace } from "../testing/run-millrace.ts";

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await createTemporaryFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

const classify = (stdin: string, rules = "legal-fr") =>
  runMillrace(["posts", "classify", "--rules", rules, "--json"], { cwd: folder.path, stdin });

test("texts on stdin are judged one by one", async () => {
  const { code, stdout, stderr } = await classify(
    '{"text":"Nous recrutons un juriste à Lyon"}\n{"text":"Stage juriste H/F"}\n',
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const lines = stdout
    .trim()
    .split("\n")
    .map((line) => classification.parse(JSON.parse(line)));
  expect(lines.map((line) => line.category)).toEqual(["relevant", "internship"]);
});

test("a line that can't be read is named and ends with exit code 2", async () => {
  expectRefusal(await classify("not json"), 2, /^Line 1: this is not valid JSON/);
});

test("an unknown rule set is refused with the ones there are", async () => {
  expectRefusal(await classify('{"text":"x"}', "nope"), 2, /"nope".*generic, legal-fr/);
});

test("a rule file that does not exist is refused by its path", async () => {
  expectRefusal(await classify('{"text":"x"}', "nope.yaml"), 2, /nope\.yaml/);
});
