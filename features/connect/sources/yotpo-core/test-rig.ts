import { systemClock } from "@millrace/platform/clock";
import { parseJson } from "../../values/parse-json.ts";
import { isRecord } from "../../values/value.ts";
import type { SourceRig } from "../testing/rig.ts";
import { withCustomerKey } from "../yotpo/customer-key.ts";
import { rigFaults, shopFaultsOf } from "../yotpo/simulator/rig-faults.ts";
import { demoYotpoSecret, demoYotpoStoreId, startYotpoCoreSimulator } from "./simulator.ts";
import { yotpoCoreSource } from "./source.ts";

const customers = 240;

export async function openYotpoCoreRig(): Promise<SourceRig> {
  const simulator = await startYotpoCoreSimulator({
    clock: systemClock,
    customers,
    latencyMs: 0,
    throttle: false,
  });
  const settings = {
    store_id: demoYotpoStoreId,
    secret: demoYotpoSecret,
    limit: 50,
    base_url: simulator.url,
  };
  return {
    name: "yotpo-core",
    source: yotpoCoreSource,
    settings,
    stream: "customers",
    truth: () =>
      Promise.resolve(
        simulator
          .customers()
          .map(parseJson)
          .filter(isRecord)
          .map((record) => withCustomerKey(record, ["external_id"])),
      ),
    wrong: [
      { what: "a wrong secret", settings: { ...settings, secret: "stolen-secret" }, named: ["secret"] },
      {
        what: "another store",
        settings: { ...settings, store_id: "stolen-store" },
        named: ["secret", "store_id"],
      },
      {
        what: "another address",
        settings: { ...settings, base_url: `${simulator.url}/elsewhere` },
        named: ["base_url"],
      },
    ],
    faults: rigFaults,
    setFault: (fault) => simulator.setFaults(shopFaultsOf(fault)),
    brokenBodies: [
      { what: "HTML", body: "<!doctype html><title>Maintenance</title>" },
      { what: "JSON that ends too early", body: '{"customers":[{"email":"ava@' },
      { what: "JSON without customers", body: '{"error":"no"}' },
      { what: "customers that are no objects", body: '{"customers":[null]}' },
    ],
    secrets: [demoYotpoSecret, "stolen-secret", "demo-token"],
    [Symbol.asyncDispose]: () => simulator.close(),
  };
}
