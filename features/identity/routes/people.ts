import { z } from "@hono/zod-openapi";
import {
  answers,
  authorized,
  jsonAnswer,
  operation,
  pageParameters,
  problemAnswer,
  type Api,
} from "@millrace/platform/api";
import { pageCursor } from "@millrace/platform/db";
import type { IdentityRoutesContext } from "../context.ts";
import { invitation, invitationRequest, person, personChange, personPage } from "../contract.ts";
import { changeRole, invitePerson, removePerson } from "../people/manage-people.ts";
import { listPeople } from "../queries/people.ts";
import { body } from "./body.ts";

const peopleCursor = pageCursor(z.object({ email: z.email() }));
const tags = ["People"];
const params = z.object({ id: z.uuid() });
const lastOwner = problemAnswer("A house keeps at least one owner");

/** `GET /people`, `POST /people`, `PATCH /people/{id}`, `DELETE /people/{id}`. */
export function addPeopleRoutes(api: Api, context: IdentityRoutesContext): void {
  addList(api, context);
  addInvite(api, context);
  addChange(api, context);
}

function addList(api: Api, { db }: IdentityRoutesContext): void {
  const route = operation("people:read", {
    method: "get",
    path: "/people",
    tags,
    summary: "Everybody with an account or an invitation, by address",
    request: { query: pageParameters },
    responses: { 200: jsonAnswer(personPage, "A page of people"), 400: answers.badRequest },
  });
  api.openapi(route, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const after = peopleCursor.decode(cursor)?.email ?? null;
    const found = await listPeople(db.pool, after, limit + 1);
    const items = found.slice(0, limit);
    const last = found.length > limit ? items.at(-1) : undefined;
    return c.json({ items, next_cursor: last === undefined ? null : peopleCursor.encode(last) }, 200);
  });
}

function addInvite(api: Api, context: IdentityRoutesContext): void {
  const route = operation("people:write", {
    method: "post",
    path: "/people",
    tags,
    summary: "Invite somebody by mail; asked again for somebody still invited, it sends another link",
    request: { body: body(invitationRequest, { email: "bob@example.com", role: "editor" }) },
    responses: {
      201: jsonAnswer(invitation, "Invited; without a mail server, with the link to hand over"),
      400: answers.badRequest,
      409: problemAnswer("Somebody with this address is here already"),
    },
  });
  api.openapi(route, async (c) =>
    c.json(await invitePerson(authorized(c, "people:write"), context, c.req.valid("json")), 201),
  );
}

function addChange(api: Api, context: IdentityRoutesContext): void {
  const change = operation("people:write", {
    method: "patch",
    path: "/people/{id}",
    tags,
    summary: "Give somebody another role; they sign in again with it",
    request: { params, body: body(personChange, { role: "viewer" }) },
    responses: {
      200: jsonAnswer(person, "The person as they are now"),
      400: answers.badRequest,
      404: answers.notFound,
      409: lastOwner,
    },
  });
  api.openapi(change, async (c) => {
    const { id } = c.req.valid("param");
    return c.json(
      await changeRole(authorized(c, "people:write"), context, id, c.req.valid("json").role),
      200,
    );
  });

  const remove = operation("people:write", {
    method: "delete",
    path: "/people/{id}",
    tags,
    summary: "Remove somebody: their sessions and API tokens end at once",
    request: { params },
    responses: {
      204: { description: "Removed" },
      400: answers.badRequest,
      404: answers.notFound,
      409: lastOwner,
    },
  });
  api.openapi(remove, async (c) => {
    await removePerson(authorized(c, "people:write"), context, c.req.valid("param").id);
    return c.body(null, 204);
  });
}
