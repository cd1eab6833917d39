import type { AlertRule, Workspace } from "@millrace/sites/contract";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "../../shared/api/problem.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "../../shared/ui/dialog.tsx";
import { Field, Input, Select } from "../../shared/ui/field.tsx";
import { ProblemNotice } from "../../shared/ui/states.tsx";
import { tagsOf } from "../parts/tags-field.tsx";
import { scrapingApi } from "../scraping-api.ts";
import { ConditionFields } from "./condition-fields.tsx";
import { useAlertChange } from "./queries.ts";
import {
  channelKinds,
  conditionOf,
  formOfRule,
  newRule,
  ruleFieldOf,
  ruleOf,
  wrongRuleFields,
  type RuleForm,
} from "./rule-form.ts";
import { useRuleWords } from "./rule-words.ts";

/** Makes a rule, or changes one; says in plain words what it will do. */
export function RuleDialog({
  workspace,
  rule = null,
  onSaved,
  onClose,
}: {
  workspace: Workspace;
  /** null: a new one. */
  rule?: AlertRule | null;
  onSaved: (rule: AlertRule) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t(rule === null ? "scraping.alerts.newTitle" : "scraping.alerts.editTitle")}
      description={t("scraping.alerts.dialogText")}
    >
      <RuleFormView workspace={workspace} rule={rule} onSaved={onSaved} onClose={onClose} />
    </Dialog>
  );
}

function RuleFormView({
  workspace,
  rule,
  onSaved,
  onClose,
}: {
  workspace: Workspace;
  rule: AlertRule | null;
  onSaved: (rule: AlertRule) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [form, setForm] = useState(rule === null ? newRule : formOfRule(rule));
  const [isTried, setTried] = useState(false);
  const save = useSaveRule(rule);
  const errors = useErrors(form, isTried, save.error);
  const change = (part: Partial<RuleForm>) => {
    save.reset();
    setForm((now) => ({ ...now, ...part }));
  };
  const saved = (answer: AlertRule) => {
    onClose();
    onSaved(answer);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (wrongRuleFields(form).length === 0) save.mutate(ruleOf(form, workspace), { onSuccess: saved });
  };
  return (
    <form onSubmit={submit} noValidate className="flex min-h-0 flex-col">
      <DialogBody>
        <Field label={t("scraping.alerts.name")} error={errors.name}>
          {(ids) => (
            <Input
              value={form.name}
              maxLength={120}
              autoFocus
              autoComplete="off"
              onChange={(event) => change({ name: event.target.value })}
              {...ids}
            />
          )}
        </Field>
        <ConditionFields form={form} errors={errors} onChange={change} />
        <Field label={t("scraping.measure.tags")} hint={t("scraping.alerts.tagsHint")} error={errors.tags}>
          {(ids) => (
            <Input
              value={form.tags}
              autoComplete="off"
              onChange={(event) => change({ tags: event.target.value })}
              {...ids}
            />
          )}
        </Field>
        <div className="grid items-start gap-x-3 sm:grid-cols-[10rem_minmax(0,1fr)]">
          <Field label={t("scraping.alerts.tell")}>
            {(ids) => (
              <Select
                value={form.channel}
                onChange={(event) =>
                  change({ channel: channelKinds.find((kind) => kind === event.target.value) ?? "slack" })
                }
                {...ids}
              >
                {channelKinds.map((kind) => (
                  <option key={kind} value={kind}>
                    {t(`scraping.alerts.channel.${kind}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field
            label={t("scraping.alerts.url")}
            hint={t(`scraping.alerts.urlHint.${form.channel}`)}
            error={errors.url}
          >
            {(ids) => (
              <Input
                type="url"
                inputMode="url"
                value={form.url}
                autoComplete="off"
                placeholder="https://"
                onChange={(event) => change({ url: event.target.value })}
                {...ids}
              />
            )}
          </Field>
        </div>
        <Summary form={form} />
        {save.isError && Object.keys(errors).length === 0 && (
          <ProblemNotice error={save.error} className="mx-0" />
        )}
      </DialogBody>
      <DialogFooter>
        <Button onClick={onClose}>{t("common.cancel")}</Button>
        <Button type="submit" look="primary" disabled={save.isPending}>
          {t(rule === null ? "scraping.alerts.create" : "scraping.alerts.save")}
        </Button>
      </DialogFooter>
    </form>
  );
}

/** The rule in a sentence, once its numbers are numbers. */
function Summary({ form }: { form: RuleForm }) {
  const { t } = useTranslation();
  const words = useRuleWords();
  const isClear = wrongRuleFields(form).every((field) => field === "name" || field === "url");
  return (
    <p role="status" className="mt-2 rounded-md bg-sunken px-3 py-2 text-ui text-pretty">
      {isClear
        ? words({
            metric: form.metric,
            condition: conditionOf(form),
            channel: { kind: form.channel },
            tags: tagsOf(form.tags),
          })
        : t("scraping.alerts.unclear")}
    </p>
  );
}

function useSaveRule(rule: AlertRule | null) {
  const { t } = useTranslation();
  return useAlertChange(
    (input: ReturnType<typeof ruleOf>) => {
      if (rule === null) return scrapingApi.alerts.create(input);
      const { workspace: _workspace, ...change } = input;
      return scrapingApi.alerts.change(rule.id, change);
    },
    (_, saved) => ({ message: t("scraping.alerts.saved", { name: saved.name }) }),
    { isRefusalShown: true },
  );
}

/** A sentence next to each field at fault: what the form itself sees once it was sent, and what the server refused. */
function useErrors(
  form: RuleForm,
  isTried: boolean,
  refusal: unknown,
): Partial<Record<keyof RuleForm, string>> {
  const { t } = useTranslation();
  const wrong = isTried ? wrongRuleFields(form) : [];
  const seen = wrong.map((field) => [field, t(`scraping.alerts.wrong.${field as "name"}`)]);
  const field = refusal instanceof ApiProblem ? ruleFieldOf(refusal.problem.field) : null;
  const refused = field === null || !(refusal instanceof Error) ? [] : [[field, refusal.message]];
  return Object.fromEntries([...seen, ...refused]) as Partial<Record<keyof RuleForm, string>>;
}
