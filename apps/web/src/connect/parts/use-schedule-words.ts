import type { ConnectionSchedule } from "@millrace/connect/contract";
import { useTranslation } from "react-i18next";
import { cronWords } from "../../operate/schedules/cron-words.ts";
import { useSettings } from "../../shared/settings.ts";

const minutesPerHour = 60;
const minutesPerDay = 1440;

/** The parts of a schedule that say when. */
export type SpokenSchedule = Pick<ConnectionSchedule, "cron" | "every_minutes">;

/** When a connection syncs, in words: "At 03:00", "every 15 minutes"; without a schedule, that it waits to be told. */
export function useScheduleWords(): (schedule: SpokenSchedule | null) => string {
  const { t } = useTranslation();
  const { language } = useSettings();
  return (schedule) => {
    if (schedule?.cron !== undefined) return cronWords(schedule.cron, language);
    const minutes = schedule?.every_minutes;
    if (minutes === undefined) return t("connect.schedule.manual");
    if (minutes % minutesPerDay === 0)
      return t("connect.schedule.everyDays", { count: minutes / minutesPerDay });
    if (minutes % minutesPerHour === 0)
      return t("connect.schedule.everyHours", { count: minutes / minutesPerHour });
    return t("connect.schedule.everyMinutes", { count: minutes });
  };
}
