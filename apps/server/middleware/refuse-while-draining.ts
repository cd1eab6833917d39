import type { MiddlewareHandler } from "hono";
import { HttpProblem, problemResponse } from "@millrace/platform/api";

/** Once the process drains, the engine takes no calls: clients are sent to another process, or to the next one. */
export function refuseWhileDraining(draining: AbortSignal): MiddlewareHandler {
  return async (c, next) => {
    if (draining.aborted) return refusal();
    await next();
    // It was let in, and the drain overtook it.
    if (draining.aborted && c.res.status === 500) c.res = refusal();
    return undefined;
  };
}

function refusal(): Response {
  const answer = problemResponse(
    new HttpProblem(503, "draining", "The server is stopping.", {
      action: "Send it again in a few seconds.",
    }),
  );
  answer.headers.set("retry-after", "3");
  answer.headers.set("connection", "close");
  return answer;
}
