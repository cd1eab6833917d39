import type { Provenance } from "@millrace/sites/contract";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";

/** Where a value comes from, in one line: "API · organic-summary · mirror sam2 · as of 1 November". */
export function useProvenanceWords(): (provenance: Provenance) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return ({ source, call, mirror, place, as_of: asOf }) =>
    [
      t(`sites.source.${source}`),
      source === "computed" ? place : call,
      ...(mirror === null ? [] : [t("sites.mirror", { name: mirror })]),
      ...(asOf === null ? [] : [t("sites.asOf", { day: format.longDay(asOf) })]),
    ].join(" · ");
}
