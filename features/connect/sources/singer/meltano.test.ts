import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openTestContext } from "../../destinations/testing/test-context.ts";
import { singerSource } from "./source.ts";

const opened = new AsyncDisposableStack();
afterAll(() => opened.disposeAsync());
const { context } = opened.use(await openTestContext());

const fixtures = join(import.meta.dirname, "fixtures");
const meltano = join(fixtures, "meltano");
const files = readdirSync(meltano).filter((name) => name.endsWith(".singer"));

test("all the message files of the Meltano SDK are there", () => {
  expect(files).toHaveLength(11);
});

test.each(files.filter((name) => name !== "record_before_schema.singer"))(
  "every record of %s is read, stream by stream",
  async (file) => {
    const path = join(meltano, file);
    const messages: { type: string; stream: string; record?: unknown; value?: unknown }[] = readFileSync(
      path,
      "utf8",
    )
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const names = [...new Set(messages.flatMap(({ stream }) => (stream === undefined ? [] : [stream])))];
    const settings = singerSource.settings.parse({
      command: [process.execPath, join(fixtures, "tap-file.ts"), path],
      streams: names,
    });
    const lastState = messages.findLast(({ type }) => type === "STATE")?.value;
    for (const stream of await singerSource.streams(settings, context)) {
      const pages = await Array.fromAsync(
        singerSource.read(settings, { stream, from: null, state: null }, context),
      );
      expect(pages.flatMap(({ body }) => singerSource.decode({ body, stream }, settings).records)).toEqual(
        messages
          .filter((each) => each.type === "RECORD" && each.stream === stream.name)
          .map(({ record }) => record),
      );
      expect(pages.at(-1)?.state).toBe(lastState === undefined ? null : JSON.stringify(lastState));
    }
  },
);

test("a file whose RECORD comes before its SCHEMA is refused", async () => {
  const settings = singerSource.settings.parse({
    command: [process.execPath, join(fixtures, "tap-file.ts"), join(meltano, "record_before_schema.singer")],
    streams: ["test_record_before_schema"],
  });
  const [stream] = await singerSource.streams(settings, context);
  if (stream === undefined) throw new Error("no stream");
  const failed = Array.fromAsync(singerSource.read(settings, { stream, from: null, state: null }, context));
  await expect(failed).rejects.toThrow(/^Line 1 .*a RECORD before the SCHEMA/u);
});
