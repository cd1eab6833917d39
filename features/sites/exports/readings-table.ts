import type { Column, ExportTable } from "@millrace/platform/exports";
import type { Provenance, SiteMetricRecord } from "../contract.ts";

/** A column that holds a field as it is. */
function field(
  name: keyof SiteMetricRecord & Exclude<keyof SiteMetricRecord, "provenance">,
  type: Column<SiteMetricRecord>["type"],
  description: string,
): Column<SiteMetricRecord> {
  return { name, type, description, value: (reading) => reading[name] };
}

function origin(
  name: keyof Provenance,
  type: Column<SiteMetricRecord>["type"],
  description: string,
): Column<SiteMetricRecord> {
  return { name, type, description, value: (reading) => reading.provenance?.[name] ?? null };
}

/** Readings as they are exported: one row each, with the whole provenance. */
export const readingsTable: ExportTable<SiteMetricRecord> = {
  name: "readings",
  columns: [
    field("domain", "text", "Domain of the website"),
    field("workspace", "text", "production or test"),
    field("metric", "text", "Metric"),
    field("observed_at", "timestamp", "When it was read (UTC)"),
    field("kind", "text", "exact, interval, below or above; empty without a quantity"),
    field("value", "decimal", "The value, where it is exact"),
    field("low", "decimal", "Lower end, or the bound it lies above"),
    field("high", "decimal", "Upper end, or the bound it lies below"),
    field("unit", "text", "count, ratio, seconds or usd"),
    field("raw", "text", "As the provider wrote it"),
    field("reason", "text", "Why there is no quantity"),
    field("detail", "text", "The same in one sentence"),
    field("trust", "decimal", "0 to 1"),
    field("provider", "text", "Who was asked"),
    origin("source", "text", "api, dom, computed or file"),
    origin("call", "text", "Call or page of the provider"),
    origin("url", "text", "Address asked, secrets removed"),
    origin("mirror", "text", "Mirror that answered"),
    origin("place", "text", "Path, selector, column or formula"),
    origin("strategy", "text", "Which strategy of the extractor matched"),
    origin("extractor_version", "integer", "Version of the extractor"),
    origin("page_hash", "text", "SHA-256 of the kept answer or page"),
    origin("screenshot_hash", "text", "SHA-256 of the picture"),
    origin("as_of", "text", "Day or month the figure is of, as the provider says"),
    field("website_id", "text", "Id of the website (UUID)"),
    field("measurement_id", "text", "Id of the measurement (UUID)"),
    field("session_id", "text", "Session or import it belongs to"),
  ],
};
