import { z } from "zod";

/** The layouts the Traffic Analytics page is known in: server-rendered tiles, a table, and one its own script fills. */
export const pageLayouts = ["tiles", "table", "script"] as const;
export type PageLayout = (typeof pageLayouts)[number];

export const portalLanguages = ["en", "fr"] as const;
export type PortalLanguage = (typeof portalLanguages)[number];

/** How the portal behaves when nothing is wrong; each may be switched while it runs. */
export const portalSettings = z
  .object({
    /** How long an answer of the API is held, ms. */
    apiMs: z.int().nonnegative().max(600_000).default(150),
    /** How long the page takes in all, ms; a page filled by its script spends a third of it on the figures. */
    pageMs: z.int().nonnegative().max(600_000).default(600),
    loginMs: z.int().nonnegative().max(600_000).default(150),
    /** `changing`: the next layout after every `layoutTurns` pages. */
    layout: z.enum([...pageLayouts, "changing"]).default("changing"),
    layoutTurns: z.int().positive().default(25),
    /** `both`: each website in one of the two. */
    language: z.enum([...portalLanguages, "both"]).default("both"),
    /** What a request without a valid cookie gets: sent to the log-in page, that page itself, or JSON (with 401, or 200). */
    loggedOutShape: z.enum(["redirect", "html", "json", "json_200"]).default("redirect"),
    /** Requests an account may make within a minute; 429 above. */
    requestsPerMinute: z.int().positive().nullable().default(null),
    /** A log-in ends after this many requests. */
    sessionRequests: z.int().positive().nullable().default(null),
    /** A log-in ends after this long. */
    sessionMs: z.int().positive().nullable().default(null),
  })
  .strict();
export type PortalSettings = z.infer<typeof portalSettings>;
export type PortalSettingsInput = z.input<typeof portalSettings>;
