import { Popover } from "@base-ui/react/popover";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Field, Input } from "../../shared/ui/field.tsx";
import { Chip, ChipButton } from "../../shared/ui/filter-chip.tsx";
import type { ChangeSearch, PostSearch } from "./search.ts";

const presets = [
  ["today", 0],
  ["week", 6],
  ["month", 29],
] as const;

/** "2026-11-21" in the reader's time zone. */
function dayBefore(daysAgo: number): string {
  const date = new Date();
  date.setDate(date.getDate() - daysAgo);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, "0"))
    .join("-");
}

/** Published from day to day: three presets or two dates. */
export function DateFilter({ search, onChange }: { search: PostSearch; onChange: ChangeSearch }) {
  const { t } = useTranslation();
  const words = useChosenWords(search);
  return (
    <Chip
      isOn={words !== undefined}
      clearLabel={t("filters.clear", { what: t("filters.date") })}
      onClear={() => onChange({ since: undefined, until: undefined })}
    >
      <Popover.Root>
        <Popover.Trigger render={<ChipButton label={t("filters.date")} chosen={words} />} />
        <Popover.Portal>
          <Popover.Positioner sideOffset={6} align="start" className="z-40">
            <Popover.Popup
              aria-label={t("filters.date")}
              className="w-60 rounded-lg border border-line bg-panel p-3 shadow-pop outline-none"
            >
              <div className="mb-2 grid gap-1">
                {presets.map(([name, daysAgo]) => (
                  <Popover.Close
                    key={name}
                    render={<Button look="ghost" size="small" className="justify-start" />}
                    onClick={() => onChange({ since: dayBefore(daysAgo), until: undefined })}
                  >
                    {t(`filters.${name}`)}
                  </Popover.Close>
                ))}
              </div>
              <div className="border-t border-line pt-1">
                <Field label={t("filters.since")}>
                  {(ids) => (
                    <Input
                      type="date"
                      max={search.until}
                      value={search.since ?? ""}
                      onChange={(event) =>
                        onChange({ since: event.target.value === "" ? undefined : event.target.value })
                      }
                      {...ids}
                    />
                  )}
                </Field>
                <Field label={t("filters.until")}>
                  {(ids) => (
                    <Input
                      type="date"
                      min={search.since}
                      value={search.until ?? ""}
                      onChange={(event) =>
                        onChange({ until: event.target.value === "" ? undefined : event.target.value })
                      }
                      {...ids}
                    />
                  )}
                </Field>
              </div>
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
    </Chip>
  );
}

function useChosenWords({ since, until }: PostSearch): string | undefined {
  const { t } = useTranslation();
  const format = useFormat();
  const preset =
    until === undefined ? presets.find(([, daysAgo]) => dayBefore(daysAgo) === since) : undefined;
  if (preset !== undefined) return t(`filters.${preset[0]}`);
  const local = (day: string) => format.day(`${day}T00:00:00`);
  if (since !== undefined && until !== undefined) return `${local(since)} – ${local(until)}`;
  if (since !== undefined) return t("filters.sinceDay", { day: local(since) });
  return until === undefined ? undefined : t("filters.untilDay", { day: local(until) });
}
