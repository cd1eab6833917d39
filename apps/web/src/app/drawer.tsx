import { Dialog } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "../shared/ui/button.tsx";
import { AccountMenu } from "./account-menu.tsx";
import { Brand } from "./brand.tsx";
import { Navigation } from "./navigation.tsx";
import { Preferences } from "./preferences.tsx";

/** The navigation on a phone. */
export function Drawer({
  open,
  onOpenChange,
  onHelp,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onHelp: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-30 bg-black/40 transition-opacity data-[ending-style]:opacity-0 data-[starting-style]:opacity-0" />
        <Dialog.Popup
          data-modal=""
          className="fixed inset-y-0 left-0 z-30 flex w-72 flex-col bg-bg shadow-pop outline-none transition-transform duration-200 data-[ending-style]:-translate-x-full data-[starting-style]:-translate-x-full"
        >
          <div className="flex items-center py-2 pr-2 pl-4">
            <Dialog.Title className="flex-1">
              <Brand />
            </Dialog.Title>
            <Dialog.Close render={<Button look="ghost" size="icon" aria-label={t("common.close")} />}>
              <X aria-hidden />
            </Dialog.Close>
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto px-3 py-2">
            <Navigation onGo={() => onOpenChange(false)} />
          </div>
          <div className="border-t border-line px-3 py-2">
            <AccountMenu />
            <Preferences
              onHelp={() => {
                onOpenChange(false);
                onHelp();
              }}
            />
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
