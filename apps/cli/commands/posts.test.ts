import { createTemporaryFolder } from "@millrace/platform/testing";
import { expect, test } from "vitest";
import { expectRefusal, runMillrace } from "../testing/run-millrace.ts";

test("posts list refuses a wrong flag by its name before anything is opened", async () => {
  await using folder = await createTemporaryFolder();
  const list = (...flags: string[]) => runMillrace(["posts", "list", ...flags], { cwd: folder.path });
  const refused = await Promise.all([
    list("--limit", "many"),
    list("--limit", "0"),
    list("--limit", "2.5"),
    list("--verdict", "maybe"),
  ]);
  const sentences = [
    /--limit <number>.*'many'.*whole number from 1 to 200/u,
    /--limit <number>.*'0'/u,
    /--limit <number>.*'2\.5'/u,
    /--verdict <verdict>.*'maybe'.*kept, rejected/u,
  ];
  for (const [index, ending] of refused.entries()) expectRefusal(ending, 2, sentences[index] ?? /^$/u);
  expect(refused).toHaveLength(sentences.length);
});
