import type { DeadLetterKind } from "@millrace/server/contract";
import { ChevronRight, RotateCcw } from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { useMay } from "../../shared/session.ts";
import { cn } from "../../shared/ui/cn.ts";
import { TimeAgo } from "../../shared/ui/time-ago.tsx";
import { operateApi } from "../api.ts";
import { RungBadge } from "../parts/attempt-list.tsx";
import { ConfirmButton } from "../parts/confirm-button.tsx";
import { useNames } from "../parts/names.ts";
import { useOperation } from "../parts/use-operation.ts";
import { LetterList } from "./letter-list.tsx";

/** Dead letters that died alike: what of, how many, since when; opens to its members. */
export function KindCard({ kind }: { kind: DeadLetterKind }) {
  const { t } = useTranslation();
  const format = useFormat();
  const names = useNames();
  const members = useId();
  const [isOpen, setOpen] = useState(false);
  return (
    <li className="overflow-hidden rounded-lg border border-line bg-panel">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2 px-4 py-3">
        <button
          type="button"
          data-row-link=""
          aria-expanded={isOpen}
          aria-controls={members}
          onClick={() => setOpen(!isOpen)}
          className="flex min-w-0 flex-1 basis-72 items-start gap-2 text-left"
        >
          <ChevronRight
            aria-hidden
            className={cn("mt-0.5 size-4 shrink-0 text-faint transition-transform", isOpen && "rotate-90")}
          />
          <span className="min-w-0">
            <span className="flex flex-wrap items-center gap-2 text-ui">
              <span className="font-semibold">{names.workflow(kind.workflow)}</span>
              {kind.step !== null && (
                <span className="text-muted" title={kind.step}>
                  {names.step(kind.workflow, kind.step)}
                </span>
              )}
              <RungBadge rung={kind.error.rung} />
            </span>
            <span className="mt-1 block text-ui text-pretty break-words">{kind.error.message}</span>
            <span className="mt-1 block text-xs text-muted">
              <span className="font-semibold text-fg tabular-nums">
                {t("operate.deadLetters.count", { count: kind.count, number: format.number(kind.count) })}
              </span>{" "}
              · {t("operate.deadLetters.latest")} <TimeAgo iso={kind.newest_at} />
              {kind.count > 1 && (
                <>
                  {" "}
                  · {t("operate.deadLetters.first")} <TimeAgo iso={kind.oldest_at} />
                </>
              )}
            </span>
          </span>
        </button>
        <RetryAll kind={kind} />
      </div>
      <div id={members} hidden={!isOpen} className="border-t border-line">
        {isOpen && <LetterList filter={{ kind: kind.kind }} />}
      </div>
    </li>
  );
}

function RetryAll({ kind }: { kind: DeadLetterKind }) {
  const { t } = useTranslation();
  const format = useFormat();
  const mayAct = useMay("operate:act");
  const retryAll = useOperation(
    () => operateApi.deadLetters.retryAlike(kind.kind),
    (_, { retried, refused, reason }) => {
      const all = t("operate.deadLetters.retriedAll", { count: retried, number: format.number(retried) });
      if (refused === 0) return { message: all };
      const some = { count: refused, number: format.number(refused), reason };
      return { message: `${all}. ${t("operate.deadLetters.refusedSome", some)}` };
    },
  );
  if (!mayAct || kind.count < 2) return null;
  const label = t("operate.deadLetters.retryAll", {
    count: kind.count,
    number: format.number(kind.count),
  });
  return (
    <ConfirmButton
      title={label}
      confirmLabel={label}
      onConfirm={() => retryAll.mutate()}
      button={{
        size: "small",
        disabled: retryAll.isPending,
        children: (
          <>
            <RotateCcw aria-hidden />
            {label}
          </>
        ),
      }}
    >
      <p>{t("operate.deadLetters.retryText")}</p>
      <p>{t("operate.deadLetters.retryCause")}</p>
    </ConfirmButton>
  );
}
