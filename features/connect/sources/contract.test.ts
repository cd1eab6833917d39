import { NeedsAttention, Transient, TryAgainLater, messageOf } from "@millrace/platform/errors";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ConnectorContext } from "../connectors/context.ts";
import { describeSettings, secretNames } from "../connectors/settings.ts";
import { UnreadablePage } from "../connectors/unreadable-page.ts";
import { openTestContext, type TestContext } from "../destinations/testing/test-context.ts";
import type { RecordValue } from "../values/value.ts";
import { writeJson } from "../values/write-json.ts";
import type { SourcePage, SourceStream } from "./source.ts";
import type { SourceFault, SourceRig } from "./testing/rig.ts";
import { rigs } from "./testing/rigs.ts";

let opened: TestContext;
beforeAll(async () => {
  opened = await openTestContext();
});
afterAll(() => opened[Symbol.asyncDispose]());

/** What the engine does with each: waits and asks again, asks again, or pauses and tells the owner. */
const meanings: Record<Exclude<SourceFault, "hang">, new (...given: never[]) => Error> = {
  html_instead: Transient,
  cut: Transient,
  endless: NeedsAttention,
  server_error: Transient,
  rate_limit: TryAgainLater,
  reset: Transient,
};

describe.each(rigs)("$name keeps the contract of a source", ({ open }) => {
  let rig: SourceRig;
  let stream: SourceStream;
  let settings: unknown;

  beforeAll(async () => {
    rig = await open();
    settings = rig.source.settings.parse(rig.settings);
    stream = await streamOf(rig);
  });
  afterAll(() => rig[Symbol.asyncDispose]());

  const streamOf = async ({ source, stream: name }: SourceRig): Promise<SourceStream> => {
    const offered = await source.streams(source.settings.parse(rig.settings), opened.context);
    const found = offered.find((each) => each.name === name);
    if (found === undefined) throw new Error(`${source.id} offers no stream ${name}`);
    return found;
  };

  const read = (from: string | null, context: ConnectorContext = opened.context) =>
    rig.source.read(settings as never, { stream, from, state: null }, context);

  const pagesFrom = async (from: string | null): Promise<SourcePage[]> => {
    const pages: SourcePage[] = [];
    for await (const page of read(from)) pages.push(page);
    return pages;
  };

  const decoded = (page: SourcePage): readonly RecordValue[] =>
    rig.source.decode({ body: page.body, stream }, settings as never).records;

  const textsOf = (pages: readonly SourcePage[]): string[] => pages.flatMap(decoded).map(writeJson);

  /** What reading ends with while a fault is in force. */
  const faultOf = async (fault: SourceFault): Promise<unknown> => {
    await rig.setFault(fault);
    try {
      await pagesFrom(null);
      return null;
    } catch (error) {
      return error;
    } finally {
      await rig.setFault(null);
    }
  };

  const expectNoSecretIn = (text: string): void => {
    for (const secret of rig.secrets) expect(text).not.toContain(secret);
  };

  test("its settings are described in both languages, and its secrets are marked", () => {
    const described = describeSettings(rig.source.settings);
    for (const { title, about } of [rig.source, ...described])
      expect([title.en, title.fr, about.en, about.fr].every((text) => text !== "")).toBe(true);
    const marked = secretNames(rig.source.settings).map((name) => rig.settings[name]);
    const known = described
      .map(({ name }) => rig.settings[name])
      .filter((value) => rig.secrets.some((secret) => secret === value));
    expect(marked).toEqual(expect.arrayContaining(known));
  });

  test("the same settings are the same account, which shows nothing of them", () => {
    const budget = rig.source.budget(settings as never);
    expect(rig.source.budget(rig.source.settings.parse(rig.settings) as never)).toEqual(budget);
    if (budget === null) return;
    expect(budget.account.startsWith(`${rig.source.id}:`)).toBe(true);
    expectNoSecretIn(JSON.stringify(budget));
  });

  test("each stream has a schema that knows its primary key", async () => {
    const offered = await rig.source.streams(settings as never, opened.context);
    expect(new Set(offered.map(({ name }) => name)).size).toBe(offered.length);
    for (const { schema, primaryKey } of offered)
      expect(Object.keys(schema.properties ?? {})).toEqual(expect.arrayContaining([...primaryKey]));
  });

  test("good settings pass the check", async () => {
    expect(await rig.source.check(settings as never, opened.context)).toMatchObject({
      isOk: true,
      setting: null,
    });
  });

  test("settings that are wrong fail the check, which names one to change and no secret", async () => {
    for (const { what, settings: given, named } of rig.wrong) {
      const wrong = rig.source.settings.parse(given) as never;
      const report = await rig.source.check(wrong, opened.context);
      expect([what, report.isOk]).toEqual([what, false]);
      expect(named).toContain(report.setting);
      expectNoSecretIn(JSON.stringify(report));
      const reading = rig.source.read(wrong, { stream, from: null, state: null }, opened.context);
      await expect(reading[Symbol.asyncIterator]().next()).rejects.toBeInstanceOf(NeedsAttention);
    }
  });

  test("a reading gives every record once, as the source has it, and ends", async () => {
    const pages = await pagesFrom(null);
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.findIndex(({ next }) => next === null)).toBe(pages.length - 1);
    expect(textsOf(pages)).toEqual((await rig.truth()).map(writeJson));
  });

  test("from every page one can go on from, the rest is the same", async () => {
    const pages = await pagesFrom(null);
    for (const [number, { next, isResumable }] of pages.entries()) {
      if (!isResumable || next === null) continue;
      expect(textsOf(await pagesFrom(next))).toEqual(textsOf(pages.slice(number + 1)));
    }
  });

  test("decoding depends on the bytes alone, and changes none of them", async () => {
    for (const page of await pagesFrom(null)) {
      const copy = { ...page, body: Uint8Array.from(page.body) };
      const first = textsOf([page]);
      expect(textsOf([page])).toEqual(first);
      expect(textsOf([copy])).toEqual(first);
      expect(Buffer.compare(page.body, copy.body)).toBe(0);
    }
  });

  test("what is no page is not decoded", () => {
    for (const { what, body } of rig.brokenBodies) {
      const decode = () => rig.source.decode({ body: Buffer.from(body), stream }, settings as never);
      expect(decode, what).toThrow(UnreadablePage);
    }
  });

  test("whatever goes wrong says what happens next, and no secret", async () => {
    for (const fault of rig.faults) {
      if (fault === "hang") continue;
      const error = await faultOf(fault);
      expect(error, fault).toBeInstanceOf(meanings[fault]);
      expectNoSecretIn(`${messageOf(error)} ${JSON.stringify(error)}`);
    }
  });

  test("an answer that is no page is shown by its beginning", async () => {
    if (!rig.faults.includes("html_instead")) return;
    expect(messageOf(await faultOf("html_instead"))).toMatch(/page 2.*<!doctype html>/i);
  });

  test("pages show nothing secret", async () => {
    for (const { origin, next, requestId, state } of await pagesFrom(null))
      expectNoSecretIn(JSON.stringify([origin, next, requestId, state]));
  });

  test("an abort ends the reading with its reason, though no answer comes", async () => {
    if (!rig.faults.includes("hang")) return;
    await rig.setFault("hang");
    const abort = new AbortController();
    const reason = new Error("the sync was cancelled");
    const reading = read(null, { ...opened.context, signal: abort.signal })[Symbol.asyncIterator]();
    await reading.next();
    const waiting = reading.next();
    abort.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await rig.setFault(null);
  });
});
