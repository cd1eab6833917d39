import type { SourceHealth, SourceId } from "@millrace/posts/contract";
import { useTranslation } from "react-i18next";
import { Field, Select } from "../../shared/ui/field.tsx";

/** Where to collect from, with what that is. */
export function SourceField({
  sources,
  value,
  onChange,
}: {
  sources: readonly SourceHealth[];
  value: SourceId | undefined;
  onChange: (source: SourceId | undefined) => void;
}) {
  const { t } = useTranslation();
  return (
    <Field label={t("collect.source")} hint={value === undefined ? undefined : t(`sourceAbout.${value}`)}>
      {(ids) => (
        <Select
          value={value}
          onChange={(event) => onChange(sources.find(({ id }) => id === event.target.value)?.id)}
          {...ids}
        >
          {sources.map(({ id }) => (
            <option key={id} value={id}>
              {t(`source.${id}`)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
