import { join } from "node:path";
import { Decimal } from "../../values/value.ts";
import type { SourceRig } from "../testing/rig.ts";
import { singerSource } from "./source.ts";

const fixtures = join(import.meta.dirname, "fixtures");
const secret = "tap-key-7f3a91";
const count = 250;

/** A tap of our own, as a program. What goes wrong with programs is in source.test.ts: it calls nobody. */
export function openSingerRig(): Promise<SourceRig> {
  const command = [process.execPath, join(fixtures, "tap-orders.ts")];
  const config = { api_key: secret, orders: count, stateEvery: 100 };
  return Promise.resolve({
    name: "singer",
    source: singerSource,
    settings: { command, config },
    stream: "orders",
    truth: () =>
      Promise.resolve(
        Array.from({ length: count }, (_, at) => ({
          id: at + 1,
          total: new Decimal("12345678901234567.25"),
          ref: 9_007_199_254_740_993n,
        })),
      ),
    wrong: [
      {
        what: "a refused key",
        settings: { command, config: { ...config, fault: "refused" } },
        named: ["config"],
      },
      {
        what: "a program that is not there",
        settings: { command: "no-such-tap", config },
        named: ["command"],
      },
    ],
    faults: [],
    setFault: () => undefined,
    brokenBodies: [
      { what: "a traceback", body: "Traceback (most recent call last):\n" },
      { what: "a message that is cut off", body: '{"type": "RECORD", "stream": "orders", "rec' },
      { what: "a record without its stream", body: '{"type": "RECORD", "record": {"id": 1}}\n' },
    ],
    secrets: [secret],
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
}
