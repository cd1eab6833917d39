import { useTranslation } from "react-i18next";
import { CopyButton } from "../../operate/parts/json-view.tsx";
import { Button } from "../../shared/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "../../shared/ui/dialog.tsx";

/** What a webhook's messages are signed with; the server tells it once. */
export function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("scraping.alerts.secret")}
      description={t("scraping.alerts.secretText")}
    >
      <DialogBody>
        <p className="flex items-center gap-2 rounded-md bg-sunken px-3 py-2">
          <code className="min-w-0 flex-1 text-ui break-all select-all">{secret}</code>
          <CopyButton text={secret} />
        </p>
      </DialogBody>
      <DialogFooter>
        <Button look="primary" onClick={onClose}>
          {t("common.close")}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
