import { useTranslation } from "react-i18next";
import { Field, Input } from "../../shared/ui/field.tsx";
import { bounds, type MeasureForm, type NumberField } from "./measure-form.ts";

/** One number of the form, with what it may be. */
export function NumberInput({
  field,
  hint,
  form,
  errors,
  onChange,
}: {
  field: NumberField;
  hint?: string;
  form: MeasureForm;
  errors: Readonly<Partial<Record<keyof MeasureForm, string>>>;
  onChange: (change: Partial<MeasureForm>) => void;
}) {
  const { t } = useTranslation();
  const { min, max, isWhole } = bounds[field];
  return (
    <Field label={t(`scraping.measure.${field}`)} hint={hint} error={errors[field]}>
      {(ids) => (
        <Input
          type="number"
          inputMode={isWhole ? "numeric" : "decimal"}
          min={min}
          max={max}
          step={isWhole ? 1 : "any"}
          value={form[field]}
          onChange={(event) => onChange({ [field]: event.target.value })}
          {...ids}
        />
      )}
    </Field>
  );
}
