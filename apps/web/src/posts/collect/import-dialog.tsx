import { FileText, Upload, X } from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../shared/api/client.ts";
import { useFormat } from "../../shared/i18n/format.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "../../shared/ui/dialog.tsx";
import { ProblemNotice } from "../../shared/ui/states.tsx";
import { useStartCollection } from "../collections/queries.ts";
import { RulesField } from "./rules-field.tsx";

const accepted = ".html,.htm,.mhtml,.json,.har,.csv,.zip";

/** Chooses saved pages to read; `files` null means closed, an empty list means open with nothing chosen. */
export function ImportDialog({
  files,
  onChange,
  onClose,
}: {
  files: readonly File[] | null;
  onChange: (files: readonly File[]) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const chosen = files ?? [];
  const [rules, setRules] = useState("legal-fr");
  const start = useStartCollection((input: readonly File[]) => api.importFiles(input, rules));

  const close = () => {
    start.reset();
    onClose();
  };
  return (
    <Dialog
      open={files !== null}
      onOpenChange={(open) => {
        if (!open) close();
      }}
      title={t("import.title")}
      description={t("import.description")}
    >
      <DialogBody>
        <Picker onPick={(more) => onChange([...chosen, ...more])} />
        {chosen.length > 0 && (
          <FileList files={chosen} onRemove={(file) => onChange(chosen.filter((other) => other !== file))} />
        )}
        <RulesField value={rules} onChange={setRules} />
        {start.isError && <ProblemNotice error={start.error} className="mx-0" />}
      </DialogBody>
      <DialogFooter>
        <Button onClick={close}>{t("common.cancel")}</Button>
        <Button
          look="primary"
          disabled={chosen.length === 0 || start.isPending}
          onClick={() => start.mutate(chosen, { onSuccess: close })}
        >
          {start.isPending ? t("import.sending") : t("import.start", { count: chosen.length })}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

function Picker({ onPick }: { onPick: (files: readonly File[]) => void }) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <label
      htmlFor={id}
      className="flex cursor-pointer flex-col items-center gap-1 rounded-lg border border-dashed border-line-strong px-4 py-7 text-center hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-accent"
    >
      <Upload aria-hidden className="mb-1 size-5 text-faint" />
      <span className="text-ui font-medium">{t("import.choose")}</span>
      <span className="text-xs text-faint">{t("import.kinds")}</span>
      <input
        id={id}
        type="file"
        multiple
        accept={accepted}
        className="sr-only"
        onChange={(event) => {
          onPick([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
    </label>
  );
}

function FileList({ files, onRemove }: { files: readonly File[]; onRemove: (file: File) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <ul
      aria-label={t("import.chosen")}
      className="mt-3 max-h-40 divide-y divide-line overflow-y-auto rounded-md border border-line"
    >
      {files.map((file, index) => (
        <li key={`${file.name}${index}`} className="flex items-center gap-2 py-1 pr-1 pl-2.5 text-ui">
          <FileText aria-hidden className="size-4 shrink-0 text-faint" />
          <span className="min-w-0 flex-1 truncate">{file.name}</span>
          <span className="text-xs text-faint tabular-nums">
            {format.compact(Math.ceil(file.size / 1024))} KB
          </span>
          <Button
            look="ghost"
            size="iconSmall"
            aria-label={t("import.remove", { name: file.name })}
            onClick={() => onRemove(file)}
          >
            <X aria-hidden />
          </Button>
        </li>
      ))}
    </ul>
  );
}
