import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./button.tsx";
import { cn } from "./cn.ts";

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  children: ReactNode;
  className?: string;
  /** Hides the title bar from view, not from screen readers. */
  bare?: boolean;
}

/** A modal window: focus goes in, Escape closes it, focus goes back. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  children,
  className,
  bare = false,
}: DialogProps) {
  const { t } = useTranslation();
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-30 bg-black/35 transition-opacity duration-150 data-[ending-style]:opacity-0 data-[starting-style]:opacity-0 dark:bg-black/60" />
        <Base.Popup
          data-modal=""
          className={cn(
            "fixed top-[10dvh] left-1/2 z-30 flex max-h-[84dvh] w-[min(32rem,calc(100vw-1.5rem))] -translate-x-1/2 flex-col rounded-xl border border-line bg-panel shadow-pop outline-none transition-[opacity,scale] duration-150 data-[ending-style]:opacity-0 data-[starting-style]:scale-98 data-[starting-style]:opacity-0",
            className,
          )}
        >
          <div className={cn("flex items-start gap-3 px-5 pt-4 pb-2", bare && "sr-only")}>
            <div className="min-w-0 flex-1">
              <Base.Title className="text-base font-semibold">{title}</Base.Title>
              {description !== undefined && (
                <Base.Description className="mt-0.5 text-ui text-muted">{description}</Base.Description>
              )}
            </div>
            {!bare && (
              <Base.Close
                render={
                  <Button look="ghost" size="iconSmall" aria-label={t("common.close")} className="-mr-2" />
                }
              >
                <X aria-hidden />
              </Base.Close>
            )}
          </div>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

export function DialogBody({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={cn("min-h-0 flex-1 overflow-y-auto px-5 py-2", className)}>{children}</div>;
}

export function DialogFooter({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap items-center justify-end gap-2 px-5 pt-3 pb-4">{children}</div>;
}

/** Asks before something that cannot be taken back. */
export function ConfirmDialog({
  open,
  onOpenChange,
  title,
  description,
  confirmLabel,
  onConfirm,
}: Omit<DialogProps, "children" | "className" | "bare"> & { confirmLabel: string; onConfirm: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={title}
      description={description}
      className="w-[min(26rem,calc(100vw-1.5rem))]"
    >
      <DialogFooter>
        <Button onClick={() => onOpenChange(false)}>{t("common.cancel")}</Button>
        <Button
          look="danger"
          onClick={() => {
            onOpenChange(false);
            onConfirm();
          }}
        >
          {confirmLabel}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
