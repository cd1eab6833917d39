import { useNavigate, useSearch } from "@tanstack/react-router";
import type { AlertRule } from "@millrace/sites/contract";
import { BellRing, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useShortcuts } from "../../shared/shortcuts.ts";
import { useMay } from "../../shared/session.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Page } from "../../shared/ui/page.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { Empty } from "../../shared/ui/states.tsx";
import { undoLast } from "../../shared/undo.ts";
import { useWindow } from "../../shared/use-window.ts";
import { WorkspaceSwitch } from "../parts/workspace-switch.tsx";
import { workspaceOf } from "../workspace.ts";
import { useAlertRules } from "./queries.ts";
import { RuleCard } from "./rule-card.tsx";
import { SecretDialog } from "./secret-dialog.tsx";
import { RuleDialog } from "./rule-dialog.tsx";

/** The alert rules of a workspace, each with what it has told so far. */
export function AlertsPage() {
  const { t } = useTranslation();
  const workspace = workspaceOf(useSearch({ from: "/sites/alerts" }));
  const navigate = useNavigate();
  const query = useAlertRules(workspace);
  const mayChange = useMay("sites:write");
  const [isOpen, setOpen] = useWindow();
  const [secret, setSecret] = useState<string | null>(null);
  const keepSecret = ({ signing_secret: told }: AlertRule) => setSecret(told ?? null);
  useShortcuts({ u: () => void undoLast() });
  return (
    <Page
      title={t("nav.siteAlerts")}
      description={t("scraping.alerts.description")}
      className="max-w-3xl"
      actions={
        <span className="flex flex-wrap items-center gap-2">
          <WorkspaceSwitch
            workspace={workspace}
            onChange={(next) =>
              void navigate({ to: "/sites/alerts", search: next === undefined ? {} : { workspace: next } })
            }
          />
          {mayChange && (
            <Button look="primary" onClick={() => setOpen(true)}>
              <Plus aria-hidden />
              {t("scraping.alerts.new")}
            </Button>
          )}
        </span>
      }
    >
      <QueryState query={query} rows={2} className="mx-0" />
      {query.data?.items.length === 0 && (
        <Empty icon={BellRing} title={t("scraping.alerts.empty")}>
          {t("scraping.alerts.emptyText")}
        </Empty>
      )}
      <ul className="grid gap-4">
        {query.data?.items.map((rule) => (
          <RuleCard key={rule.id} rule={rule} onSaved={keepSecret} />
        ))}
      </ul>
      {isOpen && <RuleDialog workspace={workspace} onSaved={keepSecret} onClose={() => setOpen(false)} />}
      {secret !== null && <SecretDialog secret={secret} onClose={() => setSecret(null)} />}
    </Page>
  );
}
