import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";

/** Answers with a reset connection. */
export function cutConnection({ incoming }: HttpBindings): Response {
  incoming.socket.resetAndDestroy();
  return RESPONSE_ALREADY_SENT;
}

/** Resolves after `ms`, or as soon as the server closes. */
export function hold(ms: number, stopped: AbortSignal): Promise<void> {
  if (ms <= 0 || stopped.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const release = (): void => {
      clearTimeout(timer);
      stopped.removeEventListener("abort", release);
      resolve();
    };
    const timer = setTimeout(release, ms);
    stopped.addEventListener("abort", release);
  });
}
