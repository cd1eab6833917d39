import type { DeadLetter } from "@millrace/server/contract";
import { Link } from "@tanstack/react-router";
import { ChevronRight, RotateCcw, Trash2 } from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../shared/session.ts";
import { Button } from "../../shared/ui/button.tsx";
import { cn } from "../../shared/ui/cn.ts";
import { TimeAgo } from "../../shared/ui/time-ago.tsx";
import { useWindow } from "../../shared/use-window.ts";
import { operateApi } from "../api.ts";
import { RungBadge } from "../parts/attempt-list.tsx";
import { useNames } from "../parts/names.ts";
import { useOperation } from "../parts/use-operation.ts";
import { DiscardDialog } from "./discard-dialog.tsx";
import { LetterDetails } from "./letter-details.tsx";

/** One dead letter; opens to its payload and history. */
export function LetterRow({ letter, isMixed }: { letter: DeadLetter; isMixed: boolean }) {
  const { t } = useTranslation();
  const details = useId();
  const [isOpen, setOpen] = useState(false);
  return (
    <li>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 px-4 py-2">
        <button
          type="button"
          data-row-link=""
          aria-expanded={isOpen}
          aria-controls={details}
          aria-label={t("operate.deadLetters.detailsOf", { run: letter.run_id })}
          onClick={() => setOpen(!isOpen)}
          className="flex size-6 shrink-0 items-center justify-center rounded text-faint hover:bg-hover"
        >
          <ChevronRight aria-hidden className={cn("size-4 transition-transform", isOpen && "rotate-90")} />
        </button>
        <div className="min-w-0 flex-1 basis-52 text-ui">
          {isMixed && <WhatOf letter={letter} />}
          <Link
            to="/operate/runs/$runId"
            params={{ runId: letter.run_id }}
            className="block truncate font-mono text-xs text-accent hover:underline"
          >
            {letter.run_id}
          </Link>
          <span className="text-xs text-muted">
            <TimeAgo iso={letter.ended_at} />
          </span>
        </div>
        <LetterButtons letter={letter} />
      </div>
      <div id={details} hidden={!isOpen}>
        {isOpen && <LetterDetails letter={letter} />}
      </div>
    </li>
  );
}

function WhatOf({ letter }: { letter: DeadLetter }) {
  const names = useNames();
  return (
    <>
      <span className="flex flex-wrap items-center gap-2">
        <span className="font-medium">{names.workflow(letter.workflow)}</span>
        {letter.step !== null && (
          <span className="text-muted">{names.step(letter.workflow, letter.step)}</span>
        )}
        <RungBadge rung={letter.error.rung} />
      </span>
      <span className="block text-pretty break-words">{letter.error.message}</span>
    </>
  );
}

function LetterButtons({ letter }: { letter: DeadLetter }) {
  const { t } = useTranslation();
  const mayAct = useMay("operate:act");
  const [isDiscarding, setDiscarding] = useWindow();
  const retry = useOperation(
    () => operateApi.deadLetters.retry(letter.run_id),
    () => ({ message: t("operate.deadLetters.retried") }),
  );
  const discard = useOperation(
    (reason: string) => operateApi.deadLetters.discard(letter.run_id, reason),
    () => ({ message: t("operate.deadLetters.discarded") }),
  );
  if (!mayAct) return null;
  const isPending = retry.isPending || discard.isPending;
  return (
    <div className="flex gap-1.5">
      <Button
        size="small"
        disabled={isPending}
        aria-label={t("operate.deadLetters.retryNamed", { run: letter.run_id })}
        onClick={() => retry.mutate()}
      >
        <RotateCcw aria-hidden />
        {t("operate.deadLetters.retry")}
      </Button>
      <Button
        look="ghost"
        size="small"
        disabled={isPending}
        aria-label={t("operate.deadLetters.discardNamed", { run: letter.run_id })}
        onClick={() => setDiscarding(true)}
      >
        <Trash2 aria-hidden />
        {t("operate.deadLetters.discard")}
      </Button>
      {isDiscarding && (
        <DiscardDialog onClose={() => setDiscarding(false)} onDiscard={(reason) => discard.mutate(reason)} />
      )}
    </div>
  );
}
