import type { Workspace } from "@millrace/sites/contract";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFileDrop } from "../../posts/collect/file-drop.ts";
import { useShortcuts } from "../../shared/shortcuts.ts";
import { useWindow } from "../../shared/use-window.ts";
import { ImportDialog } from "./import-dialog.tsx";

/** The import of a page: open or not, and the file that was dropped to open it. */
export interface ImportWindowState {
  isOpen: boolean;
  file: File | null;
  open: (file: File | null) => void;
  close: () => void;
}

/** Kept by the page and not by a button: an empty list, with its button, goes away while the import still shows its rows. */
export function useImportWindow(): ImportWindowState {
  const [isOpen, setOpen] = useWindow();
  const [file, setFile] = useState<File | null>(null);
  return {
    isOpen,
    file,
    open: (dropped) => {
      setFile(dropped);
      setOpen(true);
    },
    close: () => setOpen(false),
  };
}

/** The dialog of the import; the key i opens it, and a file dropped anywhere. Shown only to those who may import. */
export function ImportWindow({ state, workspace }: { state: ImportWindowState; workspace: Workspace }) {
  const { t } = useTranslation();
  const { isOpen, file, open, close } = state;
  const isOver = useFileDrop(!isOpen, (files) => open(files[0] ?? null));
  useShortcuts({ i: () => open(null) });
  return (
    <>
      {isOpen && <ImportDialog workspace={workspace} initialFile={file} onClose={close} />}
      {isOver && (
        <div className="pointer-events-none fixed inset-3 z-50 flex items-center justify-center rounded-xl border-2 border-dashed border-accent bg-accent-soft/90 text-base font-semibold text-accent">
          {t("sites.import.dropHere")}
        </div>
      )}
    </>
  );
}
