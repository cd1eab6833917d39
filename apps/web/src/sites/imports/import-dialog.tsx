import type { Workspace } from "@millrace/sites/contract";
import { FileText, Upload, X } from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFileDrop } from "../../posts/collect/file-drop.ts";
import { useFormat } from "../../shared/i18n/format.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "../../shared/ui/dialog.tsx";
import { Field } from "../../shared/ui/field.tsx";
import { ProblemNotice } from "../../shared/ui/states.tsx";
import { TagsField, tagsOf } from "../parts/tags-field.tsx";
import { ImportProgress } from "./import-progress.tsx";
import { useStartImport } from "./queries.ts";

const accepted = ".csv,.tsv,.txt";

/** Adds many websites from a file or a pasted list, and then shows what becomes of each row. */
export function ImportDialog({
  workspace,
  initialFile,
  onClose,
}: {
  workspace: Workspace;
  /** Dropped on the page. */
  initialFile: File | null;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [file, setFile] = useState(initialFile);
  const [text, setText] = useState("");
  const [tags, setTags] = useState("");
  const start = useStartImport();
  useFileDrop(start.data === undefined, (files) => setFile(files[0] ?? null));
  const pasted = text.trim();
  const submit = () => {
    const common = { workspace, tags: tagsOf(tags) };
    if (file !== null) start.mutate({ ...common, file });
    else if (pasted !== "") start.mutate({ ...common, text: pasted });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("sites.import.title")}
      description={start.data === undefined ? t("sites.import.about") : start.data.file_name}
      className="w-[min(44rem,calc(100vw-1.5rem))]"
    >
      {start.data === undefined ? (
        <>
          <DialogBody>
            {file === null ? (
              <>
                <FilePicker onPick={setFile} />
                <PasteField value={text} onChange={setText} />
              </>
            ) : (
              <ChosenFile file={file} onRemove={() => setFile(null)} />
            )}
            <TagsField value={tags} label={t("sites.import.tags")} onChange={setTags} />
            {start.isError && <ProblemNotice error={start.error} className="mx-0" />}
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose}>{t("common.cancel")}</Button>
            <Button
              look="primary"
              disabled={(file === null && pasted === "") || start.isPending}
              onClick={submit}
            >
              {t(start.isPending ? "import.sending" : "sites.import.submit")}
            </Button>
          </DialogFooter>
        </>
      ) : (
        <>
          <DialogBody className="pb-1">
            <ImportProgress started={start.data} />
          </DialogBody>
          <DialogFooter>
            <Button look="primary" onClick={onClose}>
              {t("common.close")}
            </Button>
          </DialogFooter>
        </>
      )}
    </Dialog>
  );
}

function FilePicker({ onPick }: { onPick: (file: File | null) => void }) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <label
      htmlFor={id}
      className="flex cursor-pointer flex-col items-center gap-1 rounded-lg border border-dashed border-line-strong px-4 py-6 text-center hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-accent"
    >
      <Upload aria-hidden className="mb-1 size-5 text-faint" />
      <span className="text-ui font-medium">{t("sites.import.choose")}</span>
      <span className="text-xs text-pretty text-faint">{t("sites.import.kinds")}</span>
      <input
        id={id}
        type="file"
        accept={accepted}
        className="sr-only"
        onChange={(event) => onPick(event.target.files?.[0] ?? null)}
      />
    </label>
  );
}

function PasteField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  return (
    <Field label={t("sites.import.paste")} hint={t("sites.import.pasteHint")}>
      {(ids) => (
        <textarea
          value={value}
          rows={5}
          spellCheck={false}
          autoCapitalize="none"
          placeholder={"example.com\nhttps://www.example.org/shop"}
          onChange={(event) => onChange(event.target.value)}
          className="w-full resize-y rounded-md border border-line-strong bg-panel px-2.5 py-1.5 font-mono text-xs placeholder:text-faint"
          {...ids}
        />
      )}
    </Field>
  );
}

function ChosenFile({ file, onRemove }: { file: File; onRemove: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="flex items-center gap-2 rounded-md border border-line py-1.5 pr-1 pl-2.5 text-ui">
      <FileText aria-hidden className="size-4 shrink-0 text-faint" />
      <span className="min-w-0 flex-1 truncate font-medium">{file.name}</span>
      <span className="text-xs text-faint tabular-nums">{format.bytes(file.size)}</span>
      <Button
        look="ghost"
        size="iconSmall"
        aria-label={t("import.remove", { name: file.name })}
        onClick={onRemove}
      >
        <X aria-hidden />
      </Button>
    </div>
  );
}
