import type { RunRate } from "@millrace/server/contract";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { useDeadLetterKinds } from "../dead-letters/queries.ts";
import { Figure, Figures } from "../parts/figures.tsx";
import { useQueues } from "../queues/queries.ts";
import { latestLatency, totalsOf } from "./rate-totals.ts";

/** The numbers a person on call looks at first. A number that is not known yet is a dash. */
export function OverviewFigures({ rates }: { rates: readonly RunRate[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const totals = totalsOf(rates);
  const latest = latestLatency(rates);
  const duration = (ms: number | null | undefined) => (ms == null ? "–" : format.duration(ms));
  return (
    <Figures className="sm:grid-cols-3 lg:grid-cols-6">
      <Figure name={t("operate.overview.ended")} value={format.number(totals.ended)} to="/operate/runs" />
      <Figure
        name={t("operate.overview.failed")}
        value={format.number(totals.failed)}
        note={totals.failedShare === null ? undefined : format.percent(totals.failedShare)}
        tone={totals.failed > 0 ? "bad" : undefined}
        to="/operate/runs"
        search={{ status: "failed" }}
      />
      <Figure name={t("operate.overview.p50_ms")} value={duration(latest?.p50_ms)} />
      <Figure name={t("operate.overview.p95_ms")} value={duration(latest?.p95_ms)} />
      <Waiting />
      <ToDecide />
    </Figures>
  );
}

function Waiting() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data } = useQueues();
  const waiting = data?.items.reduce((sum, queue) => sum + queue.queued, 0);
  const running = data?.items.reduce((sum, queue) => sum + queue.running, 0);
  return (
    <Figure
      name={t("operate.overview.running")}
      value={running === undefined ? "–" : format.number(running)}
      note={
        waiting === undefined || waiting === 0
          ? undefined
          : t("operate.overview.waiting", { count: waiting, number: format.number(waiting) })
      }
      to="/operate/queues"
    />
  );
}

function ToDecide() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data } = useDeadLetterKinds();
  const count = data?.items.reduce((sum, kind) => sum + kind.count, 0);
  return (
    <Figure
      name={t("nav.deadLetters")}
      value={count === undefined ? "–" : format.number(count)}
      tone={count !== undefined && count > 0 ? "bad" : undefined}
      to="/operate/dead-letters"
    />
  );
}
