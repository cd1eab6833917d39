import { join } from "node:path";
import { systemClock, type Clock } from "@millrace/platform/clock";
import { createPoliteClient } from "@millrace/platform/http";
import { openObjectStore, type ObjectStore } from "@millrace/platform/objects";
import { createLogger } from "@millrace/platform/telemetry";
import { createTemporaryFolder, createTestDatabase } from "@millrace/platform/testing";
import type { PostSource, SourceContext, SourceRequest } from "../source.ts";
import { createLinkedInDemoSource } from "./source.ts";

/** For tests: the demo source on a real polite client, database and object store. */
export interface DemoHouse extends AsyncDisposable {
  source: PostSource;
  objects: ObjectStore;
  context: SourceContext;
}

export async function openDemoHouse(baseUrl: string, clock: Clock = systemClock): Promise<DemoHouse> {
  const stack = new AsyncDisposableStack();
  const folder = stack.use(await createTemporaryFolder());
  const database = stack.use(await createTestDatabase());
  const objects = await openObjectStore({ folder: join(folder.path, "objects") });
  const source = createLinkedInDemoSource({ baseUrl, clock });
  const log = createLogger({ level: "silent" });
  const account = source.budget?.account ?? "";
  const http = stack.use(
    createPoliteClient({
      pool: database.pool,
      objects,
      log,
      clock: systemClock,
      random: () => 0,
      userAgent: "Millrace/0.1 (+https://millrace.example)",
      // Tests are about what is read, not about how slowly.
      budgets: [
        {
          account,
          requestsPerPeriod: 100_000,
          periodMs: 1000,
          burst: 100_000,
          concurrencyPerHost: 8,
          jitterMs: 0,
        },
      ],
    }),
  );
  const context: SourceContext = {
    http,
    objects,
    log,
    signal: new AbortController().signal,
    runId: "test-run",
  };
  return { source, objects, context, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** A request for everything, to be narrowed by the test. */
export function everything(more: Partial<SourceRequest> = {}): SourceRequest {
  return { source: "linkedin-demo", keywords: "", max_posts: 10_000, rules: "legal-fr", files: [], ...more };
}
