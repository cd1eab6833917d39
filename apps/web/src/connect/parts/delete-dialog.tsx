import type { Connection } from "@millrace/connect/contract";
import { useTranslation } from "react-i18next";
import { ConfirmDialog } from "../../shared/ui/dialog.tsx";
import { useRemoveConnection } from "./use-connection-acts.ts";

/** Asks before a connection is deleted: there is no way back. */
export function DeleteDialog({
  connection,
  open,
  onOpenChange,
  onDeleted,
}: {
  connection: Connection;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onDeleted?: () => void;
}) {
  const { t } = useTranslation();
  const remove = useRemoveConnection(connection, onDeleted);
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("connect.deleteTitle", { name: connection.name })}
      description={t("connect.deleteText")}
      confirmLabel={t("connect.delete")}
      onConfirm={() => remove.mutate()}
    />
  );
}
