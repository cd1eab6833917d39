import type { Connection } from "@millrace/connect/contract";
import { useNavigate } from "@tanstack/react-router";
import { Activity, CirclePause, Ellipsis, FlaskConical, Pencil, Play, RefreshCw, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../shared/session.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Menu, MenuButton } from "../../shared/ui/menu.tsx";
import { useWindow } from "../../shared/use-window.ts";
import { DeleteDialog } from "../parts/delete-dialog.tsx";
import { useConnectionActs } from "../parts/use-connection-acts.ts";

/** What can be done to a connection from the list; only for who may. */
export function ConnectionMenu({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const mayWrite = useMay("connect:write");
  const [isDeleting, setDeleting] = useWindow();
  const acts = useConnectionActs(connection);
  if (!mayWrite) return null;
  const { id, name, running_sync_id: running, status } = connection;
  const label = t("connect.actionsOf", { name });
  return (
    <>
      <Menu
        align="end"
        label={label}
        trigger={
          <Button look="ghost" size="icon" aria-label={label} title={label}>
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        {running === null ? (
          <MenuButton onClick={() => acts.sync.mutate()}>
            <RefreshCw aria-hidden />
            {t("connect.syncNow")}
          </MenuButton>
        ) : (
          <MenuButton onClick={() => acts.open(running)}>
            <Activity aria-hidden />
            {t("connect.openSync")}
          </MenuButton>
        )}
        <MenuButton onClick={() => acts.dryRun.mutate()}>
          <FlaskConical aria-hidden />
          {t("connect.dryRun")}
        </MenuButton>
        {status === "paused" ? (
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
        <MenuButton
          onClick={() => void navigate({ to: "/connect/$connectionId/edit", params: { connectionId: id } })}
        >
          <Pencil aria-hidden />
          {t("connect.edit")}
        </MenuButton>
        <MenuButton onClick={() => setDeleting(true)}>
          <Trash2 aria-hidden />
          {t("connect.delete")}
        </MenuButton>
      </Menu>
      <DeleteDialog connection={connection} open={isDeleting} onOpenChange={setDeleting} />
    </>
  );
}
