import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { Session } from "@millrace/sites/contract";
import { Timer } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { useRowKeys } from "../../operate/parts/use-row-keys.ts";
import { useFormat } from "../../shared/i18n/format.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Page, Panel } from "../../shared/ui/page.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { Empty } from "../../shared/ui/states.tsx";
import { StatusBadge } from "../../shared/ui/status-badge.tsx";
import { TimeAgo } from "../../shared/ui/time-ago.tsx";
import { MeasureButton } from "../measure/measure-button.tsx";
import { workspaceOf } from "../workspace.ts";
import { WorkspaceSwitch } from "../parts/workspace-switch.tsx";
import { OutcomeBar } from "./outcome-bar.tsx";
import { hasOnlyFailures, isActive, useSessions } from "./queries.ts";
import { useSelectionWords } from "./selection-words.ts";

/** Every session of a workspace, newest first: what it is over, how far it is, what became of its websites. */
export function SessionsPage() {
  const { t } = useTranslation();
  const workspace = workspaceOf(useSearch({ from: "/sites/sessions" }));
  const navigate = useNavigate();
  const query = useSessions(workspace);
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const list = useRef<HTMLDivElement>(null);
  useRowKeys(list);
  return (
    <Page
      title={t("nav.siteSessions")}
      description={t("scraping.sessions.description")}
      actions={
        <span className="flex flex-wrap items-center gap-2">
          <WorkspaceSwitch
            workspace={workspace}
            onChange={(next) =>
              void navigate({ to: "/sites/sessions", search: next === undefined ? {} : { workspace: next } })
            }
          />
          <MeasureButton workspace={workspace} />
        </span>
      }
    >
      <QueryState query={query} className="mx-0" />
      {query.data !== undefined && items.length === 0 && (
        <Empty icon={Timer} title={t("scraping.sessions.empty")}>
          {t("scraping.sessions.emptyText")}
        </Empty>
      )}
      {items.length > 0 && (
        <div ref={list}>
          <Panel className="overflow-hidden">
            <ul className="divide-y divide-line">
              {items.map((session) => (
                <SessionRow key={session.id} session={session} />
              ))}
            </ul>
          </Panel>
        </div>
      )}
      {query.hasNextPage && (
        <div className="mt-4 flex justify-center">
          <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t("common.more")}
          </Button>
        </div>
      )}
    </Page>
  );
}

function SessionRow({ session }: { session: Session }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useSelectionWords();
  return (
    <li className="relative px-4 py-3 hover:bg-hover">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <StatusBadge status={session.status} isDoubtful={hasOnlyFailures(session)} />
        <Link
          to="/sites/sessions/$sessionId"
          params={{ sessionId: session.id }}
          data-row-link=""
          className="min-w-0 truncate text-ui font-semibold after:absolute after:inset-0"
        >
          {words(session.selection)}
        </Link>
        <span className="text-xs text-faint">{session.provider}</span>
        <span className="flex-1" />
        <span className="text-xs text-muted tabular-nums">
          {t("scraping.sessions.doneOf", {
            done: format.number(session.done),
            total: format.number(session.total),
          })}
          {isActive(session) && session.seconds_left !== null && (
            <> · {t("scraping.sessions.left", { duration: format.duration(session.seconds_left * 1000) })}</>
          )}
        </span>
        <TimeAgo iso={session.created_at} className="text-xs text-faint" />
      </div>
      <OutcomeBar session={session} className="mt-2" />
      {session.message !== null && (
        <p className="mt-1.5 text-xs text-pretty break-words text-muted">{session.message}</p>
      )}
    </li>
  );
}
