import { useTranslation } from "react-i18next";
import { useSession } from "../../shared/session.ts";
import { Badge } from "../../shared/ui/badge.tsx";
import { Page, Panel } from "../../shared/ui/page.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { PasswordPanel } from "./password-panel.tsx";
import { SessionsPanel } from "./sessions-panel.tsx";
import { TokensPanel } from "./tokens-panel.tsx";

/** One's own account: who one is here, the password, where one is signed in, API tokens. */
export function AccountPage() {
  const { t } = useTranslation();
  const query = useSession();
  const actor = query.data?.actor ?? null;
  return (
    <Page title={t("account.title")} description={t("account.about")} className="max-w-3xl">
      <QueryState query={query} rows={2} className="mx-0" />
      {actor !== null && (
        <div className="grid gap-4">
          <Panel>
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-3 text-ui">
              <span className="font-medium">{actor.name}</span>
              <span className="text-muted">{actor.email}</span>
              <span className="flex-1" />
              {actor.role !== null && <Badge tone="accent">{t(`role.${actor.role}`)}</Badge>}
            </div>
            {actor.kind === "demo" && (
              <p className="border-t border-line px-4 py-3 text-ui text-pretty text-muted">
                {t("account.demo")}
              </p>
            )}
          </Panel>
          {actor.kind === "user" && (
            <>
              <PasswordPanel hasPassword={actor.has_password} />
              <SessionsPanel />
              <TokensPanel />
            </>
          )}
        </div>
      )}
    </Page>
  );
}
