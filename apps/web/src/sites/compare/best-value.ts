import type { MetricReading, WebsitesComparison } from "@millrace/sites/contract";

/** Metrics of which less is better; of all others more is. */
const lessIsBetter: ReadonlySet<string> = new Set(["bounce_rate"]);

/** Metrics of which neither more nor less is better. */
const neutral: ReadonlySet<string> = new Set(["percent_branded_traffic"]);

export const readingOf = (
  website: WebsitesComparison["websites"][number],
  metric: string,
): MetricReading | undefined => website.current.find((reading) => reading.metric === metric);

/** Ids of the websites with the best number; nobody when fewer than two have one, or when there is no best. */
export function bestOf(websites: WebsitesComparison["websites"], metric: string): ReadonlySet<string> {
  if (neutral.has(metric)) return new Set();
  const values = websites.flatMap((website) => {
    const reading = readingOf(website, metric);
    return reading?.kind === "exact" && reading.value !== null
      ? [{ id: website.website_id, value: reading.value }]
      : [];
  });
  if (values.length < 2) return new Set();
  const numbers = values.map(({ value }) => value);
  const best = lessIsBetter.has(metric) ? Math.min(...numbers) : Math.max(...numbers);
  return new Set(values.filter(({ value }) => value === best).map(({ id }) => id));
}
