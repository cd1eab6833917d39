import { z } from "zod";
import type { Permission } from "@millrace/platform/api";

/** What the rest of the house may know of Identity: roles, and what each may do. */

/** What a person is in the house. A buyer has an account in the store and sees nothing behind the counter. */
export const role = z.enum(["owner", "editor", "viewer", "buyer"]);
export type Role = z.infer<typeof role>;

/** A room's permissions and the roles that hold each. */
export type PermissionTable = Readonly<Record<Permission, readonly Role[]>>;

/** Shorthands for the columns of a permission table. */
export const everybodyBehindTheCounter = ["owner", "editor", "viewer"] as const satisfies readonly Role[];
export const thoseWhoWork = ["owner", "editor"] as const satisfies readonly Role[];
export const ownersOnly = ["owner"] as const satisfies readonly Role[];

/** What a role may do, from the tables of every room. */
export function permissionsOf(ofRole: Role, tables: readonly PermissionTable[]): ReadonlySet<Permission> {
  const held = tables.flatMap((table) =>
    Object.entries(table).flatMap(([permission, holders]) =>
      holders.includes(ofRole) ? [permission as Permission] : [],
    ),
  );
  return new Set(held);
}

/** Identity's own permissions. `account:*` is what a person may do with their own account; no token ever carries them. */
export const identityPermissions = {
  "account:read": role.options,
  "account:write": role.options,
  "people:read": ownersOnly,
  "people:write": ownersOnly,
  "audit:read": ownersOnly,
} as const satisfies PermissionTable;

/** Events of Identity on the live stream; they carry ids and no addresses. */
export const identityEvents = { person: "person.changed", session: "session.revoked" } as const;

const instant = z.string().describe("ISO 8601, UTC");
const permission = z.string().regex(/^[a-z]+:[a-z]+$/u, "a permission looks like posts:read");

export const language = z.enum(["en", "fr"]);
export type Language = z.infer<typeof language>;

/** Compared without regard to case and stored in lower case. */
export const emailAddress = z
  .email("an address looks like name@example.com")
  .max(254)
  .transform((text) => text.toLowerCase())
  .pipe(z.string())
  .describe("E-mail address");

/** Fewest characters of a password (NIST SP 800-63B asks for 8, with a second factor; we have none). */
export const minPasswordLength = 12;
/** Its upper limit keeps the work of hashing small. */
export const maxPasswordLength = 256;

/** A password somebody chooses; what is too common is refused by the server, which holds the list. */
export const newPassword = z
  .string()
  .min(minPasswordLength, `a password has at least ${minPasswordLength} characters`)
  .max(maxPasswordLength);

const givenPassword = z.string().min(1).max(maxPasswordLength);
const personName = z.string().trim().min(1).max(120);
const linkToken = z.string().min(20).max(200).describe("What stands behind # in the link");

/** `GET /me`: who asks, as the server sees it. */
export const me = z.object({
  actor: z
    .object({
      kind: z.enum(["user", "token", "demo", "system"]),
      id: z.string(),
      name: z.string(),
      email: z.string().nullable(),
      role: role.nullable().describe("null for whoever is no person: the house itself"),
      language: language.nullable(),
      has_password: z.boolean(),
    })
    .nullable()
    .describe("null: nobody is signed in"),
  permissions: z.array(permission).describe("Hide what needs another one; the server refuses it anyway"),
  session_id: z.string().nullable(),
  is_demo: z.boolean(),
  needs_owner: z.boolean().describe("Nobody owns this house yet: open the link printed in the terminal"),
  can_mail: z.boolean().describe("false: sign-in by e-mail link is off, no mail server is set"),
});
export type Me = z.infer<typeof me>;

/** `POST /sign-in` → `me`. 401 `wrong_credentials`, whatever was wrong; 429 `too_many_attempts` with Retry-After. */
export const signInRequest = z.object({ email: emailAddress, password: givenPassword });
export type SignInRequest = z.input<typeof signInRequest>;

/** `POST /sign-in/magic-link` → `accepted`, whether or not anybody has this address. */
export const magicLinkRequest = z.object({ email: emailAddress, language: language.default("en") });
export type MagicLinkRequest = z.input<typeof magicLinkRequest>;
export const accepted = z.object({ status: z.literal("accepted") });

/**
 * `POST /sign-in/magic-link/verify` → `me`. 422 `link_not_valid` when it was used, has expired, or never was.
 * Also takes the links of invitations, which is when a name and a password may come with it.
 */
export const verifyLinkRequest = z.object({
  token: linkToken,
  name: personName.optional(),
  password: newPassword.optional(),
});
export type VerifyLinkRequest = z.input<typeof verifyLinkRequest>;

