import type { RunDetail } from "@millrace/server/contract";
import { CirclePause, Ellipsis, GitFork, Play, RotateCcw } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../shared/session.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Menu, MenuButton } from "../../shared/ui/menu.tsx";
import { useWindow } from "../../shared/use-window.ts";
import { operateApi } from "../api.ts";
import { ConfirmButton } from "../parts/confirm-button.tsx";
import { useOperation } from "../parts/use-operation.ts";
import { AgainDialog } from "./again-dialog.tsx";
import { offeredActs } from "./again-from.ts";

/** What can be done to a run, as far as its state and the signed-in person allow it. */
export function RunButtons({ run }: { run: RunDetail }) {
  const { t } = useTranslation();
  const mayAct = useMay("operate:act");
  const acts = useRunActs(run.run_id);
  if (!mayAct) return null;
  const offered = offeredActs(run.status);
  return (
    <div className="flex flex-wrap items-center gap-2">
      {offered.pause && (
        <Button disabled={acts.pause.isPending} onClick={() => acts.pause.mutate()}>
          <CirclePause aria-hidden />
          {t("runs.pauseRun")}
        </Button>
      )}
      {offered.cancel && (
        <ConfirmButton
          title={t("runs.cancelTitle")}
          confirmLabel={t("runs.cancel")}
          onConfirm={() => acts.cancel.mutate()}
          isDangerous
          button={{ disabled: acts.cancel.isPending, children: t("runs.cancel") }}
        >
          <p>{t("runs.cancelStops")}</p>
          <p>{t("runs.cancelKeeps")}</p>
        </ConfirmButton>
      )}
      {offered.resume && (
        <Button look="primary" disabled={acts.resume.isPending} onClick={() => acts.resume.mutate()}>
          <Play aria-hidden />
          {t("runs.resume")}
        </Button>
      )}
      {offered.retry && (
        <ConfirmButton
          title={t("runs.retry.title")}
          confirmLabel={t("runs.retryRun")}
          onConfirm={() => acts.retry.mutate()}
          button={{
            look: "primary",
            disabled: acts.retry.isPending,
            children: (
              <>
                <RotateCcw aria-hidden />
                {t("runs.retryRun")}
              </>
            ),
          }}
        >
          <p>{t("runs.retryFailed")}</p>
          <p>{t("runs.retry.effects")}</p>
        </ConfirmButton>
      )}
      <AgainMenu run={run} canRetry={offered.retryFrom} />
    </div>
  );
}

/** Doing a run again from any step. */
function AgainMenu({ run, canRetry }: { run: RunDetail; canRetry: boolean }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useWindow();
  const [mode, setMode] = useState<"retry" | "fork">("fork");
  const ask = (next: "retry" | "fork") => {
    setMode(next);
    setOpen(true);
  };
  if (run.steps.length === 0) return null;
  return (
    <>
      <Menu
        align="end"
        label={t("runs.moreActs")}
        trigger={
          <Button size="icon" aria-label={t("runs.moreActs")} title={t("runs.moreActs")}>
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        {canRetry && (
          <MenuButton onClick={() => ask("retry")}>
            <RotateCcw aria-hidden />
            {t("runs.retryFrom")}
          </MenuButton>
        )}
        <MenuButton onClick={() => ask("fork")}>
          <GitFork aria-hidden />
          {t("runs.forkFrom")}
        </MenuButton>
      </Menu>
      {isOpen && <AgainDialog run={run} mode={mode} onClose={() => setOpen(false)} />}
    </>
  );
}

function useRunActs(runId: string) {
  const { t } = useTranslation();
  const resume = useOperation(
    () => operateApi.runs.resume(runId),
    () => ({ message: t("runs.done.resumed") }),
  );
  const pause = useOperation(
    () => operateApi.runs.pause(runId),
    () => ({ message: t("runs.done.paused"), undo: () => resume.mutate() }),
  );
  const cancel = useOperation(
    () => operateApi.runs.cancel(runId),
    () => ({ message: t("runs.done.cancelled"), undo: () => resume.mutate() }),
  );
  const retry = useOperation(
    () => operateApi.runs.retry(runId, null),
    () => ({ message: t("runs.retry.done") }),
  );
  return { resume, pause, cancel, retry };
}
