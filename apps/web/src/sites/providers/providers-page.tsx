import { useTranslation } from "react-i18next";
import { Page } from "../../shared/ui/page.tsx";
import { QueryState } from "../../shared/ui/query-state.tsx";
import { ProviderCard } from "./provider-card.tsx";
import { useProviders } from "./queries.ts";

/** Where figures come from: whose door each is, whether it is open, what stopped it, and what it may still be asked. */
export function ProvidersPage() {
  const { t } = useTranslation();
  const query = useProviders();
  return (
    <Page
      title={t("nav.siteProviders")}
      description={t("scraping.providers.description")}
      className="max-w-3xl"
    >
      <QueryState query={query} rows={3} className="mx-0" />
      <ul className="grid gap-4">
        {query.data?.items.map((provider) => (
          <ProviderCard key={provider.id} provider={provider} />
        ))}
      </ul>
    </Page>
  );
}
