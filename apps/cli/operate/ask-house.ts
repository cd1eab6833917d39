import type { z } from "zod";
import { loadHouseConfig } from "../load-house-config.ts";
import { printLine } from "../print.ts";
import { callApi } from "../shared/call-api.ts";
import { withServer } from "../shared/with-server.ts";

/** One request to the house and how people read its answer. */
export interface Question<Schema extends z.ZodType> {
  /** Below /api/v1. */
  path: string;
  answer: Schema;
  /** Makes it a POST. */
  body?: unknown;
  lines: (answer: z.output<Schema>) => string[];
}

export interface OutputFlags {
  json?: boolean;
}

/** Asks the running server, or one of our own that takes no work, and prints: the API's JSON, or lines for people. */
export async function askHouse<Schema extends z.ZodType>(
  question: Question<Schema>,
  { json }: OutputFlags,
): Promise<void> {
  const answer = await withServer(
    loadHouseConfig().values,
    (server) => callApi(question.answer, server, question.path, requestOf(question)),
    "web",
  );
  if (json === true) printLine(JSON.stringify(answer));
  else for (const line of question.lines(answer)) printLine(line);
}

function requestOf({ body }: { body?: unknown }): RequestInit {
  if (body === undefined) return {};
  return {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
}
