import type { ExportTable } from "@millrace/platform/exports";
import type { SessionReading } from "../queries/session-readings.ts";

/** The readings of a session as a file: one row per website and metric, with its evidence. */
export const readingsTable: ExportTable<SessionReading> = {
  name: "readings",
  columns: [
    { name: "domain", type: "text", description: "Website", value: (row) => row.domain },
    {
      name: "website_id",
      type: "text",
      description: "Id of the website (UUID)",
      value: (row) => row.website_id,
    },
    {
      name: "outcome",
      type: "text",
      description: "What the measurement made of the website: completed, partial, failed or na",
      value: (row) => row.outcome,
    },
    { name: "metric", type: "text", description: "Which metric", value: (row) => row.metric },
    {
      name: "kind",
      type: "text",
      description: "exact, interval, below or above; empty when there is no value",
      value: (row) => row.kind,
    },
    { name: "value", type: "decimal", description: "The value, when it is exact", value: (row) => row.value },
    {
      name: "low",
      type: "decimal",
      description: "Lower end, or what it lies above",
      value: (row) => row.low,
    },
    {
      name: "high",
      type: "decimal",
      description: "Upper end, or what it lies below",
      value: (row) => row.high,
    },
    { name: "unit", type: "text", description: "count, ratio, seconds or usd", value: (row) => row.unit },
    { name: "reason", type: "text", description: "Why there is no value", value: (row) => row.reason },
    {
      name: "detail",
      type: "text",
      description: "The same for people",
      isLong: true,
      value: (row) => row.detail,
    },
    { name: "raw", type: "text", description: "As the provider wrote it", value: (row) => row.raw },
    { name: "trust", type: "decimal", description: "0 to 1, how certain it is", value: (row) => row.trust },
    {
      name: "source",
      type: "text",
      description: "api, dom, computed or file",
      value: (row) => row.provenance?.source ?? null,
    },
    {
      name: "provider",
      type: "text",
      description: "Who said it",
      value: (row) => row.provenance?.provider ?? null,
    },
    {
      name: "call",
      type: "text",
      description: "Call or page it came from",
      value: (row) => row.provenance?.call ?? null,
    },
    {
      name: "mirror",
      type: "text",
      description: "Mirror that answered",
      value: (row) => row.provenance?.mirror ?? null,
    },
    { name: "url", type: "text", description: "Address asked", value: (row) => row.provenance?.url ?? null },
    {
      name: "as_of",
      type: "text",
      description: "Day or month it is of",
      value: (row) => row.provenance?.as_of ?? null,
    },
    {
      name: "observed_at",
      type: "timestamp",
      description: "When it was read (UTC)",
      value: (row) => row.observed_at,
    },
  ],
};
