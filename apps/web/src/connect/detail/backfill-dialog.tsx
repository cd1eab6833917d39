import type { BackfillReport, Connection } from "@millrace/connect/contract";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "../../shared/ui/dialog.tsx";
import { Field, Input } from "../../shared/ui/field.tsx";
import { ProblemNotice } from "../../shared/ui/states.tsx";
import { connectApi } from "../api.ts";
import { useConnectChange } from "../queries.ts";
import { beginningOf, instantOf } from "./local-instant.ts";

const weekMs = 7 * 86_400_000;

/** Syncs for planned times of the past: says first which, and which there are already. */
export function BackfillDialog({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("connect.backfill.title")}
      description={t("connect.backfill.about")}
    >
      <BackfillForm connection={connection} onClose={onClose} />
    </Dialog>
  );
}

function BackfillForm({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const { t } = useTranslation();
  const [nowMs] = useState(() => Date.now());
  const [from, setFrom] = useState(() => beginningOf(nowMs - weekMs));
  const [until, setUntil] = useState(() => beginningOf(nowMs));
  const period = { from: instantOf(from) ?? "", until: instantOf(until) ?? "" };
  const isPeriod = period.from !== "" && period.from < period.until;
  const { report, send, isPending, error, reset } = useBackfill(connection, period, onClose);
  const change = (set: (text: string) => void) => (text: string) => {
    reset();
    set(text);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send();
  };
  return (
    <form onSubmit={submit} noValidate className="flex min-h-0 flex-col">
      <DialogBody>
        <div className="grid gap-x-3 sm:grid-cols-2">
          <InstantField label={t("filters.since")} value={from} onChange={change(setFrom)} />
          <InstantField
            label={t("filters.until")}
            value={until}
            error={isPeriod ? undefined : t("connect.backfill.period")}
            onChange={change(setUntil)}
          />
        </div>
        {report !== null && <Preview report={report} timeZone={connection.schedule?.time_zone} />}
        {error !== null && <ProblemNotice error={error} className="mx-0" />}
      </DialogBody>
      <DialogFooter>
        <Button onClick={onClose}>{t("common.cancel")}</Button>
        <SendButton report={report} isDisabled={!isPeriod || isPending} />
      </DialogFooter>
    </form>
  );
}

/** First asks what would run, then runs it. */
function SendButton({ report, isDisabled }: { report: BackfillReport | null; isDisabled: boolean }) {
  const { t } = useTranslation();
  return (
    <Button type="submit" look="primary" disabled={isDisabled || report?.planned.length === 0}>
      {report === null
        ? t("connect.backfill.preview")
        : t("connect.backfill.start", { count: report.planned.length })}
    </Button>
  );
}

function useBackfill({ id }: Connection, period: { from: string; until: string }, onStarted: () => void) {
  const { t } = useTranslation();
  const preview = useMutation({
    mutationFn: () => connectApi.connections.backfill(id, { ...period, preview: true }),
  });
  const start = useConnectChange(
    () => connectApi.connections.backfill(id, { ...period, preview: false }),
    (_, started) => {
      onStarted();
      return { message: t("connect.backfill.started", { count: started.started.length }) };
    },
    { isRefusalShown: true },
  );
  return {
    report: preview.data ?? null,
    isPending: preview.isPending || start.isPending,
    error: preview.error ?? start.error,
    send: () => (preview.data === undefined ? preview.mutate() : start.mutate()),
    reset: () => {
      preview.reset();
      start.reset();
    },
  };
}

function InstantField({
  label,
  value,
  error,
  onChange,
}: {
  label: string;
  value: string;
  error?: string | undefined;
  onChange: (text: string) => void;
}) {
  return (
    <Field label={label} error={error}>
      {(ids) => (
        <Input
          type="datetime-local"
          value={value}
          onChange={(event) => onChange(event.target.value)}
          {...ids}
        />
      )}
    </Field>
  );
}

const shownTimes = 20;

function Preview({ report, timeZone = "UTC" }: { report: BackfillReport; timeZone: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const more = report.planned.length - shownTimes;
  return (
    <div role="status" className="mt-2 rounded-md bg-sunken px-3 py-2 text-ui">
      <p className="font-medium">{t("connect.backfill.planned", { count: report.planned.length })}</p>
      {report.known.length > 0 && (
        <p className="text-xs text-muted">{t("connect.backfill.known", { count: report.known.length })}</p>
      )}
      <ul className="mt-1 columns-2 text-xs text-muted tabular-nums">
        {report.planned.slice(0, shownTimes).map((time) => (
          <li key={time}>{format.dateTimeIn(time, timeZone)}</li>
        ))}
        {more > 0 && <li>{t("connect.backfill.more", { count: more })}</li>}
      </ul>
    </div>
  );
}
