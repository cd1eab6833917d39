import type { DestinationConnector, OfferedStream, SettingDescription } from "@millrace/connect/contract";
import { describe, expect, it } from "vitest";
import { draftOf, faultsOf, fitStreams, inputOf, newDraft, stepOfField } from "./draft.ts";
import { isCron, nextTimes } from "./next-times.ts";

const setting = (name: string, more: Partial<SettingDescription> = {}): SettingDescription => ({
  name,
  is_required: true,
  is_secret: false,
  is_advanced: false,
  is_multiline: false,
  choices: {},
  title: { en: name, fr: name },
  about: { en: "", fr: "" },
  placeholder: null,
  schema: { type: "string" },
  ...more,
});
const connector = { about: { en: "", fr: "" }, title: { en: "", fr: "" }, is_local: false };
const destination: DestinationConnector = {
  ...connector,
  id: "postgres",
  guarantee: "exactly_once",
  guarantee_note: { en: "", fr: "" },
  modes: ["append", "merge"],
  settings: [setting("url", { is_secret: true }), setting("port", { schema: { type: "integer" } })],
};
const ends = {
  source: {
    ...connector,
    id: "http",
    settings: [
      setting("definition", { is_multiline: true }),
      setting("secrets", { is_required: false, is_secret: true, is_multiline: true }),
      setting("fast", { is_required: false, schema: { type: "boolean", default: false } }),
    ],
  },
  destination,
};
const offered: OfferedStream[] = [
  { name: "orders", about: "", primary_key: ["id"], is_incremental: true, fields: [] },
  { name: "visits", about: "", primary_key: [], is_incremental: false, fields: [] },
];
const context = { ends, offered, isCron };

const filled = {
  ...newDraft("Europe/Paris"),
  name: " shop ",
  source: { type: "http", values: { definition: "base_url: https://x", fast: "true" }, kept: [] },
  destination: { type: "postgres", values: { url: "env:URL", port: "5432" }, kept: [] },
};

describe("a draft", () => {
  it("becomes a request with values of the kinds the settings have, and nothing that was left empty", () => {
    const { source, destination: target, name, schedule } = inputOf(filled, ends);
    expect(name).toBe("shop");
    expect(source).toEqual({ type: "http", definition: "base_url: https://x", fast: true });
    expect(target).toEqual({ type: "postgres", url: "env:URL", port: 5432 });
    expect(schedule).toBeNull();
  });

  it("of a connection there is keeps its secrets by leaving them out", () => {
    const draft = draftOf(
      {
        ...inputOf(filled, ends),
        id: "x",
        source: { type: "http", definition: { base_url: "https://x" }, secrets: { token: "••••" } },
        destination: { type: "postgres", url: "••••", port: 5432 },
        schema_policy: "freeze",
        bad_records_percent: 0.5,
        provenance: false,
        parallel_uploads: 2,
        reserved_rate_percent: 10,
        private_hosts: true,
        schedule: { every_minutes: 15, time_zone: "UTC", missed: "skip", skip_if_running: false },
        guarantee: "exactly_once",
        status: "ready",
        message: null,
        is_demo: false,
        created_at: "",
        changed_at: "",
        next_at: null,
        running_sync_id: null,
        last_sync: null,
      },
      ends,
    );
    expect(draft.source.values["definition"]).toBe("base_url: https://x");
    expect([draft.source.kept, draft.destination.kept]).toEqual([["secrets"], ["url"]]);
    expect(faultsOf("destination", draft, context)).toEqual({});
    const { source, destination: target, schedule } = inputOf(draft, ends);
    expect(source).toEqual({ type: "http", definition: "base_url: https://x" });
    expect(target).toEqual({ type: "postgres", port: 5432 });
    expect(schedule).toEqual({
      every_minutes: 15,
      time_zone: "UTC",
      missed: "skip",
      skip_if_running: false,
    });
  });

  it("says of each step what is missing or wrong, by the path of the field", () => {
    const empty = newDraft("UTC");
    expect(faultsOf("source", empty, context)).toEqual({ "source.definition": "required" });
    expect(faultsOf("streams", empty, context)).toEqual({ streams: "streams" });
    const stream = { name: "visits", mode: "incremental_merge" as const, target: "", primaryKey: "" };
    expect(faultsOf("streams", { ...empty, streams: [stream] }, context)).toEqual({
      "streams.0.primary_key": "key",
    });
    expect(
      faultsOf("streams", { ...empty, streams: [{ ...stream, primaryKey: "day, page" }] }, context),
    ).toEqual({});
    const wrong = {
      ...empty,
      badRecordsPercent: "101",
      parallelUploads: "1.5",
      reservedRatePercent: "",
      schedule: { ...empty.schedule, kind: "cron" as const, cron: "every day" },
    };
    expect(faultsOf("options", wrong, context)).toEqual({
      name: "required",
      bad_records_percent: "percent",
      parallel_uploads: "uploads",
      reserved_rate_percent: "percentBelow90",
      "schedule.cron": "cron",
    });
  });

  it("has each field in one step", () => {
    expect(
      ["source.guid", "destination.url", "streams.0.mode", "schedule.cron", "name"].map(stepOfField),
    ).toEqual(["source", "destination", "streams", "options", "options"]);
  });
});

describe("the chosen streams", () => {
  it("are all of a few at first, each in the mode that fits it", () => {
    expect(fitStreams([], offered, destination, false).map(({ name, mode }) => [name, mode])).toEqual([
      ["orders", "incremental_merge"],
      ["visits", "full_refresh_append"],
    ]);
  });

  it("are none of many at first, unless the connection takes every one", () => {
    const many = Array.from(
      { length: 9 },
      (_, index) => ({ ...offered[1], name: `s${index}` }) as OfferedStream,
    );
    expect(fitStreams([], many, destination, false)).toEqual([]);
    expect(fitStreams([], many, destination, true)).toHaveLength(9);
  });

  it("lose a mode that another destination can't write, and streams that are no more", () => {
    const chosen = [
      { name: "orders", mode: "full_refresh_overwrite" as const, target: "o", primaryKey: "" },
      { name: "gone", mode: "full_refresh_append" as const, target: "", primaryKey: "" },
    ];
    expect(fitStreams(chosen, offered, destination, false)).toEqual([
      { name: "orders", mode: "incremental_merge", target: "o", primaryKey: "" },
    ]);
  });
});

describe("the next times of a plan", () => {
  it("are those of its zone", () => {
    const now = Date.parse("2026-11-29T12:00:00Z");
    expect(nextTimes("0 3 * * *", "Europe/Paris", 2, now)).toEqual([
      "2026-11-30T02:00:00.000Z",
      "2026-12-01T02:00:00.000Z",
    ]);
  });

  it("are none for what is no plan", () => {
    expect(nextTimes("61 3 * * *", "UTC", 2, 0)).toEqual([]);
    expect(nextTimes("* * * * * *", "UTC", 2, 0)).toEqual([]);
  });
});
