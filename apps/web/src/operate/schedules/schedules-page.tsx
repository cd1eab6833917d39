import { CalendarClock } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Page } from "../../shared/ui/page.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { Empty } from "../../shared/ui/states.tsx";
import { useSchedules } from "./queries.ts";
import { ScheduleCard } from "./schedule-card.tsx";

/** What starts by itself: when, in words, last time and next time. */
export function SchedulesPage() {
  const { t } = useTranslation();
  const query = useSchedules();
  return (
    <Page title={t("nav.schedules")} description={t("operate.schedules.description")}>
      <QueryState query={query} rows={3} className="mx-0" />
      {query.data?.items.length === 0 && (
        <Empty icon={CalendarClock} title={t("operate.schedules.empty")}>
          {t("operate.schedules.emptyText")}
        </Empty>
      )}
      <ul className="grid gap-3">
        {query.data?.items.map((schedule) => (
          <ScheduleCard key={schedule.name} schedule={schedule} />
        ))}
      </ul>
    </Page>
  );
}
