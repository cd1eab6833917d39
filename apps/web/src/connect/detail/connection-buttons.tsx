import type { Connection } from "@millrace/connect/contract";
import { Link, useNavigate } from "@tanstack/react-router";
import {
  Activity,
  CalendarClock,
  CirclePause,
  Ellipsis,
  FlaskConical,
  Pencil,
  Play,
  RefreshCw,
  Trash2,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../shared/session.ts";
import { Button, buttonLook } from "../../shared/ui/button.tsx";
import { Menu, MenuButton } from "../../shared/ui/menu.tsx";
import { useWindow } from "../../shared/use-window.ts";
import { DeleteDialog } from "../parts/delete-dialog.tsx";
import { useConnectionActs } from "../parts/use-connection-acts.ts";
import { BackfillDialog } from "./backfill-dialog.tsx";

/** Sync, dry run, edit, and the rest; only for who may. */
export function ConnectionButtons({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const mayWrite = useMay("connect:write");
  const acts = useConnectionActs(connection);
  if (!mayWrite) return <RunningLink connection={connection} />;
  return (
    <div className="flex flex-wrap items-center gap-2">
      {connection.running_sync_id === null ? (
        <Button look="primary" disabled={acts.sync.isPending} onClick={() => acts.sync.mutate()}>
          <RefreshCw aria-hidden />
          {t("connect.syncNow")}
        </Button>
      ) : (
        <RunningLink connection={connection} />
      )}
      <Button disabled={acts.dryRun.isPending} onClick={() => acts.dryRun.mutate()}>
        <FlaskConical aria-hidden />
        {t("connect.dryRun")}
      </Button>
      <Link
        to="/connect/$connectionId/edit"
        params={{ connectionId: connection.id }}
        className={buttonLook({})}
      >
        <Pencil aria-hidden />
        {t("connect.edit")}
      </Link>
      <MoreMenu connection={connection} />
    </div>
  );
}

function RunningLink({ connection: { running_sync_id: syncId } }: { connection: Connection }) {
  const { t } = useTranslation();
  if (syncId === null) return null;
  return (
    <Link to="/connect/syncs/$syncId" params={{ syncId }} className={buttonLook({ look: "primary" })}>
      <Activity aria-hidden />
      {t("connect.openSync")}
    </Link>
  );
}

function MoreMenu({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const acts = useConnectionActs(connection);
  const [isDeleting, setDeleting] = useWindow();
  const [isBackfilling, setBackfilling] = useWindow();
  return (
    <>
      <Menu
        align="end"
        label={t("connect.more")}
        trigger={
          <Button size="icon" aria-label={t("connect.more")} title={t("connect.more")}>
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        {connection.status === "paused" ? (
          <MenuButton onClick={() => acts.resume.mutate()}>
            <Play aria-hidden />
            {t("connect.resume")}
          </MenuButton>
        ) : (
          <MenuButton onClick={() => acts.pause.mutate()}>
            <CirclePause aria-hidden />
            {t("connect.pause")}
          </MenuButton>
        )}
        {connection.schedule !== null && (
          <MenuButton onClick={() => setBackfilling(true)}>
            <CalendarClock aria-hidden />
            {t("connect.backfill.open")}
          </MenuButton>
        )}
        <MenuButton onClick={() => setDeleting(true)}>
          <Trash2 aria-hidden />
          {t("connect.delete")}
        </MenuButton>
      </Menu>
      <DeleteDialog
        connection={connection}
        open={isDeleting}
        onOpenChange={setDeleting}
        onDeleted={() => void navigate({ to: "/connect" })}
      />
      {isBackfilling && <BackfillDialog connection={connection} onClose={() => setBackfilling(false)} />}
    </>
  );
}
