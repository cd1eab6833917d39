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

/** Whether any text of these settings leads to a variable or a file of this machine, alone or inside a longer text. */
export function mentionsReference(settings: unknown): boolean {
  if (typeof settings === "string")
    return /(?:^|[\s"'=:,[{])(?:env:[A-Za-z_]|file:[/A-Za-z])/u.test(settings);
  if (typeof settings !== "object" || settings === null) return false;
  return Object.values(settings).some(mentionsReference);
}

/** Whether a secret of before would be used with other settings than before: with another address, for one. */
export function movesSecrets(schema: SettingsSchema, before: Settings, kept: Settings): boolean {
  const secrets = secretNames(schema);
  const open = (settings: Settings) =>
    JSON.stringify(
      Object.entries(settings)
        .filter(([name]) => !secrets.includes(name))
        .toSorted(byName),
    );
  return secrets.some((name) => holdsKept(before[name], kept[name])) && open(before) !== open(kept);
}

const byName = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);

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
