import { UserFacingError } from "@millrace/platform/errors";
import { z } from "zod";

const problem = z.looseObject({ code: z.string(), detail: z.string(), action: z.string().optional() });

/** Calls the API; its problems become one sentence. */
export async function callApi<Schema extends z.ZodType>(
  schema: Schema,
  url: string,
  init?: RequestInit,
): Promise<z.output<Schema>> {
  const answer = await reach(url, init);
  const body = parseJson(await answer.text());
  if (answer.ok) return schema.parse(body);
  const stated = problem.safeParse(body);
  if (!stated.success)
    throw new UserFacingError("api_failed", `The server answered ${answer.status} to ${url}.`);
  const { code, detail, action } = stated.data;
  throw new UserFacingError(code, action === undefined ? detail : `${detail} ${action}`, {
    exitCode: answer.status < 500 ? 2 : 1,
  });
}

async function reach(url: string, init: RequestInit | undefined): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    const { origin } = new URL(url);
    const sentence = `The server at ${origin} does not answer any more: look at its terminal or log, and start it again.`;
    throw new UserFacingError("server_unreachable", sentence, { cause: error });
  }
}

/** null for what is no JSON: then it was no answer of ours. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
