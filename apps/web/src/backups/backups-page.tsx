import type { BackupFile, BackupList, StartedBackup } from "@millrace/server/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Archive, Download, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { cronWords } from "../operate/schedules/cron-words.ts";
import { read, remove, write } from "../shared/api/client.ts";
import { useFormat } from "../shared/i18n/format.ts";
import { useLive } from "../shared/live/stream.ts";
import { notifyDone, notifyProblem } from "../shared/notify.ts";
import { useMay } from "../shared/session.ts";
import { useSettings } from "../shared/settings.ts";
import { Button, buttonLook } from "../shared/ui/button.tsx";
import { ConfirmDialog } from "../shared/ui/dialog.tsx";
import { Page, Panel } from "../shared/ui/page.tsx";
import { QueryState } from "../shared/ui/query-state.tsx";
import { Empty } from "../shared/ui/states.tsx";
import { TimeAgo } from "../shared/ui/time-ago.tsx";

const key = ["backups"] as const;
const addressOf = (name: string) => `/backups/${encodeURIComponent(name)}`;

/** The backups there are, when the next one is due, and one at once. */
export function BackupsPage() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const mayWrite = useMay("backups:write");
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => read<BackupList>("/backups", signal),
    staleTime: 0,
  });
  const reread = () => queries.invalidateQueries({ queryKey: key });
  const running = query.data?.running ?? null;
  useLive("run.changed", (events) => {
    if (events.some((event) => event.subject === running?.run_id)) void reread();
  });
  const start = useMutation({
    mutationFn: () => write<StartedBackup>("POST", "/backups"),
    onSuccess: () => notifyDone(t("backups.started")),
    onError: notifyProblem,
    onSettled: reread,
  });
  return (
    <Page
      title={t("backups.title")}
      description={t("backups.about")}
      className="max-w-3xl"
      actions={
        mayWrite && (
          <Button
            look="primary"
            disabled={start.isPending || running !== null}
            onClick={() => start.mutate()}
          >
            <Archive aria-hidden />
            {t("backups.start")}
          </Button>
        )
      }
    >
      <QueryState query={query} rows={3} className="mx-0" />
      {query.data !== undefined && (
        <div className="grid gap-4">
          <Plan list={query.data} />
          <Panel title={t("backups.kept")}>
            {query.data.items.length === 0 && (
              <Empty icon={Archive} title={t("backups.none")} className="py-8">
                {t("backups.noneAbout")}
              </Empty>
            )}
            <ul className="divide-y divide-line">
              {query.data.items.map((backup) => (
                <BackupLine key={backup.name} backup={backup} mayWrite={mayWrite} onChanged={reread} />
              ))}
            </ul>
          </Panel>
        </div>
      )}
    </Page>
  );
}

function Plan({ list }: { list: BackupList }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { language } = useSettings();
  return (
    <Panel>
      <dl className="grid gap-4 px-4 py-3 text-ui sm:grid-cols-3">
        <div>
          <dt className="text-xs text-faint">{t("backups.plan")}</dt>
          <dd>{list.schedule === null ? t("backups.onlyAsked") : cronWords(list.schedule, language)}</dd>
        </div>
        <div>
          <dt className="text-xs text-faint">{t("backups.next")}</dt>
          <dd>{list.next_at === null ? "–" : format.dateTime(list.next_at)}</dd>
        </div>
        <div>
          <dt className="text-xs text-faint">{t("backups.keep")}</dt>
          <dd>{format.number(list.keep)}</dd>
        </div>
      </dl>
      <p className="border-t border-line px-4 py-2 font-mono text-xs break-all text-muted">{list.folder}</p>
      {list.running !== null && (
        <p role="status" className="border-t border-line px-4 py-3 text-ui">
          <Link
            to="/operate/runs/$runId"
            params={{ runId: list.running.run_id }}
            className="text-accent hover:underline"
          >
            {t("backups.running")}
          </Link>
        </p>
      )}
    </Panel>
  );
}

function BackupLine({
  backup,
  mayWrite,
  onChanged,
}: {
  backup: BackupFile;
  mayWrite: boolean;
  onChanged: () => Promise<void>;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const [isDeleting, setDeleting] = useState(false);
  const discard = useMutation({
    mutationFn: () => remove(addressOf(backup.name)),
    onError: notifyProblem,
    onSettled: onChanged,
  });
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 text-ui">
      <div className="min-w-0 flex-1 basis-60">
        <p className="font-medium">
          {format.dateTime(backup.created_at)}{" "}
          <span className="font-normal text-muted">
            (<TimeAgo iso={backup.created_at} />)
          </span>
        </p>
        <p className="text-xs break-all text-muted">
          {backup.problem ??
            t("backups.holds", {
              size: format.bytes(backup.bytes),
              tables: format.number(backup.tables),
              rows: format.number(backup.rows),
              objects: format.number(backup.objects),
            })}
        </p>
      </div>
      <a
        className={buttonLook({ look: "plain", size: "small" })}
        href={`/api/v1${addressOf(backup.name)}`}
        download={backup.name}
        aria-label={t("backups.downloadNamed", { name: backup.name })}
      >
        <Download aria-hidden />
        {t("backups.download")}
      </a>
      {mayWrite && (
        <Button
          size="iconSmall"
          look="ghost"
          aria-label={t("backups.deleteNamed", { name: backup.name })}
          disabled={discard.isPending}
          onClick={() => setDeleting(true)}
        >
          <Trash2 aria-hidden />
        </Button>
      )}
      <ConfirmDialog
        open={isDeleting}
        onOpenChange={setDeleting}
        title={t("backups.deleteTitle", { date: format.dateTime(backup.created_at) })}
        description={t("backups.deleteAbout")}
        confirmLabel={t("backups.delete")}
        onConfirm={() => discard.mutate()}
      />
    </li>
  );
}
