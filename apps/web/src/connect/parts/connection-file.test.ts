import type { SettingDescription } from "@millrace/connect/contract";
import { describe, expect, it } from "vitest";
import { fileOfConnection } from "./connection-file.ts";

const setting = (name: string, isSecret = false): SettingDescription => ({
  name,
  is_required: true,
  is_secret: isSecret,
  is_advanced: false,
  is_multiline: false,
  choices: {},
  title: { en: name, fr: name },
  about: { en: "", fr: "" },
  placeholder: null,
  schema: { type: "string" },
});
const connector = (id: string, settings: SettingDescription[]) => ({
  id,
  title: { en: id, fr: id },
  about: { en: "", fr: "" },
  is_local: false,
  guarantee: "exactly_once" as const,
  guarantee_note: { en: "", fr: "" },
  modes: [],
  settings,
});
const ends = {
  source: connector("yotpo-loyalty", [setting("guid"), setting("api_key", true)]),
  destination: connector("treasure-data", [setting("api_key", true), setting("database")]),
};

describe("a connection as a file", () => {
  it("says what the wizard says, and leaves out what the server takes anyway", () => {
    const text = fileOfConnection(
      {
        name: "yotpo to treasure data",
        source: { type: "yotpo-loyalty", guid: "env:YOTPO_GUID", api_key: "env:YOTPO_API_KEY" },
        streams: [{ name: "customers", mode: "change_feed", primary_key: ["email"] }],
        destination: { type: "treasure-data", api_key: "file:/run/secrets/td", database: "crm" },
        schema_policy: "evolve",
        bad_records_percent: 0.5,
        provenance: true,
        schedule: {
          cron: "0 3 * * *",
          time_zone: "Europe/Paris",
          missed: "latest",
          skip_if_running: true,
        },
      },
      ends,
    );
    expect(text).toBe(`name: yotpo to treasure data
source:
  type: yotpo-loyalty
  guid: env:YOTPO_GUID
  api_key: env:YOTPO_API_KEY
streams:
  - name: customers
    mode: change_feed
    primary_key:
      - email
destination:
  type: treasure-data
  api_key: file:/run/secrets/td
  database: crm
bad_records_percent: 0.5
schedule:
  cron: "0 3 * * *"
  time_zone: Europe/Paris
  missed: latest
  skip_if_running: true
`);
  });

  it("names a variable where a secret was typed in, and where one is kept", () => {
    const text = fileOfConnection(
      {
        name: "x",
        source: { type: "yotpo-loyalty", guid: "g", api_key: "s3cret" },
        streams: [],
        destination: { type: "treasure-data", api_key: "••••", database: "crm" },
      },
      ends,
    );
    expect(text).not.toContain("s3cret");
    expect(text).toContain("api_key: env:YOTPO_LOYALTY_API_KEY");
    expect(text).toContain("api_key: env:TREASURE_DATA_API_KEY");
  });

  it("names a variable for each of several named secrets", () => {
    const http = { source: connector("http", [setting("secrets", true)]), destination: undefined };
    const fileOf = (secrets: unknown) =>
      fileOfConnection(
        { name: "x", source: { type: "http", secrets }, streams: [], destination: { type: "csv" } },
        http,
      );
    const wanted = `source:
  type: http
  secrets:
    token: env:HTTP_TOKEN
    key: file:/run/key
`;
    expect(fileOf("token: abc: d\nkey: file:/run/key")).toContain(wanted);
    expect(fileOf({ token: "••••", key: "file:/run/key" })).toContain(wanted);
  });

  it("quotes what YAML would read otherwise, and keeps texts of several lines", () => {
    const text = fileOfConnection(
      {
        name: "yes",
        source: {
          type: "http",
          spec: "base: https://x\nstreams:\n  - a\n",
          note: "a: b # c",
          code: "007",
          limit: 5,
          args: ["--fast", "on"],
        },
        streams: [],
        destination: { type: "csv" },
      },
      { source: undefined, destination: undefined },
    );
    expect(text).toBe(`name: "yes"
source:
  type: http
  spec: |
    base: https://x
    streams:
      - a
  note: "a: b # c"
  code: "007"
  limit: 5
  args:
    - "--fast"
    - "on"
destination:
  type: csv
`);
  });
});
