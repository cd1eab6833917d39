import type { ApiToken } from "@millrace/identity/contract";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { useWindow } from "../../shared/use-window.ts";
import { Badge } from "../../shared/ui/badge.tsx";
import { Button } from "../../shared/ui/button.tsx";
import { ConfirmDialog } from "../../shared/ui/dialog.tsx";
import { Panel } from "../../shared/ui/page.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { Empty } from "../../shared/ui/states.tsx";
import { TimeAgo } from "../../shared/ui/time-ago.tsx";
import { identityApi } from "../api.ts";
import { NewTokenDialog } from "./new-token-dialog.tsx";
import { accountKeys, useAccountChange, useTokens } from "./queries.ts";

/** Secrets for programs: what each may do, until when, and when it was last used. */
export function TokensPanel() {
  const { t } = useTranslation();
  const query = useTokens();
  const [isCreating, setCreating] = useWindow();
  const [condemned, setCondemned] = useState<ApiToken | null>(null);
  const revoke = useAccountChange(accountKeys.tokens, identityApi.tokens.revoke);
  return (
    <Panel
      title={t("tokens.title")}
      actions={
        <Button size="small" onClick={() => setCreating(true)}>
          <Plus aria-hidden />
          {t("tokens.create")}
        </Button>
      }
    >
      <QueryState query={query} rows={2} />
      {query.data?.items.length === 0 && (
        <Empty icon={KeyRound} title={t("tokens.none")} className="py-8">
          {t("tokens.noneAbout")}
        </Empty>
      )}
      <ul className="divide-y divide-line">
        {query.data?.items.map((token) => (
          <TokenLine key={token.id} token={token} onRevoke={() => setCondemned(token)} />
        ))}
      </ul>
      {isCreating && <NewTokenDialog onClose={() => setCreating(false)} />}
      <ConfirmDialog
        open={condemned !== null}
        onOpenChange={() => setCondemned(null)}
        title={t("tokens.revokeTitle", { name: condemned?.name ?? "" })}
        description={t("tokens.revokeAbout")}
        confirmLabel={t("tokens.revoke")}
        onConfirm={() => condemned !== null && revoke.mutate(condemned.id)}
      />
    </Panel>
  );
}

function TokenLine({ token, onRevoke }: { token: ApiToken; onRevoke: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1.5 px-4 py-2.5 text-ui">
      <div className="min-w-0 flex-1 basis-60">
        <p className="font-medium">
          {token.name} <code className="ml-1 font-mono text-xs text-faint">{token.hint}…</code>
        </p>
        <p className="text-xs text-muted">
          {token.last_used_at === null ? (
            t("tokens.neverUsed")
          ) : (
            <>
              {t("tokens.lastUsed")} <TimeAgo iso={token.last_used_at} />
            </>
          )}{" "}
          · {t("account.expires", { date: format.dateTime(token.expires_at) })}
        </p>
        <p className="mt-1 flex flex-wrap gap-1">
          {token.scopes.map((scope) => (
            <Badge key={scope} className="font-mono">
              {scope}
            </Badge>
          ))}
        </p>
      </div>
      <Button size="small" aria-label={t("tokens.revokeNamed", { name: token.name })} onClick={onRevoke}>
        {t("tokens.revoke")}
      </Button>
    </li>
  );
}
