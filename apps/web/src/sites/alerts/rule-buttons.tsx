import type { AlertRule } from "@millrace/sites/contract";
import { Bell, BellOff, Pencil, Send, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../shared/session.ts";
import { Button } from "../../shared/ui/button.tsx";
import { useWindow } from "../../shared/use-window.ts";
import { scrapingApi } from "../scraping-api.ts";
import { useAlertChange } from "./queries.ts";
import { RuleDialog } from "./rule-dialog.tsx";

/** Try it, switch it off and on, change and delete it; only for who may. */
export function RuleButtons({
  rule,
  onSaved,
}: {
  rule: AlertRule;
  /** Told what the server answered: it may hold a signing secret. */
  onSaved: (rule: AlertRule) => void;
}) {
  const { t } = useTranslation();
  const mayChange = useMay("sites:write");
  const [isOpen, setOpen] = useWindow();
  const acts = useRuleActs(rule, onSaved);
  if (!mayChange) return null;
  const { name } = rule;
  const toggle = t(rule.is_enabled ? "scraping.alerts.disableNamed" : "scraping.alerts.enableNamed", {
    name,
  });
  return (
    <div className="flex flex-wrap gap-1">
      <Button
        size="small"
        disabled={acts.test.isPending}
        aria-label={t("scraping.alerts.testNamed", { name })}
        onClick={() => acts.test.mutate()}
      >
        <Send aria-hidden />
        {t("scraping.alerts.test")}
      </Button>
      <Button
        look="ghost"
        size="iconSmall"
        disabled={acts.enable.isPending}
        aria-label={toggle}
        title={toggle}
        onClick={() => acts.enable.mutate(!rule.is_enabled)}
      >
        {rule.is_enabled ? <BellOff aria-hidden /> : <Bell aria-hidden />}
      </Button>
      <Button
        look="ghost"
        size="iconSmall"
        aria-label={t("scraping.alerts.editNamed", { name })}
        title={t("scraping.alerts.editNamed", { name })}
        onClick={() => setOpen(true)}
      >
        <Pencil aria-hidden />
      </Button>
      <Button
        look="ghost"
        size="iconSmall"
        disabled={acts.remove.isPending}
        aria-label={t("scraping.alerts.deleteNamed", { name })}
        title={t("scraping.alerts.deleteNamed", { name })}
        onClick={() => acts.remove.mutate()}
      >
        <Trash2 aria-hidden />
      </Button>
      {isOpen && (
        <RuleDialog workspace={rule.workspace} rule={rule} onSaved={onSaved} onClose={() => setOpen(false)} />
      )}
    </div>
  );
}

function useRuleActs(rule: AlertRule, onSaved: (rule: AlertRule) => void) {
  const { t } = useTranslation();
  const { name } = rule;
  const test = useAlertChange(
    () => scrapingApi.alerts.test(rule.id),
    () => ({ message: t("scraping.alerts.tested", { name }) }),
  );
  const enableBack = useAlertChange(
    (isEnabled: boolean) => scrapingApi.alerts.change(rule.id, { is_enabled: isEnabled }),
    () => null,
  );
  const enable = useAlertChange(
    (isEnabled: boolean) => scrapingApi.alerts.change(rule.id, { is_enabled: isEnabled }),
    (isEnabled) => ({
      message: t(isEnabled ? "scraping.alerts.enabled" : "scraping.alerts.disabled", { name }),
      undo: () => enableBack.mutate(!isEnabled),
    }),
  );
  // A deleted rule is made again as it was; what it had fired is gone with it.
  const restore = useAlertChange(
    () => {
      const { id: _id, created_at: _created, last_fired_at: _fired, ...again } = rule;
      return scrapingApi.alerts.create(again);
    },
    (_, restored) => {
      onSaved(restored);
      return { message: t("scraping.alerts.restored", { name }) };
    },
  );
  const remove = useAlertChange(
    () => scrapingApi.alerts.remove(rule.id),
    () => ({ message: t("scraping.alerts.deleted", { name }), undo: () => restore.mutate() }),
  );
  return { test, enable, remove };
}
