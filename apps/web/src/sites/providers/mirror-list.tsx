import type { ProviderHealth } from "@millrace/sites/contract";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { cn } from "../../shared/ui/cn.ts";

/** The hosts of a provider in the order they are tried; a failing one says when it is probed next. */
export function MirrorList({
  mirrors,
  takesFiles,
}: {
  mirrors: ProviderHealth["mirrors"];
  takesFiles: boolean;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  if (mirrors.length === 0)
    return (
      <span className="text-muted">
        {t(takesFiles ? "scraping.providers.takesFiles" : "scraping.providers.noMirrors")}
      </span>
    );
  return (
    <ul className="grid gap-1">
      {mirrors.map((mirror) => (
        <li key={mirror.name} className="flex min-w-0 flex-wrap items-baseline gap-x-2">
          <span
            aria-hidden
            className={cn(
              "size-2 shrink-0 self-center rounded-full",
              mirror.state === "serving" ? "bg-good" : "bg-bad",
            )}
          />
          <span className="font-medium">{mirror.name}</span>
          <span className="min-w-0 truncate text-xs text-muted">{mirror.host}</span>
          <span className={cn("text-xs", mirror.state === "serving" ? "text-good" : "text-bad")}>
            {t(`scraping.providers.mirrorState.${mirror.state}`)}
          </span>
          {mirror.probe_at !== null && (
            <span className="text-xs text-faint tabular-nums">
              {t("scraping.providers.probeAt", { time: format.time(mirror.probe_at) })}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
