import { Ban, Check, CirclePause, Clock, LoaderCircle, TriangleAlert, type LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { RunStatus } from "@millrace/server/contract";
import { Badge, type Tone } from "./badge.tsx";

const looks: Record<RunStatus, { tone: Tone; icon: LucideIcon }> = {
  queued: { tone: "neutral", icon: Clock },
  running: { tone: "accent", icon: LoaderCircle },
  succeeded: { tone: "good", icon: Check },
  failed: { tone: "bad", icon: TriangleAlert },
  cancelled: { tone: "neutral", icon: Ban },
  paused: { tone: "warn", icon: CirclePause },
};
const doubtful: { tone: Tone; icon: LucideIcon } = { tone: "warn", icon: TriangleAlert };

/** A run's state; a doubtful one ended, but not so that a green tick would be honest. */
export function StatusBadge({ status, isDoubtful = false }: { status: RunStatus; isDoubtful?: boolean }) {
  const { t } = useTranslation();
  const { tone, icon: Icon } = isDoubtful ? doubtful : looks[status];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden className={status === "running" ? "animate-spin" : undefined} />
      {t(`runStatus.${status}`)}
    </Badge>
  );
}
