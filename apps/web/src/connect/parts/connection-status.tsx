import type { Connection } from "@millrace/connect/contract";
import { CircleCheck, CirclePause, TriangleAlert, type LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Badge } from "../../shared/ui/badge.tsx";
import { connectionTones } from "../words.ts";

const icons: Record<Connection["status"], LucideIcon> = {
  ready: CircleCheck,
  paused: CirclePause,
  needs_attention: TriangleAlert,
};

export function ConnectionStatus({ connection }: { connection: Pick<Connection, "status" | "message"> }) {
  const { t } = useTranslation();
  const Icon = icons[connection.status];
  return (
    <Badge
      tone={connectionTones[connection.status]}
      {...(connection.message === null ? {} : { title: connection.message })}
    >
      <Icon aria-hidden />
      {t(`connect.status.${connection.status}`)}
    </Badge>
  );
}
