import { Ban, Check, CirclePause, Clock, LoaderCircle, TriangleAlert, type LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { RunStatus } from "../api/types.ts";
import { Badge, type Tone } from "./badge.tsx";

const looks: Record<RunStatus, { tone: Tone; icon: LucideIcon }> = {
  queued: { tone: "neutral", icon: Clock },
  running: { tone: "accent", icon: LoaderCircle },
  succeeded: { tone: "good", icon: Check },
  failed: { tone: "bad", icon: TriangleAlert },
  cancelled: { tone: "neutral", icon: Ban },
  paused: { tone: "warn", icon: CirclePause },
};

export function StatusBadge({ status }: { status: RunStatus }) {
  const { t } = useTranslation();
  const { tone, icon: Icon } = looks[status];
  return <Badge tone={tone}><Icon aria-hidden className={status === "running" ? "animate-spin" : undefined} />{t(`runStatus.${status}`)}</Badge>;
}
