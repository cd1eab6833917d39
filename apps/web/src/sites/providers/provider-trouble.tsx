import { Link } from "@tanstack/react-router";
import type { ProviderHealth } from "@millrace/sites/contract";
import { Play, SlidersHorizontal } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../shared/session.ts";
import { Button, buttonLook } from "../../shared/ui/button.tsx";
import { useResumeProvider } from "./queries.ts";

/** What is mended on the settings page: then the provider has to be let go again. */
const mendedInSettings: ReadonlySet<string> = new Set([
  "no_credentials",
  "terms_not_accepted",
  "wrong_credentials",
]);

/** Why a provider is left alone, what to do about it, and the button that lets it go again. */
export function ProviderTrouble({ provider }: { provider: ProviderHealth }) {
  const { t } = useTranslation();
  const mayResume = useMay("sites:write");
  const maySet = useMay("settings:read");
  const resume = useResumeProvider(t("scraping.providers.resumed", { name: provider.label }));
  const { trouble, message } = provider;
  return (
    <div className="mx-4 mb-3.5 grid gap-2 rounded-md bg-warn-soft px-3 py-2.5 text-ui text-pretty sm:ml-12">
      <p>
        {trouble !== null && (
          <strong className="font-semibold">{t(`scraping.providers.trouble.${trouble}`)}. </strong>
        )}
        {message}
      </p>
      {trouble !== null && <p className="text-muted">{t(`scraping.providers.todo.${trouble}`)}</p>}
      <div className="flex flex-wrap gap-2">
        {trouble !== null && mendedInSettings.has(trouble) && maySet && (
          <Link to="/house/settings" className={buttonLook({ size: "small" })}>
            <SlidersHorizontal aria-hidden />
            {t("scraping.providers.openSettings")}
          </Link>
        )}
        {mayResume && (
          <Button
            size="small"
            disabled={resume.isPending}
            aria-label={t("operate.resumeNamed", { name: provider.label })}
            onClick={() => resume.mutate(provider.id)}
          >
            <Play aria-hidden />
            {t("operate.resume")}
          </Button>
        )}
      </div>
    </div>
  );
}
