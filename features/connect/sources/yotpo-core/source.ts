import type { PoliteResponse } from "@millrace/platform/http";
import type { z } from "zod";
import type { ConnectorContext } from "../../connectors/context.ts";
import { defineSource, type SourceStream } from "../source.ts";
import { yotpoBudget } from "../yotpo/budget.ts";
import { customerKey, withCustomerKey } from "../yotpo/customer-key.ts";
import { takeParsed } from "../yotpo/parsed-pages.ts";
import { readPages } from "../yotpo/read-pages.ts";
import { readJson, recordsIn } from "../yotpo/read-json.ts";
import { askYotpo, checkYotpo, refusalOf, type YotpoApi } from "../yotpo/yotpo-api.ts";
import { withToken } from "./access-token.ts";
import { customerSchema } from "./schema.ts";
import { yotpoCoreSettings } from "./settings.ts";

type Settings = z.output<typeof yotpoCoreSettings>;

/** Yotpo's Core API, version 3 (https://core-api.yotpo.com/reference): customers of a store, whatever products of Yotpo it uses. */
export const yotpoCoreSource = defineSource({
  id: "yotpo-core",
  title: { en: "Yotpo Core", fr: "Yotpo Core" },
  about: {
    en: "Customers of a store with address and consent",
    fr: "Clients d'une boutique, avec adresse et consentements",
  },
  settings: yotpoCoreSettings,
  budget: ({ store_id, requests_per_second }) => yotpoBudget("yotpo-core", store_id, requests_per_second),
  check: (settings, context) =>
    checkYotpo(apiOf(settings), async () => {
      const { body } = await ask(settings, context, addressOf(settings, null, 1));
      recordsIn(readJson(body), "customers", body);
      return "Yotpo Core answered and accepts store_id and secret.";
    }),
  streams: () => Promise.resolve([customers]),
  read: (settings, { from }, context) =>
    readPages(
      {
        api: apiOf(settings),
        list: "customers",
        cursorAt: "pagination",
        addressOf: (cursor) => addressOf(settings, cursor, settings.limit),
        ask: (url) => ask(settings, context, url),
      },
      from,
    ),
  decode: ({ body }) => ({
    records: recordsIn(takeParsed(body), "customers", body).map((record) =>
      withCustomerKey(record, ["external_id"]),
    ),
  }),
});

const customers: SourceStream = {
  name: "customers",
  about: "Customers of the store",
  schema: customerSchema,
  primaryKey: [customerKey],
  isIncremental: false,
};

function storeAddress({ base_url, store_id }: Settings): string {
  return `${base_url.replace(/\/+$/u, "")}/core/v3/stores/${encodeURIComponent(store_id)}`;
}

/** A request with `page_info` may carry nothing else but `limit`. */
function addressOf(settings: Settings, cursor: string | null, limit: number): string {
  const url = new URL(`${storeAddress(settings)}/customers`);
  url.searchParams.set("limit", String(limit));
  if (cursor !== null) url.searchParams.set("page_info", cursor);
  return url.href;
}

async function ask(settings: Settings, context: ConnectorContext, url: string): Promise<PoliteResponse> {
  const api = apiOf(settings);
  const { base_url, store_id, secret } = settings;
  const response = await withToken(
    {
      api,
      credentials: [base_url, store_id, secret],
      askForToken: () =>
        askYotpo(
          api,
          {
            url: `${storeAddress(settings)}/access_tokens`,
            method: "POST",
            headers: { accept: "application/json", "content-type": "application/json" },
            body: JSON.stringify({ secret }),
            call: "token",
          },
          context,
        ),
    },
    (token) => {
      const headers = { accept: "application/json", "x-yotpo-token": token };
      return askYotpo(api, { url, headers, call: "customers" }, context);
    },
  );
  if (response.status !== 200) throw refusalOf(api, response);
  return response;
}

function apiOf({ store_id, secret, requests_per_second }: Settings): YotpoApi {
  return {
    title: "Yotpo Core",
    vendor: "yotpo-core",
    account: yotpoBudget("yotpo-core", store_id, requests_per_second).account,
    credentials: { named: "store_id and secret", setting: "secret" },
    secrets: [secret],
  };
}
