import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTemporaryFolder, type TemporaryFolder } from "@millrace/platform/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectRefusal, runMillrace, type Ending } from "../testing/run-millrace.ts";

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await createTemporaryFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

const connect = (...args: string[]): Promise<Ending> =>
  runMillrace(["connect", ...args], { cwd: folder.path });

/** A file that would be understood but for what `lines` say. */
const fileOf = (...lines: string[]): string =>
  ["name: nightly", "source: { type: http }", "destination: { type: jsonl, folder: out }", ...lines].join(
    "\n",
  );

test.each<[what: string, text: string | Uint8Array, sentence: RegExp]>([
  ["is empty", "", /file\.yaml holds no connection: it must have a name, a source and a destination/u],
  ["is no mapping", "just text", /file\.yaml holds no connection/u],
  ["is no text", Uint8Array.of(0xff, 0xfe, 0x00), /file\.yaml is no text in UTF-8/u],
  [
    "is no YAML",
    "name: a\nsource: [1\n",
    /file\.yaml, line 3: .*flow sequence|file\.yaml, line 3: Flow sequence/iu,
  ],
  ["has a field twice", "name: a\nname: b\n", /file\.yaml, line 2: Map keys must be unique/u],
  [
    "has an alias to itself",
    fileOf("schedule: &a { cron: *b }"),
    /file\.yaml.*(?:line 4|[Uu]nresolved alias)/u,
  ],
  [
    "has a cron without quotes",
    fileOf("schedule: { cron: * * * * * }"),
    /line 4: what begins with \* needs quotes/u,
  ],
  ["has two documents", `${fileOf()}\n---\nname: b\n`, /line 4: a file holds a connection and nothing else/u],
  ["lacks a destination", "name: a\nsource: { type: http }\n", /file\.yaml: destination is missing/u],
  ["lacks a type", "name: a\nsource: {}\ndestination: { type: jsonl }\n", /source\.type is missing/u],
  ["has an empty name", 'name: " "\nsource: { type: a }\ndestination: { type: b }\n', /name is empty/u],
  [
    "misspells a field",
    fileOf("provenanse: true"),
    /no field "provenanse"; there are name, source, destination, streams/u,
  ],
  [
    "misspells a stream's field",
    fileOf("streams: [{ name: a, modus: b }]"),
    /streams\.0 has no field "modus"; there are name, mode/u,
  ],
  [
    "has a mode there is not",
    fileOf("streams: [a, { name: b, mode: sometimes }]"),
    /streams\.1\.mode must be one of full_refresh_append, .*change_feed/u,
  ],
  ["has a number too large", fileOf("bad_records_percent: 300"), /bad_records_percent may be at most 100/u],
  ["has a word for a switch", fileOf("provenance: maybe"), /provenance must be true or false/u],
  [
    "plans twice",
    fileOf('schedule: { cron: "0 3 * * *", every_minutes: 5 }'),
    /schedule: a schedule has either cron or every_minutes/u,
  ],
])("a connection's file that %s is refused with its place in it", async (what, text, sentence) => {
  const place = join(folder.path, what.replaceAll(/\W/gu, "-"));
  await mkdir(place);
  await writeFile(join(place, "file.yaml"), text);
  const ending = await runMillrace(["connect", "run", "--config", "file.yaml"], { cwd: place });
  expectRefusal(ending, 2, sentence);
});

test("what can't be understood is refused with one sentence and exit code 2, before anything is started", async () => {
  await writeFile(join(folder.path, "good.yaml"), fileOf());
  const refusals: [string[], RegExp][] = [
    [["run"], /Give either the name of a connection or --config <file>/u],
    [["check", "nightly", "--config", "good.yaml"], /either the name/u],
    [["run", "--config", "missing.yaml"], /There is no file missing\.yaml/u],
    [["dry-run", "--config", "."], /\. is a folder; give the file of a connection/u],
    [["trace", "yesterday's row"], /<run>:<page>:<offset>.*_run, _page and _offset/u],
    [["trace", '{"id": 5}'], /_run, _page and _offset/u],
    [
      ["run", "nightly", "--planned-at", "tomorrow"],
      /--planned-at <instant>.*'tomorrow'.*2026-01-31T03:00:00Z/u,
    ],
    [
      ["backfill", "nightly", "--from", "2026-01-31T03:00", "--until", "2026-02-01"],
      /--from <instant>.*its zone/u,
    ],
    [["backfill", "nightly", "--from", "2026-01-31"], /--until <instant>.*not specified/u],
    [["replay", "0190"], /--to <connection>.*not specified/u],
    [["status", "--limit", "many"], /--limit <number>.*'many'.*whole number from 1 to 200/u],
    [["list", "--status", "asleep"], /--status <status>.*'asleep'.*ready, paused, needs_attention/u],
    [["export", "dead-records", "x", "--format", "xml"], /--format <format>.*'xml'.*csv, jsonl/u],
    [["trace", "a:1:1", "--raw", "--json"], /--raw.*--json/u],
    [["sync"], /unknown command 'sync'/u],
  ];
  const endings = await Promise.all(refusals.map(([args]) => connect(...args)));
  for (const [index, ending] of endings.entries()) {
    const [args, sentence] = refusals[index] ?? [[], /^$/u];
    expect({ args, code: ending.code, stdout: ending.stdout }).toEqual({ args, code: 2, stdout: "" });
    expect(ending.stderr).toMatch(sentence);
    expect(ending.stderr).not.toContain("    at ");
  }
}, 60_000);

test("the help says how a file is written and what every exit code means", async () => {
  const [all, run] = await Promise.all([connect("--help"), connect("run", "--help")]);
  expect(all).toMatchObject({ code: 0, stderr: "" });
  for (const command of ["list", "check", "run", "status", "replay", "dry-run", "certificate", "trace"])
    expect(all.stdout).toMatch(new RegExp(`^ {2}${command} `, "mu"));
  for (const code of [0, 1, 2, 3, 4, 130]) expect(run.stdout).toMatch(new RegExp(`^ {2}${code} +\\w`, "mu"));
  expect(run.stdout).toContain("source: { type: yotpo-loyalty");
}, 20_000);
