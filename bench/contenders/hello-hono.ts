import { serve } from "@hono/node-server";
import { Hono } from "hono";

/** Hono with nothing around it, answering what `/health/live` answers. Prints its address; SIGTERM ends it. */
const app = new Hono();
app.get("/health/live", (c) => c.json({ status: "ok" }));
serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) => {
  console.log(`http://127.0.0.1:${port}`);
});
process.once("SIGTERM", () => process.exit(0));
