import { Rejected, Transient } from "@millrace/platform/errors";
import type { Budget, PoliteResponse } from "@millrace/platform/http";
import { apiAnswer, askKeyApi, keyFor, noKeyMessage, textOf, type KeyApiOptions } from "../ask-key-api.ts";
import { givenBy } from "../declare-metric.ts";
import type { MetricDeclaration, ProviderCall, RawReading, SiteProvider } from "../provider.ts";
import { ProviderClosed } from "../provider-closed.ts";
import { readFields, withoutFields } from "../read-fields.ts";
import { similarwebMetrics } from "./metrics.ts";
import { readGeneralData } from "./read-general-data.ts";

const call = "general-data";
const extractorVersion = 1;
const account = "similarweb:default";
/** Similarweb permits ten requests a second. */
const budget: Budget = {
  account,
  requestsPerPeriod: 5,
  periodMs: 1_000,
  burst: 5,
  concurrencyPerHost: 4,
  jitterMs: 0,
};

/** Similarweb's official REST API, v1: the general data of a website, of its last whole month. */
export function createSimilarwebProvider(
  options: KeyApiOptions & { metrics?: readonly MetricDeclaration[] },
): SiteProvider {
  const { metrics = similarwebMetrics, baseUrl, isDemo } = options;
  return {
    id: "similarweb",
    label: "Similarweb",
    isOfficial: true,
    isDemo,
    notice: {
      en: "Similarweb's own API, with your key: each website costs data credits of your subscription.",
      fr: "L'API officielle de Similarweb, avec votre clé : chaque site coûte des crédits de données de votre abonnement.",
    },
    budget,
    takesFiles: false,
    mirrors: [{ name: "api", baseUrl }],
    metrics,
    calls: [generalDataCall(metrics, options)],
    trouble: async () =>
      (await options.key()) === null
        ? { trouble: "no_credentials", message: noKeyMessage("Similarweb") }
        : null,
  };
}

function generalDataCall(metrics: readonly MetricDeclaration[], options: KeyApiOptions): ProviderCall {
  return {
    id: call,
    kind: "api",
    gives: givenBy(call, metrics),
    ask: async (context, { domain }) => {
      const key = await keyFor("similarweb", "Similarweb", options);
      const response = await askKeyApi(context, {
        vendor: "similarweb",
        account,
        url: `${options.baseUrl}/v1/website/${encodeURIComponent(domain)}/general-data/all?format=json`,
        headers: { "api-key": key, accept: "application/json" },
        call,
      });
      const { readings, asOf } = read(response, domain, metrics);
      return apiAnswer(context, response, { call, asOf, extractorVersion, readings });
    },
  };
}

/** 401 is "Data not found" here, and 403 a refused key or spent credits (developers.similarweb.com, "Error codes"). */
function read(
  response: PoliteResponse,
  domain: string,
  metrics: readonly MetricDeclaration[],
): { readings: RawReading[]; asOf: string | null } {
  const nothing = (reason: "no_data" | "wrong_site", detail: string) => ({
    readings: withoutFields(call, metrics, reason, detail),
    asOf: null,
  });
  if (response.status === 401 || response.status === 404) {
    return nothing("no_data", "Similarweb does not know this website.");
  }
  if (response.status === 403) {
    throw new ProviderClosed(
      "similarweb",
      "wrong_credentials",
      "Similarweb refuses the key or its credits are spent: check both on its API management page.",
    );
  }
  if (response.status !== 200) {
    throw new Rejected(`Similarweb answered ${response.status} for ${domain}.`, {
      facts: { status: response.status },
    });
  }
  const data = readGeneralData(jsonOf(response));
  if (data === null)
    throw new Rejected(`Similarweb answered about ${domain} in a shape that is not known here.`);
  if (data.siteName.replace(/^www\./, "") !== domain) {
    return nothing("wrong_site", `Similarweb answered about ${data.siteName}.`);
  }
  return { readings: readFields(call, metrics, data.content), asOf: data.asOf };
}

function jsonOf(response: PoliteResponse): unknown {
  const text = textOf(response);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Transient("Similarweb's answer was cut off; it will be asked again.", { cause });
  }
}
