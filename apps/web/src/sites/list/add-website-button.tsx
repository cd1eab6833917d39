import type { Workspace } from "@millrace/sites/contract";
import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useShortcuts } from "../../shared/shortcuts.ts";
import { Button } from "../../shared/ui/button.tsx";
import { useWindow } from "../../shared/use-window.ts";
import { AddWebsiteDialog } from "./add-website-dialog.tsx";

/** Opens the dialog that adds one website; the one in the page's head on the key n too. */
export function AddWebsiteButton({
  workspace,
  isLarge = false,
}: {
  workspace: Workspace;
  isLarge?: boolean;
}) {
  const { t } = useTranslation();
  const [isAdding, setAdding] = useWindow();
  useShortcuts(isLarge ? {} : { n: () => setAdding(true) });
  return (
    <>
      <Button look="primary" onClick={() => setAdding(true)}>
        <Plus aria-hidden />
        <span className={isLarge ? undefined : "max-sm:sr-only"}>{t("sites.add.open")}</span>
      </Button>
      {isAdding && <AddWebsiteDialog workspace={workspace} onClose={() => setAdding(false)} />}
    </>
  );
}
