import { existsSync, readFileSync } from "node:fs";
import { parseDocument } from "yaml";
import type { z } from "zod";
import { UserFacingError, messageOf } from "../errors/index.ts";
import { isReference, referenceFault } from "../secrets/index.ts";
import type { SettingDescription, SettingsDescription } from "./describe.ts";

/** Where an effective value came from, the weakest first. */
export type Origin = "default" | "settings page" | "file" | "environment" | "flag";

/** A value that a flag, the environment or the file sets: the settings page does not change it. */
export interface GivenSetting {
  value: unknown;
  origin: Exclude<Origin, "default" | "settings page">;
  /** For people: "environment variable PORT". */
  where: string;
}

/** By name; what is not in it may be kept in the database. */
export type GivenSettings = ReadonlyMap<string, GivenSetting>;

export type ConfigValues<Description extends SettingsDescription> = {
  [Key in keyof Description]: z.output<Description[Key]["schema"]>;
};

export interface PrintedSetting {
  name: string;
  value: unknown;
  origin: Origin;
  env: string;
  about: string;
}

export interface LoadedConfig<Description extends SettingsDescription> {
  values: ConfigValues<Description>;
  /** What is set, by the strongest that sets it. */
  given: GivenSettings;
  /** Effective values with their origin, secrets masked: what `config print` shows. */
  print(): PrintedSetting[];
}

export interface ConfigInputs {
  env: Readonly<Record<string, string | undefined>>;
  /** Path of millrace.yaml; read when it exists. */
  file: string | null;
  /** Command-line values; the strongest. */
  flags?: Readonly<Record<string, unknown>>;
}

interface Found extends Omit<GivenSetting, "origin"> {
  origin: GivenSetting["origin"] | "default";
}

/**
 * Reads settings from flags, environment and file, in this order of strength.
 * Throws UserFacingError `config_invalid` naming the setting, where it was set and what it may be.
 */
export function loadConfig<Description extends SettingsDescription>(
  description: Description,
  inputs: ConfigInputs,
): LoadedConfig<Description> {
  const file = readSettingsFile(description, inputs.file);
  const given = new Map<string, GivenSetting>();
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(description)) {
    const { value, origin, where } = findValue(name, setting.env, inputs, file);
    values[name] = parseSetting(setting, { value, origin, where });
    if (origin !== "default") given.set(name, { value: values[name], origin, where });
  }
  return {
    values: values as ConfigValues<Description>,
    given,
    print: () =>
      Object.entries(description).map(([name, setting]) => ({
        name,
        value: setting.isSecret === true ? maskSecret(values[name]) : values[name],
        origin: given.get(name)?.origin ?? "default",
        env: setting.env,
        about: setting.about,
      })),
  };
}

function findValue(name: string, env: string, inputs: ConfigInputs, file: Record<string, unknown>): Found {
  const flag = inputs.flags?.[name];
  if (flag !== undefined) return { value: flag, origin: "flag", where: `--${kebab(name)}` };
  const fromEnvironment = inputs.env[env];
  if (fromEnvironment !== undefined && fromEnvironment !== "") {
    return { value: fromEnvironment, origin: "environment", where: `environment variable ${env}` };
  }
  // "port:" with nothing after it is null: left out, not zero.
  if (file[name] !== undefined && file[name] !== null)
    return { value: file[name], origin: "file", where: `"${name}" in ${inputs.file}` };
  return { value: undefined, origin: "default", where: name };
}

function parseSetting(setting: SettingDescription, found: Found): unknown {
  const parsed = parseValue(setting, found.value);
  if ("value" in parsed) return parsed.value;
  const shown = setting.isSecret === true ? "its value" : JSON.stringify(found.value);
  const reason = parsed.fault;
  throw new UserFacingError("config_invalid", `The ${found.where} can't be ${shown}: ${reason}.`, {
    exitCode: 2,
  });
}

/** The value a setting takes from what somebody gave, or why it can't; a secret may be given by reference. */
export function parseValue(
  { schema, isSecret, page }: SettingDescription,
  given: unknown,
): { value: unknown } | { fault: string } {
  // What is read at start alone is needed before anything could be resolved.
  if (isSecret === true && page !== undefined && typeof given === "string" && isReference(given)) {
    const fault = referenceFault(given);
    return fault === null ? { value: given } : { fault };
  }
  const parsed = schema.safeParse(given);
  if (parsed.success) return { value: parsed.data };
  return { fault: (parsed.error.issues[0]?.message ?? "not valid").replace(/\.$/u, "") };
}

function readSettingsFile(description: SettingsDescription, path: string | null): Record<string, unknown> {
  if (path === null || !existsSync(path)) return {};
  const content = parseYaml(path);
  if (content === null || content === undefined) return {};
  if (typeof content !== "object" || Array.isArray(content)) {
    throw new UserFacingError("config_invalid", `${path} must be a list of "name: value" lines.`, {
      exitCode: 2,
    });
  }
  const unknownName = Object.keys(content).find((name) => !Object.hasOwn(description, name));
  if (unknownName !== undefined) {
    const names = Object.keys(description).join(", ");
    throw new UserFacingError(
      "config_unknown_setting",
      `${path} sets "${unknownName}", which is no setting; known ones are ${names}.`,
      { exitCode: 2 },
    );
  }
  return content as Record<string, unknown>;
}

function parseYaml(path: string): unknown {
  try {
    const document = parseDocument(readFileSync(path, "utf8"));
    if (document.errors[0] !== undefined) throw document.errors[0];
    return document.toJS();
  } catch (error) {
    const firstLine = messageOf(error)
      .split("\n")[0]
      ?.replace(/[:.\s]+$/, "");
    throw new UserFacingError("config_unreadable", `${path} can't be read: ${firstLine}.`, {
      exitCode: 2,
      cause: error,
    });
  }
}

function maskSecret(value: unknown): string | null {
  return value === null || value === undefined ? null : "••••••";
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
