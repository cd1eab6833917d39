import { OpenAPIHono } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import { UserFacingError, messageOf, rungOf } from "../errors/index.ts";
import type { Logger } from "../telemetry/index.ts";
import { HttpProblem, problemResponse } from "./problem.ts";

export type Api = OpenAPIHono;

/** A router whose refusals are all RFC 9457 problem details that name the field at fault. */
export function createApi(log: Logger): Api {
  const api = new OpenAPIHono({
    defaultHook: (result, c) => {
      if (result.success) return undefined;
      const issue = result.error.issues[0];
      const path = [result.target, ...(issue?.path ?? [])].map(String).join(".");
      return problemResponse(
        new HttpProblem(400, "invalid_input", `${path}: ${issue?.message ?? "not valid"}.`, {
          field: path,
          action: `See ${new URL(c.req.url).origin}/api/docs for what it may be.`,
        }),
      );
    },
  });
  api.onError((error) => problemResponse(toProblem(error, log)));
  api.notFound((c) =>
    problemResponse(
      new HttpProblem(404, "not_found", `There is nothing at ${c.req.method} ${c.req.path}.`, {
        action: "See /api/docs for the list of operations.",
      }),
    ),
  );
  return api;
}

function toProblem(error: unknown, log: Logger): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof UserFacingError) return new HttpProblem(422, error.code, error.message, { cause: error });
  if (error instanceof HTTPException) return fromHttpException(error);
  if (rungOf(error) === "needs_attention") return new HttpProblem(409, "needs_attention", messageOf(error));
  log.error({ err: error }, "request failed");
  return new HttpProblem(500, "internal_error", "Something went wrong on our side; the log has the details.", {
    action: "Try again; if it happens again, report it with the time of the request.",
    cause: error,
  });
}

function fromHttpException(error: HTTPException): HttpProblem {
  const code = error.status === 413 ? "body_too_large" : error.status === 415 ? "unsupported_media_type" : "bad_request";
  return new HttpProblem(error.status, code, error.message || "The request could not be read.", { cause: error });
}
