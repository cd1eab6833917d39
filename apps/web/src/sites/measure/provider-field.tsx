import type { ProviderHealth } from "@millrace/sites/contract";
import { TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useSettings } from "../../shared/settings.ts";
import { Field, Select } from "../../shared/ui/field.tsx";
import { OfficialBadge } from "../providers/official-badge.tsx";
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
  // The others are read from files: there is nothing to ask them.
  const providers = useProviders().data?.items.filter(({ takes_files: takesFiles }) => !takesFiles) ?? [];
  const chosen =
    value === ""
      ? (providers.find(({ state }) => state === "ready") ?? providers[0])
      : providers.find(({ id }) => id === value);
  return (
    <Field
      label={t("scraping.measure.provider")}
      error={error}
      hint={chosen !== undefined && <About provider={chosen} />}
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

function About({ provider }: { provider: ProviderHealth }) {
  const { t } = useTranslation();
  const { language } = useSettings();
  return (
    <span className="grid gap-1">
      <span className="flex flex-wrap items-center gap-1.5 text-pretty">
        <OfficialBadge isOfficial={provider.is_official} />
        {provider.notice[language]}
      </span>
      {provider.state === "paused" && (
        <span className="text-warn">
          <TriangleAlert aria-hidden className="mr-1 inline size-3.5 align-text-bottom" />
          {provider.message ?? t("scraping.providers.state.paused")}
        </span>
      )}
    </span>
  );
}
