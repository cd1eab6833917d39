import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../shared/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "../../shared/ui/dialog.tsx";
import { Field, Input } from "../../shared/ui/field.tsx";

/** As long as the server takes. */
const maxReason = 500;

/** Asks why a dead letter is given up. */
export function DiscardDialog({
  onClose,
  onDiscard,
}: {
  onClose: () => void;
  onDiscard: (reason: string) => void;
}) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const [isTried, setTried] = useState(false);
  const isEmpty = reason.trim() === "";
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("operate.deadLetters.discardTitle")}
      description={t("operate.deadLetters.discardText")}
      className="w-[min(28rem,calc(100vw-1.5rem))]"
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (isEmpty) return;
          onClose();
          onDiscard(reason.trim());
        }}
      >
        <DialogBody>
          <Field
            label={t("operate.deadLetters.reason")}
            hint={t("operate.deadLetters.reasonHint")}
            error={isTried && isEmpty ? t("operate.deadLetters.reasonMissing") : undefined}
          >
            {(ids) => (
              <Input
                {...ids}
                autoFocus
                maxLength={maxReason}
                value={reason}
                onChange={(event) => setReason(event.target.value)}
              />
            )}
          </Field>
        </DialogBody>
        <DialogFooter>
          <Button type="button" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button type="submit" look="danger">
            {t("operate.deadLetters.discard")}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
