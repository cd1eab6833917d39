import { describe, expect, it } from "vitest";
import { parseDate } from "./parse-date.ts";
import type { NumberLocale, ReadingProblem } from "./quantity.ts";

const readable: [text: string, locale: NumberLocale | undefined, date: string][] = [
  ["2026-03-04", undefined, "2026-03-04"],
  ["2026-03-04T10:00:00Z", undefined, "2026-03-04"],
  ["2026-03", undefined, "2026-03"],
  ["20260304", undefined, "2026-03-04"],
  ["202603", undefined, "2026-03"],
  ["03/04/2026", "en", "2026-03-04"],
  ["03/04/2026", "fr", "2026-04-03"],
  ["03/25/2026", undefined, "2026-03-25"],
  ["25/03/2026", undefined, "2026-03-25"],
  ["03/03/2026", undefined, "2026-03-03"],
  ["25.03.2026", undefined, "2026-03-25"],
  ["03/2026", undefined, "2026-03"],
  ["3 mars 2026", undefined, "2026-03-03"],
  ["1er\u00A0avril 2026", undefined, "2026-04-01"],
  ["le 12 févr. 2026", undefined, "2026-02-12"],
  ["August 2026", undefined, "2026-08"],
  ["août 2026", undefined, "2026-08"],
  ["Mar 3, 2026", undefined, "2026-03-03"],
  ["March 3rd 2026", undefined, "2026-03-03"],
  ["29 February 2024", undefined, "2024-02-29"],
];

const refused: [text: string, locale: NumberLocale | undefined, problem: ReadingProblem["problem"]][] = [
  ["03/04/2026", undefined, "ambiguous"],
  ["03.04.2026", undefined, "ambiguous"],
  ["13/25/2026", undefined, "unparseable"],
  ["25/03/2026", "en", "unparseable"],
  ["2026-02-30", undefined, "unparseable"],
  ["03/04/26", undefined, "unparseable"],
  ["yesterday", undefined, "unparseable"],
  ["3 foo 2026", undefined, "unparseable"],
  ["", undefined, "no_data"],
  ["n/a", undefined, "no_data"],
];

describe("dates", () => {
  it.each(readable)("%j written in %j is %s", (text, locale, date) => {
    expect(parseDate(text, locale)).toEqual({ ok: date });
  });

  it.each(refused)("%j written in %j is refused as %s", (text, locale, problem) => {
    expect(parseDate(text, locale)).toMatchObject({ problem });
  });
});
