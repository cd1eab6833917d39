import { Input } from "../../shared/ui/field.tsx";
import { Field } from "../../shared/ui/field.tsx";
import { useTranslation } from "react-i18next";

/** "shops, france" as tags, each once. */
export const tagsOf = (text: string): string[] => [
  ...new Set(
    text
      .split(/[,;\n]/u)
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ""),
  ),
];

/** Tags with commas between them. */
export function TagsField({
  value,
  error,
  label,
  onChange,
}: {
  value: string;
  error?: string | undefined;
  label?: string;
  onChange: (value: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <Field label={label ?? t("sites.tags")} hint={t("sites.tagsHint")} error={error}>
      {(ids) => (
        <Input
          value={value}
          autoComplete="off"
          maxLength={900}
          placeholder={t("sites.tagsPlaceholder")}
          onChange={(event) => onChange(event.target.value)}
          {...ids}
        />
      )}
    </Field>
  );
}
