import { join } from "node:path";
import { systemActor } from "@millrace/platform/api";
import { openSecrets } from "@millrace/platform/secrets";
import { createTemporaryFolder } from "@millrace/platform/testing";
import { expect, test } from "vitest";
import { shelveConnectors } from "../connectors/shelf.ts";
import type { SyncDependencies } from "../workflows/dependencies.ts";
import { tinySource } from "../workflows/fixtures/tiny-source.ts";
import { AccountBudgets } from "./account-budgets.ts";
import { discoverStreams } from "./check-connection.ts";

test("a source that offers no streams in time is not ready, which is told as such", async () => {
  await using folder = await createTemporaryFolder();
  const silent = {
    ...tinySource,
    streams: (_: unknown, { signal }: { signal: AbortSignal }) =>
      Promise.reject<never>(signal.reason as DOMException),
  };
  const deps = {
    shelf: shelveConnectors([silent], []),
    secrets: openSecrets({
      keyFile: join(folder.path, "key"),
      dataFolder: join(folder.path, "data"),
      env: {},
    }),
    budgets: new AccountBudgets(),
  } as unknown as SyncDependencies;
  const source = { type: "tiny", origin: "https://vendor.example", token: "t" };
  const passed = AbortSignal.abort(new DOMException("The operation timed out.", "TimeoutError"));
  const looking = discoverStreams(
    { ...deps, clock: { now: () => 0 } } as SyncDependencies,
    systemActor("test", "connect:write"),
    { source, private_hosts: false },
    passed,
  );
  await expect(looking).rejects.toMatchObject({
    status: 409,
    code: "source_not_ready",
    field: "source",
    message: "There was no answer within 30 s.",
  });
});
