import type { Connection } from "@millrace/connect/contract";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { connectApi } from "../api.ts";
import { useConnectChange } from "../queries.ts";

/** What can be done to a connection. A sync that was started is opened. */
export function useConnectionActs(connection: Pick<Connection, "id" | "name">) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { id, name } = connection;
  const open = (syncId: string) => void navigate({ to: "/connect/syncs/$syncId", params: { syncId } });
  const sync = useConnectChange(
    () => connectApi.connections.sync(id),
    (_, started) => {
      open(started.id);
      return { message: t("connect.done.started", { name }) };
    },
  );
  const dryRun = useConnectChange(
    () => connectApi.connections.dryRun(id),
    (_, started) => {
      open(started.id);
      return { message: t("connect.done.dryRun", { name }) };
    },
  );
  const resumeBack = useConnectChange(
    () => connectApi.connections.resume(id),
    () => null,
  );
  const pauseBack = useConnectChange(
    () => connectApi.connections.pause(id),
    () => null,
  );
  const pause = useConnectChange(
    () => connectApi.connections.pause(id),
    () => ({ message: t("connect.done.paused", { name }), undo: () => resumeBack.mutate() }),
  );
  const resume = useConnectChange(
    () => connectApi.connections.resume(id),
    () => ({ message: t("connect.done.resumed", { name }), undo: () => pauseBack.mutate() }),
  );
  return { sync, dryRun, pause, resume, open };
}

/** Takes a connection away for good; `onRemoved` is told before the lists are read again. */
export function useRemoveConnection(
  { id, name }: Pick<Connection, "id" | "name">,
  onRemoved: () => void = () => undefined,
) {
  const { t } = useTranslation();
  return useConnectChange(
    () => connectApi.connections.remove(id),
    () => {
      onRemoved();
      return { message: t("connect.done.deleted", { name }) };
    },
  );
}
