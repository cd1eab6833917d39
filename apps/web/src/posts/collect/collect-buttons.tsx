import { Plus, Upload } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../shared/session.ts";
import { useShortcuts } from "../../shared/shortcuts.ts";
import { useWindow } from "../../shared/use-window.ts";
import { Button } from "../../shared/ui/button.tsx";
import { CollectDialog } from "./collect-dialog.tsx";
import { ImportDialog } from "./import-dialog.tsx";
import { useFileDrop } from "./file-drop.ts";

/** "Collect" and "Import" for whoever may change posts. */
export function CollectButtons(props: { isLarge?: boolean }) {
  return useMay("posts:write") ? <Buttons {...props} /> : null;
}

/** The buttons with their dialogs; files dropped anywhere open the import. */
function Buttons({ isLarge = false }: { isLarge?: boolean }) {
  const { t } = useTranslation();
  const [isCollecting, setCollecting] = useWindow();
  /** Files to import; null while the import is closed. */
  const [files, setFiles] = useState<readonly File[] | null>(null);
  const [, setImporting] = useWindow();
  const changeImport = (next: readonly File[] | null) => {
    setImporting(next !== null);
    setFiles(next);
  };
  const isOver = useFileDrop(!isLarge, (dropped) => {
    setImporting(true);
    setFiles((before) => [...(before ?? []), ...dropped]);
  });
  useShortcuts(isLarge ? {} : { c: () => setCollecting(true), i: () => changeImport([]) });
  return (
    <>
      {isLarge ? (
        <>
          <Button look="primary" onClick={() => setCollecting(true)}>
            <Plus aria-hidden />
            {t("collect.startDemo")}
          </Button>
          <Button onClick={() => changeImport([])}>
            <Upload aria-hidden />
            {t("import.open")}
          </Button>
        </>
      ) : (
        <>
          <Button
            look="ghost"
            size="icon"
            aria-label={t("import.open")}
            title={t("import.open")}
            onClick={() => changeImport([])}
          >
            <Upload aria-hidden />
          </Button>
          <Button look="primary" onClick={() => setCollecting(true)}>
            <Plus aria-hidden />
            {t("collect.open")}
          </Button>
        </>
      )}
      <CollectDialog open={isCollecting} onOpenChange={setCollecting} />
      <ImportDialog files={files} onChange={setFiles} onClose={() => changeImport(null)} />
      {isOver && (
        <div className="pointer-events-none fixed inset-3 z-50 flex items-center justify-center rounded-xl border-2 border-dashed border-accent bg-accent-soft/90 text-base font-semibold text-accent">
          {t("import.dropHere")}
        </div>
      )}
    </>
  );
}
