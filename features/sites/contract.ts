import { everybodyBehindTheCounter, thoseWhoWork, type PermissionTable } from "@millrace/identity/contract";

/** What the rest of the house may know of Sites: schemas, types, workflow definitions, events. */
export * from "./contract/metrics.ts";
export * from "./contract/websites.ts";
export * from "./contract/sessions.ts";
export * from "./contract/providers.ts";
export * from "./contract/imports.ts";
export * from "./contract/alerts.ts";
export * from "./contract/streams.ts";

/** Who may look at websites and their metrics, and who may change or measure them. */
export const sitesPermissions = {
  "sites:read": everybodyBehindTheCounter,
  "sites:write": thoseWhoWork,
} as const satisfies PermissionTable;

/** Live event types of this feature on GET /api/v1/stream; payloads are the named schemas. */
export const siteEvents = {
  /** payload: Website; one per measured or changed website. Bulk changes and imports publish `lists` instead. */
  website: "website.changed",
  /** payload: { workspace }: many websites changed at once, read the list again. */
  lists: "websites.changed",
  /** payload: Session, at most about four per second and session. */
  session: "scraping_session.changed",
  /** payload: ProviderHealth */
  provider: "site_provider.changed",
  /** payload: WebsiteImport */
  import: "website_import.changed",
  /** payload: FiredAlert */
  alert: "site_alert.fired",
} as const;
