import { Link } from "@tanstack/react-router";
import type { RunStep } from "@millrace/server/contract";
import { ChevronRight } from "lucide-react";
import { useId, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Badge } from "../../shared/ui/badge.tsx";
import { cn } from "../../shared/ui/cn.ts";
import { AttemptList, useRungName } from "../parts/attempt-list.tsx";
import { useNames } from "../parts/names.ts";
import { elapsedMs } from "./duration.tsx";
import { StepBar } from "./step-bar.tsx";
import { segmentsOf, type TimeSpan } from "./step-segments.ts";

/** Arrow, name, bar and duration, the same in every row. */
export const stepGrid =
  "grid grid-cols-[1rem_minmax(0,1fr)_4.5rem] items-center gap-x-2 sm:grid-cols-[1rem_minmax(0,15rem)_minmax(0,1fr)_4.5rem]";

/** The bar stands between name and duration; on a phone below them. */
export const stepBarPlace = "max-sm:order-last max-sm:col-span-2 max-sm:col-start-2";

/** One step: its name, its bar, how long it took; opens to its tries and what it started. */
export function StepRow({
  step,
  workflow,
  span,
  nowMs,
  isRunning,
}: {
  step: RunStep;
  workflow: string;
  span: TimeSpan;
  nowMs: number;
  isRunning: boolean;
}) {
  const format = useFormat();
  const details = useId();
  const [isOpen, setOpen] = useState(false);
  const untilMs = isRunning ? nowMs : span.toMs;
  const tookMs = elapsedMs(step.started_at, step.ended_at, untilMs);
  return (
    <li>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={details}
        onClick={() => setOpen(!isOpen)}
        className={cn(stepGrid, "w-full px-4 py-1.5 text-left text-ui hover:bg-hover")}
      >
        <ChevronRight
          aria-hidden
          className={cn("size-3.5 text-faint transition-transform", isOpen && "rotate-90")}
        />
        <StepLabel step={step} workflow={workflow} isUnderWay={isRunning && step.ended_at === null} />
        <span className={stepBarPlace}>
          <StepBar segments={segmentsOf(step, untilMs)} span={span} />
        </span>
        <span className="text-right text-xs text-muted tabular-nums">
          {tookMs === null ? "–" : format.duration(tookMs)}
        </span>
      </button>
      {!isOpen && step.error !== null && <StepProblem step={step} />}
      <div id={details} hidden={!isOpen}>
        {isOpen && <StepDetails step={step} />}
      </div>
    </li>
  );
}

function StepLabel({ step, workflow, isUnderWay }: { step: RunStep; workflow: string; isUnderWay: boolean }) {
  const { t } = useTranslation();
  const names = useNames();
  return (
    <span className="flex min-w-0 items-center gap-2" title={step.name}>
      <span className={cn("truncate", step.error !== null && "text-bad")}>
        {names.step(workflow, step.name)}
      </span>
      {step.attempts > 1 && (
        <Badge tone={step.error === null ? "neutral" : "bad"}>
          {t("runs.attempts", { count: step.attempts })}
        </Badge>
      )}
      {isUnderWay && <Badge tone="accent">{t("runs.underWay")}</Badge>}
    </span>
  );
}

function StepProblem({ step }: { step: RunStep }) {
  const rung = useRungName();
  if (step.error === null) return null;
  return (
    <p className="px-4 pb-1.5 pl-10 text-xs text-pretty text-muted">
      <span className="font-medium text-bad">{rung(step.error.rung)} ·</span> {step.error.message}
    </p>
  );
}

function StepDetails({ step }: { step: RunStep }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="grid gap-2 border-y border-line bg-sunken/60 px-4 py-3 pl-10 text-xs">
      <dl className="flex flex-wrap gap-x-8 gap-y-2">
        <Fact name={t("runs.stepName")}>
          <code>{step.name}</code>
        </Fact>
        <Fact name={t("runs.started")}>
          {step.started_at === null ? t("runs.notStarted") : format.time(step.started_at)}
        </Fact>
        <Fact name={t("runs.ended")}>{step.ended_at === null ? "–" : format.time(step.ended_at)}</Fact>
        {step.child_run_id !== null && (
          <Fact name={t("runs.startedRun")}>
            <Link
              to="/operate/runs/$runId"
              params={{ runId: step.child_run_id }}
              className="font-mono text-accent hover:underline"
            >
              {step.child_run_id}
            </Link>
          </Fact>
        )}
      </dl>
      {step.failures.length === 0 ? (
        <StepProblemText step={step} />
      ) : (
        <AttemptList attempts={step.failures} />
      )}
    </div>
  );
}

function StepProblemText({ step }: { step: RunStep }) {
  const rung = useRungName();
  if (step.error === null) return null;
  return (
    <p className="text-pretty">
      <span className="font-medium text-bad">{rung(step.error.rung)}</span> · {step.error.message}
    </p>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-faint">{name}</dt>
      <dd className="break-all tabular-nums">{children}</dd>
    </div>
  );
}
