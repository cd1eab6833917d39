import type { Context } from "hono";
import { HttpProblem, problemResponse, type Api } from "@millrace/platform/api";
import { operationsOf } from "../openapi.ts";

/** 404 for what is not there, 405 with `Allow` for an operation asked with another method. */
export function answerUnknownAddresses(app: Api): void {
  let patterns: { pattern: RegExp; method: string }[] | null = null;
  const allowedAt = (path: string): string[] => {
    patterns ??= operationsOf(app).map(({ path: template, method }) => ({
      pattern: new RegExp(`^${template.replaceAll(/\{.+?\}/g, "[^/]+")}$`),
      method: method.toUpperCase(),
    }));
    return patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
  };
  app.notFound((c) => {
    const allowed = allowedAt(c.req.path);
    return allowed.length === 0 ? notFound(c) : methodNotAllowed(c, allowed);
  });
}

function notFound(c: Context): Response {
  return problemResponse(
    new HttpProblem(404, "not_found", `There is nothing at ${c.req.method} ${c.req.path}.`, {
      action: "See /api/docs for the list of operations.",
    }),
  );
}

function methodNotAllowed(c: Context, allowed: readonly string[]): Response {
  const names = allowed.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method])).join(", ");
  const answer = problemResponse(
    new HttpProblem(405, "method_not_allowed", `${c.req.path} does not take ${c.req.method}.`, {
      action: `It takes ${names}.`,
    }),
  );
  answer.headers.set("allow", names);
  return answer;
}
