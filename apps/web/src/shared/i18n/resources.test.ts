import { describe, expect, it } from "vitest";
import connectEn from "./connect.en.json" with { type: "json" };
import connectFr from "./connect.fr.json" with { type: "json" };
import commonEn from "./en.json" with { type: "json" };
import commonFr from "./fr.json" with { type: "json" };
import houseEn from "./house.en.json" with { type: "json" };
import houseFr from "./house.fr.json" with { type: "json" };
import scrapingEn from "./scraping.en.json" with { type: "json" };
import scrapingFr from "./scraping.fr.json" with { type: "json" };
import sitesEn from "./sites.en.json" with { type: "json" };
import sitesFr from "./sites.fr.json" with { type: "json" };

const en = { ...commonEn, ...connectEn, ...houseEn, ...scrapingEn, ...sitesEn };
const fr = { ...commonFr, ...connectFr, ...houseFr, ...scrapingFr, ...sitesFr };

/** "a.b" → text, plural endings left out: languages have different plural forms. */
function texts(resources: object, prefix = ""): [string, string][] {
  return Object.entries(resources).flatMap(([key, value]: [string, unknown]) =>
    typeof value === "object" && value !== null
      ? texts(value, `${prefix}${key}.`)
      : [[`${prefix}${key.replace(/_(one|many|other)$/u, "")}`, String(value)] satisfies [string, string]],
  );
}

/** "a.b_one" of every text. */
function paths(resources: object, prefix = ""): string[] {
  return Object.entries(resources).flatMap(([key, value]: [string, unknown]) =>
    typeof value === "object" && value !== null ? paths(value, `${prefix}${key}.`) : [prefix + key],
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
      const found = Map.groupBy(paths(resources), (path) => /^(.+)_(?:one|many|other)$/u.exec(path)?.[1]);
      found.delete(undefined);
      for (const [key, all] of found)
        expect({ key, forms: all.map((path) => path.slice(path.lastIndexOf("_") + 1)).toSorted() }).toEqual({
          key,
          forms,
        });
    }
  });
  it("leave no text empty", () => {
    expect([...texts(en), ...texts(fr)].filter(([, text]) => text.trim() === "")).toEqual([]);
  });
});
