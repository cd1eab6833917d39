import type { Problem } from "./types.ts";

/** A refusal of the server; `problem.detail` says what happened and `problem.action` what to try. */
export class ApiProblem extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.name = "ApiProblem";
    this.problem = problem;
  }
}

/** The server could not be reached at all (stopped, network down). */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super("The Millrace server did not answer.", { cause });
    this.name = "Unreachable";
  }
}

/** Reads the problem of a refused answer; an answer that is no problem document keeps its status. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const fallback: Problem = {
    title: response.statusText || `HTTP ${response.status}`,
    status: response.status,
  };
  if (!(response.headers.get("content-type") ?? "").includes("json")) return new ApiProblem(fallback);
  const body: unknown = await response.json();
  return new ApiProblem(typeof body === "object" && body !== null ? { ...fallback, ...body } : fallback);
}

/** Whether trying the same request again could help: never after a refusal. */
export function isWorthRetrying(error: unknown): boolean {
  return !(error instanceof ApiProblem) || error.problem.status >= 500;
}
