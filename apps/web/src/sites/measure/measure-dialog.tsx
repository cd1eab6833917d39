import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { Workspace } from "@millrace/sites/contract";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "../../shared/ui/dialog.tsx";
import { ProblemNotice } from "../../shared/ui/states.tsx";
import { scrapingApi } from "../scraping-api.ts";
import { replaceSessions } from "../sessions/queries.ts";
import { emptyForm, requestOf, wrongFields, type MeasureForm } from "./measure-form.ts";
import { errorsOf, fieldOf } from "./measure-problem.ts";
import { NumberInput } from "./number-input.tsx";
import { PreviewLine } from "./preview-line.tsx";
import { ProviderField } from "./provider-field.tsx";
import { SelectionFields } from "./selection-fields.tsx";
import { useSessionPreview } from "./use-preview.ts";

/** Starts a session over a selection, or over given websites, and opens its page. Says before what it will do. */
export function MeasureDialog({
  workspace,
  websiteIds = null,
  initial = {},
  open,
  onOpenChange,
}: {
  workspace: Workspace;
  /** Only these; null: chosen by status, tags and age. */
  websiteIds?: readonly string[] | null;
  /** What the form begins with, instead of its defaults. */
  initial?: Partial<MeasureForm>;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("scraping.measure.title")}
      description={
        websiteIds === null
          ? t("scraping.measure.description")
          : t("scraping.measure.given", {
              count: websiteIds.length,
              number: format.number(websiteIds.length),
            })
      }
      className="w-[min(36rem,calc(100vw-1.5rem))]"
    >
      {open && (
        <MeasureFormView
          workspace={workspace}
          websiteIds={websiteIds}
          initial={initial}
          onClose={() => onOpenChange(false)}
        />
      )}
    </Dialog>
  );
}

interface MeasureFormProps {
  workspace: Workspace;
  websiteIds: readonly string[] | null;
  initial: Partial<MeasureForm>;
  onClose: () => void;
}

function MeasureFormView(props: MeasureFormProps) {
  const { t } = useTranslation();
  const { form, errors, change, submit, canStart, ...asked } = useMeasureForm(props);
  const numbers = { form, errors, onChange: change };
  return (
    <form onSubmit={submit} noValidate className="flex min-h-0 flex-col">
      <DialogBody>
        {props.websiteIds === null && <SelectionFields {...numbers} />}
        <ProviderField
          value={form.provider}
          error={errors.provider}
          onChange={(provider) => change({ provider })}
        />
        <div className="grid items-start gap-x-3 sm:grid-cols-3">
          <NumberInput field="workers" hint={t("scraping.measure.workersHint")} {...numbers} />
          <NumberInput field="priority" hint={t("scraping.measure.priorityHint")} {...numbers} />
          <NumberInput field="remeasureAfterHours" hint={t("scraping.measure.remeasureHint")} {...numbers} />
        </div>
        <Answer {...asked} />
      </DialogBody>
      <DialogFooter>
        <Button onClick={props.onClose}>{t("common.cancel")}</Button>
        <Button type="submit" look="primary" disabled={!canStart}>
          {t("scraping.measure.start")}
        </Button>
      </DialogFooter>
    </form>
  );
}

/** What the session would do; or the refusal, unless it stands next to its field already. */
function Answer({
  refusal,
  preview,
}: {
  refusal: Error | null;
  preview: ReturnType<typeof useSessionPreview>;
}) {
  if (refusal === null) return <PreviewLine preview={preview.data} isSettling={preview.isSettling} />;
  return fieldOf(refusal) === null && <ProblemNotice error={refusal} className="mx-0" />;
}

/** The form, what is wrong with it, what it would do, and its start. */
function useMeasureForm({ workspace, websiteIds, initial, onClose }: MeasureFormProps) {
  const { t } = useTranslation();
  const [form, setForm] = useState<MeasureForm>({ ...emptyForm, ...initial });
  const wrong = wrongFields(form);
  const request = wrong.length > 0 ? null : requestOf(form, workspace, websiteIds);
  const preview = useSessionPreview(request);
  const start = useStart(onClose);
  const refusal = start.error ?? preview.error;
  const isNothing = preview.data?.to_measure === 0 && !preview.isSettling;
  const canStart = !start.isPending && request !== null && !isNothing;
  return {
    form,
    preview,
    refusal,
    canStart,
    errors: errorsOf(wrong, refusal, t),
    change: (part: Partial<MeasureForm>) => {
      start.reset();
      setForm((now) => ({ ...now, ...part }));
    },
    submit: (event: FormEvent) => {
      event.preventDefault();
      if (canStart) start.mutate(request);
    },
  };
}

function useStart(onStarted: () => void) {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: scrapingApi.sessions.start,
    onSuccess: (session) => {
      replaceSessions(client, [session]);
      onStarted();
      void navigate({ to: "/sites/sessions/$sessionId", params: { sessionId: session.id } });
    },
  });
}
