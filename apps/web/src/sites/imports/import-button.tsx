import type { Workspace } from "@millrace/sites/contract";
import { Upload } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFileDrop } from "../../posts/collect/file-drop.ts";
import { useShortcuts } from "../../shared/shortcuts.ts";
import { Button } from "../../shared/ui/button.tsx";
import { useWindow } from "../../shared/use-window.ts";
import { ImportDialog } from "./import-dialog.tsx";

/** Opens the import; the small one, in the page's head, on the key i and for a file dropped anywhere too. */
export function ImportButton({ workspace, isLarge = false }: { workspace: Workspace; isLarge?: boolean }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useWindow();
  const [dropped, setDropped] = useState<File | null>(null);
  const open = (file: File | null) => {
    setDropped(file);
    setOpen(true);
  };
  const isOver = useFileDrop(!isLarge && !isOpen, (files) => open(files[0] ?? null));
  useShortcuts(isLarge ? {} : { i: () => open(null) });
  return (
    <>
      {isLarge ? (
        <Button onClick={() => open(null)}>
          <Upload aria-hidden />
          {t("sites.import.open")}
        </Button>
      ) : (
        <Button
          look="ghost"
          size="icon"
          aria-label={t("sites.import.open")}
          title={t("sites.import.open")}
          onClick={() => open(null)}
        >
          <Upload aria-hidden />
        </Button>
      )}
      {isOpen && <ImportDialog workspace={workspace} initialFile={dropped} onClose={() => setOpen(false)} />}
      {isOver && (
        <div className="pointer-events-none fixed inset-3 z-50 flex items-center justify-center rounded-xl border-2 border-dashed border-accent bg-accent-soft/90 text-base font-semibold text-accent">
          {t("sites.import.dropHere")}
        </div>
      )}
    </>
  );
}
