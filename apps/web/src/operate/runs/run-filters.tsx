import { useTranslation } from "react-i18next";
import { ChoiceFilter } from "../../shared/ui/filter-chip.tsx";
import { Button } from "../../shared/ui/button.tsx";
import { SearchBox } from "../../shared/ui/search-box.tsx";
import { useNames } from "../parts/names.ts";
import { useQueues } from "../queues/queries.ts";
import { useWorkflows } from "./queries.ts";
import { runSpans, runStatuses, type RunSearch } from "./run-search.ts";

/** Changes the address; undefined takes a filter away. */
export type ChangeRunSearch = (change: { [Key in keyof RunSearch]?: RunSearch[Key] | undefined }) => void;

/** Search and filters of the runs, as the address has them. */
export function RunFilters({ search, onChange }: { search: RunSearch; onChange: ChangeRunSearch }) {
  const { t } = useTranslation();
  const names = useNames();
  const workflows = useWorkflows().data?.items.map((workflow) => workflow.name) ?? [];
  const queues = useQueues().data?.items.map((queue) => queue.name) ?? [];
  return (
    <div className="mb-3 grid gap-2 sm:flex sm:flex-wrap sm:items-center">
      <div className="flex min-w-0 sm:w-64">
        <SearchBox
          value={search.q ?? ""}
          onChange={(q) => onChange({ q: q === "" ? undefined : q })}
          label={t("runs.searchLabel")}
          placeholder={t("runs.searchPlaceholder")}
        />
      </div>
      <div role="group" aria-label={t("filters.title")} className="flex flex-wrap items-center gap-1.5">
        <ChoiceFilter
          label={t("runs.status")}
          value={search.status}
          options={runStatuses.map((value) => ({ value, label: t(`runStatus.${value}`) }))}
          onChange={(status) => onChange({ status })}
        />
        <ChoiceFilter
          label={t("runs.workflow")}
          value={search.workflow}
          options={withChosen(workflows, search.workflow).map((value) => ({
            value,
            label: names.workflow(value),
          }))}
          onChange={(workflow) => onChange({ workflow })}
        />
        <ChoiceFilter
          label={t("runs.queue")}
          value={search.queue}
          options={withChosen(queues, search.queue).map((value) => ({ value, label: names.queue(value) }))}
          onChange={(queue) => onChange({ queue })}
        />
        <ChoiceFilter
          label={t("runs.time")}
          value={search.span}
          options={runSpans.map((value) => ({ value, label: t(`runs.span.${value}`) }))}
          onChange={(span) => onChange({ span })}
        />
        {Object.keys(search).length > 1 && (
          <Button look="ghost" size="small" className="text-xs" onClick={() => onChange(nothing)}>
            {t("filters.clearAll")}
          </Button>
        )}
      </div>
    </div>
  );
}

export const nothing = {
  status: undefined,
  workflow: undefined,
  queue: undefined,
  span: undefined,
  q: undefined,
} as const;

/** What the address names is offered even when the server no longer knows it. */
function withChosen(values: readonly string[], chosen: string | undefined): readonly string[] {
  return chosen === undefined || values.includes(chosen) ? values : [...values, chosen];
}
