import { Popover } from "@base-ui/react/popover";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../shared/i18n/format.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Field, Input } from "../../shared/ui/field.tsx";
import { Chip, ChipButton } from "../../shared/ui/filter-chip.tsx";
import { ages, readSiteSearch, type SiteSearch } from "./search.ts";

/** Last measured before: an age or a day. */
export function AgeFilter({
  value,
  onChange,
}: {
  value: SiteSearch["before"];
  onChange: (value: SiteSearch["before"]) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const age = ages.find((candidate) => candidate === value);
  const day = age === undefined ? value : undefined;
  const ofDay = day === undefined ? undefined : format.day(`${day}T00:00:00`);
  const chosen = age === undefined ? ofDay : t(`sites.age.${age}`);
  return (
    <Chip
      isOn={value !== undefined}
      clearLabel={t("filters.clear", { what: t("sites.measuredBefore") })}
      onClear={() => onChange(undefined)}
    >
      <Popover.Root>
        <Popover.Trigger render={<ChipButton label={t("sites.measuredBefore")} chosen={chosen} />} />
        <Popover.Portal>
          <Popover.Positioner sideOffset={6} align="start" className="z-40">
            <Popover.Popup
              aria-label={t("sites.measuredBefore")}
              className="w-60 rounded-lg border border-line bg-panel p-3 shadow-pop outline-none"
            >
              <div className="mb-2 grid gap-1">
                {ages.map((each) => (
                  <Popover.Close
                    key={each}
                    render={<Button look="ghost" size="small" className="justify-start" />}
                    onClick={() => onChange(each)}
                  >
                    {t(`sites.age.${each}`)}
                  </Popover.Close>
                ))}
              </div>
              <div className="border-t border-line pt-1">
                <Field label={t("sites.beforeDay")} hint={t("sites.beforeHint")}>
                  {(ids) => (
                    <Input
                      type="date"
                      value={day ?? ""}
                      onChange={(event) => onChange(readSiteSearch({ before: event.target.value }).before)}
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
