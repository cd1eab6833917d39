import type { Connection } from "@millrace/connect/contract";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { useSettings } from "../../shared/settings.ts";
import { Panel } from "../../shared/ui/page.tsx";
import { useNow } from "../../shared/ui/time-ago.tsx";
import { useScheduleWords } from "../parts/use-schedule-words.ts";
import { useEnds } from "../queries.ts";

/** When, what, and how careful: the summary of a connection. */
export function ConnectionFacts({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { language } = useSettings();
  const note = useEnds(connection).destination?.guarantee_note[language];
  return (
    <Panel className="overflow-hidden">
      <dl className="grid gap-x-6 gap-y-3 px-4 py-3.5 text-ui sm:grid-cols-2 lg:grid-cols-4">
        <Fact name={t("connect.column.schedule")}>
          <Schedule connection={connection} />
        </Fact>
        <Fact name={t("connect.column.guarantee")}>
          {t(`connect.guarantee.${connection.guarantee}`)}
          <span className="block text-xs text-pretty text-muted">
            {t(`connect.guaranteeAbout.${connection.guarantee}`)}
          </span>
        </Fact>
        <Fact name={t("connect.wizard.schemaPolicy")}>
          {t(`connect.policy.${connection.schema_policy}`)}
          <span className="block text-xs text-pretty text-muted">
            {t("connect.badBelow", { percent: format.percentTenth(connection.bad_records_percent / 100) })}
          </span>
        </Fact>
        <Fact name={t("connect.pace")}>
          {t("connect.uploads", { count: connection.parallel_uploads })}
          <span className="block text-xs text-pretty text-muted">
            {connection.reserved_rate_percent === 0
              ? t("connect.wholeRate")
              : t("connect.reserved", { percent: format.percent(connection.reserved_rate_percent / 100) })}
          </span>
        </Fact>
      </dl>
      {note !== undefined && (
        <p className="border-t border-line px-4 py-2.5 text-xs text-pretty text-muted">{note}</p>
      )}
      <Streams connection={connection} />
    </Panel>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="mb-0.5 text-xs text-faint">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Schedule({ connection: { schedule, next_at: nextAt, status } }: { connection: Connection }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const words = useScheduleWords();
  return (
    <>
      {words(schedule)}
      {schedule?.cron !== undefined && (
        <code className="ml-1.5 rounded bg-sunken px-1 py-0.5 text-2xs text-muted">{schedule.cron}</code>
      )}
      {schedule !== null && (
        <span className="block text-xs text-muted">
          {nextAt === null
            ? t(status === "paused" ? "operate.schedules.notWhilePaused" : "connect.noNext")
            : t("connect.nextAt", {
                time: format.dateTimeIn(nextAt, schedule.time_zone),
                zone: schedule.time_zone,
                when: format.relative(nextAt, now),
              })}
        </span>
      )}
    </>
  );
}

function Streams({ connection: { streams } }: { connection: Connection }) {
  const { t } = useTranslation();
  if (streams.length === 0)
    return (
      <p className="border-t border-line px-4 py-2.5 text-ui text-muted">{t("connect.everyStreamText")}</p>
    );
  const head = "px-4 py-1.5 text-left font-medium";
  return (
    <div className="overflow-x-auto border-t border-line">
      <table className="w-full text-ui">
        <caption className="sr-only">{t("connect.column.streams")}</caption>
        <thead className="text-xs text-faint">
          <tr>
            <th scope="col" className={head}>
              {t("connect.stream")}
            </th>
            <th scope="col" className={head}>
              {t("connect.wizard.mode")}
            </th>
            <th scope="col" className={head}>
              {t("connect.wizard.target")}
            </th>
            <th scope="col" className={`${head} max-sm:hidden`}>
              {t("connect.wizard.primaryKey")}
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line border-t border-line">
          {streams.map((stream) => (
            <tr key={stream.name}>
              <th scope="row" className="px-4 py-1.5 text-left font-medium">
                {stream.name}
              </th>
              <td className="px-4 py-1.5" title={t(`connect.modeAbout.${stream.mode}`)}>
                {t(`connect.mode.${stream.mode}`)}
              </td>
              <td className="px-4 py-1.5">
                {stream.target ?? <span className="text-faint">{t("connect.likeStream")}</span>}
              </td>
              <td className="px-4 py-1.5 max-sm:hidden">
                {stream.primary_key?.join(", ") ?? (
                  <span className="text-faint">{t("connect.likeSource")}</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
