import { parseValue } from "../config/index.ts";
import { NeedsAttention } from "../errors/index.ts";
import { isReference, type Secrets } from "../secrets/index.ts";
import type { EffectiveSetting } from "./effective.ts";

/**
 * What a secret setting stands for at this moment; null when none is set. Throws what `Secrets.resolve` throws, and
 * `NeedsAttention` when its place holds something that is no value of this setting; what it holds is not told.
 */
export async function resolveSecret(
  { name, description, value }: EffectiveSetting,
  secrets: Secrets,
): Promise<string | null> {
  if (typeof value !== "string") return null;
  const secret = await secrets.resolve(name, value);
  const parsed = parseValue(description, secret);
  if ("value" in parsed) return secret;
  const what = isReference(value) ? `What ${name} leads to (${value})` : `The kept value of ${name}`;
  throw new NeedsAttention(
    `${what} can't be used: ${parsed.fault}; correct it there, or set ${name} again.`,
    { facts: { setting: name } },
  );
}
