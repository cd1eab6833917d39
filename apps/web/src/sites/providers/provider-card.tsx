import type { ProviderHealth } from "@millrace/sites/contract";
import { CircleCheck, CirclePause } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Meter } from "../../operate/parts/meter.tsx";
import { useFormat } from "../../shared/i18n/format.ts";
import { useSettings } from "../../shared/settings.ts";
import { Badge } from "../../shared/ui/badge.tsx";
import { cn } from "../../shared/ui/cn.ts";
import { TimeAgo } from "../../shared/ui/time-ago.tsx";
import { useMetricLabel } from "../queries.ts";
import { OfficialBadge } from "./official-badge.tsx";
import { MirrorList } from "./mirror-list.tsx";
import { ProviderTrouble } from "./provider-trouble.tsx";

/** One provider: whose door it is, its terms, its state, and what it gives. */
export function ProviderCard({ provider }: { provider: ProviderHealth }) {
  const { t } = useTranslation();
  const { language } = useSettings();
  const label = useMetricLabel();
  return (
    <li className="rounded-lg border border-line bg-panel">
      <Head provider={provider} />
      <p className="px-4 pt-1 pb-3.5 text-ui text-pretty text-muted sm:pl-12">{provider.notice[language]}</p>
      {provider.state === "paused" && <ProviderTrouble provider={provider} />}
      <dl className="grid gap-4 border-t border-line px-4 py-3 text-ui sm:grid-cols-2 sm:pl-12">
        <SignedIn provider={provider} />
        <Fact name={t("sources.budget")}>
          <Budget provider={provider} />
        </Fact>
        <Fact name={t("scraping.providers.mirrors")}>
          <MirrorList mirrors={provider.mirrors} takesFiles={provider.takes_files} />
        </Fact>
        <Fact name={t("scraping.providers.gives", { count: provider.metrics.length })}>
          <span className="text-pretty">{provider.metrics.map(label).join(", ")}</span>
          {provider.needs_browser && (
            <p className="mt-1 text-xs text-muted">{t("scraping.providers.needsBrowser")}</p>
          )}
        </Fact>
      </dl>
    </li>
  );
}

function Head({ provider }: { provider: ProviderHealth }) {
  const { t } = useTranslation();
  const isPaused = provider.state === "paused";
  const Icon = isPaused ? CirclePause : CircleCheck;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 pt-3.5">
      <Icon aria-hidden className={cn("size-5 shrink-0", isPaused ? "text-warn" : "text-good")} />
      <h2 className="text-sm font-semibold">{provider.label}</h2>
      <Badge tone={isPaused ? "warn" : "good"}>{t(`scraping.providers.state.${provider.state}`)}</Badge>
      <OfficialBadge isOfficial={provider.is_official} />
      {provider.is_demo && <Badge>{t("posts.demo")}</Badge>}
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="mb-0.5 text-xs text-faint">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Nothing for those that are asked with a key, or not at all. */
function SignedIn({ provider }: { provider: ProviderHealth }) {
  const { t } = useTranslation();
  const { signed_in_at: since, is_official: isOfficial, takes_files: takesFiles } = provider;
  if (since === null && (isOfficial || takesFiles)) return null;
  return (
    <Fact name={t("scraping.providers.signedIn")}>
      {since === null ? (
        <span className="text-muted">{t("scraping.providers.notSignedIn")}</span>
      ) : (
        <TimeAgo iso={since} />
      )}
    </Fact>
  );
}

/** Requests of the running period of those allowed. */
function Budget({ provider: { budget, label } }: { provider: ProviderHealth }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (budget === null) return <span className="text-muted">{t("scraping.providers.noBudget")}</span>;
  const words = t("sources.spent", {
    spent: format.number(budget.spent),
    allowed: format.number(budget.allowed),
    period: format.duration(budget.period_ms),
  });
  return (
    <>
      <span className="tabular-nums">{words}</span>
      <Meter
        label={t("sources.budgetOf", { name: label })}
        value={budget.spent}
        of={budget.allowed}
        words={words}
        className="mt-1.5"
      />
    </>
  );
}
