import { Rejected, Transient, TryAgainLater } from "@millrace/platform/errors";
import type { Budget, PoliteResponse } from "@millrace/platform/http";
import { parseDate } from "../../numbers/parse-date.ts";
import { apiAnswer, askKeyApi, keyFor, noKeyMessage, textOf, type KeyApiOptions } from "../ask-key-api.ts";
import { givenBy } from "../declare-metric.ts";
import type { MetricDeclaration, ProviderCall, SiteProvider } from "../provider.ts";
import { ProviderClosed } from "../provider-closed.ts";
import { readFields, withoutFields } from "../read-fields.ts";
import { semrushMetrics } from "./metrics.ts";
import { readReport, type SemrushReport } from "./read-report.ts";

const extractorVersion = 1;
const account = "semrush:default";
/** Semrush permits ten requests a second; half of it leaves room for the customer's other programs. */
const budget: Budget = {
  account,
  requestsPerPeriod: 5,
  periodMs: 1_000,
  burst: 5,
  concurrencyPerHost: 4,
  jitterMs: 0,
};

const nothingFound = 50;
/** "WRONG KEY", "WRONG FORMAT OR EMPTY KEY", "API DISABLED", "API UNITS BALANCE IS ZERO" and their like: a person has to look. */
const closingErrors: ReadonlySet<number> = new Set([120, 121, 122, 130, 132, 133, 134, 135]);
/** "LIMIT EXCEEDED": too many requests for now. */
const limitExceeded = 131;
const limitWaitMs = 60_000;

/** Reports of Semrush and the columns asked for; the first column of each names the website. */
const reports = [
  {
    call: "domain-rank",
    addressOf: (domain: string) => ({
      path: "/",
      parameters: { type: "domain_rank", domain, database: "us", export_columns: "Dn,Ot,At" },
    }),
    domainColumn: "Domain",
    dateColumn: null,
  },
  {
    call: "traffic-summary",
    addressOf: (domain: string) => ({
      path: "/analytics/ta/api/v3/summary",
      parameters: {
        targets: domain,
        export_columns: "target,visits,bounce_rate,time_on_site,display_date",
      },
    }),
    domainColumn: "target",
    dateColumn: "display_date",
  },
] as const;
type Report = (typeof reports)[number];

/** Semrush's official API: Analytics v3 (organic and paid search in the US) and Trends (visits, engagement). */
export function createSemrushProvider(
  options: KeyApiOptions & { metrics?: readonly MetricDeclaration[] },
): SiteProvider {
  const { metrics = semrushMetrics, baseUrl, isDemo } = options;
  return {
    id: "semrush",
    label: "Semrush",
    isOfficial: true,
    isDemo,
    notice: {
      en: "Semrush's own API, with your key: each report costs units of your subscription, and the visits need the Trends add-on.",
      fr: "L'API officielle de Semrush, avec votre clé : chaque rapport coûte des unités de votre abonnement, et les visites demandent l'option Trends.",
    },
    budget,
    takesFiles: false,
    mirrors: [{ name: "api", baseUrl }],
    metrics,
    calls: reports.map((report) => reportCall(report, metrics, options)),
    trouble: async () =>
      (await options.key()) === null ? { trouble: "no_credentials", message: noKeyMessage("Semrush") } : null,
  };
}

function reportCall(
  report: Report,
  metrics: readonly MetricDeclaration[],
  options: KeyApiOptions,
): ProviderCall {
  const { call, domainColumn, dateColumn } = report;
  return {
    id: call,
    kind: "api",
    gives: givenBy(call, metrics),
    ask: async (context, { domain }) => {
      const key = await keyFor("semrush", "Semrush", options);
      const { path, parameters } = report.addressOf(domain);
      const url = `${options.baseUrl}${path}?${new URLSearchParams({ ...parameters, key }).toString()}`;
      const response = await askKeyApi(context, { vendor: "semrush", account, url, call });
      const answer = (readings: ReturnType<typeof readFields>, asOf: string | null) =>
        apiAnswer(context, response, { call, asOf, extractorVersion, readings });
      const { rows } = rowsOf(response);
      const [row] = rows;
      if (row === undefined) {
        return answer(withoutFields(call, metrics, "no_data", "Semrush does not know this website."), null);
      }
      const named = row[domainColumn];
      if (named !== domain) {
        return answer(withoutFields(call, metrics, "wrong_site", `Semrush answered about ${named}.`), null);
      }
      return answer(readFields(call, metrics, row), dateColumn === null ? null : monthOf(row[dateColumn]));
    },
  };
}

/** Rows of a report, none for "NOTHING FOUND"; its other errors by the ladder. */
function rowsOf(response: PoliteResponse): Extract<SemrushReport, { rows: unknown }> {
  const report = readReport(textOf(response));
  if (report === null) {
    throw new Transient(`Semrush answered ${response.status} with something that is no report.`, {
      facts: { status: response.status },
    });
  }
  if ("rows" in report) return report;
  const { code, message } = report.error;
  const said = `Semrush says "${message}" (error ${code})`;
  if (code === nothingFound) return { rows: [] };
  if (closingErrors.has(code)) {
    throw new ProviderClosed(
      "semrush",
      "wrong_credentials",
      `${said}: check the key and the units left of your subscription.`,
    );
  }
  if (code === limitExceeded) {
    throw new TryAgainLater(`${said}; it will be asked again.`, { afterMs: limitWaitMs });
  }
  throw new Rejected(`${said}.`, { facts: { code } });
}

/** The month a report is of: it names its first day. */
function monthOf(date: string | undefined): string | null {
  const parsed = parseDate(date ?? "");
  return "ok" in parsed ? parsed.ok.slice(0, 7) : null;
}
