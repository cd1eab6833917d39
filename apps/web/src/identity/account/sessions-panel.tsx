import type { Session } from "@millrace/identity/contract";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Badge } from "../../shared/ui/badge.tsx";
import { Button } from "../../shared/ui/button.tsx";
import { Panel } from "../../shared/ui/page.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { TimeAgo } from "../../shared/ui/time-ago.tsx";
import { identityApi } from "../api.ts";
import { accountKeys, useAccountChange, useSessions } from "./queries.ts";

/** Where one is signed in, each to be ended from here. */
export function SessionsPanel() {
  const { t } = useTranslation();
  const query = useSessions();
  const revokeOthers = useAccountChange(accountKeys.sessions, () => identityApi.sessions.revokeOthers());
  const sessions = query.data?.items ?? [];
  return (
    <Panel
      title={t("account.sessions")}
      actions={
        sessions.length > 1 && (
          <Button
            size="small"
            disabled={revokeOthers.isPending}
            onClick={() => revokeOthers.mutate(undefined)}
          >
            {t("account.endOthers")}
          </Button>
        )
      }
    >
      <QueryState query={query} rows={2} />
      <ul className="divide-y divide-line">
        {sessions.map((session) => (
          <SessionLine key={session.id} session={session} />
        ))}
      </ul>
    </Panel>
  );
}

function SessionLine({ session }: { session: Session }) {
  const { t } = useTranslation();
  const format = useFormat();
  const revoke = useAccountChange(accountKeys.sessions, identityApi.sessions.revoke);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 text-ui">
      <div className="min-w-0 flex-1 basis-60">
        <p className="truncate font-medium">
          {session.device} {session.is_current && <Badge tone="good">{t("account.thisOne")}</Badge>}
        </p>
        <p className="text-xs text-muted">
          {session.address} · {t(`account.method.${session.method}`)} · {t("account.lastSeen")}{" "}
          <TimeAgo iso={session.last_seen_at} /> ·{" "}
          {t("account.expires", { date: format.dateTime(session.expires_at) })}
        </p>
      </div>
      {!session.is_current && (
        <Button
          size="small"
          disabled={revoke.isPending}
          aria-label={t("account.endNamed", { device: session.device })}
          onClick={() => revoke.mutate(session.id)}
        >
          {t("account.end")}
        </Button>
      )}
    </li>
  );
}
