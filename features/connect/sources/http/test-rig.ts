import { systemClock } from "@millrace/platform/clock";
import type { SourceRig } from "../testing/rig.ts";
import { demoApiKey, startHttpApiSimulator } from "./simulator.ts";
import { httpSource } from "./source.ts";

const definitionAt = (url: string): string => `
base_url: ${url}
auth: { type: bearer, token: "{{ secrets.key }}" }
streams:
  - name: customers
    path: /cursor/customers
    query: { limit: 50 }
    records: data.customers
    primary_key: [id]
    paginator: { type: cursor, next: meta.next, param: after }
`;

/** The declarative source before a simulated API that pages by cursor. */
export async function openHttpRig(): Promise<SourceRig> {
  const simulator = await startHttpApiSimulator({ clock: systemClock });
  const settings = { definition: definitionAt(simulator.url), secrets: { key: demoApiKey } };
  return {
    name: "http",
    source: httpSource,
    settings,
    stream: "customers",
    truth: () => Promise.resolve(simulator.customers),
    wrong: [
      { what: "a refused key", settings: { ...settings, secrets: { key: "stolen" } }, named: ["secrets"] },
      {
        what: "a path that is not there",
        settings: { ...settings, definition: definitionAt(`${simulator.url}/nowhere`) },
        named: ["definition"],
      },
    ],
    faults: ["html_instead", "cut", "endless", "server_error", "rate_limit", "reset", "hang"],
    setFault: (fault) => simulator.setFaults(fault === null ? {} : { [fault]: { after: 1 } }),
    brokenBodies: [
      { what: "HTML", body: "<!doctype html><title>Maintenance</title>" },
      { what: "JSON that ends too early", body: '{"data":{"customers":[{"id":1' },
      { what: "JSON without the records", body: '{"data":{}}' },
      { what: "records that are no objects", body: '{"data":{"customers":[1]}}' },
    ],
    secrets: [demoApiKey],
    [Symbol.asyncDispose]: () => simulator.close(),
  };
}
