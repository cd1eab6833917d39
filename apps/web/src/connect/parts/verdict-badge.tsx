import type { SyncStatus } from "@millrace/connect/contract";
import { BadgeCheck, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Badge } from "../../shared/ui/badge.tsx";
import { StatusBadge } from "../../shared/ui/status-badge.tsx";

/** A sync's state; once it ended well, its certificate's verdict: green only when every equation holds. */
export function VerdictBadge({ status, isGreen }: { status: SyncStatus; isGreen: boolean | null }) {
  const { t } = useTranslation();
  if (status !== "succeeded" || isGreen === null) return <StatusBadge status={status} />;
  return (
    <Badge tone={isGreen ? "good" : "bad"} title={t(isGreen ? "connect.greenAbout" : "connect.redAbout")}>
      {isGreen ? <BadgeCheck aria-hidden /> : <TriangleAlert aria-hidden />}
      {t(isGreen ? "connect.green" : "connect.red")}
    </Badge>
  );
}
