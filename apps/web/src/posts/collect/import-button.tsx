import { Upload } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useShortcuts } from "../../shared/shortcuts.ts";
import { useWindow } from "../../shared/use-window.ts";
import { Button } from "../../shared/ui/button.tsx";
import { useFileDrop } from "./file-drop.ts";
import { ImportDialog } from "./import-dialog.tsx";

/** Opens the import; the small one, in the page's head, on the key i and for files dropped anywhere too. */
export function ImportButton({
  isLarge = false,
  isOnlyWay = false,
}: {
  isLarge?: boolean;
  /** Nothing else brings posts here. */
  isOnlyWay?: boolean;
}) {
  const { t } = useTranslation();
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
  useShortcuts(isLarge ? {} : { i: () => changeImport([]) });
  return (
    <>
      {isLarge ? (
        <Button {...(isOnlyWay ? { look: "primary" } : {})} onClick={() => changeImport([])}>
          <Upload aria-hidden />
          {t("import.open")}
        </Button>
      ) : (
        <Button
          look="ghost"
          size="icon"
          aria-label={t("import.open")}
          title={t("import.open")}
          onClick={() => changeImport([])}
        >
          <Upload aria-hidden />
        </Button>
      )}
      <ImportDialog files={files} onChange={setFiles} onClose={() => changeImport(null)} />
      {isOver && (
        <div className="pointer-events-none fixed inset-3 z-50 flex items-center justify-center rounded-xl border-2 border-dashed border-accent bg-accent-soft/90 text-base font-semibold text-accent">
          {t("import.dropHere")}
        </div>
      )}
    </>
  );
}
