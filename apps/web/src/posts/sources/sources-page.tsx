import type { SourceHealth } from "@millrace/posts/contract";
import { CirclePause, CircleCheck, Play } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { useMay } from "../../shared/session.ts";
import { Badge } from "../../shared/ui/badge.tsx";
import { Button } from "../../shared/ui/button.tsx";
import { cn } from "../../shared/ui/cn.ts";
import { Page } from "../../shared/ui/page.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { TimeAgo } from "../../shared/ui/time-ago.tsx";
import { WallNote } from "../wall-note.tsx";
import { useResumeSource, useSources } from "./queries.ts";

/** Where posts come from: whether each source works, what stopped it, and what it may still spend. */
export function SourcesPage() {
  const { t } = useTranslation();
  const query = useSources();
  return (
    <Page title={t("nav.sources")} description={t("sources.description")} className="max-w-3xl">
      <QueryState query={query} rows={2} className="mx-0" />
      <ul className="grid gap-4">
        {query.data?.items.map((source) => (
          <SourceCard key={source.id} source={source} />
        ))}
      </ul>
    </Page>
  );
}

function SourceCard({ source }: { source: SourceHealth }) {
  const { t } = useTranslation();
  const mayResume = useMay("posts:write");
  const resume = useResumeSource();
  const isPaused = source.state === "paused";
  const Icon = isPaused ? CirclePause : CircleCheck;
  const name = t(`source.${source.id}`);
  return (
    <li className="rounded-lg border border-line bg-panel">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 pt-3.5">
        <Icon aria-hidden className={cn("size-5 shrink-0", isPaused ? "text-warn" : "text-good")} />
        <h2 className="text-sm font-semibold">{name}</h2>
        <Badge tone={isPaused ? "warn" : "good"}>{t(`sourceState.${source.state}`)}</Badge>
        {source.is_demo && <Badge>{t("posts.demo")}</Badge>}
        <span className="flex-1" />
        {isPaused && mayResume && (
          <Button
            size="small"
            disabled={resume.isPending}
            aria-label={t("sources.resumeNamed", { name })}
            onClick={() => resume.mutate(source.id)}
          >
            <Play aria-hidden />
            {t("sources.resume")}
          </Button>
        )}
      </div>
      <p className="px-4 pt-1 pb-3.5 text-ui text-muted sm:pl-12">{t(`sourceAbout.${source.id}`)}</p>
      <WallNote
        wall={source.wall}
        message={source.message}
        className="mx-4 mb-3.5 rounded-md bg-warn-soft px-3 py-2 text-ui text-pretty sm:ml-12"
      />
      <dl className="grid gap-4 border-t border-line px-4 py-3 text-ui sm:grid-cols-2 sm:pl-12">
        <div>
          <dt className="text-xs text-faint">{t("sources.lastCollected")}</dt>
          <dd>
            {source.last_collected_at === null ? (
              t("sources.never")
            ) : (
              <TimeAgo iso={source.last_collected_at} />
            )}
          </dd>
        </div>
        <div>
          <dt className="text-xs text-faint">{t("sources.budget")}</dt>
          <dd>
            {source.budget === null ? t("sources.noBudget") : <Gauge budget={source.budget} name={name} />}
          </dd>
        </div>
      </dl>
    </li>
  );
}

/** Requests spent of those allowed; the colour warns from 80 %. */
function Gauge({ budget, name }: { budget: NonNullable<SourceHealth["budget"]>; name: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const share = budget.allowed === 0 ? 1 : Math.min(1, budget.spent / budget.allowed);
  const words = t("sources.spent", {
    spent: format.number(budget.spent),
    allowed: format.number(budget.allowed),
    period: format.duration(budget.period_ms),
  });
  return (
    <>
      <span className="tabular-nums">{words}</span>
      <div
        role="meter"
        aria-label={t("sources.budgetOf", { name })}
        aria-valuemin={0}
        aria-valuemax={budget.allowed}
        aria-valuenow={Math.min(budget.spent, budget.allowed)}
        aria-valuetext={words}
        className="mt-1.5 h-1.5 overflow-hidden rounded-full bg-sunken"
      >
        <div
          className={cn(
            "h-full rounded-full",
            share >= 1 ? "bg-bad" : share >= 0.8 ? "bg-warn" : "bg-accent",
          )}
          style={{ width: `${share * 100}%` }}
        />
      </div>
    </>
  );
}
