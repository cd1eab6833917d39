import type { MetricReading, Website, WebsiteMetrics } from "@millrace/sites/contract";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { EvidenceDialog } from "./evidence-dialog.tsx";
import { MetricCard } from "./metric-card.tsx";

/** One card per metric; the saved answer behind each opens from it. */
export function MetricCards({ website, readings }: { website: Website; readings: WebsiteMetrics }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<MetricReading | null>(null);
  return (
    <section
      aria-label={t("sites.metricsTitle")}
      className="grid grid-cols-1 gap-3 sm:grid-cols-2 lg:grid-cols-4"
    >
      {readings.metrics.map((reading) => (
        <MetricCard key={reading.metric} reading={reading} onEvidence={() => setShown(reading)} />
      ))}
      {shown !== null && <EvidenceDialog website={website} reading={shown} onClose={() => setShown(null)} />}
    </section>
  );
}
