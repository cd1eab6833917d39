import { HttpProblem } from "@millrace/platform/api";
import type { SessionRequest } from "../contract.ts";
import type { MetricDeclaration, SiteProvider } from "../providers/provider.ts";
import type { SiteProviders } from "../providers/provider-shelf.ts";
import { readProviderStates } from "../queries/provider-state.ts";
import { countChosen } from "../queries/select-websites.ts";
import type { SitesRoutesContext } from "../routes/context.ts";

type Planning = Pick<SitesRoutesContext, "db" | "providers">;

/** A session that may start: everything the request left open is decided. */
export interface SessionPlan {
  request: SessionRequest & { provider: string; metrics: string[] };
  provider: SiteProvider;
  selected: number;
  fresh: number;
}

/** Decides what a request leaves open. Throws `HttpProblem` with one sentence for each thing that stands in the way. */
export async function planSession(context: Planning, request: SessionRequest): Promise<SessionPlan> {
  const provider = await chooseProvider(context, request.provider);
  const metrics = metricsOf(provider, request.metrics);
  const { selected, fresh } = await countChosen(context.db.pool, {
    workspace: request.workspace,
    selection: request.selection,
    remeasureAfterHours: request.remeasure_after_hours,
  });
  return { request: { ...request, provider: provider.id, metrics }, provider, selected, fresh };
}

/** A preview may be of nothing; a session may not. Throws `HttpProblem`. */
export function assertAnySelected({ request, selected }: SessionPlan): void {
  if (selected > 0) return;
  throw new HttpProblem(422, "empty_selection", `No website matches ${describeSelection(request)}.`, {
    field: "json.selection",
    action: "Choose others, or add websites first: POST /api/v1/websites.",
  });
}

async function chooseProvider({ db, providers }: Planning, id: string | undefined): Promise<SiteProvider> {
  const states = await readProviderStates(db.pool);
  const refusalOf = async (provider: SiteProvider): Promise<HttpProblem | null> => {
    const state = states.get(provider.id);
    if (state?.paused_at != null)
      return new HttpProblem(409, "provider_paused", state.message ?? `${provider.label} is paused.`, {
        field: "json.provider",
        action: `Mend it, then resume it: POST /api/v1/scraping/providers/${provider.id}/resume.`,
      });
    const trouble = await provider.trouble();
    if (trouble === null) return null;
    return new HttpProblem(409, trouble.trouble, trouble.message, { field: "json.provider" });
  };
  if (id === undefined) return firstReady(providers, refusalOf);
  const provider = providers.find(id);
  if (provider === null || provider.takesFiles) throw notAskable(providers, id, provider);
  const refusal = await refusalOf(provider);
  if (refusal !== null) throw refusal;
  return provider;
}

async function firstReady(
  providers: SiteProviders,
  refusalOf: (provider: SiteProvider) => Promise<HttpProblem | null>,
): Promise<SiteProvider> {
  let first: HttpProblem | null = null;
  for (const provider of askable(providers)) {
    const refusal = await refusalOf(provider);
    if (refusal === null) return provider;
    first ??= refusal;
  }
  throw (
    first ??
    new HttpProblem(409, "no_provider", "There is no provider to measure with here.", {
      action: "Import figures from a file instead: POST /api/v1/scraping/figures.",
    })
  );
}

function askable({ all }: SiteProviders): readonly SiteProvider[] {
  return all.filter(({ takesFiles }) => !takesFiles);
}

function notAskable(providers: SiteProviders, id: string, found: SiteProvider | null): HttpProblem {
  const names = askable(providers).map((provider) => provider.id);
  const detail =
    found === null
      ? `There is no provider named "${id}".`
      : `${found.label} is read from files: there is nothing to ask in a session.`;
  return new HttpProblem(422, "unknown_provider", detail, {
    field: "json.provider",
    action: names.length === 0 ? "None can be asked here." : `Choose one of: ${names.join(", ")}.`,
  });
}

/** Those that were asked for, and what computed ones among them are computed from; default all. */
function metricsOf({ metrics, label }: SiteProvider, asked: readonly string[] | undefined): string[] {
  const known = metrics.map((metric) => metric.id);
  if (asked === undefined) return known;
  const unknown = asked.filter((metric) => !known.includes(metric));
  if (unknown.length > 0)
    throw new HttpProblem(422, "unknown_metric", `${label} has no metric ${unknown.join(", ")}.`, {
      field: "json.metrics",
      action: `Choose among: ${known.join(", ")}.`,
    });
  const wanted = new Set(metrics.filter(({ id }) => asked.includes(id)).flatMap(withInputs));
  return known.filter((metric) => wanted.has(metric));
}

function withInputs({ id, from }: MetricDeclaration): readonly string[] {
  return from.kind === "computed" ? [id, ...from.of] : [id];
}

function describeSelection({ workspace, selection }: SessionRequest): string {
  const { status, tags, website_ids: ids, older_than_hours: olderThan } = selection;
  const parts = [
    `workspace ${workspace}`,
    ...(status === undefined ? [] : [`status ${status.join(" or ")}`]),
    ...(tags === undefined ? [] : [`tag ${tags.join(" or ")}`]),
    ...(ids === undefined ? [] : [`the ${ids.length} websites listed`]),
    ...(olderThan === undefined ? [] : [`last measured more than ${olderThan} h ago`]),
  ];
  return parts.join(", ");
}
