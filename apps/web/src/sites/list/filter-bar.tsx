import { Archive } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useSettings } from "../../shared/settings.ts";
import { Button } from "../../shared/ui/button.tsx";
import { cn } from "../../shared/ui/cn.ts";
import { ChoiceFilter, chipLook } from "../../shared/ui/filter-chip.tsx";
import { WorkspaceSwitch } from "../parts/workspace-switch.tsx";
import { useMetrics, useSummary } from "../queries.ts";
import { websiteStatuses } from "../words.ts";
import { workspaceOf } from "../workspace.ts";
import { AgeFilter } from "./age-filter.tsx";
import { countFilters, noFilters, type ChangeSearch, type SiteSearch } from "./search.ts";

/** The filters of the address as chips; each opens its choices and clears itself. */
export function FilterBar({ search, onChange }: { search: SiteSearch; onChange: ChangeSearch }) {
  const { t } = useTranslation();
  const { language } = useSettings();
  const metrics = useMetrics();
  const tags = useSummary(workspaceOf(search)).data?.tags ?? [];
  const known = tags.map(({ tag }) => tag);
  const shownTags = search.tag === undefined || known.includes(search.tag) ? known : [search.tag, ...known];
  return (
    <div className="flex items-center gap-1 pr-2">
      <div
        role="group"
        aria-label={t("filters.title")}
        className="flex min-w-0 flex-1 items-center gap-1.5 overflow-x-auto px-3 py-2 [mask-image:linear-gradient(to_right,black_calc(100%-1.25rem),transparent)] [scrollbar-width:none] sm:px-4"
      >
        <ChoiceFilter
          label={t("sites.column.status")}
          value={search.status}
          options={websiteStatuses.map((value) => ({ value, label: t(`sites.status.${value}`) }))}
          onChange={(status) => onChange({ status })}
        />
        <ChoiceFilter
          label={t("sites.tag")}
          value={search.tag}
          options={shownTags.map((value) => ({ value, label: value }))}
          onChange={(tag) => onChange({ tag })}
        />
        <AgeFilter value={search.before} onChange={(before) => onChange({ before })} />
        <ChoiceFilter
          label={t("sites.without")}
          value={search.missing}
          options={metrics.map((metric) => ({ value: metric.id, label: metric.label[language] }))}
          onChange={(missing) => onChange({ missing })}
        />
        <button
          type="button"
          aria-pressed={search.archived === true}
          onClick={() => onChange({ archived: search.archived === true ? undefined : true })}
          className={cn("inline-flex shrink-0 items-center gap-1", chipLook(search.archived === true))}
        >
          <Archive aria-hidden className="size-3.5" />
          {t("sites.archivedOnes")}
        </button>
        {countFilters(search) > 1 && (
          <Button look="ghost" size="small" className="text-xs" onClick={() => onChange(noFilters)}>
            {t("filters.clearAll")}
          </Button>
        )}
      </div>
      <WorkspaceSwitch
        workspace={workspaceOf(search)}
        onChange={(workspace) => onChange({ workspace, ...noFilters, q: undefined })}
      />
    </div>
  );
}
