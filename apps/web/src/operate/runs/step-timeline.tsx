import type { RunDetail } from "@millrace/server/contract";
import { LoaderCircle } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Badge } from "../../shared/ui/badge.tsx";
import { Button } from "../../shared/ui/button.tsx";
import { cn } from "../../shared/ui/cn.ts";
import { Panel } from "../../shared/ui/page.tsx";
import { useTicking } from "../parts/use-ticking.ts";
import { spanOf, type TimeSpan } from "./step-segments.ts";
import { StepBar } from "./step-bar.tsx";
import { StepRow, stepBarPlace, stepGrid } from "./step-row.tsx";

/** A run can have thousands of steps; the latest are what one wants to see. */
const shownSteps = 100;

/** Steps in order, each a bar where it lay in the run's time; tries and waits are stretches of the bar. */
export function StepTimeline({ run }: { run: RunDetail }) {
  const { t } = useTranslation();
  const [count, setCount] = useState(shownSteps);
  const isRunning = run.status === "running";
  const nowMs = useTicking(isRunning);
  const { steps } = run;
  const shown = steps.slice(-count);
  const hidden = steps.length - shown.length;
  const span = spanOf(shown, isRunning, nowMs);
  return (
    <Panel title={t("runs.steps", { count: steps.length })} className="overflow-hidden">
      {steps.length === 0 && <p className="px-4 py-3 text-ui text-faint">{t("runs.noSteps")}</p>}
      {steps.length > 0 && <TimeAxis span={span} />}
      {hidden > 0 && (
        <div className="border-b border-line px-4 py-1.5">
          <Button look="ghost" size="small" onClick={() => setCount(count + shownSteps)}>
            {t("runs.earlierSteps", { count: hidden })}
          </Button>
        </div>
      )}
      <ol className="divide-y divide-line/60">
        {shown.map((step, index) => (
          <StepRow
            key={`${step.name}${hidden + index}`}
            step={step}
            workflow={run.workflow}
            span={span}
            nowMs={nowMs}
            isRunning={isRunning}
          />
        ))}
        {isRunning && steps.every((step) => step.ended_at !== null) && (
          <NextStep span={span} sinceMs={Date.parse(steps.at(-1)?.ended_at ?? run.started_at ?? "")} />
        )}
      </ol>
    </Panel>
  );
}

/** A step is written down when it has ended or failed once; before that it has no name to show. */
function NextStep({ span, sinceMs }: { span: TimeSpan; sinceMs: number }) {
  const { t } = useTranslation();
  return (
    <li className={cn(stepGrid, "px-4 py-1.5 text-ui")}>
      <LoaderCircle aria-hidden className="size-3.5 animate-spin text-accent" />
      <span className="flex min-w-0 items-center gap-2 text-muted">
        {t("runs.nextStep")}
        <Badge tone="accent">{t("runs.underWay")}</Badge>
      </span>
      <span className={stepBarPlace}>
        <StepBar segments={[{ kind: "open", fromMs: sinceMs, toMs: span.toMs }]} span={span} />
      </span>
    </li>
  );
}

const ticks = [0, 0.25, 0.5, 0.75] as const;

/** Time since the first shown step. */
function TimeAxis({ span }: { span: TimeSpan }) {
  const format = useFormat();
  const lengthMs = span.toMs - span.fromMs;
  return (
    <div
      aria-hidden
      className="grid grid-cols-[1rem_minmax(0,15rem)_minmax(0,1fr)_4.5rem] gap-x-2 border-b border-line px-4 py-1 text-2xs text-faint tabular-nums max-sm:hidden"
    >
      <span />
      <span />
      <span className="relative h-4">
        {ticks.map((tick) => (
          <span
            key={tick}
            className="absolute border-l border-line-strong pl-1 leading-4"
            style={{ left: `${tick * 100}%` }}
          >
            {format.duration(lengthMs * tick)}
          </span>
        ))}
      </span>
      <span className="text-right leading-4">{format.duration(lengthMs)}</span>
    </div>
  );
}
