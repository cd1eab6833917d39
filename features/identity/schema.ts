import { sql } from "drizzle-orm";
import { check, index, integer, pgSchema, text, timestamp, uuid } from "drizzle-orm/pg-core";
import type { Language, Role } from "./contract.ts";

/**
 * Tables of Identity. Change them here, then `npx drizzle-kit generate --name …` in this folder writes the next migration.
 * No secret is in them: of a session, a link and a token they hold the SHA-256, of a password its argon2id hash.
 */
export const identitySchema = pgSchema("identity");

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

export const person = identitySchema.table(
  "person",
  {
    id: uuid("id").primaryKey(),
    /** Lower case. */
    email: text("email").notNull().unique("person_email"),
    /** null until an invitation is accepted. */
    name: text("name"),
    role: text("role").$type<Role>().notNull(),
    language: text("language").$type<Language>().notNull(),
    /** argon2id in PHC form; null for whoever signs in by link only. */
    passwordHash: text("password_hash"),
    createdAt: instant("created_at").notNull(),
    /** null: invited, and not been here yet. */
    joinedAt: instant("joined_at"),
    lastSeenAt: instant("last_seen_at"),
  },
  (table) => [check("person_role", sql`${table.role} in ('owner', 'editor', 'viewer', 'buyer')`)],
);

export const session = identitySchema.table(
  "session",
  {
    /** Names it in lists; opens nothing. */
    id: uuid("id").primaryKey(),
    tokenHash: text("token_hash").notNull().unique("session_token_hash"),
    personId: uuid("person_id")
      .notNull()
      .references(() => person.id, { onDelete: "cascade" }),
    method: text("method").$type<"password" | "link" | "setup">().notNull(),
    device: text("device").notNull(),
    address: text("address").notNull(),
    createdAt: instant("created_at").notNull(),
    lastSeenAt: instant("last_seen_at").notNull(),
    /** However much it is used. */
    expiresAt: instant("expires_at").notNull(),
  },
  (table) => [index("session_person").on(table.personId), index("session_expires").on(table.expiresAt)],
);

/** A one-time link: the first owner's, a sign-in by mail, an invitation. */
export const link = identitySchema.table(
  "link",
  {
    id: uuid("id").primaryKey(),
    kind: text("kind").$type<"setup" | "sign-in" | "invitation">().notNull(),
    /** null: the owner's, or asked for with an address nobody has. */
    personId: uuid("person_id").references(() => person.id, { onDelete: "cascade" }),
    /** One for each try to send it: which of them arrived, SMTP can't always say. */
    tokenHashes: text("token_hashes").array().notNull(),
    /** Where the house was reached when it was made: "https://millrace.example". */
    baseUrl: text("base_url").notNull(),
    language: text("language").$type<Language>().notNull(),
    createdAt: instant("created_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
  },
  (table) => [
    index("link_token_hashes").using("gin", table.tokenHashes),
    index("link_person").on(table.personId),
    index("link_expires").on(table.expiresAt),
  ],
);

export const apiToken = identitySchema.table(
  "api_token",
  {
    id: uuid("id").primaryKey(),
    personId: uuid("person_id")
      .notNull()
      .references(() => person.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    tokenHash: text("token_hash").notNull().unique("api_token_token_hash"),
    /** Its first characters, for people. */
    hint: text("hint").notNull(),
    scopes: text("scopes").array().notNull(),
    createdAt: instant("created_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
    lastUsedAt: instant("last_used_at"),
  },
  (table) => [index("api_token_person").on(table.personId)],
);

/** Attempts in the running window, by what they are counted for: an account, an address. Shared by all processes. */
export const attempt = identitySchema.table(
  "attempt",
  {
    key: text("key").primaryKey(),
    count: integer("count").notNull(),
    windowEndsAt: instant("window_ends_at").notNull(),
  },
  (table) => [index("attempt_window_ends").on(table.windowEndsAt)],
);
