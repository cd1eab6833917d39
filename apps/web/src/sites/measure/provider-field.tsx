import { TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useSettings } from "../../shared/settings.ts";
import { Badge } from "../../shared/ui/badge.tsx";
import { Field, Select } from "../../shared/ui/field.tsx";
import { useProviders } from "../providers/queries.ts";

/** Where the figures come from, with what to know about it: whether its door is official, its terms, and whether it is shut. */
export function ProviderField({
  value,
  error,
  onChange,
}: {
  /** "": the first that is ready. */
  value: string;
  error: string | undefined;
  onChange: (provider: string) => void;
}) {
  const { t } = useTranslation();
  const { language } = useSettings();
  const providers = useProviders().data?.items ?? [];
  const chosen =
    value === ""
      ? (providers.find(({ state }) => state === "ready") ?? providers[0])
      : providers.find(({ id }) => id === value);
  return (
    <Field
      label={t("scraping.measure.provider")}
      error={error}
      hint={
        chosen !== undefined && (
          <span className="grid gap-1">
            <span className="flex flex-wrap items-center gap-1.5 text-pretty">
              <Badge tone={chosen.is_official ? "good" : "warn"}>
                {t(chosen.is_official ? "scraping.providers.official" : "scraping.providers.unofficial")}
              </Badge>
              {chosen.notice[language]}
            </span>
            {chosen.state === "paused" && (
              <span className="text-warn">
                <TriangleAlert aria-hidden className="mr-1 inline size-3.5 align-text-bottom" />
                {chosen.message ?? t("scraping.providers.state.paused")}
              </span>
            )}
          </span>
        )
      }
    >
      {(ids) => (
        <Select value={value} onChange={(event) => onChange(event.target.value)} {...ids}>
          <option value="">
            {chosen === undefined || value !== ""
              ? t("scraping.measure.firstReady")
              : t("scraping.measure.firstReadyNamed", { provider: chosen.label })}
          </option>
          {providers.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
