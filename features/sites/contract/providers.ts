import { z } from "zod";
import { inEveryLanguage, metricId } from "./metrics.ts";

/** Why a provider is left alone until somebody has looked. */
export const providerTrouble = z.enum([
  "no_credentials",
  "terms_not_accepted",
  "wrong_credentials",
  "logged_out",
  "banned",
  "captcha",
]);
export type ProviderTrouble = z.infer<typeof providerTrouble>;

export const providerHealth = z
  .object({
    id: z.string(),
    label: z.string(),
    /** Its owner offers this door for programs; otherwise its terms are the user's to accept. */
    is_official: z.boolean(),
    is_demo: z.boolean(),
    /** What to know about its terms before it is used. */
    notice: inEveryLanguage,
    state: z.enum(["ready", "paused"]),
    trouble: providerTrouble.nullable(),
    message: z.string().nullable(),
    needs_browser: z.boolean(),
    takes_files: z.boolean(),
    metrics: z.array(metricId),
    /** In the order they are tried. */
    mirrors: z.array(
      z.object({
        name: z.string(),
        host: z.string(),
        state: z.enum(["serving", "failing"]),
        /** When a failing one is probed next. */
        probe_at: z.string().nullable(),
      }),
    ),
    signed_in_at: z.string().nullable(),
    budget: z.object({ spent: z.number(), allowed: z.number(), period_ms: z.number() }).nullable(),
  })
  .meta({ id: "ProviderHealth" });
export type ProviderHealth = z.infer<typeof providerHealth>;
