import { useTranslation } from "react-i18next";
import type { RunStep } from "../../shared/api/types.ts";
import { useFormat } from "../../shared/i18n/format.ts";
import { Badge } from "../../shared/ui/badge.tsx";
import { cn } from "../../shared/ui/cn.ts";
import { Panel } from "../../shared/ui/page.tsx";
import { useNow } from "../../shared/ui/time-ago.tsx";
import { elapsedMs } from "./duration.tsx";

/** Steps in order, each a bar where it lay in the run's time. */
export function StepTimeline({ steps, isRunning }: { steps: readonly RunStep[]; isRunning: boolean }) {
  const { t } = useTranslation();
  const now = useNow();
  const starts = steps.flatMap((step) => (step.started_at === null ? [] : [Date.parse(step.started_at)]));
  const ends = steps.flatMap((step) => (step.ended_at === null ? [] : [Date.parse(step.ended_at)]));
  const fromMs = Math.min(...starts);
  const spanMs = Math.max(1, Math.max(...ends, ...starts, isRunning ? now : 0) - fromMs);
  return (
    <Panel title={t("runs.steps", { count: steps.length })}>
      {steps.length === 0 && <p className="px-4 py-3 text-ui text-faint">{t("runs.noSteps")}</p>}
      <ol className="divide-y divide-line">
        {steps.map((step, index) => (
          <StepRow
            key={`${step.name}${index}`}
            step={step}
            fromMs={fromMs}
            spanMs={spanMs}
            nowMs={isRunning ? now : fromMs + spanMs}
            isRunning={isRunning}
          />
        ))}
      </ol>
    </Panel>
  );
}

function StepRow({
  step,
  fromMs,
  spanMs,
  nowMs,
  isRunning,
}: {
  step: RunStep;
  fromMs: number;
  spanMs: number;
  nowMs: number;
  isRunning: boolean;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const tookMs = elapsedMs(step.started_at, step.ended_at, nowMs);
  return (
    <li className="px-4 py-1.5 text-ui">
      <div className="grid grid-cols-[minmax(0,1fr)_auto_4.5rem] items-center gap-3 sm:grid-cols-[minmax(0,15rem)_auto_minmax(0,1fr)_4.5rem]">
        <span className="truncate">{step.name}</span>
        <span className="min-w-14">
          {step.attempts > 1 && (
            <Badge tone={step.error === null ? "neutral" : "warn"}>
              {t("runs.attempts", { count: step.attempts })}
            </Badge>
          )}
        </span>
        <span aria-hidden className="hidden h-2 sm:block">
          {tookMs !== null && (
            <StepBar
              step={step}
              leftShare={(Date.parse(step.started_at ?? "") - fromMs) / spanMs}
              widthShare={tookMs / spanMs}
              isRunning={isRunning}
            />
          )}
        </span>
        <span className="text-right text-xs text-muted tabular-nums">
          {tookMs === null ? "–" : format.duration(tookMs)}
        </span>
      </div>
      {step.error !== null && (
        <p className="mt-0.5 text-xs text-pretty text-muted">
          <span className="font-medium text-fg">
            {t(`rung.${step.error.rung}` as "rung.broken", { defaultValue: step.error.rung })} ·
          </span>{" "}
          {step.error.message}
        </p>
      )}
    </li>
  );
}

/** Where the step lay in the run's time, as shares of it. */
function StepBar({
  step,
  leftShare,
  widthShare,
  isRunning,
}: {
  step: RunStep;
  leftShare: number;
  widthShare: number;
  isRunning: boolean;
}) {
  const left = Math.min(0.99, leftShare);
  const isOpen = step.ended_at === null;
  return (
    <span
      className={cn(
        "block h-2 min-w-1 rounded-sm bg-accent",
        isOpen && isRunning && "animate-shimmer",
        isOpen && !isRunning && step.error !== null && "bg-bad",
      )}
      style={{ marginLeft: `${left * 100}%`, width: `${Math.min(1 - left, widthShare) * 100}%` }}
    />
  );
}
