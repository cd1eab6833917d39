import type { RestorePreview, Snapshot } from "@millrace/sites/contract";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { notifyDone } from "../../shared/notify.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "../../shared/ui/dialog.tsx";
import { ProblemNotice, Skeleton } from "../../shared/ui/states.tsx";
import { ChangeTable } from "../parts/change-table.tsx";
import { useRestore, useRestorePreview } from "./queries.ts";

/** Shows what going back to a snapshot will do, and asks. */
export function RestoreDialog({ snapshot, onClose }: { snapshot: Snapshot; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const preview = useRestorePreview(snapshot.id);
  const restore = useRestore();
  const total = preview.data === undefined ? 0 : countOf(preview.data);
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("sites.snapshot.ask")}
      description={`${snapshot.reason} · ${format.dateTime(snapshot.created_at)}`}
      className="w-[min(40rem,calc(100vw-1.5rem))]"
    >
      <DialogBody>
        {preview.isPending && <Skeleton className="h-24" />}
        {preview.isError && (
          <ProblemNotice error={preview.error} onRetry={() => void preview.refetch()} className="mx-0" />
        )}
        {preview.data !== undefined && (
          <>
            <p role="status" className="py-2 text-ui">
              {total === 0
                ? t("sites.snapshot.nothing")
                : t("sites.snapshot.willDo", {
                    added: format.number(preview.data.added),
                    changed: format.number(preview.data.changed),
                    removed: format.number(preview.data.removed),
                  })}
            </p>
            <ChangeTable rows={preview.data.sample} total={total} />
            <p className="pt-2 text-xs text-faint">{t("sites.snapshot.measurementsStay")}</p>
          </>
        )}
        {restore.isError && (
          <ProblemNotice error={restore.error} onRetry={() => void preview.refetch()} className="mx-0" />
        )}
      </DialogBody>
      <DialogFooter>
        <Button onClick={onClose}>{t("common.cancel")}</Button>
        <Button
          look="primary"
          disabled={preview.data === undefined || total === 0 || restore.isPending}
          onClick={() =>
            preview.data !== undefined &&
            restore.mutate(
              { snapshotId: snapshot.id, token: preview.data.token },
              {
                onSuccess: () => {
                  notifyDone(t("sites.snapshot.restored"));
                  onClose();
                },
              },
            )
          }
        >
          {t("sites.snapshot.restore")}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

const countOf = ({ added, changed, removed }: RestorePreview): number => added + changed + removed;
