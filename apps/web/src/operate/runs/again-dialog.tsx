import { useNavigate } from "@tanstack/react-router";
import type { RunDetail, RunStep } from "@millrace/server/contract";
import { GitFork, RotateCcw, ShieldCheck, type LucideIcon } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../shared/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "../../shared/ui/dialog.tsx";
import { Field, Select } from "../../shared/ui/field.tsx";
import { operateApi } from "../api.ts";
import { useNames } from "../parts/names.ts";
import { useOperation } from "../parts/use-operation.ts";
import { failedStep, planAgain } from "./again-from.ts";

/** More names than these are counted, not listed. */
const listedSteps = 5;

/** Does a run again from a step, in place or as a new run, after saying what that repeats and what it keeps. */
export function AgainDialog({
  run,
  mode,
  onClose,
}: {
  run: RunDetail;
  mode: "retry" | "fork";
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const names = useNames();
  const [fromStep, setFromStep] = useState(() =>
    mode === "retry" ? failedStep(run.steps) : (run.steps[0]?.name ?? null),
  );
  const start = useAgain(run, mode);
  const { kept, again } = planAgain(run.steps, fromStep);
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t(`runs.${mode}.title`)}
      description={t(`runs.${mode}.description`)}
    >
      <DialogBody className="grid gap-3">
        <Field label={t("runs.fromStep")}>
          {(ids) => (
            <Select {...ids} value={fromStep ?? ""} onChange={(event) => setFromStep(event.target.value)}>
              {run.steps.map((step, index) => (
                <option key={`${step.name}${index}`} value={step.name}>
                  {index + 1}. {names.step(run.workflow, step.name)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <div className="grid gap-2 sm:grid-cols-2">
          <StepGroup
            icon={ShieldCheck}
            title={t("runs.keptSteps", { count: kept.length })}
            steps={kept}
            workflow={run.workflow}
          />
          <StepGroup
            icon={mode === "fork" ? GitFork : RotateCcw}
            title={t("runs.againSteps", { count: again.length })}
            steps={again}
            workflow={run.workflow}
          />
        </div>
        <p className="text-xs text-pretty text-muted">{t(`runs.${mode}.effects`)}</p>
      </DialogBody>
      <DialogFooter>
        <Button onClick={onClose}>{t("common.cancel")}</Button>
        <Button
          look="primary"
          onClick={() => {
            onClose();
            start.mutate(fromStep);
          }}
        >
          {t(`runs.${mode}.confirm`)}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

function useAgain(run: RunDetail, mode: "retry" | "fork") {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return useOperation(
    (fromStep: string | null) =>
      mode === "retry"
        ? operateApi.runs.retry(run.run_id, fromStep).then(() => null)
        : operateApi.runs.fork(run.run_id, fromStep),
    (_, forked) => {
      if (forked !== null) void navigate({ to: "/operate/runs/$runId", params: { runId: forked.run_id } });
      return { message: t(`runs.${mode}.done`) };
    },
  );
}

function StepGroup({
  icon: Icon,
  title,
  steps,
  workflow,
}: {
  icon: LucideIcon;
  title: string;
  steps: readonly RunStep[];
  workflow: string;
}) {
  const { t } = useTranslation();
  const names = useNames();
  const rest = steps.length - listedSteps;
  return (
    <section className="rounded-md border border-line px-3 py-2 text-xs">
      <h3 className="flex items-center gap-1.5 font-medium">
        <Icon aria-hidden className="size-3.5 text-faint" />
        {title}
      </h3>
      <ol className="mt-1 grid gap-0.5 text-muted">
        {steps.slice(0, listedSteps).map((step, index) => (
          <li key={`${step.name}${index}`} className="truncate">
            {names.step(workflow, step.name)}
          </li>
        ))}
        {rest > 0 && <li className="text-faint">{t("runs.andMore", { count: rest })}</li>}
      </ol>
    </section>
  );
}
