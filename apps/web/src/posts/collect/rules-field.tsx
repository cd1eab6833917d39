import { useTranslation } from "react-i18next";
import { Field, Select } from "../../shared/ui/field.tsx";
import { useRules } from "./queries.ts";

/** The rule set that will judge the posts, with what it is for. */
export function RulesField({ value, onChange }: { value: string; onChange: (name: string) => void }) {
  const { t } = useTranslation();
  const rules = useRules();
  const items = rules.data?.items ?? [];
  const chosen = items.find((item) => item.name === value);
  return (
    <Field
      label={t("collect.rules")}
      hint={chosen?.description}
      error={rules.isError ? t("collect.rulesUnavailable") : undefined}
    >
      {(ids) => (
        <Select value={value} onChange={(event) => onChange(event.target.value)} {...ids}>
          {chosen === undefined && <option value={value}>{value}</option>}
          {items.map((item) => (
            <option key={item.name} value={item.name}>
              {item.title}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
