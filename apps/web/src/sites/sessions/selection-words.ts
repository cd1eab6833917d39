import type { Selection } from "@millrace/sites/contract";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";

/** A selection in words: "Pending · tagged shop · older than 24 h". */
export function useSelectionWords(): (selection: Selection) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return ({ status, tags, website_ids: ids, older_than_hours: hours }) => {
    const parts = [
      ...(ids === undefined
        ? []
        : [t("scraping.sessions.chosen", { count: ids.length, number: format.number(ids.length) })]),
      ...(status === undefined || status.length === 0
        ? []
        : [status.map((each) => t(`sites.status.${each}`)).join(", ")]),
      ...(tags === undefined || tags.length === 0
        ? []
        : [t("scraping.sessions.tagged", { tags: tags.join(", ") })]),
      ...(hours === undefined
        ? []
        : [t("scraping.sessions.olderThan", { duration: format.duration(hours * 3_600_000) })]),
    ];
    return parts.length === 0 ? t("scraping.sessions.all") : parts.join(" · ");
  };
}
