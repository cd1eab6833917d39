import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Badge } from "../../shared/ui/badge.tsx";
import { useDeadLetterKinds } from "./queries.ts";

/** How many dead letters wait for a decision; nothing while none does. */
export function DeadLetterCount() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data } = useDeadLetterKinds();
  const count = data?.items.reduce((sum, kind) => sum + kind.count, 0) ?? 0;
  if (count === 0) return null;
  return (
    <Badge tone="bad" className="h-4 tabular-nums">
      <span aria-hidden>{format.compact(count)}</span>
      <span className="sr-only">
        {t("operate.deadLetters.count", { count, number: format.number(count) })}
      </span>
    </Badge>
  );
}
