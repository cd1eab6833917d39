import type { ComponentProps, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../shared/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "../../shared/ui/dialog.tsx";
import { useWindow } from "../../shared/use-window.ts";

/** A button that first says what will happen. */
export function ConfirmButton({
  title,
  children,
  confirmLabel,
  onConfirm,
  button,
  isDangerous = false,
}: {
  title: string;
  /** What will happen, and what will not. */
  children: ReactNode;
  confirmLabel: string;
  onConfirm: () => void;
  button: ComponentProps<typeof Button>;
  isDangerous?: boolean;
}) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useWindow();
  return (
    <>
      <Button {...button} onClick={() => setOpen(true)} />
      <Dialog
        open={isOpen}
        onOpenChange={setOpen}
        title={title}
        className="w-[min(28rem,calc(100vw-1.5rem))]"
      >
        <DialogBody className="grid gap-2 text-ui text-pretty text-muted">{children}</DialogBody>
        <DialogFooter>
          <Button onClick={() => setOpen(false)}>{t("common.cancel")}</Button>
          <Button
            look={isDangerous ? "danger" : "primary"}
            onClick={() => {
              setOpen(false);
              onConfirm();
            }}
          >
            {confirmLabel}
          </Button>
        </DialogFooter>
      </Dialog>
    </>
  );
}
