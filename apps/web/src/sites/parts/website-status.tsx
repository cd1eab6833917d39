import type { Website, WebsiteStatus } from "@millrace/sites/contract";
import { Check, CircleDashed, CircleSlash2, Clock, TriangleAlert, type LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Badge } from "../../shared/ui/badge.tsx";
import { useMetricLabel, useReasonWords } from "../queries.ts";
import { statusTones } from "../words.ts";
import { Hint } from "./hint.tsx";

export const statusIcons: Record<WebsiteStatus, LucideIcon> = {
  completed: Check,
  partial: CircleDashed,
  pending: Clock,
  failed: TriangleAlert,
  na: CircleSlash2,
};

/** A website's status; why it is so on hover and on focus. */
export function WebsiteStatusBadge({
  website,
  isTabStop = true,
}: {
  website: Pick<Website, "status" | "missing" | "last_measured_at">;
  isTabStop?: boolean;
}) {
  const { t } = useTranslation();
  const Icon = statusIcons[website.status];
  return (
    <Hint content={<Why website={website} />}>
      <button type="button" tabIndex={isTabStop ? 0 : -1} className="rounded cursor-help">
        <Badge tone={statusTones[website.status]}>
          <Icon aria-hidden />
          {t(`sites.status.${website.status}`)}
        </Badge>
      </button>
    </Hint>
  );
}

function Why({ website }: { website: Pick<Website, "status" | "missing" | "last_measured_at"> }) {
  const { t } = useTranslation();
  const label = useMetricLabel();
  const reason = useReasonWords();
  const missing = Object.entries(website.missing).filter(([, code]) => code !== "not_measured");
  const isOld = website.status === "pending" && website.last_measured_at !== null;
  return (
    <>
      <p>{t(isOld ? "sites.statusAbout.pendingAgain" : `sites.statusAbout.${website.status}`)}</p>
      {website.status !== "na" && missing.length > 0 && (
        <ul className="mt-1 space-y-0.5">
          {missing.map(([metric, code]) => (
            <li key={metric}>{t("sites.missingBecause", { metric: label(metric), reason: reason(code) })}</li>
          ))}
        </ul>
      )}
    </>
  );
}
