import type { Engine } from "@millrace/engine";
import { measureWebsites } from "../contract.ts";

/** Lets the sessions go on that stopped because this provider was shut; those a person paused stay paused. */
export async function resumeWaitingSessions(
  engine: Pick<Engine, "list" | "get" | "resume">,
  provider: string,
): Promise<void> {
  let cursor: string | undefined;
  do {
    const page = await engine.list({
      workflow: measureWebsites.id,
      status: "paused",
      limit: 100,
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const { runId, error } of page.items) {
      // Without an error it was a person who paused it.
      if (error === null) continue;
      const input = measureWebsites.input.safeParse((await engine.get(runId))?.input);
      if (input.success && input.data.provider === provider) await engine.resume(runId);
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}
