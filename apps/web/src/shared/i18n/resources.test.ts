import { describe, expect, it } from "vitest";
import commonEn from "./en.json" with { type: "json" };
import commonFr from "./fr.json" with { type: "json" };
import houseEn from "./house.en.json" with { type: "json" };
import houseFr from "./house.fr.json" with { type: "json" };

const en = { ...commonEn, ...houseEn };
const fr = { ...commonFr, ...houseFr };

/** "a.b" → text, plural endings left out: languages have different plural forms. */
function texts(resources: object, prefix = ""): [string, string][] {
  return Object.entries(resources).flatMap(([key, value]: [string, unknown]) =>
    typeof value === "object" && value !== null
      ? texts(value, `${prefix}${key}.`)
      : [[`${prefix}${key.replace(/_(one|many|other)$/u, "")}`, String(value)] satisfies [string, string]],
  );
}

const keys = (resources: object) => [...new Set(texts(resources).map(([key]) => key))].sort();
const placeholders = (resources: object) =>
  Object.fromEntries(
    texts(resources).map(([key, text]) => [key, [...new Set(text.match(/\{\{\w+\}\}/gu))].sort().join()]),
  );

describe("the two languages", () => {
  it("say the same things", () => {
    expect(keys(fr)).toEqual(keys(en));
  });
  it("put the same values into each text", () => {
    expect(placeholders(fr)).toEqual(placeholders(en));
  });
  it("have every plural form their language needs", () => {
    for (const [name, resources] of [
      ["en", en],
      ["fr", fr],
    ] as const) {
      const forms = new Intl.PluralRules(name).resolvedOptions().pluralCategories.toSorted();
      const found = Map.groupBy(
        JSON.stringify(resources).matchAll(/"(\w+)_(one|many|other)":/gu),
        (match) => match[1],
      );
      for (const [key, matches] of found)
        expect({ key, forms: matches.map((match) => String(match[2])).toSorted() }).toEqual({ key, forms });
    }
  });
  it("leave no text empty", () => {
    expect([...texts(en), ...texts(fr)].filter(([, text]) => text.trim() === "")).toEqual([]);
  });
});
