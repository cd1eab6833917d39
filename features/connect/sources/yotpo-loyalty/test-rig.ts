import { systemClock } from "@millrace/platform/clock";
import { parseJson } from "../../values/parse-json.ts";
import { isRecord } from "../../values/value.ts";
import type { SourceRig } from "../testing/rig.ts";
import { withCustomerKey } from "../yotpo/customer-key.ts";
import { rigFaults, shopFaultsOf } from "../yotpo/simulator/rig-faults.ts";
import { demoYotpoApiKey, demoYotpoGuid, startYotpoLoyaltySimulator } from "./simulator.ts";
import { yotpoLoyaltySource } from "./source.ts";

/** Enough customers for enormous numbers, two of one e-mail address, and misspelt ids. */
const customers = 240;

export async function openYotpoLoyaltyRig(): Promise<SourceRig> {
  const simulator = await startYotpoLoyaltySimulator({
    clock: systemClock,
    customers,
    latencyMs: 0,
    throttle: false,
  });
  const settings = {
    guid: demoYotpoGuid,
    api_key: demoYotpoApiKey,
    per_page: 50,
    base_url: `${simulator.url}/api/v2`,
  };
  return {
    name: "yotpo-loyalty",
    source: yotpoLoyaltySource,
    settings,
    stream: "customers",
    truth: () =>
      Promise.resolve(
        simulator
          .customers()
          .map(parseJson)
          .filter(isRecord)
          .map((record) => withCustomerKey(record, ["third_party_id", "thirty_party_id"])),
      ),
    wrong: [
      { what: "a wrong key", settings: { ...settings, api_key: "stolen-key" }, named: ["api_key"] },
      { what: "a wrong guid", settings: { ...settings, guid: "stolen-guid" }, named: ["api_key", "guid"] },
      { what: "another address", settings: { ...settings, base_url: simulator.url }, named: ["base_url"] },
    ],
    faults: rigFaults,
    setFault: (fault) => simulator.setFaults(shopFaultsOf(fault)),
    brokenBodies: [
      { what: "HTML", body: "<!doctype html><title>Maintenance</title>" },
      { what: "JSON that ends too early", body: '{"customers":[{"email":"ava@' },
      { what: "JSON without customers", body: '{"error":"no"}' },
      { what: "customers that are no objects", body: '{"customers":[1]}' },
      { what: "nothing", body: "" },
    ],
    secrets: [demoYotpoGuid, demoYotpoApiKey, "stolen-key", "stolen-guid"],
    [Symbol.asyncDispose]: () => simulator.close(),
  };
}
