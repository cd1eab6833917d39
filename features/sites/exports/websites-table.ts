import type { Column, ExportTable } from "@millrace/platform/exports";
import type { MetricDefinition, Website } from "../contract.ts";

/** Websites as they are exported: who they are, how they stand, and four columns for each metric. */
export function websitesTable(definitions: readonly MetricDefinition[]): ExportTable<Website> {
  return { name: "websites", columns: [...identity, ...definitions.flatMap(columnsOf)] };
}

const identity: readonly Column<Website>[] = [
  { name: "id", type: "text", description: "Id of the website (UUID)", value: (site) => site.id },
  { name: "domain", type: "text", description: "Domain", value: (site) => site.domain },
  { name: "name", type: "text", description: "Name", value: (site) => site.name },
  {
    name: "tags",
    type: "text",
    description: "Tags, separated by semicolons",
    value: (site) => site.tags.join("; "),
  },
  { name: "workspace", type: "text", description: "production or test", value: (site) => site.workspace },
  {
    name: "status",
    type: "text",
    description: "pending, partial, completed, failed or na, at the time of the export",
    value: (site) => site.status,
  },
  {
    name: "obtained",
    type: "integer",
    description: "Metrics with a value, an interval or a bound",
    value: (site) => (site.last_measured_at === null ? null : site.obtained),
  },
  {
    name: "expected",
    type: "integer",
    description: "Metrics its provider has",
    value: (site) => (site.last_measured_at === null ? null : site.expected),
  },
  {
    name: "coverage",
    type: "decimal",
    description: "obtained / expected, 0 to 1",
    value: (site) => (site.expected === 0 ? null : site.obtained / site.expected),
  },
  { name: "provider", type: "text", description: "Who was asked last", value: (site) => site.provider },
  {
    name: "last_measured_at",
    type: "timestamp",
    description: "When it was measured last (UTC)",
    value: (site) => site.last_measured_at,
  },
  {
    name: "created_at",
    type: "timestamp",
    description: "When it was added (UTC)",
    value: (site) => site.created_at,
  },
  {
    name: "archived_at",
    type: "timestamp",
    description: "When it was archived (UTC)",
    value: (site) => site.archived_at,
  },
  { name: "is_demo", type: "boolean", description: "Invented for the demo", value: (site) => site.is_demo },
];

function columnsOf({ id, label, unit }: MetricDefinition): Column<Website>[] {
  const described = `${label.en} (${unit})`;
  const end = (of: "value" | "low" | "high") => (site: Website) => site.metrics[id]?.[of] ?? null;
  return [
    { name: id, type: "decimal", description: described, value: end("value") },
    { name: `${id}_low`, type: "decimal", description: `${described}: at least`, value: end("low") },
    { name: `${id}_high`, type: "decimal", description: `${described}: at most`, value: end("high") },
    {
      name: `${id}_reason`,
      type: "text",
      description: `${described}: why there is none`,
      value: (site) => site.missing[id] ?? null,
    },
  ];
}
