import type { MetricDefinition, Workspace } from "@millrace/sites/contract";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useSettings } from "../shared/settings.ts";
import { sitesApi } from "./api.ts";
import { quantityWriter, type QuantityWriter } from "./parts/quantity-words.ts";
import { reasonCodes } from "./words.ts";

/** Everything of Sites in the cache begins with "sites", its lists with "sites", "list". */
export const siteKeys = {
  all: ["sites"] as const,
  lists: ["sites", "list"] as const,
  website: (websiteId: string) => ["sites", "website", websiteId] as const,
  readings: (websiteId: string) => ["sites", "readings", websiteId] as const,
  history: (websiteId: string) => ["sites", "history", websiteId] as const,
  comparisons: ["sites", "compare"] as const,
  summaries: ["sites", "summary"] as const,
  imports: ["sites", "imports"] as const,
  snapshots: ["sites", "snapshots"] as const,
};

const noMetrics: readonly MetricDefinition[] = [];

/** The metrics there are, in the order of the registry; empty until they are known. */
export function useMetrics(): readonly MetricDefinition[] {
  const { data } = useQuery(
    queryOptions({
      queryKey: ["sites", "metrics"],
      queryFn: ({ signal }) => sitesApi.metrics(signal),
      staleTime: Infinity,
    }),
  );
  return data?.items ?? noMetrics;
}

/** What a metric is called in the reader's language; its id where the list does not know it. */
export function useMetricLabel(): (metric: string) => string {
  const { language } = useSettings();
  const metrics = useMetrics();
  return useMemo(() => {
    const labels = new Map(metrics.map((metric) => [metric.id, metric.label[language]]));
    return (metric) => labels.get(metric) ?? metric;
  }, [metrics, language]);
}

/** What is listed by metric, in the order of the registry; what that does not know comes last. */
export function useInOrder<T extends { metric: string }>(listed: readonly T[]): T[] {
  const metrics = useMetrics();
  return useMemo(() => {
    const places = new Map(metrics.map(({ id }, place) => [id, place]));
    const placeOf = ({ metric }: T) => places.get(metric) ?? metrics.length;
    return listed.toSorted((a, b) => placeOf(a) - placeOf(b));
  }, [metrics, listed]);
}

export function useQuantity(): QuantityWriter {
  const { language } = useSettings();
  return useMemo(() => quantityWriter(language), [language]);
}

/** A reason in words; a code this version does not know is shown as it is. */
export function useReasonWords(): (reason: string) => string {
  const { t } = useTranslation();
  return (reason) => {
    const known = reasonCodes.find((code) => code === reason);
    return known === undefined ? reason : t(`sites.reason.${known}`);
  };
}

export function useSummary(workspace: Workspace) {
  return useQuery({
    queryKey: [...siteKeys.summaries, workspace],
    queryFn: ({ signal }) => sitesApi.summary(workspace, signal),
  });
}
