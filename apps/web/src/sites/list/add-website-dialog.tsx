import type { Workspace } from "@millrace/sites/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "../../shared/api/problem.ts";
import { notifyDone } from "../../shared/notify.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "../../shared/ui/dialog.tsx";
import { Field, Input } from "../../shared/ui/field.tsx";
import { ProblemNotice } from "../../shared/ui/states.tsx";
import { sitesApi } from "../api.ts";
import { TagsField, tagsOf } from "../parts/tags-field.tsx";
import { siteKeys } from "../queries.ts";

/** Adds one website by its domain, or by any address on it. */
export function AddWebsiteDialog({ workspace, onClose }: { workspace: Workspace; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [domain, setDomain] = useState("");
  const [name, setName] = useState("");
  const [tags, setTags] = useState("");
  const add = useMutation({
    mutationFn: sitesApi.add,
    onSuccess: (website) => {
      void client.invalidateQueries({ queryKey: siteKeys.all });
      notifyDone(t("sites.add.done", { domain: website.domain }));
      onClose();
      void navigate({ to: "/sites/$websiteId", params: { websiteId: website.id } });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (domain.trim() === "") return;
    add.mutate({
      domain: domain.trim(),
      name: name.trim() === "" ? null : name.trim(),
      tags: tagsOf(tags),
      workspace,
    });
  };
  const field = add.error instanceof ApiProblem ? (add.error.problem.field ?? "") : "";
  const fault = (...names: string[]) =>
    names.some((each) => field === each || field.startsWith(`json.${each}`)) ? add.error?.message : undefined;
  const isFieldKnown = fault("domain", "name", "tags") !== undefined;
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("sites.add.title")}
      description={t("sites.add.about")}
    >
      <form onSubmit={submit} noValidate className="flex min-h-0 flex-col">
        <DialogBody>
          <Field label={t("sites.add.domain")} hint={t("sites.add.domainHint")} error={fault("domain")}>
            {(ids) => (
              <Input
                value={domain}
                autoFocus
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                maxLength={2000}
                placeholder="example.com"
                onChange={(event) => setDomain(event.target.value)}
                {...ids}
              />
            )}
          </Field>
          <Field label={t("sites.add.name")} hint={t("sites.add.nameHint")} error={fault("name")}>
            {(ids) => (
              <Input
                value={name}
                autoComplete="off"
                maxLength={200}
                onChange={(event) => setName(event.target.value)}
                {...ids}
              />
            )}
          </Field>
          <TagsField value={tags} error={fault("tags")} onChange={setTags} />
          {add.isError && !isFieldKnown && <ProblemNotice error={add.error} className="mx-0" />}
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="submit" look="primary" disabled={add.isPending || domain.trim() === ""}>
            {t("sites.add.submit")}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
