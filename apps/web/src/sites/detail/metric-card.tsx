import type { MetricReading } from "@millrace/sites/contract";
import { FileSearch, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { useSettings } from "../../shared/settings.ts";
import { Badge } from "../../shared/ui/badge.tsx";
import { Button } from "../../shared/ui/button.tsx";
import { noValue } from "../parts/quantity-words.ts";
import { useMetrics, useQuantity, useReasonWords } from "../queries.ts";
import { hasEvidence } from "./evidence-kinds.ts";
import { useProvenanceWords } from "./provenance-words.ts";

/** The strategy an extractor tries first; another one having matched is worth a word. */
const usualStrategy = "attribute";

/** A metric's newest reading: the value, how far to trust it and where it comes from, or why there is none. */
export function MetricCard({ reading, onEvidence }: { reading: MetricReading; onEvidence: () => void }) {
  const { t } = useTranslation();
  const { language } = useSettings();
  const metric = useMetrics().find(({ id }) => id === reading.metric);
  const label = metric?.label[language] ?? reading.metric;
  return (
    <article
      aria-label={label}
      className="flex min-w-0 flex-col gap-1 rounded-lg border border-line bg-panel px-3.5 py-3"
    >
      <h2 className="text-xs font-medium text-muted" title={metric?.about[language]}>
        {label}
      </h2>
      {reading.kind === null ? <Missing reading={reading} /> : <Value reading={reading} />}
      <Provenance reading={reading} />
      {hasEvidence(reading) && (
        <Button look="ghost" size="small" className="mt-auto -ml-2 self-start text-xs" onClick={onEvidence}>
          <FileSearch aria-hidden />
          {t("sites.evidence.open")}
          <span className="sr-only">: {label}</span>
        </Button>
      )}
    </article>
  );
}

function Value({ reading }: { reading: MetricReading }) {
  const words = useQuantity();
  return (
    <>
      <p className="text-xl font-semibold tracking-tight tabular-nums" title={words.long(reading)}>
        {words.short(reading)}
      </p>
      {reading.trust !== null && <Trust trust={reading.trust} />}
    </>
  );
}

function Missing({ reading }: { reading: MetricReading }) {
  const reason = useReasonWords();
  const { t } = useTranslation();
  return (
    <>
      <p aria-hidden className="text-xl font-semibold text-faint">
        {noValue}
      </p>
      <p className="text-xs text-pretty first-letter:uppercase">
        {reason(reading.reason ?? "not_measured")}
        {reading.detail !== null && <span className="text-muted"> {reading.detail}</span>}
      </p>
      {reading.raw !== null && (
        <p className="text-xs text-muted">
          {t("sites.saidInstead")} <code className="font-mono break-all">{reading.raw}</code>
        </p>
      )}
    </>
  );
}

function Trust({ trust }: { trust: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <p className="flex items-center gap-1.5 text-2xs text-muted">
      <span aria-hidden className="h-1 w-12 overflow-hidden rounded-full bg-line">
        <span className="block h-full rounded-full bg-good" style={{ width: `${trust * 100}%` }} />
      </span>
      {t("sites.trust", { percent: format.percent(trust) })}
    </p>
  );
}

function Provenance({ reading: { provenance } }: { reading: MetricReading }) {
  const { t } = useTranslation();
  const words = useProvenanceWords();
  if (provenance === null) return null;
  const { strategy } = provenance;
  return (
    <>
      <p className="text-xs text-pretty text-muted">{words(provenance)}</p>
      {strategy !== null && strategy !== usualStrategy && (
        <Badge tone="warn" className="self-start">
          <TriangleAlert aria-hidden />
          {t("sites.secondStrategy", { strategy })}
        </Badge>
      )}
    </>
  );
}
