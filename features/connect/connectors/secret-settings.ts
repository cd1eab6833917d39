import { isDeepStrictEqual } from "node:util";
import { isEnvelope, isReference, type Secrets } from "@millrace/platform/secrets";
import { secretNames, type SettingsSchema } from "./settings.ts";

type Settings = Readonly<Record<string, unknown>>;
/** Works on one text of a secret setting; `name` tells it from the others. */
type OnText = (text: string, name: string) => Promise<string>;

export const mask = "••••";

/** Settings as they are kept: secrets encrypted, references and what is no secret as they are. */
export function sealSettings(
  secrets: Secrets,
  schema: SettingsSchema,
  settings: Settings,
): Promise<Settings> {
  return eachSecret(schema, settings, (text, name) =>
    isReference(text) || isEnvelope(text) ? Promise.resolve(text) : secrets.seal(`connect.${name}`, text),
  );
}

/** Settings as a connector takes them. Throws what `Secrets.resolve` throws, naming the setting. */
export function openSettings(
  secrets: Secrets,
  schema: SettingsSchema,
  settings: Settings,
): Promise<Settings> {
  return eachSecret(schema, settings, (text, name) => secrets.resolve(`connect.${name}`, text));
}

/** Settings as they may be shown. */
export function maskSettings(schema: SettingsSchema, settings: Settings): Promise<Settings> {
  return eachSecret(schema, settings, (text) => Promise.resolve(isReference(text) ? text : mask));
}

/** New settings in which a secret that was left out, or is the mask, stays what it was; also a single one of several. */
export function keepSecrets(schema: SettingsSchema, before: Settings, given: Settings): Settings {
  const kept = secretNames(schema).flatMap((name) => {
    const value = given[name] === undefined ? before[name] : unmasked(given[name], before[name]);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...given, ...Object.fromEntries(kept) };
}

/** What was masked, as it was before. */
function unmasked(given: unknown, before: unknown): unknown {
  if (given === mask) return before ?? given;
  if (typeof given !== "object" || given === null || Array.isArray(given)) return given;
  const known: Settings = typeof before === "object" && before !== null ? { ...before } : {};
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, unmasked(value, known[name])]),
  );
}

/**
 * Whether a text among these settings is a reference. What a connector reads out of a longer text (YAML, JSON) is found in the
 * settings it parsed, not in those it was given.
 */
export function holdsReference(settings: unknown, seen = new Set<object>()): boolean {
  if (typeof settings === "string") return isReference(settings);
  if (typeof settings !== "object" || settings === null || seen.has(settings)) return false;
  // An alias of YAML may lead back to what it lies in.
  seen.add(settings);
  return Object.values(settings).some((each) => holdsReference(each, seen));
}

/** Whether a secret of before would be used with other settings than before: with another address, for one. */
export function movesSecrets(schema: SettingsSchema, before: Settings, kept: Settings): boolean {
  const secrets = secretNames(schema);
  const open = (settings: Settings): Settings =>
    Object.fromEntries(Object.entries(settings).filter(([name]) => !secrets.includes(name)));
  return (
    secrets.some((name) => holdsKept(before[name], kept[name])) &&
    !isDeepStrictEqual(open(before), open(kept))
  );
}

/** Whether a value holds a text that was there before. */
function holdsKept(before: unknown, now: unknown): boolean {
  if (typeof before === "string") return before !== "" && before === now;
  if (typeof before !== "object" || before === null || typeof now !== "object" || now === null) return false;
  const known = before as Settings;
  return Object.entries(now).some(([name, value]) => holdsKept(known[name], value));
}

/** A secret setting is a text, or holds texts (a record of them). */
async function eachSecret(schema: SettingsSchema, settings: Settings, work: OnText): Promise<Settings> {
  const changed: Record<string, unknown> = { ...settings };
  for (const name of secretNames(schema))
    if (changed[name] !== undefined) changed[name] = await eachText(changed[name], name, work);
  return changed;
}

async function eachText(value: unknown, name: string, work: OnText): Promise<unknown> {
  if (typeof value === "string") return value === "" ? value : await work(value, name);
  if (Array.isArray(value))
    return Promise.all(value.map((each, at) => eachText(each, `${name}.${at}`, work)));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(
    async ([key, each]) => [key, await eachText(each, `${name}.${key}`, work)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}
