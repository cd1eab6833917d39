import { website, websiteMetrics, type MetricReading, type Website } from "@millrace/sites/contract";
import { printLine, printNote } from "../print.ts";
import { factsOf, tableOf } from "../operate/table.ts";
import { instantText } from "../operate/units.ts";
import { allPages } from "./all-pages.ts";
import { callSites, jsonRequest, withSites, type SitesFlags } from "./call-sites.ts";
import { websiteQueries, type FilterFlags } from "./filter.ts";
import { findWebsite } from "./find-website.ts";
import { quantityText } from "./quantity-text.ts";

export interface ListFlags extends Omit<FilterFlags, "tag"> {
  tag?: string;
  sort?: string;
  descending?: boolean;
  limit?: number;
  json?: boolean;
}

/** `sites list`: all websites that match, or the first `--limit` of them. */
export function listWebsites({ sort, descending, limit, json, ...filter }: ListFlags): Promise<void> {
  return withSites(async (server) => {
    const order = { sort, direction: descending === true ? "desc" : undefined };
    const items: Website[] = [];
    for (const query of websiteQueries(filter, Date.now())) {
      const left = limit === undefined ? null : limit - items.length;
      for await (const page of allPages(website, server, "/websites", { ...query, ...order }, left))
        items.push(...page);
    }
    if (json === true) printLine(JSON.stringify({ items }));
    else if (items.length === 0) printNote(`No website of the ${filter.workspace} workspace matches.`);
    else for (const line of websiteTable(items)) printLine(line);
  });
}

export function websiteTable(websites: readonly Website[]): string[] {
  return tableOf(websites, [
    { heading: "website", of: ({ domain }) => domain },
    {
      heading: "status",
      of: ({ status, archived_at: archived }) => (archived === null ? status : "archived"),
    },
    { heading: "metrics", of: ({ obtained, expected }) => `${obtained}/${expected}` },
    { heading: "measured", of: ({ last_measured_at: measured }) => instantText(measured) },
    { heading: "visits", of: ({ metrics }) => quantityText(metrics["visits"] ?? null) },
    { heading: "tags", of: ({ tags }) => tags.join(", ") },
  ]);
}

/** `sites add <domain>`. */
export function addWebsite(
  domain: string,
  { workspace, name, tag, json }: SitesFlags & { name?: string; tag?: string[] },
): Promise<void> {
  return withSites(async (server) => {
    const added = await callSites(
      website,
      server,
      "/websites",
      jsonRequest("POST", { domain, name: name ?? null, tags: tag ?? [], workspace }),
    );
    printLine(
      json === true
        ? JSON.stringify(added)
        : `${added.domain} is in the ${workspace} workspace: ${added.status}.`,
    );
  });
}

/** `sites metrics <domain>`: its newest readings, each with where it came from or why there is none. */
export function showMetrics(domain: string, { workspace, json }: SitesFlags): Promise<void> {
  return withSites(async (server) => {
    const { id } = await findWebsite(server, workspace, domain);
    const found = await callSites(websiteMetrics, server, `/websites/${id}/metrics`);
    if (json === true) {
      printLine(JSON.stringify(found));
      return;
    }
    const facts = factsOf([
      ["website", found.domain],
      ["status", found.status],
      ["measured", instantText(found.measured_at)],
      ["metrics", `${found.obtained} of ${found.expected}`],
    ]);
    for (const line of [...facts, "", ...readingTable(found.metrics)]) printLine(line);
  });
}

function readingTable(readings: readonly MetricReading[]): string[] {
  return tableOf(readings, [
    { heading: "metric", of: ({ metric }) => metric },
    { heading: "value", of: (reading) => quantityText(reading) },
    { heading: "unit", of: ({ unit }) => unit },
    { heading: "from", of: ({ provenance }) => provenance?.source ?? null },
    { heading: "mirror", of: ({ provenance }) => provenance?.mirror ?? null },
    { heading: "trust", of: ({ trust }) => trust },
    { heading: "why not", of: ({ reason, detail }) => detail ?? reason },
  ]);
}
