import type { Invitation, Me, NewApiToken, Person, Session } from "@millrace/identity/contract";
import { openCredentials } from "@millrace/identity/feature";
import { startMailSimulator } from "@millrace/mail/simulator";
import type { Permission } from "@millrace/platform/api";
import { until } from "@millrace/platform/testing";
import { afterAll, beforeEach, expect, test } from "vitest";
import { json, openTestHouse } from "./testing/test-house.ts";

const mail = await startMailSimulator();
const house = await openTestHouse({
  site: { posts: 1 },
  config: { demo: false, demoUrl: null, smtpUrl: mail.url },
});
afterAll(async () => {
  await house[Symbol.asyncDispose]();
  await mail[Symbol.asyncDispose]();
});
const sql = house.database.pool;
beforeEach(async () => {
  await sql.query("truncate identity.person, identity.link, identity.attempt cascade");
  mail.clear();
});

const password = "correct horse battery 9";
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  house.call<Me & { code?: string; field?: string }>(path, json(body, headers));
const tokenIn = (text: string): string => /#([\w-]+)/u.exec(text)?.[1] ?? "";

/** A browser after an answer: its cookie, and where its requests come from. */
function browserAfter({ headers }: { headers: Headers }): Record<string, string> {
  const cookie = headers.getSetCookie().find((line) => line.startsWith("__Host-millrace="));
  return { cookie: cookie?.split(";", 1)[0] ?? "", origin: house.url };
}

async function ada(): Promise<Record<string, string>> {
  const token = tokenIn((await house.context.features.identity.firstOwnerLink()) ?? "");
  const answer = await post("/setup", { token, email: "Ada@Example.com", name: "Ada", password });
  expect(answer.status).toBe(200);
  return browserAfter(answer);
}

async function meOf(headers: Record<string, string>): Promise<Me> {
  return (await house.call<Me>("/me", { headers })).body;
}

async function nextMail(): Promise<(typeof mail.mails)[number]> {
  await until("a mail came", () => Promise.resolve(mail.mails.length > 0));
  const [taken] = mail.mails;
  mail.clear();
  if (taken === undefined) throw new Error("No mail came.");
  return taken;
}

async function invite(
  owner: Record<string, string>,
  email: string,
  role: string,
): Promise<Record<string, string>> {
  await post("/people", { email, role }, owner);
  const token = tokenIn((await nextMail()).text);
  return browserAfter(await post("/sign-in/magic-link/verify", { token, name: email, password }));
}

test("the first owner comes by a link that works once, and then there is no other", async () => {
  const { identity } = house.context.features;
  expect(await meOf({})).toMatchObject({ actor: null, needs_owner: true, permissions: [] });
  const first = (await identity.firstOwnerLink()) ?? "";
  const second = (await identity.firstOwnerLink()) ?? "";
  const owner = { email: "Ada@Example.com", name: "Ada", password };
  const common = await post("/setup", { ...owner, token: tokenIn(first), password: "Password1234!" });
  expect(common).toMatchObject({
    status: 422,
    body: { code: "password_too_common", field: "body.password" },
  });
  const answers = await Promise.all(
    [first, second, first].map((link) => post("/setup", { ...owner, token: tokenIn(link) })),
  );
  expect(answers.map((answer) => answer.status)).toSatisfy(
    (statuses: number[]) => statuses.filter((status) => status === 200).length === 1,
  );
  expect(await identity.firstOwnerLink()).toBeNull();
  expect(await meOf({})).toMatchObject({ actor: null, needs_owner: false });
  expect((await post("/sign-in", { email: "ADA@example.com", password })).body.actor).toMatchObject({
    name: "Ada",
    role: "owner",
  });
});

