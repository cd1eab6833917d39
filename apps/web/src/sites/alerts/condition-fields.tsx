import { useTranslation } from "react-i18next";
import { useSettings } from "../../shared/settings.ts";
import { Field, Input, Select } from "../../shared/ui/field.tsx";
import { useMetrics } from "../queries.ts";
import { conditionKinds, isRelative, type RuleForm } from "./rule-form.ts";

/** Which metric, and what it has to do. */
export function ConditionFields({
  form,
  errors,
  onChange,
}: {
  form: RuleForm;
  errors: Readonly<Partial<Record<keyof RuleForm, string>>>;
  onChange: (change: Partial<RuleForm>) => void;
}) {
  const { t } = useTranslation();
  const { language } = useSettings();
  const metrics = useMetrics();
  const unit = metrics.find(({ id }) => id === form.metric)?.unit ?? "count";
  const number = (field: "percent" | "days" | "value", label: string, hint?: string) => (
    <Field label={label} hint={hint} error={errors[field]}>
      {(ids) => (
        <Input
          type="number"
          inputMode="decimal"
          step="any"
          value={form[field]}
          onChange={(event) => onChange({ [field]: event.target.value })}
          {...ids}
        />
      )}
    </Field>
  );
  return (
    <>
      <div className="grid items-start gap-x-3 sm:grid-cols-2">
        <Field label={t("scraping.alerts.metric")} error={errors.metric}>
          {(ids) => (
            <Select
              value={form.metric}
              onChange={(event) => onChange({ metric: event.target.value })}
              {...ids}
            >
              {metrics.map((metric) => (
                <option key={metric.id} value={metric.id}>
                  {metric.label[language]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t("scraping.alerts.condition")}>
          {(ids) => (
            <Select
              value={form.kind}
              onChange={(event) =>
                onChange({ kind: conditionKinds.find((kind) => kind === event.target.value) ?? "falls_by" })
              }
              {...ids}
            >
              {conditionKinds.map((kind) => (
                <option key={kind} value={kind}>
                  {t(`scraping.alerts.kind.${kind}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <div className="grid items-start gap-x-3 sm:grid-cols-2">
        {isRelative(form.kind) ? (
          <>
            {number("percent", t("scraping.alerts.percent"))}
            {number("days", t("scraping.alerts.days"), t("scraping.alerts.daysHint"))}
          </>
        ) : (
          number("value", t("scraping.alerts.value"), t(`scraping.alerts.valueHint.${unit}`))
        )}
      </div>
    </>
  );
}
