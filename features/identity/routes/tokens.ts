import { z } from "@hono/zod-openapi";
import {
  answers,
  authorized,
  HttpProblem,
  jsonAnswer,
  operation,
  problemAnswer,
  type Api,
  type Authorized,
} from "@millrace/platform/api";
import { recordAudit } from "@millrace/platform/audit";
import { inTransaction } from "@millrace/platform/db";
import type { IdentityRoutesContext } from "../context.ts";
import { apiTokenList, apiTokenRequest, newApiToken, tokenPrefix, type NewApiToken } from "../contract.ts";
import { deleteToken, insertToken, listTokens } from "../queries/tokens.ts";
import { newSecret } from "../secrets/secret.ts";
import { body } from "./body.ts";
import { ownAccount } from "./own-account.ts";
import { publishRevoked } from "./revoke.ts";

const tags = ["Account"];
const dayMs = 86_400_000;
/** Of a secret, so that a person can tell their tokens apart: too few to guess the rest from. */
const hintLength = tokenPrefix.length + 6;
const noAccount = problemAnswer("Whoever asks has no account");

/** `GET /me/tokens`, `POST /me/tokens`, `DELETE /me/tokens/{id}`. */
export function addTokenRoutes(api: Api, context: IdentityRoutesContext): void {
  const { db, credentials } = context;
  const list = operation("account:read", {
    method: "get",
    path: "/me/tokens",
    tags,
    summary: "One's API tokens, without their secrets; empty for whoever has no account",
    responses: { 200: jsonAnswer(apiTokenList, "Tokens, newest first, ended ones too") },
  });
  api.openapi(list, async (c) => {
    const credential = c.get("credential");
    return c.json({ items: credential === null ? [] : await listTokens(db.pool, credential.personId) }, 200);
  });

  const make = operation("account:write", {
    method: "post",
    path: "/me/tokens",
    tags,
    summary: "Make an API token; its secret is in this answer and nowhere else",
    request: {
      body: body(apiTokenRequest, { name: "Nightly export", scopes: ["posts:read"], expires_in_days: 90 }),
    },
    responses: {
      201: jsonAnswer(newApiToken, "The token, with its secret"),
      400: answers.badRequest,
      409: noAccount,
      422: problemAnswer("A scope is not one that the person may give"),
    },
  });
  api.openapi(make, async (c) => {
    const actor = authorized(c, "account:write");
    const { personId } = ownAccount(c);
    return c.json(await makeToken(context, actor, personId, c.req.valid("json")), 201);
  });

  const end = operation("account:write", {
    method: "delete",
    path: "/me/tokens/{id}",
    tags,
    summary: "Revoke an API token",
    request: { params: z.object({ id: z.uuid() }) },
    responses: {
      204: { description: "It opens nothing any more" },
      400: answers.badRequest,
      404: answers.notFound,
      409: noAccount,
    },
  });
  api.openapi(end, async (c) => {
    const actor = authorized(c, "account:write");
    const { id } = c.req.valid("param");
    const { personId } = ownAccount(c);
    await inTransaction(db.pool, async (client) => {
      const token = await deleteToken(client, personId, id);
      if (token === null)
        throw new HttpProblem(404, "token_not_found", `You have no API token ${id}.`, {
          action: "It may be revoked already: look at the list again.",
        });
      await publishRevoked(client, [id]);
      await recordAudit(client, {
        actor,
        action: "token.revoked",
        subject: id,
        detail: { name: token.name },
      });
    });
    credentials.forget([id]);
    return c.body(null, 204);
  });
}

async function makeToken(
  { db, clock }: IdentityRoutesContext,
  actor: Authorized<"account:write">,
  personId: string,
  request: z.output<typeof apiTokenRequest>,
): Promise<NewApiToken> {
  const scopes = [...new Set(request.scopes)].toSorted();
  assertGivable(actor, scopes);
  const secret = newSecret(tokenPrefix);
  const now = new Date(clock.now());
  const expiresAt = new Date(now.getTime() + request.expires_in_days * dayMs);
  const hint = secret.text.slice(0, hintLength);
  const stored = { personId, name: request.name, tokenHash: secret.hash, hint, scopes, expiresAt };
  const token = await inTransaction(db.pool, async (client) => {
    const made = await insertToken(client, stored, now);
    const detail = { name: made.name, scopes, expires_at: made.expires_at };
    await recordAudit(client, { actor, action: "token.made", subject: made.id, detail });
    return made;
  });
  return { ...token, secret: secret.text };
}

/** A token holds what its person holds, and never the account itself: it can't make others or change a password. */
function assertGivable(actor: Authorized<"account:write">, scopes: readonly string[]): void {
  const held: ReadonlySet<string> = actor.permissions;
  const refused = scopes.find((scope) => scope.startsWith("account:") || !held.has(scope));
  if (refused === undefined) return;
  throw new HttpProblem(422, "scope_not_held", `A token of yours can't have the scope ${refused}.`, {
    field: "body.scopes",
    action: "Choose among the permissions that GET /api/v1/me lists, account:… excepted.",
  });
}
