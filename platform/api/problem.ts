import { z } from "@hono/zod-openapi";

/** RFC 9457 problem details with a stable `code`, the field at fault and what to do. */
export const problemDetails = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    /** What happened, to which thing. */
    detail: z.string(),
    /** Stable, snake_case: what programs compare. */
    code: z.string(),
    /** The parameter or body field at fault ("query.limit"). */
    field: z.string().optional(),
    /** What to do about it. */
    action: z.string().optional(),
    /** Id of the thing that stands in the way. */
    subject: z.string().optional(),
  })
  .openapi("Problem", {
    example: {
      type: "about:blank",
      title: "Not Found",
      status: 404,
      detail: "There is no post 0190….",
      code: "post_not_found",
      action: "Check the id, or look for the post in the list.",
    },
  });
export type ProblemDetails = z.infer<typeof problemDetails>;

const titles: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  409: "Conflict",
  413: "Content Too Large",
  414: "URI Too Long",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  431: "Request Header Fields Too Large",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/** Thrown by a route to answer with problem details. */
export class HttpProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly field: string | undefined;
  readonly action: string | undefined;
  readonly subject: string | undefined;
  /** Sent as Retry-After. */
  readonly retryAfterSeconds: number | undefined;
  constructor(
    status: number,
    code: string,
    detail: string,
    options: {
      field?: string;
      action?: string;
      subject?: string;
      retryAfterSeconds?: number;
      cause?: unknown;
    } = {},
  ) {
    super(detail, options.cause === undefined ? {} : { cause: options.cause });
    this.name = "HttpProblem";
    this.status = status;
    this.code = code;
    this.field = options.field;
    this.action = options.action;
    this.subject = options.subject;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** The answer for a problem, as `application/problem+json`. */
export function problemResponse(problem: HttpProblem): Response {
  const details: ProblemDetails = {
    type: "about:blank",
    title: titles[problem.status] ?? "Error",
    status: problem.status,
    detail: problem.message,
    code: problem.code,
    ...(problem.field === undefined ? {} : { field: problem.field }),
    ...(problem.action === undefined ? {} : { action: problem.action }),
    ...(problem.subject === undefined ? {} : { subject: problem.subject }),
  };
  return Response.json(details, {
    status: problem.status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      ...(problem.retryAfterSeconds === undefined
        ? {}
        : { "retry-after": String(Math.ceil(problem.retryAfterSeconds)) }),
    },
  });
}
