import { readBreakers, readBudgets, type BreakerReport, type BudgetReport } from "@millrace/platform/http";
import type { Pool } from "pg";
import type { ProviderHealth } from "../contract.ts";
import type { SiteProvider } from "../providers/provider.ts";
import { isoTime } from "./iso-time.ts";
import { readProviderStates, type StoredProviderState } from "./provider-state.ts";

/** How each provider stands: what keeps it from being asked, its mirrors, its budget, its login. */
export async function readProviderHealth(
  pool: Pool,
  providers: readonly SiteProvider[],
): Promise<ProviderHealth[]> {
  const [states, breakers, budgets, signedIn] = await Promise.all([
    readProviderStates(pool),
    readBreakers(pool),
    readBudgets(pool),
    readSignedIn(pool),
  ]);
  return Promise.all(
    providers.map(async (provider) => ({
      id: provider.id,
      label: provider.label,
      is_official: provider.isOfficial,
      is_demo: provider.isDemo,
      notice: provider.notice,
      ...(await stateOf(provider, states.get(provider.id))),
      needs_browser: provider.calls.some(({ kind }) => kind === "dom"),
      takes_files: provider.takesFiles,
      metrics: provider.metrics.map(({ id }) => id),
      mirrors: mirrorsOf(provider, breakers),
      signed_in_at: signedIn.get(provider.id) ?? null,
      budget: budgetOf(provider, budgets),
    })),
  );
}

/** What its settings lack comes first: resuming it would not help. */
async function stateOf(
  provider: SiteProvider,
  stored: StoredProviderState | undefined,
): Promise<Pick<ProviderHealth, "state" | "trouble" | "message">> {
  const trouble = await provider.trouble();
  if (trouble !== null) return { state: "paused", ...trouble };
  if (stored === undefined || stored.paused_at === null)
    return { state: "ready", trouble: null, message: null };
  return { state: "paused", trouble: stored.trouble, message: stored.message };
}

function mirrorsOf(
  { id, mirrors }: SiteProvider,
  breakers: readonly BreakerReport[],
): ProviderHealth["mirrors"] {
  return mirrors.map(({ name, baseUrl }) => {
    const { host } = new URL(baseUrl);
    const breaker = breakers.find((one) => one.vendor === id && one.host === host);
    const isFailing = breaker !== undefined && breaker.state !== "closed";
    return {
      name,
      host,
      state: isFailing ? "failing" : "serving",
      probe_at: isFailing ? breaker.openUntil : null,
    };
  });
}

function budgetOf({ budget }: SiteProvider, reports: readonly BudgetReport[]): ProviderHealth["budget"] {
  if (budget === null) return null;
  const used = reports.find(({ account }) => account === budget.account);
  if (used === undefined) return { spent: 0, allowed: budget.requestsPerPeriod, period_ms: budget.periodMs };
  return { spent: used.spent, allowed: used.allowed, period_ms: used.periodMs };
}

async function readSignedIn(pool: Pool): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ provider: string; signed_in_at: string }>(
    `select provider, ${isoTime("signed_in_at")} as signed_in_at from sites.provider_login`,
  );
  return new Map(rows.map((row) => [row.provider, row.signed_in_at]));
}
