import type { AuditEntry, AuditVerdict } from "@millrace/identity/contract";
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { ShieldAlert, ShieldCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { notifyProblem } from "../../shared/notify.ts";
import { useFormat } from "../../shared/i18n/format.ts";
import { Badge } from "../../shared/ui/badge.tsx";
import { Button } from "../../shared/ui/button.tsx";
import { cn } from "../../shared/ui/cn.ts";
import { Page, Panel } from "../../shared/ui/page.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { identityApi } from "../api.ts";

/** Who did what, newest first; the chain of hashes can be checked from here. */
export function AuditPage() {
  const { t } = useTranslation();
  const query = useInfiniteQuery({
    queryKey: ["audit"],
    queryFn: ({ pageParam, signal }) => identityApi.audit.list(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    staleTime: 0,
  });
  const verify = useMutation({ mutationFn: () => identityApi.audit.verify(), onError: notifyProblem });
  return (
    <Page
      title={t("audit.title")}
      description={t("audit.about")}
      actions={
        <Button disabled={verify.isPending} onClick={() => verify.mutate()}>
          <ShieldCheck aria-hidden />
          {t("audit.verify")}
        </Button>
      }
    >
      {verify.data !== undefined && <Verdict verdict={verify.data} />}
      <Panel>
        <QueryState query={query} rows={6} />
        <ol className="divide-y divide-line">
          {query.data?.pages
            .flatMap((page) => page.items)
            .map((entry) => (
              <EntryLine key={entry.seq} entry={entry} />
            ))}
        </ol>
      </Panel>
      {query.hasNextPage && (
        <Button
          className="mt-4"
          disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t("common.more")}
        </Button>
      )}
    </Page>
  );
}

function Verdict({ verdict }: { verdict: AuditVerdict }) {
  const { t } = useTranslation();
  const format = useFormat();
  const Icon = verdict.is_intact ? ShieldCheck : ShieldAlert;
  return (
    <div
      role="status"
      className={cn(
        "mb-4 flex gap-3 rounded-lg border border-line px-4 py-3 text-ui",
        verdict.is_intact ? "bg-good-soft" : "bg-bad-soft",
      )}
    >
      <Icon
        aria-hidden
        className={cn("mt-0.5 size-4 shrink-0", verdict.is_intact ? "text-good" : "text-bad")}
      />
      <div className="min-w-0">
        <p className="font-medium">
          {verdict.is_intact
            ? t("audit.intact", { number: format.number(verdict.rows) })
            : t("audit.broken", { seq: verdict.first_broken?.seq ?? 0 })}
        </p>
        {verdict.first_broken !== null && <p className="text-muted">{verdict.first_broken.message}</p>}
        {verdict.head !== null && (
          <p className="mt-0.5 font-mono text-xs break-all text-muted">
            #{verdict.head.seq} {verdict.head.hash}
          </p>
        )}
      </div>
    </div>
  );
}

function EntryLine({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  const format = useFormat();
  const details = Object.entries(entry.detail);
  return (
    <li className="grid gap-x-4 gap-y-0.5 px-4 py-2.5 text-ui sm:grid-cols-[11rem_1fr]">
      <div className="text-xs text-muted tabular-nums">
        <span className="text-faint">#{entry.seq}</span> {format.dateTime(entry.at)}
      </div>
      <div className="min-w-0">
        <p>
          <span className="font-medium">{entry.actor.name}</span>{" "}
          {entry.actor.kind !== "user" && <Badge>{entry.actor.kind}</Badge>} <code>{entry.action}</code>{" "}
          {entry.subject !== null && (
            <span className="font-mono text-xs break-all text-muted">{entry.subject}</span>
          )}
        </p>
        {details.length > 0 && (
          <details className="text-xs text-muted">
            <summary className="cursor-pointer">{t("audit.detail")}</summary>
            <pre className="mt-1 overflow-x-auto rounded bg-sunken p-2 font-mono">
              {JSON.stringify(entry.detail, null, 2)}
            </pre>
            <p className="mt-1 font-mono break-all text-faint">{entry.hash}</p>
          </details>
        )}
      </div>
    </li>
  );
}
