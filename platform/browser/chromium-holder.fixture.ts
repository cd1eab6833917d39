import { createLogger } from "@millrace/platform/telemetry";
import { createBrowserPool, findChromium } from "./index.ts";

/** Opens a page, says so, and waits to be killed. */
const pool = createBrowserPool({
  executablePath: findChromium(null) ?? "chromium",
  log: createLogger({ level: "silent" }),
});
await pool.withPage(
  { context: "only", answer: async () => null, signal: new AbortController().signal },
  async () => {
    process.stdout.write("open\n");
    await new Promise(() => setInterval(() => undefined, 1_000));
  },
);