test("a session's cookie is for this host alone and out of reach of scripts", async () => {
  await ada();
  const { headers } = await post("/sign-in", { email: "ada@example.com", password });
  const cookie = headers.getSetCookie().find((line) => line.startsWith("__Host-millrace="));
  for (const attribute of ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"])
    expect(cookie).toContain(attribute);
  expect(cookie).not.toContain("Domain");
  expect((await house.call("/me", { headers: browserAfter({ headers }) })).body).toMatchObject({
    actor: { kind: "user" },
  });
});

test("a wrong password and an unknown address get one answer, and too many tries the same refusal", async () => {
  await ada();
  const wrong = { password: "not the right one" };
  const known = await post("/sign-in", { email: "ada@example.com", ...wrong });
  const unknown = await post("/sign-in", { email: "eve@example.com", ...wrong });
  expect([known.status, known.body]).toEqual([unknown.status, unknown.body]);
  expect(known).toMatchObject({ status: 401, body: { code: "wrong_credentials" } });
  for (const email of ["ada@example.com", "eve@example.com"]) {
    for (let count = 0; count < 9; count += 1) await post("/sign-in", { email, ...wrong });
    const limited = await post("/sign-in", { email, password });
    expect(limited).toMatchObject({ status: 429, body: { code: "too_many_attempts" } });
    expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(60);
  }
});

test("a sign-in ends the session it came with; a change of password ends all others and renews its own", async () => {
  const before = await ada();
  const here = browserAfter(await post("/sign-in", { email: "ada@example.com", password }, before));
  expect((await meOf(before)).actor).toBeNull();
  const elsewhere = browserAfter(await post("/sign-in", { email: "ada@example.com", password }));
  const next = "another horse entirely 7";
  const refused = await post("/me/password", { current_password: "wrong", new_password: next }, here);
  expect(refused).toMatchObject({ status: 403, body: { code: "wrong_password" } });
  const changed = await post("/me/password", { current_password: password, new_password: next }, here);
  expect(changed.status).toBe(200);
  expect((await meOf(here)).actor).toBeNull();
  expect((await meOf(elsewhere)).actor).toBeNull();
  expect((await meOf(browserAfter(changed))).actor).toMatchObject({ name: "Ada" });
});

test("a session that is not used, or is old, holds no more", async () => {
  for (const column of ["last_seen_at", "expires_at"]) {
    const headers = await house.signIn("viewer");
    await sql.query(`update identity.session set ${column} = now() - interval '8 days'`);
    expect((await meOf(headers)).actor, column).toBeNull();
  }
});

test("a revoked session is refused at once here and in every other process, and its live streams end", async () => {
  const { hub, clock, log } = house.context;
  const ofRole = () => new Set<Permission>();
  // What another process has of the door: its own memory, and the outbox.
  using elsewhere = await openCredentials({ pool: sql, hub, clock, log, permissionsOf: ofRole });
  const here = await ada();
  const lost = browserAfter(await post("/sign-in", { email: "ada@example.com", password }));
  const secret = lost["cookie"]?.split("=")[1] ?? "";
  const caller = await elsewhere.ofSession(secret, "127.0.0.1");
  if (caller === null) throw new Error("The other process does not know the session.");
  const ended = elsewhere.watch(caller.credential, new AbortController().signal);
  const stream = await fetch(`${house.url}/api/v1/stream`, { headers: lost });
  const { body } = await house.call<{ items: Session[] }>("/me/sessions", { headers: here });
  const session = body.items.find((one) => !one.is_current);
  const revoked = await house.call(`/me/sessions/${session?.id}`, { method: "DELETE", headers: here });
  expect(revoked.status).toBe(204);
  expect((await meOf(lost)).actor).toBeNull();
  expect(await stream.text()).toContain("connected");
  await until("the other process heard of it", () => Promise.resolve(ended.aborted));
  expect(await elsewhere.ofSession(secret, "127.0.0.1")).toBeNull();
});

test("what an earlier cookie or role keeps open ends in every process", async () => {
  const { hub, clock, log } = house.context;
  const permissionsOf = () => new Set<Permission>();
  using elsewhere = await openCredentials({ pool: sql, hub, clock, log, permissionsOf, sweepMs: 50 });
  const forever = new AbortController().signal;
  const before = await ada();
  const old = before["cookie"]?.split("=")[1] ?? "";
  const stolen = await elsewhere.ofSession(old, "127.0.0.1");
  if (stolen === null) throw new Error("The other process does not know the session.");
  const watched = elsewhere.watch(stolen.credential, forever);
  const next = { current_password: password, new_password: "another horse entirely 7" };
  const changed = await post("/me/password", next, before);
  expect(changed.body.session_id).not.toBe(stolen.credential.id);
  await until("the old cookie's stream ended", () => Promise.resolve(watched.aborted));
  expect(await elsewhere.ofSession(old, "127.0.0.1")).toBeNull();

  const owner = browserAfter(changed);
  const bob = await invite(owner, "bob@example.com", "viewer");
  const asked = { name: "live", scopes: ["house:read"] };
  const { body: token } = await house.call<NewApiToken>("/me/tokens", json(asked, bob));
  const program = await elsewhere.ofToken(token.secret);
  if (program === null) throw new Error("The other process does not know the token.");
  const listening = elsewhere.watch(program.credential, forever);
  const { id } = (await meOf(bob)).actor ?? { id: "" };
  await house.call(`/people/${id}`, { ...json({ role: "buyer" }, owner), method: "PATCH" });
  await until("the token's stream ended", () => Promise.resolve(listening.aborted));
  const headers = { authorization: `Bearer ${token.secret}` };
  expect((await meOf(headers)).permissions).toEqual([]);
});

test("a change by cookie says which page it comes from", async () => {
  const { cookie = "" } = await ada();
  const foreign: Record<string, string>[] = [
    {},
    { origin: "https://evil.example" },
    { "sec-fetch-site": "cross-site" },
  ];
  for (const headers of foreign.map((page) => ({ ...page, cookie })))
    expect(await post("/people", { email: "bob@example.com", role: "viewer" }, headers)).toMatchObject({
      status: 403,
      body: { code: "cross_site_request" },
    });
});

test("an API token does what its scopes say until it is revoked, and never touches the account", async () => {
  const owner = await ada();
  const asked = { name: "export", scopes: ["posts:read"] };
  expect(await post("/me/tokens", { ...asked, scopes: ["account:write"] }, owner)).toMatchObject({
    status: 422,
  });
  const { body: made } = await house.call<NewApiToken>("/me/tokens", json(asked, owner));
  expect(made.secret).toMatch(/^mrt_[\w-]{43}$/u);
  const stored = await sql.query<{ row: string }>(
    "select to_jsonb(t)::text as row from identity.api_token t",
  );
  expect(stored.rows[0]?.row).not.toContain(made.secret);
  const headers = { authorization: `Bearer ${made.secret}` };
  expect((await house.call("/posts", { headers })).status).toBe(200);
  expect((await house.call("/people", { headers })).status).toBe(403);
  expect((await meOf({ cookie: `__Host-millrace=${made.secret}` })).actor).toBeNull();
  expect(await meOf(headers)).toMatchObject({ actor: { kind: "token" }, permissions: ["posts:read"] });
  await house.call(`/me/tokens/${made.id}`, { method: "DELETE", headers: owner });
  expect(await house.call("/posts", { headers })).toMatchObject({
    status: 401,
    body: { code: "token_not_valid" },
  });
});

test("an invitation is mailed in the reader's language and lets in once, with the role it names", async () => {
  const owner = await ada();
  const asked = { email: "Bob@Example.com", role: "editor", language: "fr" };
  const invited = await house.call<Invitation>("/people", json(asked, owner));
  expect(invited).toMatchObject({
    status: 201,
    body: { invitation_url: null, person: { status: "invited", role: "editor" } },
  });
  const sent = await nextMail();
  expect(sent).toMatchObject({ to: ["bob@example.com"], subject: "Vous êtes invité·e sur Millrace" });
  const token = tokenIn(sent.text);
  const joined = await post("/sign-in/magic-link/verify", { token, name: "Bob", password });
  expect(joined.body.actor).toMatchObject({
    name: "Bob",
    role: "editor",
    has_password: true,
    language: "fr",
  });
  expect((await post("/sign-in/magic-link/verify", { token })).body.code).toBe("link_not_valid");
  expect((await post("/people", asked, owner)).body.code).toBe("person_exists");
});

test("a sign-in link is mailed to whoever has the address; the answer tells nobody who that is", async () => {
  await ada();
  const known = await post("/sign-in/magic-link", { email: "ada@example.com" });
  const unknown = await post("/sign-in/magic-link", { email: "eve@example.com" });
  expect([known.status, known.body]).toEqual([202, { status: "accepted" }]);
  expect([unknown.status, unknown.body]).toEqual([known.status, known.body]);
  const signedIn = await post("/sign-in/magic-link/verify", { token: tokenIn((await nextMail()).text) });
  expect(signedIn.body.actor).toMatchObject({ name: "Ada" });
  // Who came by a link has proved the mailbox: no need of the password that may be lost.
  const next = { new_password: "another horse entirely 7" };
  expect((await post("/me/password", next, browserAfter(signedIn))).status).toBe(200);
  const runs = await house.context.engine.list({ workflow: "send-link", limit: 10 });
  await until(
    "both runs ended alike",
    async () =>
      (await house.context.engine.list({ workflow: "send-link", status: "succeeded", limit: 10 })).items
        .length >= runs.items.length,
  );
  expect(mail.mails).toHaveLength(0);
});

test("a mail server that is busy is asked again, with the same Message-ID", async () => {
  await ada();
  mail.refuseNext(451);
  await post("/sign-in/magic-link", { email: "ada@example.com" });
  const sent = await nextMail();
  const { rows } = await sql.query<{ id: string; tries: number }>(
    "select id, cardinality(token_hashes) as tries from identity.link where kind = 'sign-in'",
  );
  expect(rows).toEqual([{ id: sent.messageId.replace(/^link-|@.*$/gu, ""), tries: 2 }]);
  expect((await post("/sign-in/magic-link/verify", { token: tokenIn(sent.text) })).status).toBe(200);
});

test("a new role ends the sessions of the old one, and nobody who was removed is let in", async () => {
  const owner = await ada();
  const bob = await invite(owner, "bob@example.com", "viewer");
  const { body } = await house.call<{ items: Person[] }>("/people", { headers: owner });
  const { id } = body.items.find((person) => person.email === "bob@example.com") ?? { id: "" };
  const patch = { ...json({ role: "editor" }, owner), method: "PATCH" };
  expect((await house.call<Person>(`/people/${id}`, patch)).body.role).toBe("editor");
  expect((await meOf(bob)).actor).toBeNull();
  const again = browserAfter(await post("/sign-in", { email: "bob@example.com", password }));
  expect((await meOf(again)).permissions).toContain("posts:write");
  expect((await house.call(`/people/${id}`, { method: "DELETE", headers: owner })).status).toBe(204);
  expect((await meOf(again)).actor).toBeNull();
});

test("the last owner stays, also when two owners remove each other at the same time", async () => {
  const owner = await ada();
  const bob = await invite(owner, "bob@example.com", "owner");
  const { body } = await house.call<{ items: Person[] }>("/people", { headers: owner });
  const [first, second] = body.items.map((person) => person.id);
  const answers = await Promise.all([
    house.call(`/people/${second}`, { method: "DELETE", headers: owner }),
    house.call(`/people/${first}`, { ...json({ role: "viewer" }, bob), method: "PATCH" }),
  ]);
  expect(answers.map((answer) => answer.status).filter((status) => status < 300)).toHaveLength(1);
  const owners = await sql.query("select 1 from identity.person where role = 'owner'");
  expect(owners.rowCount).toBe(1);
  const left = (await meOf(owner)).actor === null ? bob : owner;
  const { actor } = await meOf(left);
  expect(await house.call(`/people/${actor?.id}`, { method: "DELETE", headers: left })).toMatchObject({
    status: 409,
    body: { code: "last_owner" },
  });
});

test("who did what is on the trail, which is intact", async () => {
  const owner = await ada();
  await invite(owner, "bob@example.com", "viewer");
  const { body } = await house.call<{ items: { action: string; actor: { name: string } }[] }>(
    "/audit?limit=5",
    {
      headers: owner,
    },
  );
  expect(body.items.map((entry) => entry.action)).toEqual([
    "session.started",
    "person.joined",
    "person.invited",
    "session.started",
    "owner.made",
  ]);
  expect((await house.call("/audit/verify", { headers: owner })).body).toMatchObject({ is_intact: true });
});