/** `POST /setup` → `me`: makes the owner, or makes an existing person owner with a new password. 422 `link_not_valid`. */
export const setupRequest = z.object({
  token: linkToken,
  email: emailAddress,
  name: personName,
  password: newPassword,
  language: language.default("en"),
});
export type SetupRequest = z.input<typeof setupRequest>;

/** Where the links lead in the web app; the token stands behind `#`, which no browser sends to a server. */
export const linkPages = { setup: "/setup", signIn: "/sign-in/link", invitation: "/invitation" } as const;

export const session = z.object({
  id: z.string(),
  is_current: z.boolean(),
  method: z.enum(["password", "link", "setup"]).describe("How it began"),
  device: z.string().describe("Browser and system, as it called itself"),
  address: z.string().describe("Network address it was last seen from"),
  created_at: instant,
  last_seen_at: instant.describe("To the minute"),
  expires_at: instant.describe("At the latest; earlier when it is not used"),
});
export type Session = z.infer<typeof session>;
export const sessionList = z.object({ items: z.array(session) });

/** `DELETE /me/sessions`: every other one of mine. `DELETE /me/sessions/{id}` → 204. */
export const revokedCount = z.object({ count: z.int() });

/**
 * `POST /me/password` → `me`: ends every other session and gives this one a new id. `current_password` may be left out
 * by whoever has none, and within 15 minutes of signing in by a link. 403 `wrong_password`, 422 `password_too_common`.
 */
export const passwordChange = z.object({
  current_password: givenPassword.nullable().default(null),
  new_password: newPassword,
});
export type PasswordChange = z.input<typeof passwordChange>;

/** Begins every API token's secret, so that secret scanners know one. */
export const tokenPrefix = "mrt_";

export const apiToken = z.object({
  id: z.string(),
  name: z.string(),
  hint: z.string().describe("Its first characters, to know it by"),
  scopes: z.array(permission),
  created_at: instant,
  expires_at: instant,
  last_used_at: instant.nullable().describe("To the minute"),
});
export type ApiToken = z.infer<typeof apiToken>;
export const apiTokenList = z.object({ items: z.array(apiToken) });

/** `POST /me/tokens` → 201 `newApiToken`. Scopes are permissions of the person's own, `account:*` excepted. */
export const apiTokenRequest = z.object({
  name: personName,
  scopes: z.array(permission).min(1).max(100),
  expires_in_days: z.int().min(1).max(365).default(90),
});
export type ApiTokenRequest = z.input<typeof apiTokenRequest>;
export const newApiToken = apiToken.extend({ secret: z.string().describe("Shown this once, stored hashed") });
export type NewApiToken = z.infer<typeof newApiToken>;

export const person = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string().nullable().describe("null until an invitation is accepted"),
  role,
  status: z.enum(["invited", "active"]),
  language,
  has_password: z.boolean(),
  created_at: instant,
  last_seen_at: instant.nullable().describe("To the minute"),
});
export type Person = z.infer<typeof person>;
export const personPage = z.object({ items: z.array(person), next_cursor: z.string().nullable() });

/** `POST /people` → 201 `invitation`; asked again for somebody still invited, it sends another link. 409 `person_exists`. */
export const invitationRequest = z.object({
  email: emailAddress,
  name: personName.nullable().default(null),
  role,
  language: language.default("en"),
});
export type InvitationRequest = z.input<typeof invitationRequest>;
export const invitation = z.object({
  person,
  invitation_url: z
    .string()
    .nullable()
    .describe("Only without a mail server, to be handed over; null when it was mailed"),
});
export type Invitation = z.infer<typeof invitation>;

/** `PATCH /people/{id}` → `person`; 409 `last_owner`. `DELETE /people/{id}` → 204; 409 `last_owner`. */
export const personChange = z.object({ role });
export type PersonChange = z.infer<typeof personChange>;

export const auditEntry = z.object({
  seq: z.int().describe("1, 2, 3…: without gaps"),
  at: instant,
  actor: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
  action: z.string().describe("noun.verb"),
  subject: z.string().nullable().describe("Id of the thing it was done to"),
  detail: z.record(z.string(), z.unknown()),
  hash: z.string().describe("SHA-256 over the entry and the hash before it"),
});
export type AuditEntry = z.infer<typeof auditEntry>;
export const auditPage = z.object({ items: z.array(auditEntry), next_cursor: z.string().nullable() });

/** `GET /audit/verify`, and `millrace audit verify --json`. */
export const auditVerdict = z.object({
  is_intact: z.boolean(),
  rows: z.int(),
  head: z.object({ seq: z.int(), hash: z.string() }).nullable().describe("The newest entry; null when empty"),
  first_broken: z
    .object({ seq: z.int(), fault: z.enum(["edited", "missing", "cut_off"]), message: z.string() })
    .nullable(),
});
export type AuditVerdict = z.infer<typeof auditVerdict>;
