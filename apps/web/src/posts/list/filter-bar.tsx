import { ArrowDownWideNarrow, Star } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Button, buttonLook } from "../../shared/ui/button.tsx";
import { cn } from "../../shared/ui/cn.ts";
import { Chip, ChoiceFilter, chipLook } from "../../shared/ui/filter-chip.tsx";
import { Menu, MenuChoice } from "../../shared/ui/menu.tsx";
import { categories, filterLanguages, sorts, sourceIds, verdicts } from "../words.ts";
import { DateFilter } from "./date-filter.tsx";
import { countFilters, type ChangeSearch, type PostSearch, type View } from "./search.ts";

/** The filters of the address as chips; each opens its choices and clears itself. */
export function FilterBar({
  search,
  view,
  onChange,
}: {
  search: PostSearch;
  view: View;
  onChange: ChangeSearch;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const languages =
    search.language === undefined || filterLanguages.some((code) => code === search.language)
      ? filterLanguages
      : [...filterLanguages, search.language];
  return (
    <div className="flex items-center gap-1 pr-2">
      <div
        role="group"
        aria-label={t("filters.title")}
        className="flex min-w-0 flex-1 items-center gap-1.5 overflow-x-auto px-3 py-2 [mask-image:linear-gradient(to_right,black_calc(100%-1.25rem),transparent)] [scrollbar-width:none] sm:px-4"
      >
        <ChoiceFilter
          label={t("filters.verdict")}
          value={search.verdict}
          options={verdicts.map((value) => ({ value, label: t(`verdict.${value}`) }))}
          onChange={(verdict) => onChange({ verdict })}
        />
        <ChoiceFilter
          label={t("filters.category")}
          value={search.category}
          options={categories.map((value) => ({ value, label: t(`category.${value}`) }))}
          onChange={(category) => onChange({ category })}
        />
        <ChoiceFilter
          label={t("filters.language")}
          value={search.language}
          options={languages.map((value) => ({ value, label: format.languageName(value) }))}
          onChange={(language) => onChange({ language })}
        />
        <DateFilter search={search} onChange={onChange} />
        <ChoiceFilter
          label={t("filters.source")}
          value={search.source}
          options={sourceIds.map((value) => ({ value, label: t(`source.${value}`) }))}
          onChange={(source) => onChange({ source })}
        />
        {view === "all" && (
          <button
            type="button"
            aria-pressed={search.favourite === true}
            onClick={() => onChange({ favourite: search.favourite === true ? undefined : true })}
            className={cn("inline-flex shrink-0 items-center gap-1", chipLook(search.favourite === true))}
          >
            <Star aria-hidden className="size-3.5" />
            {t("filters.favourite")}
          </button>
        )}
        <MoreFilters search={search} onChange={onChange} />
      </div>
      <SortMenu search={search} onChange={onChange} />
    </div>
  );
}

function FixedFilter({ label, onClear }: { label: string; onClear: () => void }) {
  const { t } = useTranslation();
  return (
    <Chip isOn clearLabel={t("filters.clear", { what: label })} onClear={onClear}>
      <span className="pr-1 pl-2.5">{label}</span>
    </Chip>
  );
}

/** Filters that come from a link and not from a menu, and the way to clear them all. */
function MoreFilters({ search, onChange }: { search: PostSearch; onChange: ChangeSearch }) {
  const { t } = useTranslation();
  return (
    <>
      {search.author !== undefined && (
        <FixedFilter
          label={`${t("filters.author")}: ${search.author}`}
          onClear={() => onChange({ author: undefined })}
        />
      )}
      {search.collection !== undefined && (
        <FixedFilter label={t("filters.collection")} onClear={() => onChange({ collection: undefined })} />
      )}
      {countFilters(search) > 1 && (
        <Button
          look="ghost"
          size="small"
          className="text-xs"
          onClick={() =>
            onChange({
              verdict: undefined,
              category: undefined,
              language: undefined,
              source: undefined,
              author: undefined,
              collection: undefined,
              favourite: undefined,
              since: undefined,
              until: undefined,
            })
          }
        >
          {t("filters.clearAll")}
        </Button>
      )}
    </>
  );
}

function SortMenu({ search, onChange }: { search: PostSearch; onChange: ChangeSearch }) {
  const { t } = useTranslation();
  return (
    <Menu
      align="end"
      label={t("sort.title")}
      trigger={
        <button type="button" className={cn(buttonLook({ look: "ghost", size: "small" }), "text-xs")}>
          <ArrowDownWideNarrow aria-hidden />
          <span className="sr-only">{t("sort.title")}: </span>
          <span className="max-sm:sr-only">{t(`sort.${search.sort ?? "collected"}`)}</span>
        </button>
      }
    >
      <MenuChoice
        label={t("sort.title")}
        value={search.sort ?? "collected"}
        options={sorts.map((value) => ({ value, label: t(`sort.${value}`) }))}
        onChange={(value) =>
          onChange({
            sort: sorts.find((sort) => sort === value && sort !== "collected") as
              | PostSearch["sort"]
              | undefined,
          })
        }
      />
    </Menu>
  );
}
