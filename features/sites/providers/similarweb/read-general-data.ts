import { z } from "zod";

const numberText = z.union([z.string(), z.number()]).nullish();

/** `general-data/all`, its names in snake case; the API spells "engagments" so, and writes its numbers as strings. */
const generalData = z.looseObject({
  site_name: z.string(),
  engagments: z.looseObject({ visits: numberText, month: numberText, year: numberText }).nullish(),
});

export interface GeneralData {
  siteName: string;
  /** "2026-10": the month its figures are of. */
  asOf: string | null;
  /** What the metrics' paths lead through. */
  content: unknown;
}

/** Reads general data of either spelling the API has had ("Engagments", "engagments"); null when it is something else. */
export function readGeneralData(body: unknown): GeneralData | null {
  const parsed = generalData.safeParse(snakeCased(body));
  if (!parsed.success) return null;
  const { engagments, site_name: siteName } = parsed.data;
  if (engagments == null) return { siteName, asOf: null, content: parsed.data };
  const { month, year, visits } = engagments;
  return {
    siteName,
    asOf: month == null || year == null ? null : `${year}-${String(month).padStart(2, "0")}`,
    content: { ...parsed.data, engagments: { ...engagments, visits: whole(visits) } },
  };
}

/** Similarweb estimates visits with decimals ("4323489.27"); a visit is whole. What is no number is left as it is said. */
function whole(visits: string | number | null | undefined): string | number | null | undefined {
  const isDecimal = typeof visits === "number" || /^\d+\.\d+(?:E\+?\d+)?$/i.test(visits ?? "");
  return isDecimal ? Math.round(Number(visits)) : visits;
}

/** "TimeOnSite" → "time_on_site", in objects within objects too. */
function snakeCased(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`).toLowerCase(),
      snakeCased(inner),
    ]),
  );
}
