import { randomBytes } from "node:crypto";

/** What Standard Webhooks recommends: 24 to 64 bytes, in base64 behind "whsec_". */
const secretBytes = 32;

export const newSigningSecret = (): string => `whsec_${randomBytes(secretBytes).toString("base64")}`;

/** The name a rule's secret is sealed under. */
export const secretName = (ruleId: string): string => `siteAlert.${ruleId}`;
