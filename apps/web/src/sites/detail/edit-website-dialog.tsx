import type { Website } from "@millrace/sites/contract";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../shared/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "../../shared/ui/dialog.tsx";
import { Field, Input } from "../../shared/ui/field.tsx";
import { ProblemNotice } from "../../shared/ui/states.tsx";
import { TagsField, tagsOf } from "../parts/tags-field.tsx";
import { useChangeWebsite } from "./queries.ts";

/** Changes a website's name and tags. */
export function EditWebsiteDialog({ website, onClose }: { website: Website; onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(website.name ?? "");
  const [tags, setTags] = useState(website.tags.join(", "));
  const change = useChangeWebsite(website.id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(
      { name: name.trim() === "" ? null : name.trim(), tags: tagsOf(tags) },
      { onSuccess: onClose },
    );
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("sites.edit.title", { domain: website.domain })}
    >
      <form onSubmit={submit} noValidate className="flex min-h-0 flex-col">
        <DialogBody>
          <Field label={t("sites.add.name")} hint={t("sites.add.nameHint")}>
            {(ids) => (
              <Input
                value={name}
                autoFocus
                autoComplete="off"
                maxLength={200}
                onChange={(event) => setName(event.target.value)}
                {...ids}
              />
            )}
          </Field>
          <TagsField value={tags} onChange={setTags} />
          {change.isError && <ProblemNotice error={change.error} className="mx-0" />}
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="submit" look="primary" disabled={change.isPending}>
            {t("sites.edit.save")}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
