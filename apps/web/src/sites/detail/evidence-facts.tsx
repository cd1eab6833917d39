import type { MetricReading } from "@millrace/sites/contract";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useQuantity } from "../queries.ts";
import { useProvenanceWords } from "./provenance-words.ts";

/** Where in the answer a value stood, and what stood there. */
export function EvidenceFacts({ reading }: { reading: MetricReading }) {
  const { t } = useTranslation();
  const words = useQuantity();
  const from = useProvenanceWords();
  const { provenance, raw } = reading;
  return (
    <dl className="mx-5 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 border-b border-line pb-3 text-xs">
      {reading.kind !== null && <Fact name={t("sites.evidence.value")}>{words.long(reading)}</Fact>}
      {raw !== null && (
        <Fact name={t("sites.evidence.raw")}>
          <span className="line-clamp-2 font-mono break-words">{raw}</span>
        </Fact>
      )}
      {provenance !== null && (
        <>
          <Fact name={t("sites.evidence.from")}>{from(provenance)}</Fact>
          <Fact name={t("sites.evidence.place")}>
            <code className="font-mono break-all">{provenance.place}</code>
          </Fact>
          {provenance.url !== null && (
            <Fact name={t("sites.evidence.address")}>
              <code className="line-clamp-2 font-mono break-all">{provenance.url}</code>
            </Fact>
          )}
          {provenance.page_hash !== null && (
            <Fact name="SHA-256">
              <span className="block truncate font-mono">{provenance.page_hash}</span>
            </Fact>
          )}
        </>
      )}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-faint">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}
