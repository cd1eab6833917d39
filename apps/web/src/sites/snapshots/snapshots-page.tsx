import type { Snapshot, Workspace } from "@millrace/sites/contract";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { ArchiveRestore, Camera } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { useMay } from "../../shared/session.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Page } from "../../shared/ui/page.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { Empty } from "../../shared/ui/states.tsx";
import { TimeAgo } from "../../shared/ui/time-ago.tsx";
import { useWindow } from "../../shared/use-window.ts";
import { WorkspaceSwitch } from "../parts/workspace-switch.tsx";
import { readWorkspaceSearch, workspaceOf } from "../workspace.ts";
import { useSnapshots } from "./queries.ts";
import { RestoreDialog } from "./restore-dialog.tsx";
import { SnapshotDialog } from "./snapshot-dialog.tsx";

/** The states of the list of websites one can go back to. */
export function SnapshotsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const workspace = workspaceOf(readWorkspaceSearch(useSearch({ strict: false })));
  const mayWrite = useMay("sites:write");
  const query = useSnapshots(workspace);
  const snapshots = query.data?.pages.flatMap((page) => page.items) ?? [];
  const [restoring, setRestoring] = useState<Snapshot | null>(null);
  return (
    <Page
      title={t("sites.snapshot.title")}
      description={t("sites.snapshot.about")}
      className="max-w-4xl"
      actions={
        <div className="flex items-center gap-1.5">
          <WorkspaceSwitch
            workspace={workspace}
            onChange={(next) =>
              void navigate({ to: "/sites/snapshots", search: next === undefined ? {} : { workspace: next } })
            }
          />
          {mayWrite && <TakeButton workspace={workspace} />}
        </div>
      }
    >
      <QueryState query={query} rows={4} className="mx-0" />
      {query.data !== undefined && snapshots.length === 0 && <NoSnapshots />}
      <SnapshotList snapshots={snapshots} onRestore={mayWrite ? setRestoring : null} />
      {query.hasNextPage && (
        <Button
          className="mt-3"
          disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t("common.more")}
        </Button>
      )}
      {restoring !== null && <RestoreDialog snapshot={restoring} onClose={() => setRestoring(null)} />}
    </Page>
  );
}

function TakeButton({ workspace }: { workspace: Workspace }) {
  const { t } = useTranslation();
  const [isTaking, setTaking] = useWindow();
  return (
    <>
      <Button look="primary" onClick={() => setTaking(true)}>
        <Camera aria-hidden />
        {t("sites.snapshot.take")}
      </Button>
      {isTaking && <SnapshotDialog workspace={workspace} onClose={() => setTaking(false)} />}
    </>
  );
}

function NoSnapshots() {
  const { t } = useTranslation();
  return (
    <Empty icon={ArchiveRestore} title={t("sites.snapshot.none")}>
      {t("sites.snapshot.noneAbout")}
    </Empty>
  );
}

function SnapshotList({
  snapshots,
  onRestore,
}: {
  snapshots: readonly Snapshot[];
  /** null: for those who may only look. */
  onRestore: ((snapshot: Snapshot) => void) | null;
}) {
  return snapshots.length === 0 ? null : (
    <ul className="divide-y divide-line overflow-hidden rounded-lg border border-line bg-panel">
      {snapshots.map((snapshot) => (
        <SnapshotLine
          key={snapshot.id}
          snapshot={snapshot}
          onRestore={onRestore === null ? null : () => onRestore(snapshot)}
        />
      ))}
    </ul>
  );
}

function SnapshotLine({ snapshot, onRestore }: { snapshot: Snapshot; onRestore: (() => void) | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 text-ui">
      <div className="min-w-0 flex-1 basis-64">
        <p className="font-medium text-pretty">{snapshot.reason}</p>
        <p className="text-xs text-muted">
          {t("sites.snapshot.holds", {
            count: snapshot.websites,
            websites: format.number(snapshot.websites),
          })}{" "}
          · {snapshot.created_by} · <TimeAgo iso={snapshot.created_at} />
        </p>
      </div>
      {onRestore !== null && (
        <Button
          size="small"
          aria-label={t("sites.snapshot.restoreNamed", { reason: snapshot.reason })}
          onClick={onRestore}
        >
          <ArchiveRestore aria-hidden />
          {t("sites.snapshot.restore")}
        </Button>
      )}
    </li>
  );
}
