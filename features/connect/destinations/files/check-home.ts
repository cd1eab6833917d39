import { NeedsAttention, Transient } from "@millrace/platform/errors";
import type { CheckReport } from "../../connectors/context.ts";
import { onDisk } from "./disk-fault.ts";
import type { FileHome } from "./file-home.ts";
import { WrongSetting } from "./file-settings.ts";

/** S3's codes that tell of one setting; of others the folder is the likeliest. */
const settingOfCode: Readonly<Record<string, string>> = {
  InvalidAccessKeyId: "access_key_id",
  AccessDenied: "access_key_id",
  CredentialsProviderError: "access_key_id",
  SignatureDoesNotMatch: "secret_access_key",
};

/** Writes a file to the place of the settings and removes it. Throws for faults that say nothing of the settings. */
export async function checkHome(open: () => Promise<FileHome>, signal: AbortSignal): Promise<CheckReport> {
  try {
    await using home = await open();
    await onDisk(home.address(""), () => home.probe(signal));
    return { isOk: true, message: `${home.address("")} can be written.`, setting: null };
  } catch (error) {
    if (error instanceof WrongSetting) return refused(error.message, error.setting);
    if (error instanceof NeedsAttention || isUnreachable(error))
      return refused(error.message, settingOfCode[codeFact(error)] ?? "folder");
    throw error;
  }
}

const refused = (message: string, setting: string): CheckReport => ({
  isOk: false,
  message: message.includes(setting) ? message : `${message} The setting is ${setting}.`,
  setting,
});

/** No answer at all: the endpoint is wrong, or nothing listens there. */
const isUnreachable = (error: unknown): error is Transient =>
  error instanceof Transient && error.facts["status"] === null;

const codeFact = (error: NeedsAttention | Transient): string => String(error.facts["code"] ?? "");
