import { NeedsAttention, UserFacingError } from "@millrace/platform/errors";
import { z } from "zod";
import type { ConnectorContext } from "../../connectors/context.ts";
import { setting } from "../../connectors/settings.ts";
import { digitsRefusal, publicLookup } from "../public-lookup.ts";
import { BucketHome } from "./bucket-home.ts";
import type { FileHome } from "./file-home.ts";
import { FolderHome } from "./folder-home.ts";

/** What every destination of files asks for. */
export const fileSettings = {
  folder: setting(z.string().trim().min(1), {
    title: { en: "Folder", fr: "Dossier" },
    about: {
      en: "A folder of this machine (relative: to the working folder), or s3://bucket/prefix. For services other than Amazon's add ?endpoint=https://…&region=….",
      fr: "Un dossier de cette machine (relatif : au dossier de travail), ou s3://seau/préfixe. Pour un autre service qu'Amazon, ajoutez ?endpoint=https://…&region=….",
    },
    placeholder: "exports/",
  }),
  files: setting(z.enum(["one", "per_sync"]).default("one"), {
    title: { en: "Files", fr: "Fichiers" },
    about: {
      en: "one: a file per stream, to which rows are appended. per_sync: a folder per stream, to which each sync adds a file; better for large streams.",
      fr: "one : un fichier par flux, auquel les lignes s'ajoutent. per_sync : un dossier par flux, auquel chaque synchronisation ajoute un fichier ; préférable pour les gros flux.",
    },
    choices: {
      one: { en: "One file per stream (one)", fr: "Un fichier par flux (one)" },
      per_sync: { en: "A file per sync (per_sync)", fr: "Un fichier par synchronisation (per_sync)" },
    },
  }),
  access_key_id: setting(z.string().trim().min(1).optional(), {
    title: { en: "Access key ID", fr: "Identifiant de clé d'accès" },
    about: {
      en: "Of the bucket. Default: what AWS_ACCESS_KEY_ID and the AWS profiles of the server say.",
      fr: "Celui du seau. Par défaut : ce que disent AWS_ACCESS_KEY_ID et les profils AWS du serveur.",
    },
    secret: true,
    advanced: true,
  }),
  secret_access_key: setting(z.string().trim().min(1).optional(), {
    title: { en: "Secret access key", fr: "Clé d'accès secrète" },
    about: { en: "Goes with the access key ID.", fr: "Va avec l'identifiant de clé d'accès." },
    secret: true,
    advanced: true,
  }),
};

/** Settings of any destination of files. */
export interface FileSettings {
  folder: string;
  files: "one" | "per_sync";
  access_key_id?: string | undefined;
  secret_access_key?: string | undefined;
}

/** Whether they lead to a folder of this machine, or to a bucket with the credentials this machine has of its own. */
export function isOfThisMachine(given: Readonly<Record<string, unknown>>): boolean {
  const { folder, access_key_id: id, secret_access_key: secret } = given;
  return !isGiven(folder) || !folder.trim().startsWith("s3://") || !isGiven(id) || !isGiven(secret);
}

const isGiven = (setting: unknown): setting is string => typeof setting === "string" && setting.trim() !== "";

/** A refusal that names the setting at fault. */
export class WrongSetting extends NeedsAttention {
  readonly setting: string;
  constructor(setting: string, message: string, options: { cause?: unknown } = {}) {
    super(message, { ...options, facts: { setting } });
    this.setting = setting;
  }
}

/** Opens the folder or bucket of the settings; calls nothing yet. Throws `WrongSetting`. */
export async function openFileHome(
  settings: FileSettings,
  context: Pick<ConnectorContext, "stagingFolder" | "mayUsePrivateHosts">,
): Promise<FileHome> {
  if (!/^[a-z][a-z0-9+.-]+:\/\//iu.test(settings.folder)) return new FolderHome(settings.folder);
  const url = bucketUrl(settings.folder);
  const credentials = credentialsOf(settings);
  const endpoint = endpointOf(url);
  const refusal = context.mayUsePrivateHosts || endpoint === null ? null : digitsRefusal(endpoint.hostname);
  if (refusal !== null) throw new WrongSetting("folder", refusal.message);
  try {
    return await BucketHome.open(url, context.stagingFolder, {
      ...(credentials === null ? {} : { credentials }),
      ...(context.mayUsePrivateHosts ? {} : { lookup: publicLookup }),
    });
  } catch (cause) {
    if (!(cause instanceof UserFacingError)) throw cause;
    throw new WrongSetting("folder", cause.message, { cause });
  }
}

function bucketUrl(folder: string): URL {
  const url = URL.parse(folder);
  if (url?.protocol === "s3:" && url.hostname !== "") return url;
  throw new WrongSetting(
    "folder",
    `Files can't be written to ${folder.slice(0, 200)}. Give a folder of this machine, or s3://bucket/prefix.`,
  );
}

function endpointOf(url: URL): URL | null {
  const text = url.searchParams.get("endpoint");
  if (text === null) return null;
  const endpoint = URL.parse(text);
  if (endpoint !== null && /^https?:$/u.test(endpoint.protocol)) return endpoint;
  throw new WrongSetting(
    "folder",
    `The endpoint ${text.slice(0, 200)} is no web address. Write it with https:// in front.`,
  );
}

function credentialsOf(settings: FileSettings): { accessKeyId: string; secretAccessKey: string } | null {
  const { access_key_id: accessKeyId, secret_access_key: secretAccessKey } = settings;
  if (accessKeyId !== undefined && secretAccessKey !== undefined) return { accessKeyId, secretAccessKey };
  if (accessKeyId === undefined && secretAccessKey === undefined) return null;
  const missing = accessKeyId === undefined ? "access_key_id" : "secret_access_key";
  throw new WrongSetting(
    missing,
    `The setting ${missing} is missing: access_key_id and secret_access_key go together.`,
  );
}
