import type { Sync } from "@millrace/connect/contract";
import { Ban, CirclePause, Play, RefreshCw, RotateCcw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { ConfirmButton } from "../../operate/parts/confirm-button.tsx";
import { useMay } from "../../shared/session.ts";
import { Button } from "../../shared/ui/button.tsx";
import { useWindow } from "../../shared/use-window.ts";
import { connectApi } from "../api.ts";
import { useConnectionActs } from "../parts/use-connection-acts.ts";
import { useConnectChange } from "../queries.ts";
import { hasEnded, isUnderWay } from "../words.ts";
import { ReplayDialog } from "./replay-dialog.tsx";

/** Pause, resume, cancel, replay: as far as its state and the signed-in person allow it. */
export function SyncButtons({ sync }: { sync: Sync }) {
  const mayWrite = useMay("connect:write");
  if (!mayWrite) return null;
  return (
    <div className="flex flex-wrap items-center gap-2 print:hidden">
      <ActButtons sync={sync} />
      {sync.status === "succeeded" && sync.replay_of === null && <ReplayButton sync={sync} />}
      {hasEnded(sync) && sync.kind === "sync" && sync.status !== "succeeded" && <AgainButton sync={sync} />}
    </div>
  );
}

function AgainButton({ sync }: { sync: Sync }) {
  const { t } = useTranslation();
  const acts = useConnectionActs({ id: sync.connection_id, name: sync.connection_name });
  return (
    <Button look="primary" disabled={acts.sync.isPending} onClick={() => acts.sync.mutate()}>
      <RefreshCw aria-hidden />
      {t("connect.syncNow")}
    </Button>
  );
}

function ReplayButton({ sync }: { sync: Sync }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useWindow();
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <RotateCcw aria-hidden />
        {t("connect.replay.open")}
      </Button>
      {isOpen && <ReplayDialog sync={sync} onClose={() => setOpen(false)} />}
    </>
  );
}

function ActButtons({ sync }: { sync: Sync }) {
  const { t } = useTranslation();
  const acts = useSyncActs(sync);
  const isPending = acts.pause.isPending || acts.resume.isPending || acts.cancel.isPending;
  return (
    <>
      {isUnderWay(sync) && (
        <Button disabled={isPending} onClick={() => acts.pause.mutate()}>
          <CirclePause aria-hidden />
          {t("connect.pause")}
        </Button>
      )}
      {sync.status === "paused" && (
        <Button look="primary" disabled={isPending} onClick={() => acts.resume.mutate()}>
          <Play aria-hidden />
          {t("connect.resume")}
        </Button>
      )}
      {!hasEnded(sync) && (
        <ConfirmButton
          title={t("connect.cancel.title")}
          confirmLabel={t("connect.cancel.confirm")}
          isDangerous
          onConfirm={() => acts.cancel.mutate()}
          button={{
            disabled: isPending,
            children: (
              <>
                <Ban aria-hidden />
                {t("connect.cancel.open")}
              </>
            ),
          }}
        >
          <p>{t("connect.cancel.text")}</p>
          <p>{t("connect.cancel.keeps")}</p>
        </ConfirmButton>
      )}
    </>
  );
}

function useSyncActs(sync: Sync) {
  const { t } = useTranslation();
  const resume = useConnectChange(
    () => connectApi.syncs.resume(sync.id),
    () => ({ message: t("connect.done.syncResumed") }),
  );
  const pause = useConnectChange(
    () => connectApi.syncs.pause(sync.id),
    () => ({ message: t("connect.done.syncPaused"), undo: () => resume.mutate() }),
  );
  const cancel = useConnectChange(
    () => connectApi.syncs.cancel(sync.id),
    () => ({ message: t("connect.done.syncCancelled") }),
  );
  return { pause, resume, cancel };
}
