import ipaddr from "ipaddr.js";
import { z } from "zod";
import { defineSettings } from "./describe.ts";
import { numeric } from "./numeric.ts";

const count = numeric.pipe(z.number().int().min(0).max(1_000_000_000));

const networks = z
  .union([z.string().transform((text) => text.split(",")), z.array(z.string())])
  .transform((names) => names.map((name) => name.trim()).filter((name) => name !== ""))
  .refine((names) => names.every(isNetwork), {
    error: "addresses or networks, by comma, are needed: 10.0.0.7, 10.1.0.0/16",
  });

function isNetwork(name: string): boolean {
  return ipaddr.isValid(name) || ipaddr.isValidCIDR(name);
}

/** What the HTTP door lets in, and how often. A rate limit of 0 is none. */
export const doorSettings = defineSettings({
  trustedProxies: {
    schema: networks.default([]),
    env: "MILLRACE_TRUSTED_PROXIES",
    about:
      "Addresses or networks, by comma, of the reverse proxies whose X-Forwarded-For is believed; without it, none",
  },
  rateLimitPerAddress: {
    schema: count.default(12_000),
    env: "MILLRACE_RATE_LIMIT_PER_ADDRESS",
    about: "Requests a minute to the API from one network address; 0 is no limit",
  },
  rateLimitPerUser: {
    schema: count.default(6_000),
    env: "MILLRACE_RATE_LIMIT_PER_USER",
    about: "Requests a minute to the API by one person; 0 is no limit",
  },
  rateLimitPerToken: {
    schema: count.default(6_000),
    env: "MILLRACE_RATE_LIMIT_PER_TOKEN",
    about: "Requests a minute to the API with one token; 0 is no limit",
  },
  rateLimitSignIns: {
    schema: count.default(60),
    env: "MILLRACE_RATE_LIMIT_SIGN_INS",
    about: "Attempts a minute to sign in from one network address; 0 is no limit",
  },
  rateLimitExports: {
    schema: count.default(60),
    env: "MILLRACE_RATE_LIMIT_EXPORTS",
    about: "Exports a minute by one person or token; 0 is no limit",
  },
  rateLimitUploads: {
    schema: count.default(60),
    env: "MILLRACE_RATE_LIMIT_UPLOADS",
    about: "Uploads a minute by one person or token; 0 is no limit",
  },
  maxConnections: {
    schema: numeric.pipe(z.number().int().min(1).max(1_000_000)).default(5_000),
    env: "MILLRACE_MAX_CONNECTIONS",
    about: "Connections the server holds open at once; more are closed at once",
  },
});
