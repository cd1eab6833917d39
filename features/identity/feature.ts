import type { Context } from "hono";
import type { Engine, QueueSettings, WorkflowHandler } from "@millrace/engine";
import { createApi, type Api, type Credential } from "@millrace/platform/api";
import { recordAudit, type AuditActor } from "@millrace/platform/audit";
import type { MigrationSource } from "@millrace/platform/db";
import type { IdentityContext } from "./context.ts";
import { identityPermissions, type PermissionTable } from "./contract.ts";
import { hasOwner } from "./queries/people.ts";
import { pruneIdentity } from "./queries/prune.ts";
import { addAuditRoutes } from "./routes/audit.ts";
import { addLinkRoutes } from "./routes/links.ts";
import { addMeRoutes } from "./routes/me.ts";
import { addPeopleRoutes } from "./routes/people.ts";
import { addSessionRoutes } from "./routes/sessions.ts";
import { addSignInRoutes } from "./routes/sign-in.ts";
import { addTokenRoutes } from "./routes/tokens.ts";
import { newSecret } from "./secrets/secret.ts";
import { callerOf, type Found } from "./sign-in/caller-of.ts";
import { handOverLink, type LinkMaker } from "./sign-in/mail-link.ts";
import { mailQueue } from "./workflows/send-link-definition.ts";
import { sendLinkHandler } from "./workflows/send-link.ts";

export type { IdentityContext, MailSettings } from "./context.ts";
export { openCredentials, type Credentials } from "./sign-in/credentials.ts";

/** Tables of Identity. */
export const identityMigrations: MigrationSource = {
  name: "identity",
  folder: new URL("./migrations/", import.meta.url),
};

/** The manifest of Identity: what the server plugs together, and the door it stands at. */
export interface IdentityFeature {
  name: "identity";
  permissions: PermissionTable;
  budgets: readonly [];
  queues: QueueSettings[];
  handlers(): WorkflowHandler[];
  /** Routes below /api/v1. */
  routes(engine: Engine): Api;
  /** Who asks. Throws `HttpProblem` 401 for a token that opens nothing. */
  callerOf(c: Context): Promise<Found>;
  /** Aborted when a caller's session or token ends; never for a caller without one. */
  endOf(credential: Credential | null, over: AbortSignal): AbortSignal | null;
  /** Whether whoever sits at this machine needs no sign-in. */
  isOpen: boolean;
  /** Opens everything, while this process runs, to whoever can read it in the data folder. */
  localSecret: string;
  /** A link by which somebody becomes owner, while nobody is; null when nobody has to. */
  firstOwnerLink(): Promise<string | null>;
  /** Deletes ended sessions, links, tokens and attempts; returns how many of each. */
  prune(): Promise<Record<string, number>>;
}

export function createIdentityFeature(context: IdentityContext): IdentityFeature {
  const { db, clock, log, credentials } = context;
  const local = newSecret("mrl_");
  const door = {
    credentials,
    isOpen: context.isOpen,
    localHash: local.hash,
    everything: () => context.permissionsOf("owner"),
  };
  return {
    name: "identity",
    permissions: identityPermissions,
    budgets: [],
    queues: [{ name: mailQueue, concurrency: null, workerConcurrency: 2, pollingMs: 100 }],
    handlers: () => [sendLinkHandler(context)],
    routes: (engine) => {
      const api = createApi(log);
      const routes = { ...context, engine };
      addMeRoutes(api, routes);
      addSignInRoutes(api, routes);
      addLinkRoutes(api, routes);
      addSessionRoutes(api, routes);
      addTokenRoutes(api, routes);
      addPeopleRoutes(api, routes);
      addAuditRoutes(api, routes);
      return api;
    },
    callerOf: (c) => callerOf(c, door),
    endOf: (credential, over) => (credential === null ? null : credentials.watch(credential, over)),
    isOpen: context.isOpen,
    localSecret: local.text,
    firstOwnerLink: async () => {
      if (context.isOpen || (await hasOwner(db.pool))) return null;
      return await makeOwnerLink(context, { kind: "system", id: "start", name: "start without an owner" });
    },
    prune: () => pruneIdentity(db.pool, new Date(clock.now())),
  };
}

/** A one-time link by which whoever holds it becomes owner; audited. For whoever can reach the database itself. */
export async function makeOwnerLink(context: LinkMaker, actor: AuditActor): Promise<string> {
  const url = await handOverLink(context, { kind: "setup", personId: null, language: "en" });
  await recordAudit(context.db.pool, { actor, action: "owner_link.made", subject: null, detail: {} });
  return url;
}
