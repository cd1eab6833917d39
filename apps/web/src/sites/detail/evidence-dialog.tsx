import type { MetricReading, Website } from "@millrace/sites/contract";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { useSettings } from "../../shared/settings.ts";
import { chipLook } from "../../shared/ui/filter-chip.tsx";
import { Dialog, DialogBody } from "../../shared/ui/dialog.tsx";
import { sitesApi } from "../api.ts";
import { useMetricLabel } from "../queries.ts";
import { EvidenceFacts } from "./evidence-facts.tsx";
import { evidenceKinds } from "./evidence-kinds.ts";

/** What the provider answered, as it was saved, with the value marked; in a frame that can run nothing. */
export function EvidenceDialog({
  website,
  reading,
  onClose,
}: {
  website: Website;
  reading: MetricReading;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useMetricLabel()(reading.metric);
  const { language } = useSettings();
  const kinds = evidenceKinds(reading);
  const [kind, setKind] = useState(kinds[0]);
  const observedAt = reading.observed_at ?? website.last_measured_at;
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("sites.evidence.title", { metric: name, domain: website.domain })}
      description={
        observedAt === null ? undefined : t("sites.evidence.about", { when: format.dateTime(observedAt) })
      }
      className={
        kind === undefined
          ? "w-[min(40rem,calc(100vw-1.5rem))]"
          : "top-[4dvh] h-[90dvh] max-h-none w-[min(64rem,calc(100vw-1.5rem))]"
      }
    >
      <EvidenceFacts reading={reading} />
      {kinds.length > 1 && (
        <div role="group" aria-label={t("sites.evidence.what")} className="flex gap-1.5 px-5 py-2">
          {kinds.map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={kind === each}
              onClick={() => setKind(each)}
              className={chipLook(kind === each)}
            >
              {t(`sites.evidence.kind.${each}`)}
            </button>
          ))}
        </div>
      )}
      {kind === undefined && (
        <DialogBody className="pb-5 text-ui text-muted">{t("sites.evidence.computed")}</DialogBody>
      )}
      {kind === "screenshot" && (
        <DialogBody>
          <img
            src={sitesApi.evidenceUrl(website.id, reading.metric, kind, language)}
            alt={t("sites.evidence.screenshotOf", { metric: name, domain: website.domain })}
            className="w-full rounded border border-line"
          />
        </DialogBody>
      )}
      {(kind === "answer" || kind === "page") && (
        <iframe
          sandbox=""
          title={t(`sites.evidence.frame.${kind}`, { metric: name })}
          src={`${sitesApi.evidenceUrl(website.id, reading.metric, kind, language)}#evidence`}
          className="min-h-0 w-full flex-1 rounded-b-xl bg-white"
        />
      )}
    </Dialog>
  );
}
