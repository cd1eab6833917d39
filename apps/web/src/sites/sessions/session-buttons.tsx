import type { Session } from "@millrace/sites/contract";
import { Ban, CirclePause, Download, Play, RotateCcw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { ConfirmButton } from "../../operate/parts/confirm-button.tsx";
import { useFormat } from "../../shared/i18n/format.ts";
import { useMay } from "../../shared/session.ts";
import { Button, buttonLook } from "../../shared/ui/button.tsx";
import { Menu, MenuLink } from "../../shared/ui/menu.tsx";
import { useWindow } from "../../shared/use-window.ts";
import { MeasureDialog } from "../measure/measure-dialog.tsx";
import { formOf } from "../measure/measure-form.ts";
import { scrapingApi } from "../scraping-api.ts";
import { hasEnded, isActive, useSessionAct } from "./queries.ts";

/** Pause, resume, cancel and run again for who may; the log and the table for everybody. */
export function SessionButtons({ session }: { session: Session }) {
  const mayAct = useMay("sites:write");
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Downloads session={session} />
      {mayAct && hasEnded(session) && <AgainButton session={session} />}
      {mayAct && <ActButtons session={session} />}
    </div>
  );
}

function Downloads({ session }: { session: Session }) {
  const { t } = useTranslation();
  return (
    <Menu
      align="end"
      label={t("scraping.sessions.downloads")}
      trigger={
        <button type="button" className={buttonLook({})}>
          <Download aria-hidden />
          {t("scraping.sessions.downloads")}
        </button>
      }
    >
      <MenuLink href={scrapingApi.sessions.exportUrl(session.id)} download>
        <span className="flex-1">{t("scraping.sessions.table")}</span>
        <span className="text-xs text-faint">.csv</span>
      </MenuLink>
      <MenuLink href={scrapingApi.sessions.logUrl(session.id)} download>
        <span className="flex-1">{t("scraping.sessions.log")}</span>
        <span className="text-xs text-faint">.jsonl</span>
      </MenuLink>
    </Menu>
  );
}

function AgainButton({ session }: { session: Session }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useWindow();
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <RotateCcw aria-hidden />
        {t("scraping.sessions.again")}
      </Button>
      <MeasureDialog
        workspace={session.workspace}
        websiteIds={session.selection.website_ids ?? null}
        initial={formOf(session)}
        open={isOpen}
        onOpenChange={setOpen}
      />
    </>
  );
}

function ActButtons({ session }: { session: Session }) {
  const { t } = useTranslation();
  const format = useFormat();
  const pause = useSessionAct("pause", t("scraping.sessions.paused"));
  const resume = useSessionAct("resume", t("scraping.sessions.resumed"));
  const cancel = useSessionAct("cancel", t("scraping.sessions.cancelled"));
  const isPending = pause.isPending || resume.isPending || cancel.isPending;
  const canResume = session.status === "paused" || session.status === "failed";
  return (
    <>
      {isActive(session) && (
        <Button disabled={isPending} onClick={() => pause.mutate(session.id)}>
          <CirclePause aria-hidden />
          {t("operate.pause")}
        </Button>
      )}
      {canResume && (
        <Button look="primary" disabled={isPending} onClick={() => resume.mutate(session.id)}>
          <Play aria-hidden />
          {t("operate.resume")}
        </Button>
      )}
      {!hasEnded(session) && (
        <ConfirmButton
          title={t("scraping.sessions.cancelTitle")}
          confirmLabel={t("scraping.sessions.cancel")}
          isDangerous
          onConfirm={() => cancel.mutate(session.id)}
          button={{
            disabled: isPending,
            children: (
              <>
                <Ban aria-hidden />
                {t("scraping.sessions.cancel")}
              </>
            ),
          }}
        >
          <p>
            {t("scraping.sessions.cancelText", {
              count: session.left,
              number: format.number(session.left),
            })}
          </p>
          <p>{t("scraping.sessions.cancelKept")}</p>
        </ConfirmButton>
      )}
    </>
  );
}
