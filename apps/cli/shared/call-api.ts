import { UserFacingError } from "@millrace/platform/errors";
import { z } from "zod";

const problem = z.looseObject({ code: z.string(), detail: z.string(), action: z.string().optional() });

/** Calls the API; its problems become one sentence. */
export async function callApi<Schema extends z.ZodType>(
  schema: Schema,
  url: string,
  init?: RequestInit,
): Promise<z.output<Schema>> {
  const answer = await fetch(url, init);
  const body: unknown = await answer.json();
  if (answer.ok) return schema.parse(body);
  const stated = problem.safeParse(body);
  if (!stated.success)
    throw new UserFacingError("api_failed", `The server answered ${answer.status} to ${url}.`);
  const { code, detail, action } = stated.data;
  throw new UserFacingError(code, action === undefined ? detail : `${detail} ${action}`, {
    exitCode: answer.status < 500 ? 2 : 1,
  });
}
