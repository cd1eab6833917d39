import type { SessionPreview } from "@millrace/sites/contract";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { cn } from "../../shared/ui/cn.ts";

/** "312 selected, 40 fresh, 272 to measure, about 1 min": what the session will do, before it is started. */
export function PreviewLine({
  preview,
  isSettling,
}: {
  preview: SessionPreview | undefined;
  isSettling: boolean;
}) {
  const { t } = useTranslation();
  const words = usePreviewWords();
  return (
    <p
      role="status"
      className={cn("mt-2 rounded-md bg-sunken px-3 py-2 text-ui tabular-nums", isSettling && "text-faint")}
    >
      {preview === undefined ? t("scraping.measure.counting") : words(preview)}
    </p>
  );
}

function usePreviewWords(): (preview: SessionPreview) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return (preview) => {
    if (preview.selected === 0) return t("scraping.measure.nothingSelected");
    if (preview.to_measure === 0)
      return t("scraping.measure.allFresh", {
        count: preview.selected,
        number: format.number(preview.selected),
      });
    const parts = [
      t("scraping.measure.selected", { count: preview.selected, number: format.number(preview.selected) }),
      t("scraping.measure.fresh", { count: preview.fresh, number: format.number(preview.fresh) }),
      t("scraping.measure.toMeasure", {
        count: preview.to_measure,
        number: format.number(preview.to_measure),
      }),
      ...(preview.seconds === null || preview.seconds === 0
        ? []
        : [t("scraping.measure.about", { duration: format.duration(roundedMs(preview.seconds)) })]),
    ];
    return parts.join(", ");
  };
}

/** An estimate claims no more than it knows: whole seconds, and above a minute whole minutes. */
function roundedMs(seconds: number): number {
  return (seconds < 60 ? Math.round(seconds) : Math.round(seconds / 60) * 60) * 1000;
}
