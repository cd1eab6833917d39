import type { WebsiteStatus } from "@millrace/sites/contract";
import { useTranslation } from "react-i18next";
import { Field, Input } from "../../shared/ui/field.tsx";
import { chipLook } from "../../shared/ui/filter-chip.tsx";
import { websiteStatuses } from "../words.ts";
import type { MeasureForm } from "./measure-form.ts";
import { NumberInput } from "./number-input.tsx";

/** Which websites: by status, tags and age; nothing chosen means all of the workspace. */
export function SelectionFields({
  form,
  onChange,
  errors,
}: {
  form: MeasureForm;
  onChange: (change: Partial<MeasureForm>) => void;
  errors: Readonly<Partial<Record<keyof MeasureForm, string>>>;
}) {
  const { t } = useTranslation();
  const toggle = (status: WebsiteStatus) =>
    onChange({
      status: form.status.includes(status)
        ? form.status.filter((each) => each !== status)
        : [...form.status, status],
    });
  return (
    <>
      <fieldset className="py-1.5">
        <legend className="mb-1 text-ui font-medium">{t("scraping.measure.status")}</legend>
        <div className="flex flex-wrap gap-1.5">
          {websiteStatuses.map((status) => (
            <button
              key={status}
              type="button"
              aria-pressed={form.status.includes(status)}
              className={chipLook(form.status.includes(status))}
              onClick={() => toggle(status)}
            >
              {t(`sites.status.${status}`)}
            </button>
          ))}
        </div>
        <p className={errors.status === undefined ? "mt-1 text-xs text-faint" : "mt-1 text-xs text-bad"}>
          {errors.status ?? t("scraping.measure.statusHint")}
        </p>
      </fieldset>
      <div className="grid items-start gap-x-3 sm:grid-cols-2">
        <Field label={t("scraping.measure.tags")} hint={t("scraping.measure.tagsHint")} error={errors.tags}>
          {(ids) => (
            <Input
              value={form.tags}
              autoComplete="off"
              onChange={(event) => onChange({ tags: event.target.value })}
              {...ids}
            />
          )}
        </Field>
        <NumberInput
          field="olderThanHours"
          hint={t("scraping.measure.olderThanHint")}
          form={form}
          errors={errors}
          onChange={onChange}
        />
      </div>
    </>
  );
}
