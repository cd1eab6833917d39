import { UserFacingError } from "@millrace/platform/errors";
import { z } from "zod";
import type { ServerAccess } from "../running-server.ts";

const problem = z.looseObject({
  code: z.string(),
  detail: z.string(),
  action: z.string().optional(),
  subject: z.string().optional(),
});

/** What the API refused, as the one sentence a command ends with. */
export class ApiRefusal extends UserFacingError {
  /** HTTP status. */
  readonly status: number;
  /** Id of the thing that stands in the way; null where none is named. */
  readonly subject: string | null;
  constructor(
    code: string,
    sentence: string,
    options: { exitCode: number; status: number; subject: string | null },
  ) {
    super(code, sentence, { exitCode: options.exitCode });
    this.status = options.status;
    this.subject = options.subject;
  }
}

/** What a command ends with after a refusal; by default 2 where the request was at fault, else 1. */
type ExitCodeOf = (status: number, code: string) => number;

/** Calls the API below /api/v1; its problems become one sentence. */
export async function callApi<Schema extends z.ZodType>(
  schema: Schema,
  server: ServerAccess,
  path: string,
  init: RequestInit = {},
  exitCodeOf: ExitCodeOf = (status) => (status < 500 ? 2 : 1),
): Promise<z.output<Schema>> {
  const answer = await fetchApi(server, path, init, exitCodeOf);
  return schema.parse(parseJson(await answer.text()));
}

/** The same for what is no JSON: an export, a log. */
export async function fetchApi(
  server: ServerAccess,
  path: string,
  init: RequestInit = {},
  exitCodeOf: ExitCodeOf = (status) => (status < 500 ? 2 : 1),
): Promise<Response> {
  const url = `${server.url}/api/v1${path}`;
  const headers = new Headers({ ...server.headers });
  for (const [name, value] of new Headers(init.headers)) headers.set(name, value);
  const answer = await reach(url, { ...init, headers });
  if (answer.ok) return answer;
  const stated = problem.safeParse(parseJson(await answer.text()));
  if (!stated.success)
    throw new UserFacingError("api_failed", `The server answered ${answer.status} to ${url}.`);
  const { code, detail, action, subject = null } = stated.data;
  throw new ApiRefusal(code, action === undefined ? detail : `${detail} ${action}`, {
    exitCode: exitCodeOf(answer.status, code),
    status: answer.status,
    subject,
  });
}

async function reach(url: string, init: RequestInit): Promise<Response> {
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
