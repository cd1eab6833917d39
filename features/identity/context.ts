import type { Engine } from "@millrace/engine";
import type { Permission } from "@millrace/platform/api";
import type { Clock } from "@millrace/platform/clock";
import type { Database } from "@millrace/platform/db";
import type { Logger } from "@millrace/platform/telemetry";
import type { Role } from "./contract.ts";
import type { Credentials } from "./sign-in/credentials.ts";

/** How mails leave, as the settings say at this moment. */
export interface MailSettings {
  /** null: no mail is sent. */
  smtpUrl: string | null;
  from: string;
}

/** What Identity uses of the house. */
export interface IdentityContext {
  db: Database;
  clock: Clock;
  log: Logger;
  credentials: Credentials;
  permissionsOf: (role: Role) => ReadonlySet<Permission>;
  /** Whether a mail server is set; that it can be reached, or its secret read, is not said. */
  canMail: () => boolean;
  /** Throws what stands between the house and its mail server's address: a lost key, a reference that leads nowhere. */
  mailSettings: () => Promise<MailSettings>;
  /** Where links lead: the public address, else the one the server listens on. */
  baseUrl: () => string;
  /** Whether browsers reach the house over TLS. */
  isBehindTls: () => boolean;
  /** Whether third parties are simulators. */
  isDemo: boolean;
  /** Whether whoever sits at this machine is the owner without signing in: a demo that nobody else can reach. */
  isOpen: boolean;
}

/** What its routes use besides. */
export interface IdentityRoutesContext extends IdentityContext {
  engine: Engine;
}
