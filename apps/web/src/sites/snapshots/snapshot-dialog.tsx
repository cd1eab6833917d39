import type { Workspace } from "@millrace/sites/contract";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { notifyDone } from "../../shared/notify.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "../../shared/ui/dialog.tsx";
import { Field, Input } from "../../shared/ui/field.tsx";
import { ProblemNotice } from "../../shared/ui/states.tsx";
import { useTakeSnapshot } from "./queries.ts";

/** Takes a snapshot with a word about what for. */
export function SnapshotDialog({ workspace, onClose }: { workspace: Workspace; onClose: () => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const take = useTakeSnapshot(workspace);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim() === "") return;
    take.mutate(reason.trim(), {
      onSuccess: () => {
        notifyDone(t("sites.snapshot.taken"));
        onClose();
      },
    });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("sites.snapshot.take")}
      description={t("sites.snapshot.takeAbout")}
    >
      <form onSubmit={submit} noValidate className="flex min-h-0 flex-col">
        <DialogBody>
          <Field label={t("sites.snapshot.reason")} hint={t("sites.snapshot.reasonHint")}>
            {(ids) => (
              <Input
                value={reason}
                autoFocus
                maxLength={200}
                onChange={(event) => setReason(event.target.value)}
                {...ids}
              />
            )}
          </Field>
          {take.isError && <ProblemNotice error={take.error} className="mx-0" />}
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="submit" look="primary" disabled={take.isPending || reason.trim() === ""}>
            {t("sites.snapshot.take")}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
