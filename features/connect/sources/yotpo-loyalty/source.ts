import { Broken } from "@millrace/platform/errors";
import type { PoliteResponse } from "@millrace/platform/http";
import type { z } from "zod";
import type { ConnectorContext, JsonSchema } from "../../connectors/context.ts";
import { defineSource, type SourceStream } from "../source.ts";
import { yotpoBudget } from "../yotpo/budget.ts";
import { customerKey, withCustomerKey } from "../yotpo/customer-key.ts";
import { takeParsed } from "../yotpo/parsed-pages.ts";
import { readPages, type Listing } from "../yotpo/read-pages.ts";
import { readJson, recordsIn } from "../yotpo/read-json.ts";
import { askYotpo, checkYotpo, refusalOf, type YotpoApi } from "../yotpo/yotpo-api.ts";
import { campaignSchema, customerSchema, redemptionOptionSchema, vipTierSchema } from "./schemas.ts";
import { yotpoLoyaltySettings } from "./settings.ts";

type Settings = z.output<typeof yotpoLoyaltySettings>;

/** Either spelling is the vendor's. */
const idFields = ["third_party_id", "thirty_party_id"];

/**
 * Yotpo Loyalty & Referrals, API v2 (https://loyaltyapi.yotpo.com/reference). A customer has no id and no change date, so every
 * reading is a full one. Records stay as they came, the vendor's misspelt fields included.
 */
export const yotpoLoyaltySource = defineSource({
  id: "yotpo-loyalty",
  title: { en: "Yotpo Loyalty", fr: "Yotpo Loyalty" },
  about: {
    en: "Customers of a loyalty programme with their points, tiers and referrals",
    fr: "Clients d'un programme de fidélité, avec points, niveaux et parrainages",
  },
  settings: yotpoLoyaltySettings,
  budget: ({ guid, requests_per_second }) => yotpoBudget("yotpo-loyalty", guid, requests_per_second),
  check: (settings, context) =>
    checkYotpo(apiOf(settings), async () => {
      const { body } = await ask(settings, context, addressOf(settings, "customers", null, 1));
      recordsIn(readJson(body), "customers", body);
      return "Yotpo Loyalty answered and accepts guid and api_key.";
    }),
  streams: () => Promise.resolve(streams),
  read: (settings, { stream, from }, context) => readPages(listingOf(settings, stream, context), from),
  decode: ({ body, stream }) => {
    const records = recordsIn(takeParsed(body), stream.name, body);
    if (stream.name !== "customers") return { records };
    return { records: records.map((record) => withCustomerKey(record, idFields)) };
  },
});

const streamOf = (name: string, about: string, schema: JsonSchema, key: string): SourceStream => ({
  name,
  about,
  schema,
  primaryKey: [key],
  isIncremental: false,
});

const streams: SourceStream[] = [
  streamOf("customers", "Customers, the most recently updated first", customerSchema, customerKey),
  streamOf("vip_tiers", "Tiers of the programme", vipTierSchema, "id"),
  streamOf("campaigns", "Active campaigns", campaignSchema, "id"),
  streamOf("redemption_options", "What points can be exchanged for", redemptionOptionSchema, "id"),
];

const paths: Readonly<Record<string, string>> = {
  customers: "customers/recent",
  vip_tiers: "vip_tiers",
  campaigns: "campaigns",
  redemption_options: "redemption_options",
};

function listingOf(settings: Settings, { name }: SourceStream, context: ConnectorContext): Listing {
  return {
    api: apiOf(settings),
    list: name,
    cursorAt: name === "customers" ? "metadata" : null,
    addressOf: (cursor) => addressOf(settings, name, cursor, settings.per_page),
    ask: (url) => ask(settings, context, url, name),
  };
}

function addressOf(settings: Settings, stream: string, cursor: string | null, perPage: number): string {
  const path = paths[stream];
  if (path === undefined) throw new Broken(`Yotpo Loyalty has no stream ${stream}`);
  const url = new URL(`${settings.base_url.replace(/\/+$/u, "")}/${path}`);
  if (stream !== "customers") return url.href;
  url.searchParams.set("per_page", String(perPage));
  if (cursor !== null) url.searchParams.set("page_info", cursor);
  return url.href;
}

async function ask(
  settings: Settings,
  context: ConnectorContext,
  url: string,
  call = "customers",
): Promise<PoliteResponse> {
  const api = apiOf(settings);
  // Never in the address, where the vendor takes them too: they would land in logs.
  const headers = { accept: "application/json", "x-guid": settings.guid, "x-api-key": settings.api_key };
  const response = await askYotpo(api, { url, headers, call }, context);
  if (response.status !== 200) throw refusalOf(api, response);
  return response;
}

function apiOf({ guid, api_key, requests_per_second }: Settings): YotpoApi {
  return {
    title: "Yotpo Loyalty",
    vendor: "yotpo-loyalty",
    account: yotpoBudget("yotpo-loyalty", guid, requests_per_second).account,
    credentials: { named: "guid and api_key", setting: "api_key" },
    secrets: [guid, api_key],
  };
}
