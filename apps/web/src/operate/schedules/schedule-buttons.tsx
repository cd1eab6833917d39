import { useNavigate } from "@tanstack/react-router";
import type { ScheduleState } from "@millrace/server/contract";
import { CirclePause, Play, Zap } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../shared/session.ts";
import { Button } from "../../shared/ui/button.tsx";
import { operateApi } from "../api.ts";
import { ConfirmButton } from "../parts/confirm-button.tsx";
import { useNames } from "../parts/names.ts";
import { useOperation } from "../parts/use-operation.ts";

/** Run now, pause, resume; only for who may. */
export function ScheduleButtons({ schedule, name }: { schedule: ScheduleState; name: string }) {
  const { t } = useTranslation();
  const names = useNames();
  const navigate = useNavigate();
  const mayAct = useMay("operate:act");
  const resume = useOperation(
    () => operateApi.schedules.resume(schedule.name),
    () => ({ message: t("operate.schedules.resumed", { name }) }),
  );
  const pause = useOperation(
    () => operateApi.schedules.pause(schedule.name),
    () => ({ message: t("operate.schedules.paused", { name }), undo: () => resume.mutate() }),
  );
  const start = useOperation(
    () => operateApi.schedules.run(schedule.name),
    (_, run) => {
      void navigate({ to: "/operate/runs/$runId", params: { runId: run.run_id } });
      return { message: t("operate.schedules.started", { name }) };
    },
  );
  if (!mayAct) return null;
  const isPending = resume.isPending || pause.isPending;
  return (
    <div className="flex flex-wrap gap-2">
      <ConfirmButton
        title={t("operate.schedules.runTitle", { name })}
        confirmLabel={t("operate.schedules.runNow")}
        onConfirm={() => start.mutate()}
        button={{
          size: "small",
          disabled: start.isPending,
          "aria-label": t("operate.schedules.runNowNamed", { name }),
          children: (
            <>
              <Zap aria-hidden />
              {t("operate.schedules.runNow")}
            </>
          ),
        }}
      >
        <p>{t("operate.schedules.runText", { workflow: names.workflow(schedule.workflow) })}</p>
      </ConfirmButton>
      {schedule.is_paused ? (
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
      )}
    </div>
  );
}
