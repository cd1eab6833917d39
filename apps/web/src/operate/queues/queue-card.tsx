import { Link } from "@tanstack/react-router";
import type { QueueState } from "@millrace/server/contract";
import { CirclePause, Play } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { useMay } from "../../shared/session.ts";
import { Badge } from "../../shared/ui/badge.tsx";
import { Button } from "../../shared/ui/button.tsx";
import { operateApi } from "../api.ts";
import { Meter } from "../parts/meter.tsx";
import { useNames } from "../parts/names.ts";
import { useOperation } from "../parts/use-operation.ts";
import { useAtOnce, useQueueLimits } from "./queue-limits.ts";

/** One queue; `deepest` is the depth of the deepest queue, so that the bars of all compare. */
export function QueueCard({ queue, deepest }: { queue: QueueState; deepest: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const names = useNames();
  const limits = useQueueLimits(queue);
  const name = names.queue(queue.name);
  const atOnce = useAtOnce(queue);
  const depth = queue.queued + queue.delayed;
  return (
    <li className="rounded-lg border border-line bg-panel">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 pt-3">
        <h2 className="text-sm font-semibold" title={queue.name}>
          {name}
        </h2>
        {queue.is_paused && <Badge tone="warn">{t("operate.paused")}</Badge>}
        <Link
          to="/operate/runs"
          search={{ queue: queue.name }}
          className="text-xs text-accent hover:underline"
        >
          {t("operate.queues.runs")}
          <span className="sr-only"> {name}</span>
        </Link>
        <span className="flex-1" />
        <QueueSwitch queue={queue} name={name} />
      </div>
      <dl className="grid gap-x-6 gap-y-3 px-4 py-3 text-ui sm:grid-cols-3">
        <Figure
          name={t("operate.queues.waiting")}
          value={format.number(queue.queued)}
          note={
            queue.delayed > 0
              ? t("operate.queues.delayed", { count: queue.delayed, number: format.number(queue.delayed) })
              : null
          }
        >
          <Meter
            label={t("operate.queues.depthOf", { name })}
            value={depth}
            of={deepest}
            words={format.number(depth)}
            isLimit={false}
          />
        </Figure>
        <Figure
          name={t("operate.queues.running")}
          value={format.number(queue.running)}
          note={t("operate.queues.atMost", { limit: format.number(atOnce) })}
        >
          <Meter
            label={t("operate.queues.runningOf", { name })}
            value={queue.running}
            of={atOnce}
            words={`${format.number(queue.running)} / ${format.number(atOnce)}`}
            isLimit={false}
          />
        </Figure>
        <Figure
          name={t("operate.queues.oldest")}
          value={queue.oldest_wait_ms === null ? "–" : format.duration(queue.oldest_wait_ms)}
        />
      </dl>
      <p className="border-t border-line px-4 py-2 text-xs text-muted">{limits.join(" · ")}</p>
    </li>
  );
}

function Figure({
  name,
  value,
  note = null,
  children,
}: {
  name: string;
  value: string;
  note?: string | null;
  children?: ReactNode;
}) {
  return (
    <div>
      <dt className="text-xs text-faint">{name}</dt>
      <dd>
        <span className="text-lg font-semibold tracking-tight tabular-nums">{value}</span>
        {note !== null && <span className="ml-1.5 text-xs text-muted">{note}</span>}
        {children !== undefined && <div className="mt-1">{children}</div>}
      </dd>
    </div>
  );
}

function QueueSwitch({ queue, name }: { queue: QueueState; name: string }) {
  const { t } = useTranslation();
  const mayAct = useMay("operate:act");
  const resume = useOperation(
    () => operateApi.queues.resume(queue.name),
    () => ({ message: t("operate.queues.resumed", { name }) }),
  );
  const pause = useOperation(
    () => operateApi.queues.pause(queue.name),
    () => ({ message: t("operate.queues.paused", { name }), undo: () => resume.mutate() }),
  );
  if (!mayAct) return null;
  const isPending = resume.isPending || pause.isPending;
  return queue.is_paused ? (
    <Button
      size="small"
      look="primary"
      disabled={isPending}
      aria-label={t("operate.resumeNamed", { name })}
      onClick={() => resume.mutate()}
    >
      <Play aria-hidden />
      {t("operate.resume")}
    </Button>
  ) : (
    <Button
      size="small"
      disabled={isPending}
      aria-label={t("operate.pauseNamed", { name })}
      onClick={() => pause.mutate()}
    >
      <CirclePause aria-hidden />
      {t("operate.pause")}
    </Button>
  );
}
