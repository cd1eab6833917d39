import { OpenAPIHono } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import { UserFacingError, messageOf, rungOf } from "../errors/index.ts";
import { isServerAway } from "../db/index.ts";
import type { Logger } from "../telemetry/index.ts";
import type { ApiVariables } from "./access.ts";
import { HttpProblem, problemResponse } from "./problem.ts";

export type Api = OpenAPIHono<{ Variables: ApiVariables }>;

/** A router whose refusals are all RFC 9457 problem details that name the field at fault. */
export function createApi(log: Logger): Api {
  const api = new OpenAPIHono<{ Variables: ApiVariables }>({
    defaultHook: (result) => {
      const fault = result.success
        ? unstorableText(result.data, [result.target])
        : issueOf(result.error, result.target);
      return fault === null ? undefined : problemResponse(invalidInput(fault));
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

/** Lost, or closed to new sessions by whoever maintains it (SQLSTATE 55000 on connecting, 53300 when full). */
function isDatabaseAway(error: unknown): boolean {
  if (isServerAway(error)) return true;
  return (
    error instanceof Error &&
    /not currently accepting connections|too many (?:connections|clients)/.test(error.message)
  );
}

/** Refusals from below the routes; those whose cause is a known parameter say which. */
function fromRefusal(error: UserFacingError): HttpProblem {
  if (error.code !== "invalid_cursor")
    return new HttpProblem(422, error.code, error.message, { cause: error });
  return new HttpProblem(400, error.code, error.message, { field: "query.cursor", cause: error });
}

interface Fault {
  /** Where: target, then the path within it. */
  path: readonly PropertyKey[];
  message: string;
}

function issueOf(
  error: { issues: readonly { path: PropertyKey[]; message: string }[] },
  target: string,
): Fault {
  const issue = error.issues[0];
  return { path: [target, ...(issue?.path ?? [])], message: issue?.message ?? "not valid" };
}

function invalidInput({ path, message }: Fault): HttpProblem {
  const field = path.map(String).join(".");
  return new HttpProblem(400, "invalid_input", `${field}: ${message}.`, {
    field,
    action: "See /api/docs for what it may be.",
  });
}

/** NUL and halves of surrogate pairs are in no text a person wrote, and no database takes them. */
function unstorableText(value: unknown, path: readonly PropertyKey[]): Fault | null {
  if (typeof value === "string") {
    const isStorable = value.isWellFormed() && !value.includes("\0");
    return isStorable ? null : { path, message: "a NUL or half a surrogate pair is no text" };
  }
  if (typeof value !== "object" || value === null || value instanceof Blob) return null;
  for (const [key, part] of Object.entries(value)) {
    const fault = unstorableText(part, [...path, key]);
    if (fault !== null) return fault;
  }
  return null;
}

function toProblem(error: unknown, log: Logger): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof UserFacingError) return fromRefusal(error);
  if (error instanceof HTTPException) return fromHttpException(error);
  if (rungOf(error) === "needs_attention") return new HttpProblem(409, "needs_attention", messageOf(error));
  if (isDatabaseAway(error)) {
    return new HttpProblem(503, "database_unreachable", "The database does not answer at this moment.", {
      action: "Send it again in a few seconds.",
      cause: error,
    });
  }
  log.error({ err: error }, "request failed");
  return new HttpProblem(
    500,
    "internal_error",
    "Something went wrong on our side; the log has the details.",
    {
      action: "Try again; if it happens again, report it with the time of the request.",
      cause: error,
    },
  );
}

/** What Hono's own refusals are about: with these statuses, always the body. */
const bodyFaults: Readonly<Record<number, { code: string; action: string }>> = {
  400: { code: "malformed_body", action: "Check the body's syntax against its Content-Type." },
  413: { code: "body_too_large", action: "Send less at once." },
  415: { code: "unsupported_media_type", action: "See /api/docs for the Content-Type it wants." },
};

function fromHttpException(error: HTTPException): HttpProblem {
  const known = bodyFaults[error.status];
  const detail = error.message || "The request could not be read.";
  if (known === undefined) return new HttpProblem(error.status, "bad_request", detail, { cause: error });
  return new HttpProblem(error.status, known.code, detail, {
    field: "body",
    action: known.action,
    cause: error,
  });
}
