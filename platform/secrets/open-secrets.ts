import { NeedsAttention } from "@millrace/platform/errors";
import { isEnvelope, seal, unseal, type Envelope } from "./envelope.ts";
import { readKeyFile, readOrMakeKeyFile, refuseKeyInData } from "./key-file.ts";
import { isReference, resolveReference } from "./reference.ts";

export interface SecretsOptions {
  keyFile: string;
  /** The key file must not lie in it. */
  dataFolder: string;
  /** For `env:` references. */
  env: Readonly<Record<string, string | undefined>>;
}

/** Encrypts and resolves secrets. The key file is read at each use, so a rotation counts at once in every process. */
export interface Secrets {
  keyFile: string;
  /** Encrypts under the current key; makes the key file at first need. */
  seal(name: string, plain: string): Promise<Envelope>;
  /**
   * The secret behind an envelope, a reference or, from the environment or a file, the secret itself.
   * Throws `NeedsAttention` when its key is lost or it was changed, `UserFacingError` when a reference leads nowhere.
   */
  resolve(name: string, kept: string): Promise<string>;
}

export function openSecrets({ keyFile, dataFolder, env }: SecretsOptions): Secrets {
  return {
    keyFile,
    seal: async (name, plain) => {
      await refuseKeyInData(keyFile, dataFolder);
      const [current] = await readOrMakeKeyFile(keyFile);
      if (current === undefined)
        throw new NeedsAttention(`The key file ${keyFile} is gone again; put it back.`);
      return seal(current, name, plain);
    },
    resolve: async (name, kept) => {
      if (isReference(kept)) return await resolveReference(kept, env);
      if (!isEnvelope(kept)) return kept;
      const opened = unseal(await readKeyFile(keyFile), name, kept);
      if ("plain" in opened) return opened.plain;
      throw new NeedsAttention(
        opened.fault === "unknown_key"
          ? `The value of ${name} was encrypted with the key ${opened.keyId}, which is not in ${keyFile}: put that key file back, or set ${name} again.`
          : `The kept value of ${name} was changed and can't be decrypted: set ${name} again.`,
        { facts: { setting: name, keyId: opened.keyId } },
      );
    },
  };
}
