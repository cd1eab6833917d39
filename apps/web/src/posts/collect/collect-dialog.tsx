import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import type { SourceHealth, SourceId } from "@millrace/posts/contract";
import { api } from "../../shared/api/client.ts";
import { ApiProblem } from "../../shared/api/problem.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "../../shared/ui/dialog.tsx";
import { Field, Input } from "../../shared/ui/field.tsx";
import { ProblemNotice } from "../../shared/ui/states.tsx";
import { useStartCollection } from "../collections/queries.ts";
import { RulesField } from "./rules-field.tsx";
import { SourceField } from "./source-field.tsx";

/** The contract's ceiling for one collection. */
const mostPosts = 10_000;

/** Starts a collection; its progress then shows above the list. */
export function CollectDialog({
  sources,
  open,
  onOpenChange,
}: {
  /** Those that can be searched; at least one. */
  sources: readonly SourceHealth[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const { t } = useTranslation();
  const [source, setSource] = useState<SourceId | undefined>(sources[0]?.id);
  const [keywords, setKeywords] = useState("");
  const [maxPosts, setMaxPosts] = useState("200");
  const [rules, setRules] = useState("legal-fr");
  const start = useStartCollection(api.collections.start);
  const max = Number(maxPosts);
  const isMaxValid = Number.isInteger(max) && max >= 1 && max <= mostPosts;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isMaxValid || source === undefined) return;
    start.mutate(
      { source, keywords: keywords.trim(), max_posts: max, rules },
      { onSuccess: () => onOpenChange(false) },
    );
  };
  const fieldAtFault = start.error instanceof ApiProblem ? start.error.problem.field : undefined;
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        start.reset();
        onOpenChange(next);
      }}
      title={t("collect.title")}
      description={t("collect.description")}
    >
      <form onSubmit={submit} noValidate className="flex min-h-0 flex-col">
        <DialogBody>
          <SourceField sources={sources} value={source} onChange={setSource} />
          <Field
            label={t("collect.keywords")}
            hint={t("collect.keywordsHint")}
            error={fieldAtFault === "json.keywords" ? start.error?.message : undefined}
          >
            {(ids) => (
              <Input
                value={keywords}
                maxLength={200}
                autoFocus
                autoComplete="off"
                placeholder={t("collect.keywordsPlaceholder")}
                onChange={(event) => setKeywords(event.target.value)}
                {...ids}
              />
            )}
          </Field>
          <Field
            label={t("collect.maxPosts")}
            error={isMaxValid ? undefined : t("collect.maxPostsError", { max: mostPosts })}
          >
            {(ids) => (
              <Input
                type="number"
                inputMode="numeric"
                min={1}
                max={mostPosts}
                value={maxPosts}
                onChange={(event) => setMaxPosts(event.target.value)}
                {...ids}
              />
            )}
          </Field>
          <RulesField value={rules} onChange={setRules} />
          {start.isError && <ProblemNotice error={start.error} className="mx-0" />}
        </DialogBody>
        <DialogFooter>
          <Button onClick={() => onOpenChange(false)}>{t("common.cancel")}</Button>
          <Button type="submit" look="primary" disabled={start.isPending}>
            {t("collect.start")}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
