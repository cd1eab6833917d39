import type { Connection } from "@millrace/connect/contract";
import { Repeat2, ShieldCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Badge } from "../../shared/ui/badge.tsx";

/** What the destination permits us to promise. */
export function GuaranteeBadge({ guarantee }: { guarantee: Connection["guarantee"] }) {
  const { t } = useTranslation();
  const Icon = guarantee === "exactly_once" ? ShieldCheck : Repeat2;
  return (
    <Badge
      tone={guarantee === "exactly_once" ? "good" : "warn"}
      title={t(`connect.guaranteeAbout.${guarantee}`)}
    >
      <Icon aria-hidden />
      {t(`connect.guarantee.${guarantee}`)}
    </Badge>
  );
}
