import type { RunAttempt } from "@millrace/server/contract";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Badge, type Tone } from "../../shared/ui/badge.tsx";

const tones: Record<string, Tone> = {
  try_again_later: "warn",
  transient: "warn",
  needs_attention: "warn",
};

/** What a kind of failure is called, and how bad it looks. */
export function useRungName(): (rung: string) => string {
  const { t } = useTranslation();
  return (rung) => t(`rung.${rung}` as "rung.broken", { defaultValue: rung });
}

export function RungBadge({ rung }: { rung: string }) {
  const name = useRungName();
  return <Badge tone={tones[rung] ?? "bad"}>{name(rung)}</Badge>;
}

/** The failed tries of a step, oldest first; `stepNameOf` names the step where tries of several stand together. */
export function AttemptList<Attempt extends RunAttempt>({
  attempts,
  stepNameOf,
}: {
  attempts: readonly Attempt[];
  stepNameOf?: (attempt: Attempt) => string;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <ol className="grid gap-2 text-xs">
      {attempts.map((attempt, index) => (
        <li
          key={`${attempt.started_at}${index}`}
          className="grid gap-x-3 gap-y-0.5 sm:grid-cols-[8.5rem_minmax(0,1fr)]"
        >
          <span className="text-faint tabular-nums">
            {t("runs.try", { number: index + 1 })} · {format.time(attempt.started_at)}
          </span>
          <span className="min-w-0">
            <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
              {stepNameOf !== undefined && <span className="font-medium">{stepNameOf(attempt)}</span>}
              <RungBadge rung={attempt.rung} />
              <span className="text-faint tabular-nums">
                {t("runs.after", {
                  duration: format.duration(Date.parse(attempt.ended_at) - Date.parse(attempt.started_at)),
                })}
                {attempt.retry_at !== null && (
                  <> · {t("runs.againAt", { time: format.time(attempt.retry_at) })}</>
                )}
              </span>
            </span>
            <span className="mt-0.5 block text-pretty break-words">{attempt.message}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}
