import { describe, expect, test } from "vitest";
import { connectionRequest } from "../contract.ts";
import { placeOfAddress } from "../destinations/destination.ts";
import { postgresDestination } from "../destinations/postgres/destination.ts";
import { yotpoLoyaltySource } from "../sources/yotpo-loyalty/source.ts";
import { assertAsFrozen, freezeSettings } from "./frozen-settings.ts";

interface Changes {
  baseUrl?: string;
  guid?: string;
  schema?: string;
  address?: string;
  isDemo?: boolean;
}

/** A sync's parts as they are ready, its secrets open where they are used and sealed where they are kept. */
function partsWith({
  baseUrl = "https://loyalty.yotpo.com/api/v2",
  guid = "sealed:one",
  schema = "public",
  address = "postgres://millrace:p@db.example:5432/warehouse",
  isDemo = false,
}: Changes) {
  const connection = {
    name: "Loyalty",
    isDemo,
    config: {
      guarantee: "exactly_once" as const,
      ...connectionRequest.parse({
        name: "Loyalty",
        source: { type: "yotpo-loyalty", guid, api_key: "sealed:key", base_url: baseUrl },
        destination: { type: "postgres", url: "sealed:address", schema },
        streams: [{ name: "customers" }],
      }),
    },
  };
  return {
    connection,
    origin: connection,
    source: { source: yotpoLoyaltySource },
    destination: {
      destination: postgresDestination,
      secretPlace: postgresDestination.secretPlace?.({ url: address, schema }) ?? null,
    },
  };
}

const goingOn =
  (changes: Changes, before: Changes = {}) =>
  () =>
    assertAsFrozen(freezeSettings(partsWith(before)), "s1", partsWith(changes));

describe("a sync goes on", () => {
  test("with everything as it was, and with secrets that were mended", () => {
    expect(goingOn({})).not.toThrow();
    expect(goingOn({ guid: "sealed:other" })).not.toThrow();
    expect(goingOn({ address: "postgres://other:q@db.example:5432/warehouse" })).not.toThrow();
  });

  test("not at another place, whether its address is a secret or not", () => {
    expect(goingOn({ baseUrl: "https://elsewhere.example" })).toThrow(
      /^The settings of the source of Loyalty changed while the sync s1 was under way/u,
    );
    expect(goingOn({ schema: "other" })).toThrow(/settings of the destination of Loyalty changed/u);
    expect(goingOn({ address: "postgres://millrace:p@db.example:5432/other" })).toThrow(
      /destination of Loyalty/u,
    );
    expect(goingOn({ address: "postgres://millrace:p@other.example:5432/warehouse" })).toThrow(
      /destination/u,
    );
  });

  test("in the demo after a restart, whose simulators listen elsewhere", () => {
    expect(
      goingOn({ isDemo: true, baseUrl: "http://127.0.0.1:2" }, { baseUrl: "http://127.0.0.1:1" }),
    ).not.toThrow();
  });
});

test.for([
  ["postgres://u:p@db.example:5432/warehouse?sslmode=no-verify", "postgres://db.example:5432/warehouse"],
  ["postgres://db.example/warehouse", "postgres://db.example/warehouse"],
  [
    "mongodb+srv://user:p@ss/word@cluster.example.com/?retryWrites=true",
    "mongodb+srv://cluster.example.com/",
  ],
  ["mongodb://a.example:1,b.example:2", "mongodb://a.example:1,b.example:2"],
  [" https://example.com/hooks/one?token=t#x ", "https://example.com/hooks/one"],
  ["host=db.example dbname=warehouse", "host=db.example dbname=warehouse"],
])("the place of %s", ([address = "", place]) => {
  expect(placeOfAddress(address)).toBe(place);
});
