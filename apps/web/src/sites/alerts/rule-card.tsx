import type { AlertRule } from "@millrace/sites/contract";
import { Bell, BellOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Badge } from "../../shared/ui/badge.tsx";
import { cn } from "../../shared/ui/cn.ts";
import { TimeAgo } from "../../shared/ui/time-ago.tsx";
import { FiredAlerts } from "./fired-alerts.tsx";
import { RuleButtons } from "./rule-buttons.tsx";
import { useRuleWords } from "./rule-words.ts";

/** One rule in plain words, whether it watches, and what it has told. */
export function RuleCard({ rule, onSaved }: { rule: AlertRule; onSaved: (rule: AlertRule) => void }) {
  const { t } = useTranslation();
  const words = useRuleWords();
  const Icon = rule.is_enabled ? Bell : BellOff;
  return (
    <li className="rounded-lg border border-line bg-panel">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2 px-4 py-3.5">
        <Icon
          aria-hidden
          className={cn("mt-0.5 size-4 shrink-0", rule.is_enabled ? "text-accent" : "text-faint")}
        />
        <div className="min-w-0 flex-1 basis-64">
          <h2 className="flex flex-wrap items-center gap-2 text-sm font-semibold">
            {rule.name}
            {!rule.is_enabled && <Badge tone="warn">{t("scraping.alerts.off")}</Badge>}
          </h2>
          <p className="mt-0.5 text-ui text-pretty text-muted">{words(rule)}</p>
          <p className="mt-0.5 truncate text-xs text-faint">{rule.channel.url}</p>
          <p className="mt-0.5 text-xs text-faint">
            {rule.last_fired_at === null ? (
              t("scraping.alerts.neverFired")
            ) : (
              <>
                {t("scraping.alerts.lastFired")} <TimeAgo iso={rule.last_fired_at} />
              </>
            )}
          </p>
        </div>
        <RuleButtons rule={rule} onSaved={onSaved} />
      </div>
      {rule.last_fired_at !== null && <FiredAlerts rule={rule} />}
    </li>
  );
}
