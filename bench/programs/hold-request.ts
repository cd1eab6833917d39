import { z } from "zod";
import { defineWorkflow, handleWorkflow, type WorkflowHandler } from "@millrace/engine";
import type { PoliteClient } from "@millrace/platform/http";

/** One step that fetches an address whose server never answers. */
export const holdRequest = defineWorkflow({
  id: "hold-request",
  input: z.url(),
  output: z.int(),
  onDeploy: "continue",
});

/** `onAbort` is called the moment the step's signal aborts. */
export function handleHold(http: PoliteClient, onAbort: (runId: string) => void): WorkflowHandler {
  return handleWorkflow(holdRequest, (context, url) =>
    context.step("fetch", async ({ signal, runId }) => {
      signal.addEventListener("abort", () => onAbort(runId));
      return (await http.fetch({ vendor: "bench", account: null, url, signal })).status;
    }),
  );
}
